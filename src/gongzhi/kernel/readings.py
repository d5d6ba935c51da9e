"""What one page asks several times is read once: its parts need not know of each other.

Outside of a reading nothing is remembered, so an action sees what is there at each moment.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_kept: ContextVar[dict[Any, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """Let what is marked with `read_once` remember its answers until the end of the block, which writes nothing."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def read_once(function: Callable[P, T]) -> Callable[P, T]:
    """Mark a read whose answer nobody changes; its arguments can be keys."""

    @wraps(function)
    def call(*args: P.args, **named: P.kwargs) -> T:
        kept = _kept.get()
        if kept is None:
            return function(*args, **named)
        key = (function, args, tuple(sorted(named.items())))
        if key not in kept:
            kept[key] = function(*args, **named)
        found: T = kept[key]
        return found

    return call
