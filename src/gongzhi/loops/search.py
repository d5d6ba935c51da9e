"""Finding a loop of any kind, by its number or by words of its texts.

Shown is what is open or ended lately; a list of all there ever was is one step further. Few loops with the words
are named one by one (`cards.hits`). Where there are many, what is open or ended lately is gone through: the
indexes `loop_open_by_division` and `loop_ended_lately` lead there, and what a unit plays a part in is asked one by
one whether the unit holds a party (`holder_once`), as the inbox does for what waits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from gongzhi.loops.cards import Asked, has_words, hits, is_number
from gongzhi.loops.kinds import kind_of, kinds
from gongzhi.loops.lists import LATELY, takes_part
from gongzhi.loops.models import Loop
from gongzhi.loops.queries import LoopRow, loop_by_number, row_of
from gongzhi.organization.public import prefix_of
from gongzhi.people.facts import Actor

LONGEST = 40  # characters of a search
SHOWN = 50


@dataclass(frozen=True)
class Found:
    """What a search found. `more`: there is more than is shown."""

    open: list[LoopRow]
    ended: list[LoopRow]
    more: bool


def by_number(actor: Actor, text: str) -> LoopRow | None:
    """Return the loop with this number to those entitled; None answers like one that does not exist."""
    loop = loop_by_number(text.strip().upper()) if text.strip() else None
    return loop if loop and kind_of(loop.subject_kind).sheet.find(actor, loop.id) is not None else None


def by_words(actor: Actor, text: str, *, at: datetime) -> Found:
    """Return what the actor may read, or plays a part in, with these words in its texts."""
    reach = _within_reach(actor, text, at)
    running = _first(reach, Q(ended_at=None), F("due_at").asc(nulls_last=True), "id")
    lately = _first(reach, Q(ended_at__gt=at - LATELY), "-ended_at", "-id")
    running.sort(key=lambda loop: (loop.due_at is None, loop.due_at or loop.opened_at, loop.id))
    lately.sort(key=lambda loop: (loop.ended_at or loop.opened_at, loop.id), reverse=True)
    return Found(
        open=running[:SHOWN],
        ended=lately[:SHOWN],
        more=any(len(each) > SHOWN for each in (running, lately)),
    )


def _within_reach(actor: Actor, text: str, at: datetime) -> list[QuerySet[Loop]]:
    """Return what has the words in the actor's tree where the post reads the kind, and what has a part for its unit.

    Two queries, each on its own index: one with "or" between them, or a join of them with the words asked
    for, would read all there ever was.
    """
    read = tuple(kind.code for kind in kinds() if actor.may(kind.read))
    played = dict.fromkeys(kind.code for kind in kinds() if kind.parties(actor))
    found = []
    if read:
        prefix = prefix_of(actor.division)
        which = _with_words(Asked(text, kinds=read, places=(prefix,)), at)
        found.append(Loop.objects.filter(which, subject_kind__in=read, division__startswith=prefix))
    if played:
        which = _with_words(Asked(text, kinds=tuple(played)), at)
        found.append(Loop.objects.filter(which, takes_part(actor, played), subject_kind__in=list(played)))
    return found


def _with_words(asked: Asked, at: datetime) -> Q:
    if is_number(asked.text):
        return Q(number__startswith=asked.text)
    found = hits(asked, at=at)
    return has_words(asked.text) if found.more else Q(pk__in=found.ids)


def _first(reach: Iterable[QuerySet[Loop]], which: Q, *order: Any) -> list[LoopRow]:
    found = {loop.id: loop for rows in reach for loop in rows.filter(which).order_by(*order)[: SHOWN + 1]}
    return [row_of(loop) for loop in found.values()]
