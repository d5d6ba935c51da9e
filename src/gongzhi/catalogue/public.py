"""The door of the catalogue."""

from gongzhi.catalogue.actions.check_replay import VersionDifference, check_replay
from gongzhi.catalogue.actions.publish import publish_item
from gongzhi.catalogue.queries import item_in_force, items_in_force, newest_version, version
from gongzhi.catalogue.shipped import check_item, read, shipped_items
from gongzhi.catalogue.words import (
    AUDIENCES,
    CHANNELS,
    DEPTHS,
    DOERS,
    MATERIAL_FORMS,
    MODES,
    OBLIGATIONS,
    ROUTES,
    SOURCES,
)

__all__ = [
    "AUDIENCES",
    "CHANNELS",
    "DEPTHS",
    "DOERS",
    "MATERIAL_FORMS",
    "MODES",
    "OBLIGATIONS",
    "ROUTES",
    "SOURCES",
    "VersionDifference",
    "check_item",
    "check_replay",
    "item_in_force",
    "items_in_force",
    "newest_version",
    "publish_item",
    "read",
    "shipped_items",
    "version",
]
