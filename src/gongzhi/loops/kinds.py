"""What the pages of this package must know of a kind of loop: each kind says it once, when its pages load.

The pages show any kind and name none. A kind gives words for its codes, says which parties a post may act
for, and adds conditions of its own as expressions over the tables of this package.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from gongzhi.loops.queries import LoopRow
from gongzhi.loops.sheets import Sheet
from gongzhi.people.facts import Actor


@dataclass(frozen=True)
class Flag:
    """Something worth counting about loops; `which` is a condition on `Loop`."""

    label: Any
    which: Q


@dataclass(frozen=True)
class Waiting:
    """Loops which wait for a decision that is no obligation of its own; `owe` says what is to be done."""

    label: Any
    owe: Any
    loops: Sequence[UUID]


@dataclass(frozen=True)
class Kind:
    """A kind of loop.

    label, label_plural   what one is called, and many
    sheet       what it puts on the page of one
    read        the power that opens lists of the actor's own tree
    states, ends, owed   words: a state, a kind of end, what somebody owes (by the `what` of a deadline, where
                another party owes something else by `what:party`)
    roles       words for what one of them leads to, by the role of the link
    about       a sentence on what one is, for anybody
    events      words for steps, by event
    told        a state in a sentence, for the person concerned
    party_names who takes part, by party; `vocabulary` has words where a kind has none
    limit_from  where the limit comes from when it is no class of the matter
    parties     for which parties the post of an actor may act at all
    shown       condition on `Obligation`: which of them belong into an inbox
    flags       what the board counts beside states, by a code for addresses
    waiting     what else waits for this actor
    places      where each of some loops lies, in words beyond its division
    said        what the office says became of each of some loops, and apart from it what whoever asked says
    along       how many go along with each of some loops, by id; those without any left out
    of_grid     condition on `Loop`: those that lie in this grid
    by_grid     open loops per grid in a tree of divisions
    """

    code: str
    label: Any
    label_plural: Any
    sheet: Sheet
    read: str
    states: Mapping[str, Any]
    ends: Mapping[str, Any]
    owed: Mapping[str, Any]
    parties: Callable[[Actor], frozenset[str]]
    roles: Mapping[str, Any] = field(default_factory=dict)
    about: Any = ""
    events: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)
    party_names: Mapping[str, Any] = field(default_factory=dict)
    limit_from: Any = ""
    shown: Q = field(default_factory=Q)
    flags: Mapping[str, Flag] = field(default_factory=dict)
    waiting: Callable[[Actor], Sequence[Waiting]] = lambda _actor: ()
    places: Callable[[Sequence[LoopRow]], Mapping[UUID, str]] = lambda _rows: {}
    said: Callable[[Collection[UUID]], Mapping[UUID, tuple[str, str]]] = lambda _ids: {}
    along: Callable[[Collection[UUID]], Mapping[UUID, int]] = lambda _ids: {}
    of_grid: Callable[[str], Q] = lambda _grid: Q(pk=None)
    by_grid: Callable[[str, datetime], Mapping[str, int]] = lambda _scope, _at: {}

    def owes(self, what: str, party: str) -> str:
        """Say what is owed; a helper may owe something else in the same state than its owner."""
        return str(self.owed.get(f"{what}:{party}") or self.owed.get(what, ""))


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Make a kind known. The same code again replaces it: a page module may be loaded twice."""
    _kinds[kind.code] = kind


def kind_of(code: str) -> Kind:
    """Return one kind; KeyError for a loop whose package brought no pages."""
    return _kinds[code]


def kinds() -> tuple[Kind, ...]:
    """Return all kinds known."""
    return tuple(_kinds.values())
