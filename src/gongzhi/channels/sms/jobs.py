"""Take in what the gateway received, and answer each message once."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import override

from gongzhi.channels.sms.actions.take import Taken, take_sms
from gongzhi.channels.sms.words import REPLIES
from gongzhi.notices.public import ReceivedSms, SmsGateway, sms_gateway

logger = logging.getLogger(__name__)
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
    if sms.sender.strip():
        gateway.send(to=sms.sender, text=_reply(taken), key=f"sms-reply/{sms.id}")
    gateway.done(sms.id)


def _reply(taken: Taken) -> str:
    with override(settings.LANGUAGE_CODE):
        words: Mapping[str, Any] = {"number": taken.number, "code": taken.code}
        return str(REPLIES[taken.state]) % words
