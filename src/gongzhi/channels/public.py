"""The door of channels."""

from gongzhi.channels.bulk.load import Plan, Progress, Tally, load_messages
from gongzhi.channels.bulk.rows import SHIPPED_CLASSES, BadRow, ClassRule, read_classes
from gongzhi.channels.events.jobs import forget_events, put_up_events, send_events
from gongzhi.channels.hotline.actions.count_case import count_filed
from gongzhi.channels.hotline.actions.tidy import tidy_calls
from gongzhi.channels.hotline.simulator import simulate_calls
from gongzhi.channels.open311.sample import Sample, make_open311_sample
from gongzhi.channels.open311.views.answers import open311_errors
from gongzhi.channels.sms.actions.check_sms import check_sms
from gongzhi.channels.sms.jobs import take_in_sms

__all__ = [
    "SHIPPED_CLASSES",
    "BadRow",
    "ClassRule",
    "Plan",
    "Progress",
    "Sample",
    "Tally",
    "check_sms",
    "count_filed",
    "forget_events",
    "load_messages",
    "make_open311_sample",
    "open311_errors",
    "put_up_events",
    "read_classes",
    "send_events",
    "simulate_calls",
    "take_in_sms",
    "tidy_calls",
]
