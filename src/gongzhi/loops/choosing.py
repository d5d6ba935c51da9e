"""What a list holds, by what was chosen: one description that the page, its count and the file all read.

Lists of what is open, or happened lately, are as short as what is open. A list of all there ever was, and words in
any list, go by the cards (`cards.py`), so none of them costs what was ever filed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from gongzhi.loops import cards
from gongzhi.loops.cards import Asked
from gongzhi.loops.facts import EndKind
from gongzhi.loops.kinds import Kind
from gongzhi.loops.lists import amber, ended_in, open_in, overdue, recent_in
from gongzhi.loops.models import Loop
from gongzhi.loops.paging import Order, Page, Place, ordered, place_of
from gongzhi.loops.weeks import ENDED, PERIODS, lately, loops_by, week_named
from gongzhi.organization.public import matter_tree, prefix_of
from gongzhi.people.facts import Actor

ALL = "all"  # the state of a list that holds what was ever filed
NONE = "none"  # a place or matter: without one
_ENDS = frozenset(end.value for end in EndKind)
_BY_DUE, _BY_END, _BY_OPENING = (
    Order("due_at"),
    Order("ended_at", falling=True),
    Order("opened_at", falling=True),
)


@dataclass(frozen=True)
class Choice:
    """What was chosen; "" is anything. The number of a loop is a word like any other here."""

    state: str = "open"
    flag: str = ""
    place: str = ""
    matter: str = ""
    words: str = ""
    grid: str = ""
    week: str = ""

    @property
    def marked(self) -> bool:
        """Tell whether all that was chosen stands on cards, so that it can be asked of all there ever was."""
        return not (self.flag or self.grid or self.matter == NONE)


@dataclass(frozen=True)
class Count:
    """How many there are. With `more`: at least so many."""

    number: int
    more: bool = False


@dataclass(frozen=True)
class List:
    """The rows of a list and their order. `asked` is set where they are read a few weeks at a time."""

    rows: QuerySet[Loop]
    order: Order
    asked: Asked | None = None
    known: Count | None = None


def matching(choice: Choice, actor: Actor, among: Sequence[Kind], *, at: datetime) -> List:
    """Return the list of what matches in the tree of the actor's division; `among`: kinds the actor may read."""
    if choice.state == ALL and choice.marked and not choice.week:
        return _all(choice, actor, among, at)
    found = _bounded(choice, actor, among, at)
    found = replace(found, rows=found.rows.filter(*_conditions(choice, actor, among, at)))
    return _with_words(choice.words, found, actor, among, at) if choice.words else found


def count(found: List) -> Count:
    """Count as far as counts go."""
    if found.known:
        return found.known
    number = found.rows.order_by()[: cards.MOST + 1].count()
    return Count(min(number, cards.MOST), more=number > cards.MOST)


def page_of(found: List, size: int, *, after: Place | None = None, before: Place | None = None) -> Page:
    """Return a page: the first, the one after a place, or the one before it."""
    if before:
        rows = list(reversed(_read(replace(found, order=found.order.turned()), size + 1, before)))
        if len(rows) > size:
            rows = rows[-size:]
            return Page(rows, place_of(rows[0], found.order), place_of(rows[-1], found.order))
        # Fewer than a page stand before that place: that is the first page.
    rows = _read(found, size + 1, None if before else after)
    more, rows = len(rows) > size, rows[:size]
    back = place_of(rows[0], found.order) if rows and after and not before else None
    return Page(rows, back, place_of(rows[-1], found.order) if more else None)


def ids_of(found: List, most: int) -> list[UUID]:
    """Return which loops stand in a list, in its order, `most` of them."""
    return [row.id for row in _read(found, most, only=("id", found.order.column))]


def _read(found: List, size: int, place: Place | None = None, only: tuple[str, ...] = ()) -> list[Loop]:
    if found.asked is None:
        return list(_only(ordered(found.rows, found.order, place), only)[:size])
    rows: list[Loop] = []
    for weeks in _slices(found, place):
        part = found.rows.filter(card__marks__overlap=weeks)
        rows += _only(ordered(part, found.order, place), only)[: size - len(rows)]
        if len(rows) >= size:
            break
    return rows


def _only(rows: QuerySet[Loop], columns: tuple[str, ...]) -> QuerySet[Loop]:
    return rows.only(*columns) if columns else rows


def _slices(found: List, place: Place | None) -> list[list[str]]:
    """Return the weeks to look through, in the direction of the order, from a place on."""
    first, last = cards.spanned()
    if first is None or last is None:
        return []
    here = timezone.localdate(place.at) if place else None
    if found.order.falling:
        return cards.slices(here or last, first)
    return cards.slices(here or first, last)


