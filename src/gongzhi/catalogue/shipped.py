"""The data that come with the package: items every installation starts with, and what no item may ask for."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gongzhi.catalogue.facts import Item
from gongzhi.catalogue.rules.item_file import read_item
from gongzhi.catalogue.rules.soundness import Certificate, Refused
from gongzhi.kernel.refusals import Refusal

_DATA = Path(__file__).with_name("data")


def shipped_items() -> list[Path]:
    """Return the files of the shipped items."""
    return sorted((_DATA / "items").glob("*.yaml"))


@cache
def refused_materials() -> Refused:
    """Return what no item may ask for."""
    found: Mapping[str, Any] = yaml.safe_load((_DATA / "refused_materials.yaml").read_text(encoding="utf-8"))
    certificates = (
        Certificate(number, str(entry["name"]), tuple(str(sign).lower() for sign in entry["signs"]))
        for number, entry in enumerate(found["community_certificates"], 1)
    )
    return Refused(
        certificates=tuple(certificates),
        catch_alls=tuple(str(sign).lower() for sign in found["catch_alls"]),
        committees=tuple(found["committees"]),
    )


def check_item(text: str) -> tuple[Refusal, ...]:
    """Return what is wrong with the file of an item, in the order of its lines."""
    return read(text)[1]


def read(text: str) -> tuple[Item, tuple[Refusal, ...]]:
    """Return the item of a file and what is wrong with it, by the shipped lists."""
    return read_item(text, refused_materials())
