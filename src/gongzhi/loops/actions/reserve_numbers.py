"""Reserve numbers, to be printed on papers before anybody writes on them."""

from datetime import datetime

from django.db import connection

from gongzhi.loops.actions.open_loop import next_numbers
from gongzhi.people.facts import Actor


def reserve_numbers(*, count: int, by: Actor, at: datetime) -> list[str]:
    """Return numbers nobody else gets, inside the transaction of whoever puts on record what they are for.

    One that is never used stays a gap: a number is no count.
    """
    assert connection.in_atomic_block
    assert by.kind, "the fact of the caller says who"
    return next_numbers(at, count)
