"""Rows of inbox and lists, as templates show them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from gongzhi.loops.clocks import Clock, clocks_of, remaining_of
from gongzhi.loops.kinds import kind_of, kinds
from gongzhi.loops.outside import lines_outside
from gongzhi.loops.queries import LoopRow
from gongzhi.organization.facts import DivisionView
from gongzhi.organization.public import divisions
from gongzhi.people.facts import Actor
from gongzhi.ui.facts import Remaining
from gongzhi.ui.names import in_english, name_of

Row = dict[str, Any]


def state_label(loop: LoopRow) -> str:
    """Return the state of a loop in the words of its kind."""
    return str(kind_of(loop.subject_kind).states.get(loop.state, loop.state))


def rows(
    loops: Sequence[LoopRow],
    *,
    at: datetime,
    owe: Mapping[UUID, str] | None = None,
    named: bool = True,
    judged: bool = False,
) -> list[Row]:
    """Return rows for `ui/_inbox_row.html`: time left where somebody owes, else the state.

    `named`: each row says its kind, since several may stand together. `judged`: each says what the office and,
    apart from it, whoever asked say became of it.
    """
    clocks = clocks_of([loop.id for loop in loops if loop.ended_at is None], at=at)
    places = place_names(loops)
    along: dict[UUID, int] = {}
    for code in {loop.subject_kind for loop in loops}:
        along |= kind_of(code).along([loop.id for loop in loops if loop.subject_kind == code])
    said = _said(loops) if judged else {}
    outside = lines_outside([loop.id for loop in loops])
    return [
        {
            "id": loop.id,
            "url": reverse("loop", args=[loop.id]),
            "number": loop.number,
            "kind": str(kind_of(loop.subject_kind).label) if named else "",
            "title": loop.title,
            "place": places[loop.id],
            "along": along.get(loop.id, 0),
            "said": said.get(loop.id),
            "outside": outside.get(loop.id, ""),
            "owe": (owe or {}).get(loop.id) or state_label(loop),
            "remaining": first_clock(clocks.get(loop.id, ())),
            "status": {
                "label": str(kind_of(loop.subject_kind).ends.get(loop.end_kind, "")),
                "meaning": "quiet",
            },
        }
        for loop in loops
    ]


def _said(loops: Sequence[LoopRow]) -> dict[UUID, tuple[str, str]]:
    found: dict[UUID, tuple[str, str]] = {}
    for code in {loop.subject_kind for loop in loops}:
        found |= kind_of(code).said([loop.id for loop in loops if loop.subject_kind == code])
    return found


def several_kinds(actor: Actor) -> bool:
    """Tell whether what the actor works on is of more than one kind, so that its rows say which."""
    return sum(bool(kind.parties(actor)) for kind in kinds()) > 1


def first_clock(clocks: Iterable[Clock]) -> Remaining | None:
    """Return the clock that runs out first."""
    clock = min(clocks, key=lambda each: each.due_at, default=None)
    return None if clock is None else remaining_of(clock)


def place_names(loops: Sequence[LoopRow]) -> dict[UUID, str]:
    """Return where each loop lies: the kind's own words, and its community and town."""
    known = divisions({code for loop in loops for code in (loop.division, _town(loop.division))})
    own: dict[UUID, str] = {}
    for code in {loop.subject_kind for loop in loops}:
        own |= kind_of(code).places([loop for loop in loops if loop.subject_kind == code])
    return {loop.id: place_name(loop.division, known, own.get(loop.id, "")) for loop in loops}


def place_name(division: str, known: Mapping[str, DivisionView], own: str = "") -> str:
    """Return a place from the large to the small in Chinese, from the small to the large in English."""
    parts = [name_of(known[code]) for code in dict.fromkeys((_town(division), division)) if code in known]
    if own and not any(own.startswith(part) for part in parts):
        parts.append(own)
    elif own:
        parts = [own]
    return ", ".join(reversed(parts)) if in_english() else "".join(parts)


def _town(division: str) -> str:
    return division[:9].ljust(12, "0")
