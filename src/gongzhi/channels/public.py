"""The door of channels."""

from gongzhi.channels.bulk.load import Plan, Progress, Tally, load_messages
from gongzhi.channels.bulk.rows import SHIPPED_CLASSES, BadRow, ClassRule, read_classes

__all__ = [
    "SHIPPED_CLASSES",
    "BadRow",
    "ClassRule",
    "Plan",
    "Progress",
    "Tally",
    "load_messages",
    "read_classes",
]
