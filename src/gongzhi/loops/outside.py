"""What a way in says about the loops that came by it: a line in lists, a panel on the sheet.

Loops know strings and ids only; whoever brings matters in from outside registers here what readers should see.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.loops.queries import LoopRow
from gongzhi.loops.sheets import Panel
from gongzhi.people.facts import Actor


@dataclass(frozen=True)
class Outside:
    """lines: a few words under each of some loops, for those that have any; panels: sections on the page of one.

    limit: an expression for the limit somebody outside has set, where the column with the id of the loop is named;
    None where there is none at all. What is owed is put in order by whichever limit comes first.
    """

    lines: Callable[[Collection[UUID]], Mapping[UUID, str]]
    panels: Callable[[Actor, LoopRow, datetime], Sequence[Panel]]
    limit: Callable[[str], Any] = lambda _column: None


_known: dict[str, Outside] = {}


def register_outside(name: str, outside: Outside) -> None:
    """Make a way in known by its name. The same name again replaces it: a page module may be loaded twice."""
    _known[name] = outside


def lines_outside(ids: Collection[UUID]) -> dict[UUID, str]:
    """Return what the ways in say of some loops, in a few words each."""
    found: dict[UUID, str] = {}
    for each in _known.values():
        found |= each.lines(ids)
    return found


def limits_outside(column: str) -> list[Any]:
    """Return the expressions for limits set outside, for rows whose `column` has the id of a loop."""
    return [found for each in _known.values() if (found := each.limit(column)) is not None]


def panels_outside(actor: Actor, loop: LoopRow, *, at: datetime) -> list[Panel]:
    """Return the sections the ways in put on the page of a loop."""
    return [panel for each in _known.values() for panel in each.panels(actor, loop, at)]
