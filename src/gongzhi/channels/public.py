"""The door of channels."""

from gongzhi.channels.bulk.actions.bring_in import bring_in_some
from gongzhi.channels.bulk.actions.check_bulk import check_bulk
from gongzhi.channels.bulk.load import Plan, Progress, Tally, load_messages
from gongzhi.channels.bulk.rows import SHIPPED_CLASSES, BadRow, ClassRule, read_classes
from gongzhi.channels.events.jobs import forget_events, put_up_events, send_events
from gongzhi.channels.hotline.actions.count_case import count_filed
from gongzhi.channels.hotline.actions.take_event import take_event
from gongzhi.channels.hotline.actions.tidy import tidy_calls
from gongzhi.channels.hotline.simulator import made_up_calls, read_call_event, simulate_calls
from gongzhi.channels.hotline.trying import make_telephony_key
from gongzhi.channels.open311.catalogue import withheld_matters
from gongzhi.channels.open311.sample import Sample, make_open311_sample
from gongzhi.channels.open311.views.answers import open311_errors
from gongzhi.channels.paper.actions.check_papers import check_papers
from gongzhi.channels.sms.actions.check_sms import check_sms
from gongzhi.channels.sms.jobs import take_in_sms
from gongzhi.channels.upper.actions.check_replay import check_orders
from gongzhi.channels.upper.actions.load_mapping import load_mapping as load_mapping_above
from gongzhi.channels.upper.jobs import (
    compare_day_above,
    compare_with_above,
    pull_orders,
    put_up_above,
    resend_above,
    tell_above,
    warn_of_limits_above,
)
from gongzhi.channels.upper.keys import make_key as make_key_above
from gongzhi.channels.upper.platform import Unreachable as SilentAbove
from gongzhi.channels.upper.queries import standing as standing_above
from gongzhi.channels.upper.queries import stuck_messages as stuck_above
from gongzhi.channels.upper.queries import unknown_codes as unknown_above
from gongzhi.channels.upper.words import trouble as trouble_above

__all__ = [
    "SHIPPED_CLASSES",
    "BadRow",
    "ClassRule",
    "Plan",
    "Progress",
    "Sample",
    "SilentAbove",
    "Tally",
    "bring_in_some",
    "check_bulk",
    "check_orders",
    "check_papers",
    "check_sms",
    "compare_day_above",
    "compare_with_above",
    "count_filed",
    "forget_events",
    "load_mapping_above",
    "load_messages",
    "made_up_calls",
    "make_key_above",
    "make_open311_sample",
    "make_telephony_key",
    "open311_errors",
    "pull_orders",
    "put_up_above",
    "put_up_events",
    "read_call_event",
    "read_classes",
    "resend_above",
    "send_events",
    "simulate_calls",
    "standing_above",
    "stuck_above",
    "take_event",
    "take_in_sms",
    "tell_above",
    "tidy_calls",
    "trouble_above",
    "unknown_above",
    "warn_of_limits_above",
    "withheld_matters",
]
