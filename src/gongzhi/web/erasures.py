"""What is erased when: the one table of kinds, and the two ways through it, by the clock and after a restore."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from gongzhi.algorithms import public as algorithms
from gongzhi.applications import public as applications
from gongzhi.cases import public as cases
from gongzhi.directives import public as directives
from gongzhi.loops import public as loops
from gongzhi.patrol import public as patrol
from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import AGAIN, CONTACT, DECISIONS, TIME_OVER, WORDS, listed_erasures, periods_on

# An eraser takes the loop, why, and when; it does no harm when it comes twice.
Eraser = Callable[[UUID, str, datetime], object]

ERASERS: Mapping[tuple[str, str], Eraser] = {
    ("case", CONTACT): lambda it, why, at: cases.erase_contact(case_id=it, because=why, by=SYSTEM, at=at),
    ("case", WORDS): lambda it, why, at: cases.erase_words(case_id=it, because=why, by=SYSTEM, at=at),
    ("application", CONTACT): lambda it, why, at: applications.erase_contact(
        application_id=it, because=why, by=SYSTEM, at=at
    ),
    ("application", WORDS): lambda it, why, at: applications.erase_words(
        application_id=it, because=why, by=SYSTEM, at=at
    ),
    ("application", DECISIONS): lambda it, why, at: applications.erase_decisions(
        application_id=it, because=why, by=SYSTEM, at=at
    ),
    ("directive", DECISIONS): lambda it, why, at: directives.erase_words(
        directive_id=it, because=why, by=SYSTEM, at=at
    ),
    ("patrol", WORDS): lambda it, why, at: patrol.erase_words(loop_id=it, because=why, by=SYSTEM, at=at),
    ("round", WORDS): lambda it, why, at: patrol.erase_words(loop_id=it, because=why, by=SYSTEM, at=at),
}


def erase_due(*, at: datetime, limit: int = 20) -> int:
    """Erase, of each kind, up to `limit` matters whose time is over by the periods of the day; return how many.

    What fails of one kind is raised after the others had their turn.
    """
    periods = periods_on(timezone.localdate(at))
    done = algorithms.erase_appeals(before=periods.ended_before(WORDS, at), by=SYSTEM, at=at, limit=limit)
    failed: Exception | None = None
    for (kind, what), erase in ERASERS.items():
        try:
            done += loops.sweep(
                name=f"erase/{kind}/{what}",
                kind=kind,
                before=periods.ended_before(what, at),
                handle=lambda loop_id, erase=erase: erase(loop_id, TIME_OVER, at),  # type: ignore[misc]
                by=SYSTEM,
                at=at,
                limit=limit,
            )
        except Exception as error:
            failed = failed or error
    if failed:
        raise failed
    return done


def erase_again(*, at: datetime) -> int:
    """After a restore: erase what the list outside says was erased, and the backup brought back; return how many."""
    wanted = list(dict.fromkeys(listed_erasures()))
    kinds = {row.id: row.subject_kind for row in loops.loops_by_id({each for each, _what in wanted}).values()}
    return sum(
        bool(ERASERS[kinds[loop_id], what](loop_id, AGAIN, at))
        for loop_id, what in wanted
        if (kinds.get(loop_id, ""), what) in ERASERS
    )
