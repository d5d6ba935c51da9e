"""The door of channels."""

from gongzhi.channels.bulk.load import Plan, Progress, Tally, load_messages
from gongzhi.channels.bulk.rows import SHIPPED_CLASSES, BadRow, ClassRule, read_classes
from gongzhi.channels.hotline.actions.count_case import count_filed
from gongzhi.channels.hotline.actions.tidy import tidy_calls
from gongzhi.channels.hotline.simulator import simulate_calls
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
    "count_filed",
    "load_messages",
    "make_open311_sample",
    "open311_errors",
    "read_classes",
    "simulate_calls",
    "tidy_calls",
]
