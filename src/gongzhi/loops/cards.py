"""Reads over the cards: which loops have these words, among those of some kinds in a tree of divisions.

One index holds words and marks together, so a search costs what it finds: the words of a million texts, the
town and the matter asked for meet in it, and nothing else is read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from gongzhi.loops.models import Card, Loop
from gongzhi.loops.rules.cards import asked_for, kind_mark, matter_mark, place_mark, week_mark

MOST = 1000  # counts stop here; a default of this project
_NUMBER = re.compile(r"[0-9]{6}-[0-9]*", re.ASCII)
_LATE_WEEKS = (
    5  # looked at first, since what stands in every tenth text stands a thousand times in these already
)


@dataclass(frozen=True)
class Asked:
    """What the cards are asked: words, kinds by their codes, prefixes of divisions, codes of matters (none: any)."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    matters: tuple[str, ...] | None = None

    @property
    def words(self) -> list[int]:
        return asked_for(self.text)

    @property
    def impossible(self) -> bool:
        """Tell whether nothing can be found: words were typed, and they hold nothing to look for."""
        return bool(self.text.strip()) and not self.words


@dataclass(frozen=True)
class Hits:
    """The loops found; with `more` there are more than counts go to, and `ids` are just any of them.

    `dense`: so many of late that walking back from today meets fifty soon.
    """

    ids: tuple[UUID, ...]
    more: bool
    dense: bool = False


def hits(asked: Asked, *, at: datetime) -> Hits:
    """Look for at most as many loops as are counted."""
    if asked.impossible:
        return Hits((), more=False)
    cards = cards_with(asked)
    late = _first(cards.filter(marks__overlap=weeks_back(timezone.localdate(at), _LATE_WEEKS)))
    if len(late) > MOST:
        return Hits(late[:MOST], more=True, dense=True)
    found = _first(cards)
    return Hits(found[:MOST], more=len(found) > MOST)


def cards_with(asked: Asked) -> QuerySet[Card]:
    """Return the cards that have all that is asked for."""
    cards = Card.objects.filter(marks__contains=[place_mark(each) for each in asked.places])
    if words := asked.words:
        cards = cards.filter(words__contains=words)
    if asked.kinds:
        cards = cards.filter(_one_of([kind_mark(each) for each in asked.kinds]))
    if asked.matters is not None:
        cards = cards.filter(_one_of([matter_mark(each) for each in asked.matters]))
    return cards


def has_words(text: str) -> Q:
    """Return the condition on `Loop`: its card has these words. For lists that are short already."""
    return Q(Exists(Card.objects.filter(loop=OuterRef("pk"), words__contains=asked_for(text))))


def weeks_back(day: date, count: int) -> list[str]:
    """Return the marks of the week of a day and of those before it."""
    return [week_mark(day - timedelta(weeks=back)) for back in range(count)]


def slices(start: date, stop: date) -> list[list[str]]:
    """Return the weeks from `start` to `stop`, forth or back in time, in slices each twice as long as the last."""
    step = timedelta(weeks=1 if start <= stop else -1)
    left = [week_mark(start + step * turn) for turn in range(abs((stop - start).days) // 7 + 2)]
    found, length = [], 1
    while left:
        found.append(left[:length])
        left, length = left[length:], length * 2
    return found


def spanned() -> tuple[date | None, date | None]:
    """Return the days on which the first and the last loop were opened; None where there is none."""
    opened = Loop.objects.values_list("opened_at", flat=True)
    ends = opened.order_by("opened_at").first(), opened.order_by("-opened_at").first()
    first, last = (timezone.localdate(each) if each else None for each in ends)
    return first, last


def is_number(text: str) -> bool:
    """Tell whether a text is the beginning of a number and not words: six figures, a dash, more figures."""
    return bool(_NUMBER.fullmatch(text))


def _one_of(marks: Sequence[str]) -> Q:
    return Q(marks__contains=list(marks)) if len(marks) == 1 else Q(marks__overlap=list(marks))


def _first(cards: QuerySet[Card]) -> tuple[UUID, ...]:
    return tuple(cards.values_list("loop_id", flat=True)[: MOST + 1])
