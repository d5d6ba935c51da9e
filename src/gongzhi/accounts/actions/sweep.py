"""Forget what is over: counted tries, and sessions that ended long ago."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from gongzhi.accounts.models import OpenSession, SignInTries
from gongzhi.people.facts import Actor

DAY = timedelta(days=1)


def sweep(*, by: Actor, at: datetime) -> int:
    """Delete counters nobody added to for two days, and sessions that began more than two days ago.

    The longest session lasts half a day. Neither is an event: what came of them is on record where it mattered.
    """
    with transaction.atomic(durable=True):
        old = Q(since_at__lt=at - 2 * DAY) & (Q(until_at=None) | Q(until_at__lt=at - 2 * DAY))
        gone, _ = SignInTries.objects.filter(old).delete()
        ended, _ = OpenSession.objects.filter(begun_at__lt=at - 2 * DAY).delete()
    return gone + ended