def _bounded(choice: Choice, actor: Actor, among: Sequence[Kind], at: datetime) -> List:
    ended = choice.state == "ended" or choice.state in _ENDS
    week = week_named(choice.week)
    if week or choice.state in PERIODS:
        rows = loops_by(actor.division, among, ENDED if ended else choice.state, week or lately(at))
        if choice.state in ("open", "overdue", "amber"):
            rows = rows.filter(ended_at=None)
        return List(rows, _BY_END if ended else _BY_OPENING)
    if ended:
        return List(ended_in(actor.division, among, at=at), _BY_END)
    if choice.state == "recent":
        return List(recent_in(actor.division, among, at=at), _BY_OPENING)
    return List(open_in(actor.division, among), _BY_DUE)


def _conditions(choice: Choice, actor: Actor, among: Sequence[Kind], at: datetime) -> list[Q]:
    conditions = [Q(division=actor.division)] if choice.place == NONE else []
    if choice.state in _ENDS:
        conditions.append(Q(end_kind=choice.state))
    elif choice.state in ("overdue", "amber"):
        conditions.append(overdue(at) if choice.state == "overdue" else amber(at))
    if choice.flag:
        conditions.append(among[0].flags[choice.flag].which)
    if choice.place and choice.place != NONE:
        conditions.append(Q(division__startswith=prefix_of(choice.place)))
    if choice.matter == NONE:
        conditions.append(~Q(matter__in=[each.code for each in matter_tree(at=at)]))
    elif choice.matter:
        conditions.append(Q(matter__in=_under(choice.matter, at)))
    if choice.grid:
        conditions.append(_in_grid(choice.grid, among))
    return conditions


def _under(matter: str, at: datetime) -> tuple[str, ...]:
    return tuple(each.code for each in matter_tree(at=at) if matter in each.path)


def _in_grid(grid: str, among: Sequence[Kind]) -> Q:
    found = Q(pk=None)
    for kind in among:
        found |= Q(kind.of_grid(grid), subject_kind=kind.code)
    return found


def _with_words(words: str, found: List, actor: Actor, among: Sequence[Kind], at: datetime) -> List:
    """Keep what has the words: few are named one by one, many are met on the way through a short list."""
    if cards.is_number(words):
        return replace(found, rows=found.rows.filter(number__startswith=words))
    hits = cards.hits(_asked(Choice(words=words), actor, among, at), at=at)
    return replace(found, rows=found.rows.filter(cards.has_words(words) if hits.more else Q(pk__in=hits.ids)))


def _all(choice: Choice, actor: Actor, among: Sequence[Kind], at: datetime) -> List:
    """What was ever filed, newest first. Flags, grids and a missing matter are no marks: `marked` says so."""
    if cards.is_number(choice.words):
        numbered = _in_tree(actor, among).filter(number__startswith=choice.words)
        return List(numbered.filter(*_conditions(replace(choice, state=""), actor, among, at)), _BY_OPENING)
    asked = _asked(choice, actor, among, at)
    hits = cards.hits(asked, at=at)
    if not hits.more:
        return List(Loop.objects.filter(pk__in=hits.ids), _BY_OPENING, known=Count(len(hits.ids)))
    many = Count(cards.MOST, more=True)
    if not hits.dense:
        rows = Loop.objects.filter(card__in=cards.cards_with(asked))
        return List(rows, _BY_OPENING, asked, many)
    rows = _in_tree(actor, among).filter(*_conditions(replace(choice, state=""), actor, among, at))
    return List(rows.filter(cards.has_words(choice.words)) if choice.words else rows, _BY_OPENING, known=many)


def _in_tree(actor: Actor, among: Sequence[Kind]) -> QuerySet[Loop]:
    codes = [kind.code for kind in among]
    return Loop.objects.filter(subject_kind__in=codes, division__startswith=prefix_of(actor.division))


def _asked(choice: Choice, actor: Actor, among: Sequence[Kind], at: datetime) -> Asked:
    places = [prefix_of(actor.division)]
    if choice.place:
        # Without a place below: the whole code, which is a mark as well.
        places.append(actor.division if choice.place == NONE else prefix_of(choice.place))
    return Asked(
        text=choice.words,
        kinds=tuple(kind.code for kind in among),
        places=tuple(dict.fromkeys(places)),
        matters=_under(choice.matter, at) if choice.matter else None,
    )
