"""What grid workers report in the demo county, composed of hand-written fragments, and what offices say to it."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from gongzhi.web.demo.county import make_county, read_yaml
from gongzhi.web.demo.fragments import Dealer, fitting
from gongzhi.web.demo.ground import Spot, any_point
from gongzhi.web.demo.staffing import unit_code

ON_SPOT = 1
# What one looks at on a round, by matter.
_SEEN: Mapping[str, str] = {"060101": "stairs", "010604": "drains"}


class EventFate(StrEnum):
    """How a generated event is meant to go."""

    ON_SPOT = "ON_SPOT"  # grade 1: solved by who found it
    VERIFIED = "VERIFIED"
    BAD = "BAD"  # the verifier sends it back once
    RETURNED = "RETURNED"  # the office gives it back in vain
    NOT_FILED = "NOT_FILED"
    ARBITRATED = "ARBITRATED"
    EXTENDED = "EXTENDED"
    PARKED = "PARKED"
    OPEN = "OPEN"  # stands somewhere on its way today


# Of the events that are not solved on the spot. The rest is verified straight away.
FATES: Mapping[EventFate, int] = {
    EventFate.BAD: 6,
    EventFate.RETURNED: 3,
    EventFate.NOT_FILED: 7,
    EventFate.ARBITRATED: 2,
    EventFate.EXTENDED: 3,
    EventFate.PARKED: 2,
    EventFate.OPEN: 24,
}
_OWN_WORDS: Mapping[EventFate, tuple[str, ...]] = {
    EventFate.BAD: ("bad", "again"),
    EventFate.RETURNED: ("returned", "denied"),
    EventFate.NOT_FILED: ("not_filed",),
    EventFate.ARBITRATED: ("ask_up", "decided"),
    EventFate.EXTENDED: ("extended",),
    EventFate.PARKED: ("parked",),
}


@dataclass(frozen=True)
class GeneratedEvent:
    """Something found in a grid, and everything that will be said about it. `words` by what they are."""

    matter: str
    text: str
    grade: int
    grid: str
    point: Spot
    worker: str  # a login
    unit: str  # who works on it; "" where nobody has to
    fate: EventFate
    done: str
    verified: str
    words: Mapping[str, str] = field(default_factory=dict)

    def texts(self) -> Iterator[str]:
        """Yield every text of more than a few words."""
        yield self.text
        yield from (each for each in (self.done, self.verified, *self.words.values()) if each)


@cache
def patrol_fragments() -> Mapping[str, Any]:
    """Return the fragments of events and rounds."""
    return dict(read_yaml("fragments/patrol.yaml"))


def make_events(seed: int, n: int) -> Iterator[GeneratedEvent]:
    """Yield `n` events, the same for the same seed; no two say the same."""
    writer = _Writer(random.Random(f"{seed}/patrol"))  # noqa: S311 - repeatable, not secret
    wanted = [(code, grade) for code, grade in writer.kinds(n)]
    later = [index for index, (_code, grade) in enumerate(wanted) if grade > ON_SPOT]
    writer.draw.shuffle(later)
    fates = [fate for fate, times in FATES.items() for _ in range(times * n // 150)]
    chosen = dict(zip(later, fates, strict=False))
    for index, (code, grade) in enumerate(wanted):
        usual = EventFate.ON_SPOT if grade == ON_SPOT else EventFate.VERIFIED
        yield writer.anywhere(code, grade, chosen.get(index, usual))


def told_event() -> GeneratedEvent:
    """Return the event written by hand: nobody has done anything about it yet."""
    told, county = patrol_fragments()["told"], make_county(1)
    place = next(each for each in county.places if each.name == told["place"])
    slug = county.community(place.community)["slug"]
    return GeneratedEvent(
        matter=told["matter"],
        text=told["text"],
        grade=told["grade"],
        grid=place.grid,
        point=any_point(county.grid(place.grid).polygon, random.Random(1)),  # noqa: S311 - repeatable
        worker=f"{slug}.grid{int(place.grid[-3:])}",
        unit="",
        fate=EventFate.OPEN,
        done="",
        verified="",
    )


class _Writer:
    """Puts fragments together so that no text comes up twice. `manner` opens what is found on a round."""

    def __init__(self, draw: random.Random, *, manner: str = "") -> None:
        self.draw = draw
        self.manner = manner
        self.county = make_county(1)
        self.dealer = Dealer(draw)
        self.said: set[str] = set()

    def kinds(self, n: int) -> list[tuple[str, int]]:
        """Return matter and grade of each event, in the shares of the fragments."""
        every = [
            (code, int(grade))
            for code, each in patrol_fragments()["matters"].items()
            for grade, weight in each["grades"].items()
            for _ in range(weight)
        ]
        self.draw.shuffle(every)
        return [every[index % len(every)] for index in range(n)]

    def anywhere(self, code: str, grade: int, fate: EventFate) -> GeneratedEvent:
        """Compose an event at a place that fits."""
        family = patrol_fragments()["matters"][code]
        place = self.draw.choice([each for each in self.county.places if each.kind in family["where"]])
        return self.compose(code, grade, fate, grid=place.grid, place=place.name)

    def compose(self, code: str, grade: int, fate: EventFate, *, grid: str, place: str) -> GeneratedEvent:
        family = patrol_fragments()["matters"][code]
        community = self.county.community(grid[:12])
        text, what = self._report(code, family, place, grade)
        own = grade > ON_SPOT and fate is not EventFate.NOT_FILED
        return GeneratedEvent(
            matter=code,
            text=text,
            grade=grade,
            grid=grid,
            point=any_point(self.county.grid(grid).polygon, self.draw),
            worker=f"{community['slug']}.grid{int(grid[-3:])}",
            unit=self._unit(family["lead"], community),
            fate=fate,
            done=fresh(self.said, lambda: self._done(code, family, place, what)) if own else "",
            verified=fresh(self.said, lambda: self._verified(place)),
            words={key: self._general(key, place) for key in _OWN_WORDS.get(fate, ())},
        )

    def _report(self, code: str, family: Mapping[str, Any], place: str, grade: int) -> tuple[str, int]:
        """Return the words of a report, and which of the matter's `what` it is about (from 1)."""
        chosen = [1]

        def compose() -> str:
            what = self.dealer.deal(f"{code}/what", family["what"])
            chosen[0] = family["what"].index(what) + 1
            detail = self.dealer.deal(f"{code}/detail", fitting(family["detail"], chosen[0]))
            spot = fitting(family["spot"], chosen[0])
            end = f"{self.dealer.deal(f'{code}/spot', spot)}。" if grade == ON_SPOT else ""
            return f"{self.manner}{place}，{what}，{detail}。{end}"

        return fresh(self.said, compose), chosen[0]

    def _done(self, code: str, family: Mapping[str, Any], place: str, what: int) -> str:
        done = self.dealer.deal(f"{code}/done", fitting(family["done"], what))
        return f"{self.manner}{place}：{done}。"

    def _verified(self, place: str) -> str:
        parts = patrol_fragments()["verified"]
        said = (str(self.dealer.deal(f"verified/{key}", parts[key])) for key in ("look", "see", "end"))
        return self.manner + "".join(said).format(p=place)

    def _general(self, key: str, place: str) -> str:
        choice = patrol_fragments()[key]
        return fresh(self.said, lambda: str(self.dealer.deal(key, choice)).format(p=place))

    def _unit(self, lead: str, community: Mapping[str, Any]) -> str:
        match lead:
            case "COMMUNITY":
                return unit_code(community["slug"])
            case "TOWN":
                return unit_code(self.county.town_of(community["code"])["slug"])
        return unit_code(lead)


