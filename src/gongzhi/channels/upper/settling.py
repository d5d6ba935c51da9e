"""Ways to settle what differs: ask for the order again, send our last word again, or note why both stand."""

from uuid import UUID

from django.utils import timezone

from gongzhi.channels.upper.actions.deliver import MAY, send_again
from gongzhi.channels.upper.actions.reconcile import settle_difference
from gongzhi.channels.upper.facts import How, Kind
from gongzhi.channels.upper.models import UpperDifference, UpperMessage
from gongzhi.channels.upper.platform import Unreachable
from gongzhi.channels.upper.queries import platform
from gongzhi.channels.upper.turns import Clock, ask_for
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.people.facts import Actor


def settle_by(*, difference_id: UUID, how: How, reason: str, by: Actor, clock: Clock) -> None:
    """Settle a difference in one of the three ways; the next comparison says whether it helped.

    Raises Refused ``loops.not_entitled``, ``loops.reason_missing``, ``upper.no_difference``,
    ``upper.cannot_be_asked``, ``upper.nothing_to_send``.
    """
    row = UpperDifference.objects.filter(id=difference_id).first()
    if row is None:
        raise Refused(Refusal("upper.no_difference"))
    if not any(map(by.may, MAY)):
        raise Refused(Refusal("loops.not_entitled"))
    if row.settled_at is not None:
        return
    if how is How.ASKED:
        _ask(row, clock)
    elif how is How.RESENT:
        _resend(row, by, clock)
    settle_difference(difference_id=difference_id, how=how, reason=reason, by=by, at=clock())


def _ask(row: UpperDifference, clock: Clock) -> None:
    view = platform(row.platform_id, timezone.localtime(clock()).date())
    if view is None or view.meaning.connection["kind"] != "http":
        raise Refused(Refusal("upper.cannot_be_asked"))
    try:
        ask_for(view, row.number, clock)
    except Unreachable:
        raise Refused(Refusal("upper.cannot_be_asked")) from None


def _resend(row: UpperDifference, by: Actor, clock: Clock) -> None:
    told = UpperMessage.objects.filter(order=row.order_id).exclude(kind=Kind.SIGN)
    last = told.order_by("-id").first() if row.order_id else None
    if last is None:
        raise Refused(Refusal("upper.nothing_to_send"))
    send_again(message_id=last.id, by=by, at=clock())
