"""What the worker does for other systems: put events up for them, send them, and forget that they were sent."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from gongzhi.channels.events.actions.deliver import deliver_due, forget_sent
from gongzhi.channels.events.actions.enqueue import enqueue_events
from gongzhi.channels.events.sending import send
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import follow

# Messages that arrived are looked up for so long, a default of this project.
REMEMBERED = timedelta(days=7)


def put_up_events(at: datetime) -> int:
    """Read new facts and put them up; return how many facts were read."""

    def put_up(facts: Sequence[Recorded]) -> None:
        enqueue_events(facts=facts, at=at)

    return follow("events", put_up)


def send_events(read_clock: Callable[[], datetime]) -> int:
    """Send what is due; return how many messages were tried."""
    return deliver_due(send=send, read_clock=read_clock)


def forget_events(at: datetime) -> int:
    """Delete messages that arrived a week ago; return how many."""
    return forget_sent(before=at - REMEMBERED)
