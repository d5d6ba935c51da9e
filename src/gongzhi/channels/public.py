"""The door of channels."""

from gongzhi.channels.bulk.load import Plan, Progress, Tally, load_messages
from gongzhi.channels.bulk.rows import SHIPPED_CLASSES, BadRow, ClassRule, read_classes
from gongzhi.channels.open311.sample import Sample, make_open311_sample
from gongzhi.channels.open311.views.answers import open311_errors

__all__ = [
    "SHIPPED_CLASSES",
    "BadRow",
    "ClassRule",
    "Plan",
    "Progress",
    "Sample",
    "Tally",
    "load_messages",
    "make_open311_sample",
    "open311_errors",
    "read_classes",
]
