"""Reads of the resident's pages: places to choose from, the human channel, and a case as its resident sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gongzhi.cases.facts import CameWith, PlaceKind
from gongzhi.cases.public import (
    FINDINGS,
    NEXT_STEPS,
    SENTENCES,
    STATE_SENTENCES,
    CaseOffer,
    CaseView,
    folded,
    offers_for_resident,
    photos_by_fact,
    photos_of,
    resident_case,
    resident_story,
)
from gongzhi.channels.portal.facts import Towns
from gongzhi.channels.portal.triage import Triage, danger_in, triage_in
from gongzhi.channels.portal.ways_on import WayOn, way_on
from gongzhi.ledger.facts import Recorded
from gongzhi.loops.public import Clock, StoryLine, clock_until, clocks_of, mentioned, remaining_of, tell
from gongzhi.organization.facts import DivisionView, Level, Office
from gongzhi.organization.public import (
    desk,
    division,
    divisions_under,
    emergency_line,
    matter,
    top_divisions,
    unit,
    units,
)
from gongzhi.ui.facts import Remaining
from gongzhi.ui.names import name_of

REFRESH_SECONDS = 30.0

# States before anybody works: the promise that counts for the resident is the answer's first deadline.
_TO_JUDGE = frozenset({"answered", "calling"})
_BEFORE_WORK = frozenset({"registered", "dispatched"})


def counties(*, at: datetime) -> list[DivisionView]:
    """Return the counties of this installation; where there is none, its topmost divisions."""
    tops = top_divisions(at=at)
    found = [view for top in tops for view in divisions_under(top.code, at=at) if view.level is Level.COUNTY]
    return found or tops


def towns(*, at: datetime) -> Towns:
    """Return the places a resident chooses from, in the reader's language, nearest names first in their town."""
    homes = counties(at=at)
    groups = []
    for home in homes:
        below = [view for view in divisions_under(home.code, at=at) if view.code != home.code]
        if len(homes) > 1:
            groups.append((name_of(home), (_pair(home), *map(_pair, below))))
            continue
        of_town = {view.code: [view] for view in below if view.level is Level.TOWN}
        for view in below:
            if view.level is Level.COMMUNITY and view.parent in of_town:
                of_town[view.parent].append(view)
        groups += [(name_of(members[0]), tuple(map(_pair, members))) for members in of_town.values()]
    return Towns(home=homes[0].code if len(homes) == 1 else "", groups=tuple(groups))


def _pair(view: DivisionView) -> tuple[str, str]:
    return view.code, name_of(view)


_channel: tuple[float, dict[str, str]] | None = None


def human_channel(*, at: datetime) -> dict[str, str]:
    """Return phone and counter of the desk people call, where one county is installed; and whom to call in danger.

    Remembered for `REFRESH_SECONDS`: it stands on every page.
    """
    global _channel
    if _channel is None or _channel[0] < monotonic():
        _channel = (monotonic() + REFRESH_SECONDS, _read_channel(at))
    return _channel[1]


def forget() -> None:
    """Drop what this process remembers."""
    global _channel
    _channel = None


def _read_channel(at: datetime) -> dict[str, str]:
    homes = counties(at=at)
    place, today = homes[0].code if len(homes) == 1 else "", timezone.localdate(at)
    called = {
        "emergency": emergency_line(today, place, english=False, first=True),
        "emergency_en": emergency_line(today, place, english=True, first=True),
    }
    if len(homes) != 1:
        return called
    told: dict[str, str] = {}
    for office in (Office.HOTLINE, Office.DISPATCH):
        unit_id = desk(office, homes[0].code, at=at)
        view = unit(unit_id) if unit_id else None
        if view:
            told.setdefault("phone", view.public_phone)
            told.setdefault("counter", view.counter)
            told = {key: value for key, value in told.items() if value}
    return told | called


@dataclass(frozen=True)
class MyLine:
    """A line of the story, with the photos it tells of."""

    told: StoryLine
    photos: tuple[str, ...]


@dataclass(frozen=True)
class MyCase:
    """A case as its resident sees it. `office` is None when no clock of an office runs."""

    case: CaseView
    sentence: str
    next_step: str
    office: Remaining | None
    waited: int
    waited_share: int
    lines: tuple[MyLine, ...]
    question: str
    answer: str
    offers: dict[str, CaseOffer]
    place: str
    photos: tuple[UUID, ...]
    answer_photos: tuple[UUID, ...]
    finding: str
    way_on: WayOn | None
    triage: Triage | None = None
    danger: str = ""

    @property
    def promise(self) -> str:
        """Return the date of the first deadline, as long as it still counts."""
        due = self.case.loop.first_due_at
        return day_and_time(due) if due and self.case.loop.state in _BEFORE_WORK else ""


