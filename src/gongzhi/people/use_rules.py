"""Decisions about uses of a person's data: which reading is one more line, who may seal one, what is amiss."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor, ActorKind, NotedUse, UseFault

# Defaults of this project. Whoever reads a sheet again on the same day, or a file within the hour, reads on.
AGAIN = timedelta(hours=1)
SEALED_LOOK = timedelta(hours=2)
SEAL_BASIS_SHORTEST, SEAL_BASIS_LONGEST = 8, 200
DAILY = frozenset({"SHEET"})


@dataclass(frozen=True)
class Reading:
    """Somebody is about to read something of a matter. `day_began` is when this day began where the office is."""

    what: str
    item: UUID | None
    unit: UUID | None
    at: datetime
    day_began: datetime


def is_noted(reading: Reading, lines: Collection[NotedUse]) -> bool:
    """Tell whether a line of this reader stands for the reading already.

    A sealed line stands for it only as long as the look under seal lasts: what is read later has its own line.
    """
    since = reading.day_began if reading.what in DAILY else reading.at - AGAIN
    return any(
        (line.what, line.item, line.unit) == (reading.what, reading.item, reading.unit)
        and line.at >= since
        and (line.sealed_until is None or _lasts(line, reading.at))
        for line in lines
    )


def running_seal(lines: Collection[NotedUse], *, at: datetime) -> NotedUse | None:
    """Return the look under seal this reader is in, or None. Whatever is read meanwhile is sealed with it."""
    return next((line for line in lines if line.sealed_until and _lasts(line, at)), None)


def _lasts(line: NotedUse, at: datetime) -> bool:
    return line.until is not None and at < line.until


def seal_refusal(by: Actor, *, basis: str, until: date, today: date, longest: int) -> Refusal | None:
    """A use may be kept from the person for a time where a law wants it (PIPL arts. 18 and 35).

    It needs the basis in words and an end, at most `longest` days away; without an end it would never be told.
    """
    if by.kind is not ActorKind.STAFF or not by.may("data.seal"):
        return Refusal("people.may_not_seal")
    if len(basis.strip()) < SEAL_BASIS_SHORTEST:
        return Refusal("people.seal_basis_missing")
    if len(basis) > SEAL_BASIS_LONGEST:
        return Refusal("people.seal_basis_too_long", {"limit": SEAL_BASIS_LONGEST})
    if until <= today:
        return Refusal("people.seal_end_past")
    if (until - today).days > longest:
        return Refusal("people.seal_end_too_far", {"days": longest})
    return None


def faults(
    *, rows: Sequence[int], facts: Sequence[int], size: int, differing: Collection[int] = ()
) -> tuple[UseFault, ...]:
    """Return what is amiss with the numbers of a subject's open lines: they run 1 to `size`, once each.

    `rows` and `facts` are the numbers as the table and the record have them, `differing` those of which the two say
    something else. Whoever takes a line away, or puts one in, leaves a gap, a double or a line without its other half.
    """
    found = []
    counted, told = Counter(rows), Counter(facts)
    for seq in range(1, max(size, *rows, *facts, 0) + 1):
        if counted[seq] > 1 or told[seq] > 1:
            found.append(UseFault("double", seq))
        elif not counted[seq]:
            found.append(UseFault("missing", seq))
        elif not told[seq]:
            found.append(UseFault("not_on_record", seq))
        elif seq > size:
            found.append(UseFault("not_counted", seq))
        elif seq in differing:
            found.append(UseFault("differs", seq))
    return tuple(found)
