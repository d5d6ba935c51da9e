"""Which way goes by which carrier. Letters are carried by people: a desk prints and posts them."""

from collections.abc import Mapping

from gongzhi.notices.facts import Way
from gongzhi.notices.ways.email import Email
from gongzhi.notices.ways.hook import Hook
from gongzhi.notices.ways.text_message import TextMessage
from gongzhi.notices.ways.way import Carrier

CARRIERS: Mapping[Way, Carrier] = {Way.SMS: TextMessage(), Way.EMAIL: Email(), Way.HOOK: Hook()}
