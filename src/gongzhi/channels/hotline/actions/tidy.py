"""Forget of a call who talked with whom as soon as it does not matter any more, and the call itself later."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from gongzhi.channels.hotline.models import HotlineCall
from gongzhi.channels.hotline.rules import AFTER_CALL, KEPT, LONGEST_CALL


def tidy_calls(*, at: datetime, limit: int) -> int:
    """Empty number and telephone of calls that are over, delete calls of a month ago; return how many.

    What is counted of them stays. No fact tells of it, as none told of the call.
    """
    over = (
        Q(ended_at__lt=at - AFTER_CALL)
        | Q(abandoned_at__lt=at - AFTER_CALL, answered_at=None)
        | Q(began_at__lt=at - LONGEST_CALL - AFTER_CALL)
    )
    with transaction.atomic(durable=True):
        rows = HotlineCall.objects.select_for_update(skip_locked=True).filter(over, tidied=False)
        ids = list(rows.values_list("id", flat=True)[:limit])
        done = HotlineCall.objects.filter(id__in=ids).update(agent="", agent_at=None, sealed=b"", tidied=True)
        old = HotlineCall.objects.filter(began_at__lt=at - KEPT, tidied=True)
        gone = list(old.values_list("id", flat=True)[:limit])
        HotlineCall.objects.filter(id__in=gone).delete()
    return done + len(gone)
