"""Take in what the gateway received, and answer each message once."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import override

from gongzhi.channels.portal.queries import human_channel
from gongzhi.channels.sms.actions.take import Taken, take_sms
from gongzhi.channels.sms.facts import SmsState
from gongzhi.channels.sms.limits import Turn, turn_of
from gongzhi.channels.sms.words import REPLIES
from gongzhi.notices.public import ReceivedSms, SmsGateway, sms_gateway

logger = logging.getLogger(__name__)
HOTLINE = "12345"  # of every place in the country (国办发〔2020〕53号), where no other is installed
AT_ONCE = 50


def take_in_sms(*, at: datetime) -> int:
    """Take in up to fifty messages and return how many. What fails stays with the gateway for the next time.

    Killed at any point it does the same again: the case, the answer and the gateway's list know what was done.
    """
    gateway, done = sms_gateway(), 0
    for sms in gateway.received()[:AT_ONCE]:
        try:
            _take_in(gateway, sms, at)
        except Exception:
            logger.exception("sms.not_taken", extra={"sms": sms.id})
            continue
        done += 1
    return done


def _take_in(gateway: SmsGateway, sms: ReceivedSms, at: datetime) -> None:
    taken = take_sms(sms=sms, at=at)
    if sms.sender.strip() and not _told_before(taken, sms, at):
        gateway.send(to=sms.sender, text=_reply(taken, at), key=f"sms-reply/{sms.id}")
    gateway.done(sms.id)


def _told_before(taken: Taken, sms: ReceivedSms, at: datetime) -> bool:
    """Whoever sends too many is told so once a day: an answer to each would be a second flood."""
    return taken.state is SmsState.TOO_MANY and turn_of(sms.sender, sms.id, at=at) is Turn.TOO_MANY


def _reply(taken: Taken, at: datetime) -> str:
    with override(settings.LANGUAGE_CODE):
        phone = human_channel(at=at).get("phone", HOTLINE)
        words: Mapping[str, Any] = {"number": taken.number, "code": taken.code, "phone": phone}
        return str(REPLIES[taken.state]) % words
