"""The door of notices."""

from gongzhi.notices.actions.enqueue import enqueue
from gongzhi.notices.actions.mark_read import mark_read
from gongzhi.notices.actions.retitle import retitle
from gongzhi.notices.in_order import Standing, notices_in_order, standing_of
from gongzhi.notices.queries import notices_of, unread
from gongzhi.notices.ways.sms import ReceivedSms, SmsGateway, sms_gateway
from gongzhi.notices.words import sentence as notice_sentence

__all__ = [
    "ReceivedSms",
    "SmsGateway",
    "Standing",
    "enqueue",
    "mark_read",
    "notice_sentence",
    "notices_in_order",
    "notices_of",
    "retitle",
    "sms_gateway",
    "standing_of",
    "unread",
]
