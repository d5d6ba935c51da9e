"""Remember what changes a few times a year and is asked with every case: matters, duties, units, desks.

Every import gives `Register.tables` a new id, which each process looks up at most every two seconds
(default of this project, as for the grids). So a change counts at once in the process that made it and
two seconds later in the others; as long as nothing changes, nothing is read again.
"""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from gongzhi.organization.models import Register

LOOK_EVERY_SECONDS = 2.0
MOST_ROWS = 8192  # of one table; then it begins anew

P = ParamSpec("P")
T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


class _Version:
    """The version of the tables this process works with."""

    def __init__(self) -> None:
        self._version: UUID | None = None
        self._look_at = 0.0

    def current(self) -> UUID | None:
        if time.monotonic() >= self._look_at:
            self._version = Register.objects.values_list("tables", flat=True).first()
            self._look_at = time.monotonic() + LOOK_EVERY_SECONDS
        return self._version

    def forget(self) -> None:
        self._look_at = 0.0


_version = _Version()


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """Remember answers by their arguments until the tables change; callers do not change the answers."""

    @lru_cache(maxsize=8192)
    def cached(_known: UUID | None, args: tuple, named: tuple) -> T:  # type: ignore[type-arg]
        return function(*args, **dict(named))

    @wraps(function)
    def call(*args: P.args, **named: P.kwargs) -> T:
        return cached(_version.current(), args, tuple(named.items()))

    return call


def remembered_rows(
    load: Callable[[Collection[K]], Mapping[K, V]],
) -> Callable[[Iterable[K]], dict[K, V]]:
    """Remember rows by their keys until the tables change: only those not known yet are loaded, all at once."""
    kept: tuple[UUID | None, dict[K, V | None]] = (None, {})

    @wraps(load)
    def call(keys: Iterable[K]) -> dict[K, V]:
        nonlocal kept
        version, wanted = _version.current(), set(keys)
        if kept[0] != version or len(kept[1]) > MOST_ROWS:
            kept = (version, {})
        rows = kept[1]
        if missing := [key for key in wanted if key not in rows]:
            found = load(missing)
            rows.update({key: found.get(key) for key in missing})
        return {key: row for key in wanted if (row := rows[key]) is not None}

    return call


def forget() -> None:
    """Let this process look at the version at its next question."""
    _version.forget()
