"""What the worker does, as a table."""

from collections.abc import Callable
from dataclasses import dataclass

from gongzhi.ledger import public as ledger


@dataclass(frozen=True)
class Tick:
    """Something to do again and again: `run` returns how much it did.

    After work it has its turn again in `busy_seconds`, after none in `idle_seconds`.
    """

    name: str
    run: Callable[[], int]
    busy_seconds: float
    idle_seconds: float


def place_facts() -> int:
    """Give waiting facts their place in the order; looks first, since most of the time none waits."""
    return ledger.sequence() if ledger.waiting() else 0


TICKS = (Tick("ledger.sequence", place_facts, busy_seconds=0.0, idle_seconds=0.2),)