def my_case(case_id: UUID, *, at: datetime) -> MyCase | None:
    """Return everything the resident's page of a case says, or None."""
    case = resident_case(case_id)
    if case is None:
        return None
    facts = resident_story(case_id)
    names = _unit_names([unit_id for units_ in case.holders.values() for unit_id in units_ if unit_id], facts)
    clocks = clocks_of([case_id], at=at).get(case_id, ())
    paused = case.loop.paused_until is not None
    return MyCase(
        case=case,
        sentence=str(STATE_SENTENCES[case.loop.state]),
        next_step=_next_step(case, clocks, names, paused=paused),
        office=_office_clock(case, clocks, at),
        waited=_days_waited(case, at),
        waited_share=_share_waited(case, at),
        lines=_lines(facts, names, at),
        question=_last_text(facts, "ask") if paused else "",
        answer=_last_text(facts, "answer", "answer_at_once", "answer_together")
        if case.loop.state in _TO_JUDGE
        else "",
        offers={offer.event: offer for offer in offers_for_resident(case_id, at=at)},
        place=place_in_words(case),
        photos=photos_of(case_id, CameWith.FILING),
        answer_photos=photos_of(case_id, CameWith.ANSWER) if case.loop.state in _TO_JUDGE else (),
        finding=str(FINDINGS.get(case.finding, "")),
        way_on=way_on(facts) if case.loop.ended_at else None,
        triage=triage_in(facts, at=at),
        danger="" if case.loop.ended_at else danger_in(facts),
    )


def _lines(facts: list[Recorded], names: dict[UUID, str], at: datetime) -> tuple[MyLine, ...]:
    story = folded(facts)
    photos = photos_by_fact(story)
    told = tell(story, "resident", SENTENCES, names, _matter_names(facts, at))
    return tuple(MyLine(line, tuple(photos.get(line.fact, ()))) for line in reversed(told) if line.fact)


def place_in_words(case: CaseView) -> str:
    """Return where it is, as far as it is known."""
    place = division(case.loop.division)
    name = name_of(place) if place else ""
    if case.address:
        return _("%(address)s, %(division)s") % {"address": case.address, "division": name}
    if case.place_kind == PlaceKind.POINT:
        return _("the point chosen on the map, %(division)s") % {"division": name}
    return name


def day_and_time(instant: datetime) -> str:
    """Return an instant for a sentence: day, month and time."""
    return date_format(timezone.localtime(instant), _("j M, H:i"))


def _next_step(case: CaseView, clocks: Iterable[Clock], names: dict[UUID, str], *, paused: bool) -> str:
    state = case.loop.state
    sentence = NEXT_STEPS.get(f"{state}:paused") if paused else None
    sentence = sentence or NEXT_STEPS.get(state)
    own = next((clock for clock in clocks if clock.what == state), None)
    if sentence is None or own is None:
        return ""
    holder = next((unit_id for unit_id in case.holders.get(own.party, ()) if unit_id), None)
    return str(sentence) % {
        "unit": names.get(holder, "") if holder else "",
        "due": day_and_time(own.due_at),
    }


def _office_clock(case: CaseView, clocks: Iterable[Clock], at: datetime) -> Remaining | None:
    if case.loop.ended_at is not None:
        return None
    if case.loop.state in _BEFORE_WORK and case.loop.first_due_at:
        return remaining_of(clock_until(case.loop.id, case.loop.first_due_at, at=at))
    own = next(
        (clock for clock in clocks if clock.what == case.loop.state and clock.party != "resident"), None
    )
    return remaining_of(own) if own else None


def _days_waited(case: CaseView, at: datetime) -> int:
    until = case.loop.ended_at or at
    return (timezone.localtime(until).date() - timezone.localtime(case.loop.opened_at).date()).days


def _share_waited(case: CaseView, at: datetime) -> int:
    due = case.loop.first_due_at
    if due is None or due <= case.loop.opened_at:
        return 0
    return max(0, min(100, round(100 * (at - case.loop.opened_at) / (due - case.loop.opened_at))))


def _unit_names(held: Iterable[UUID], facts: list[Recorded]) -> dict[UUID, str]:
    return {unit_id: name_of(view) for unit_id, view in units({*held, *mentioned(facts).units}).items()}


def _matter_names(facts: list[Recorded], at: datetime) -> dict[str, str]:
    found = {code: matter(code, at=at) for code in mentioned(facts).matters}
    return {code: name_of(view) for code, view in found.items() if view}


def _last_text(facts: list[Recorded], *events: str) -> str:
    said = [fact for fact in facts if fact.data.get("event") in events]
    return (said[-1].texts or {}).get("text", "") if said else ""
