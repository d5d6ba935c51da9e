"""Who may hold a post when, and what may not hold twice at a time."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar
from uuid import UUID

from gongzhi.kernel.refusals import Refusal
from gongzhi.organization.facts import Period

Key = TypeVar("Key", bound=Hashable)


def holding_refusal(
    *, period: Period, acting: bool, post_period: Period, full_holders: Iterable[Period]
) -> Refusal | None:
    """A post has one full holder at a time; acting holders come on top. Nobody holds a post that is not there.

    `full_holders` are the periods of the other full holders. Refusals: ``organization.post_ended``,
    ``organization.post_taken``.
    """
    if not period.overlaps(post_period):
        return Refusal("organization.post_ended")
    if not acting and any(period.overlaps(other) for other in full_holders):
        return Refusal("organization.post_taken")
    return None


def leave_refusal(
    *, account: UUID, stand_in: UUID, period: Period, others: Iterable[Period]
) -> Refusal | None:
    """A stand-in is somebody else, and one stand-in at a time is enough to know whom to ask.

    `others` are the other leaves of the same account. Refusals: ``organization.dates_inverted``,
    ``organization.stand_in_self``, ``organization.overlapping_dates``.
    """
    if period.to is None or period.to <= period.start:
        return Refusal("organization.dates_inverted")
    if account == stand_in:
        return Refusal("organization.stand_in_self")
    if any(period.overlaps(other) for other in others):
        return Refusal("organization.overlapping_dates")
    return None


def overlapping(existing: Mapping[Key, Period], wanted: Mapping[Key, Period]) -> set[Key]:
    """Return the keys of `wanted` that cannot be had, since their period overlaps that of another.

    Both hold the periods of one and the same thing: one desk, one line of the duty table. What is
    wanted replaces what exists under the same key; the earlier one wanted wins. A row that is turned
    down leaves its old period standing, which may turn down another: hence the loop.
    """
    refused: set[Key] = set()
    while True:
        standing = [period for key, period in existing.items() if key not in wanted or key in refused]
        fresh: set[Key] = set()
        for key, period in wanted.items():
            if key in refused:
                continue
            if any(period.overlaps(other) for other in standing):
                fresh.add(key)
            else:
                standing.append(period)
        if not fresh:
            return refused
        refused |= fresh
