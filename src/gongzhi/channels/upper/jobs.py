"""What the worker does with platforms above, as the door of channels names it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID

from gongzhi.channels.upper.actions.deliver import send_again
from gongzhi.channels.upper.actions.put_out import put_out
from gongzhi.channels.upper.actions.warn import warn_limits
from gongzhi.channels.upper.queries import any_platform, platform, stuck_messages
from gongzhi.channels.upper.turns import compare_day, pull_all, reconcile_all, send_all
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import follow
from gongzhi.people.facts import SYSTEM

Clock = Callable[[], datetime]


def pull_orders(clock: Clock) -> int:
    """Take in what is new of the platforms above."""
    return pull_all(clock) if any_platform() else 0


def tell_above(clock: Clock) -> int:
    """Tell the platforms above what waits."""
    return send_all(clock) if any_platform() else 0


def put_up_above(clock: Clock) -> int:
    """Make messages for the platforms above of new facts; the cursor moves also while there is none."""

    def handle(facts: Sequence[Recorded]) -> None:
        if any_platform():
            put_out(facts=facts, by=SYSTEM, at=clock())

    return follow("upper", handle)


def warn_of_limits_above(clock: Clock) -> int:
    """Tell whoever owes a case that the limit above is near, or over."""
    return warn_limits(by=SYSTEM, at=clock()) if any_platform() else 0


def compare_with_above(clock: Clock) -> int:
    """Compare yesterday with the platforms above, once."""
    return reconcile_all(clock) if any_platform() else 0


def compare_day_above(code: str, day: date, clock: Clock) -> int | None:
    """Compare one day with one platform now. Raises Refused ``upper.no_such_platform``, and `Unreachable`."""
    view = platform(code, clock().date())
    if view is None:
        raise Refused(Refusal("upper.no_such_platform"))
    return compare_day(view, day, clock)


def resend_above(message_id: UUID | None, clock: Clock) -> int:
    """Try what the platforms above did not take again: one message, or all; return how many."""
    wanted = [message_id] if message_id else [each.id for each in stuck_messages(limit=10_000)]
    for each in wanted:
        send_again(message_id=each, by=SYSTEM, at=clock())
    return len(wanted)