class TooFewFragmentsError(RuntimeError):
    """All that can be composed was said already."""


def fresh(said: set[str], compose: Callable[[], str]) -> str:
    """Compose until something new comes out."""
    for _ in range(200):
        text = compose()
        if text not in said:
            said.add(text)
            return text
    raise TooFewFragmentsError("too few fragments")


class RoundTexts:
    """The words of the rounds for one purpose; `manner` keeps them apart from everybody else's."""

    def __init__(self, key: str, *, manner: str) -> None:
        draw = random.Random(f"1/rounds/{key}")  # noqa: S311 - repeatable, not secret
        self._manner = manner
        self._dealer = Dealer(draw)
        self._said: set[str] = set()
        self._events = _Writer(draw, manner=manner)

    def nothing(self, matter: str, grid: str) -> str:
        """Return what a worker says who found nothing to report."""
        parts = patrol_fragments()["rounds"]
        seen: Sequence[str] = parts[_SEEN.get(matter, "plain")]
        name = make_county(1).grid(grid).name

        def compose() -> str:
            went = str(self._dealer.deal("went", parts["went"])).format(g=name)
            first, last = self._dealer.deal("seen", seen), self._dealer.deal("any", parts["any"])
            return f"{self._manner}{went}：{first}，{last}。"

        return fresh(self._said, compose)

    def found(self, matter: str, grid: str) -> GeneratedEvent | None:
        """Return something found on the round, at a place of the grid or simply in it; None where all was said of it.

        How often a round comes to the same place follows from the day and the draw, and no demo fails for it.
        """
        county = make_county(1)
        family = patrol_fragments()["matters"][matter]
        names = [each.name for each in county.places if each.grid == grid and each.kind in family["where"]]
        place = names[0] if names else county.grid(grid).name
        grade = max(int(each) for each in family["grades"])
        with suppress(TooFewFragmentsError):
            return self._events.compose(matter, grade, EventFate.VERIFIED, grid=grid, place=place)
        return None
