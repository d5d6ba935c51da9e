"""Finding a loop of any kind, by its number or by words of its title.

Words are looked for in what is open or ended lately, never in what was ever filed, and in at most `MOST` of
each. For a tree of divisions the indexes `loop_open_by_division` and `loop_ended_lately` lead there; for what a
unit plays a part in, what is open is asked one by one whether the unit holds a party (`holder_once`), as the
inbox does for what waits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gongzhi.loops.kinds import kind_of, kinds
from gongzhi.loops.lists import LATELY
from gongzhi.loops.models import Holder, Loop
from gongzhi.loops.queries import LoopRow, loop_by_number, row_of
from gongzhi.organization.public import prefix_of
from gongzhi.people.facts import Actor

LONGEST = 40  # characters of a search
SHOWN = 50
MOST = 20_000  # titles looked through, of what is open and of what ended lately; a default of this project


@dataclass(frozen=True)
class Found:
    """What a search found. `more`: there is more than is shown, or more than was looked through."""

    open: list[LoopRow]
    ended: list[LoopRow]
    more: bool


def by_number(actor: Actor, text: str) -> LoopRow | None:
    """Return the loop with this number to those entitled; None answers like one that does not exist."""
    loop = loop_by_number(text.strip().upper()) if text.strip() else None
    return loop if loop and kind_of(loop.subject_kind).sheet.find(actor, loop.id) is not None else None


def by_words(actor: Actor, text: str, *, at: datetime) -> Found:
    """Return what the actor may read, or plays a part in, with these words in the title."""
    matches = Q(title__icontains=text) | Q(number__startswith=text.upper())
    running = _within_reach(actor, Q(ended_at=None))
    lately = _within_reach(actor, Q(ended_at__gt=at - LATELY))
    first = running.filter(matches).order_by(F("due_at").asc(nulls_last=True), "id")
    second = lately.filter(matches).order_by("-ended_at", "-id")
    found = [list(each[: SHOWN + 1]) for each in (first, second)]
    return Found(
        open=_rows(found[0]),
        ended=_rows(found[1]),
        more=any(len(each) > SHOWN for each in found),
    )


def _rows(loops: Iterable[Any]) -> list[LoopRow]:
    return [row_of(loop) for loop in loops][:SHOWN]


def _within_reach(actor: Actor, which: Q) -> QuerySet[Loop]:
    """Return what is of the actor's tree where the post reads the kind, or has a part for the actor's unit.

    Two branches, each on its own index: one condition with "or" between them would read the whole table.
    """
    read = [kind.code for kind in kinds() if actor.may(kind.read)]
    played = [kind.code for kind in kinds() if kind.parties(actor)]
    part = Holder.objects.filter(loop=OuterRef("pk"), unit=actor.unit_id)
    tree = Loop.objects.filter(which, subject_kind__in=read, division__startswith=prefix_of(actor.division))
    parts = Loop.objects.filter(which, Exists(part), subject_kind__in=played)
    return Loop.objects.filter(id__in=tree.values("id")[:MOST].union(parts.values("id")[:MOST]))
