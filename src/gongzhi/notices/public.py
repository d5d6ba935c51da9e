"""The door of notices."""

from gongzhi.notices.actions.check_told import check_told
from gongzhi.notices.actions.choose_ways import choose_again, choose_at_filing, choose_ways
from gongzhi.notices.actions.end_way import stop_sms
from gongzhi.notices.actions.enqueue import enqueue
from gongzhi.notices.actions.forget_told import forget_told
from gongzhi.notices.actions.mark_read import mark_read
from gongzhi.notices.actions.retitle import retitle
from gongzhi.notices.actions.send import bounced
from gongzhi.notices.actions.tell import tell_persons
from gongzhi.notices.bounces import forget_sent, read_bounces
from gongzhi.notices.in_order import Standing, notices_in_order, standing_of
from gongzhi.notices.queries import notices_of, unread, ways_chosen
from gongzhi.notices.rules import email_refusal, is_stop
from gongzhi.notices.sending import send_due
from gongzhi.notices.ways.email import email_is_set_up
from gongzhi.notices.ways.sms import ReceivedSms, SmsGateway, sms_gateway
from gongzhi.notices.words import sentence as notice_sentence

__all__ = [
    "ReceivedSms",
    "SmsGateway",
    "Standing",
    "bounced",
    "check_told",
    "choose_again",
    "choose_at_filing",
    "choose_ways",
    "email_is_set_up",
    "email_refusal",
    "enqueue",
    "forget_sent",
    "forget_told",
    "is_stop",
    "mark_read",
    "notice_sentence",
    "notices_in_order",
    "notices_of",
    "read_bounces",
    "retitle",
    "send_due",
    "sms_gateway",
    "standing_of",
    "stop_sms",
    "tell_persons",
    "unread",
    "ways_chosen",
]
