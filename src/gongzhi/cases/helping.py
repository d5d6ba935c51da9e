"""Reads of a case on which several offices work: how it stands, who helps, and what a whistle has come to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.cases.models import Case, Supervision, Whistle, WhistleCall
from gongzhi.cases.row import case_now
from gongzhi.cases.whistle_rules import SUPERVISED, Standing
from gongzhi.kernel.refusals import Refusal
from gongzhi.ledger.facts import Recorded
from gongzhi.loops.public import Part, duties_of, holders_of, parts_of
from gongzhi.organization.facts import DutyGround, Level
from gongzhi.organization.public import check_duty, unit

CO = "co"


@dataclass(frozen=True)
class CallView:
    """One department of a whistle. `status` is that of its part: OPEN, DONE, REFUSED, WAIVED."""

    unit_id: UUID
    task: str
    citation: str
    arrive_by: datetime
    arrived_at: datetime | None
    status: str
    due_at: datetime | None
    rating: str
    rating_words: str
    rated_at: datetime | None
    objection: str
    objected_at: datetime | None
    upheld: bool | None

    @property
    def late(self) -> bool:
        """Tell whether the department came after the time."""
        return self.arrived_at is not None and self.arrived_at > self.arrive_by

    @property
    def waits(self) -> bool:
        """Tell whether an objection waits for the arbiter."""
        return self.objected_at is not None and self.upheld is None


@dataclass(frozen=True)
class WhistleView:
    id: UUID
    town: UUID
    ground: str
    text: str
    called_at: datetime
    conclusion: str
    concluded_at: datetime | None
    ending: str
    calls: tuple[CallView, ...]

    @property
    def under_way(self) -> list[CallView]:
        """Return the calls whose part is neither done nor refused."""
        return [call for call in self.calls if call.status not in ("DONE", "REFUSED")]

    def call_of(self, unit_id: UUID | None) -> CallView | None:
        """Return the call of a department, or None."""
        return next((call for call in self.calls if call.unit_id == unit_id), None)


@dataclass(frozen=True)
class SupervisionView:
    """A supervision that is not over. `owing` owes the reply; None: it has been given."""

    unit_id: UUID
    asked_at: datetime
    replied_at: datetime | None
    owing: UUID | None


@dataclass(frozen=True)
class Helping:
    """Who works on a case beside the lead. `parts` has the latest part of each unit that was ever called in."""

    parts: Mapping[UUID, Part]
    whistles: tuple[WhistleView, ...]
    supervision: SupervisionView | None
    proposed: bool

    @property
    def whistle(self) -> WhistleView | None:
        """Return the whistle that is open."""
        return next((each for each in self.whistles if each.concluded_at is None), None)

    @property
    def others(self) -> list[Part]:
        """Return the parts no whistle shows."""
        shown = {
            call.unit_id
            for each in self.whistles
            for call in each.calls
            if each.concluded_at is None or not self.parts[call.unit_id].open
        }
        return [part for part in self.parts.values() if part.unit_id not in shown]


def helping_of(case_id: UUID) -> Helping:
    """Return who works on a case beside the lead, in three queries; one more while supervision waits for a reply."""
    parts, row = parts_of(case_id, party=CO), case_now(case_id)
    return Helping(
        parts=_latest(parts),
        whistles=_whistles(case_id, parts),
        supervision=_supervision(case_id),
        proposed=row is not None and row.whistle_proposed,
    )


def standing(case_id: UUID) -> Standing:
    """Return how a case stands now, as the rules of joint work look at it."""
    row = Case.objects.select_related("loop").get(loop=case_id)
    return Standing(
        state=row.loop.state,
        ended=row.loop.ended_at is not None,
        lead=row.lead_id,
        town=is_town(row.lead_id),
        holders=holders_of(case_id),
        open_parts=_open(parts_of(case_id, party=CO)),
        whistled=Whistle.objects.filter(loop=case_id, concluded_at=None).exists(),
        proposed=row.whistle_proposed,
    )


def is_town(unit_id: UUID | None) -> bool:
    """Tell whether a unit is one of a town."""
    found = unit(unit_id) if unit_id else None
    return found is not None and found.level is Level.TOWN


def whistles_of(case_id: UUID) -> tuple[WhistleView, ...]:
    """Return the whistles of a case, the latest first."""
    return _whistles(case_id, parts_of(case_id, party=CO))


def open_calls(case_id: UUID) -> list[CallView]:
    """Return the calls of the open whistle whose part is neither done nor refused."""
    return [call for each in whistles_of(case_id) if each.concluded_at is None for call in each.under_way]


def _open(parts: Iterable[Part]) -> frozenset[UUID]:
    return frozenset(part.unit_id for part in parts if part.open)


def _latest(parts: Iterable[Part], *, until: datetime | None = None) -> dict[UUID, Part]:
    return {part.unit_id: part for part in parts if until is None or part.opened_at <= until}


def _whistles(case_id: UUID, parts: list[Part]) -> tuple[WhistleView, ...]:
    rows: dict[UUID, Whistle] = {}
    calls: dict[UUID, list[WhistleCall]] = {}
    called = WhistleCall.objects.filter(whistle__loop=case_id).select_related("whistle").order_by("id")
    for call in called if parts else ():
        rows[call.whistle_id] = call.whistle
        calls.setdefault(call.whistle_id, []).append(call)
    found = []
    for row in sorted(rows.values(), key=lambda row: (row.called_at, row.id), reverse=True):
        # What was asked of a department after a whistle was over is no part of it.
        then = _latest(parts, until=row.concluded_at)
        found.append(_whistle(row, [_call(call, then[call.unit_id]) for call in calls[row.id]]))
    return tuple(found)


def _whistle(row: Whistle, calls: list[CallView]) -> WhistleView:
    return WhistleView(
        id=row.id,
        town=row.town_id,
        ground=row.ground,
        text=row.text,
        called_at=row.called_at,
        conclusion=row.conclusion,
        concluded_at=row.concluded_at,
        ending=row.ending,
        calls=tuple(calls),
    )


def _call(row: WhistleCall, part: Part) -> CallView:
    return CallView(
        unit_id=row.unit_id,
        task=row.task,
        citation=row.citation,
        arrive_by=row.arrive_by,
        arrived_at=row.arrived_at,
        status=part.status,
        due_at=part.due_at if part.open else None,
        rating=row.rating,
        rating_words=row.rating_words,
        rated_at=row.rated_at,
        objection=row.objection,
        objected_at=row.objected_at,
        upheld=row.upheld,
    )


def _supervision(case_id: UUID) -> SupervisionView | None:
    row = Supervision.objects.filter(loop=case_id, ended_at=None).first()
    if row is None:
        return None
    owed = {} if row.replied_at else duties_of(case_id, SUPERVISED)
    return SupervisionView(row.unit_id, row.asked_at, row.replied_at, next(iter(owed.values()), None))


def tasks_in(story: Iterable[Recorded]) -> dict[UUID, tuple[str, str]]:
    """Return task and ground of each unit that was called in, as the latest fact has it that called it."""
    return {
        UUID(str(fact.data["unit_id"])): (
            (fact.texts or {}).get("text", ""),
            str(fact.data.get("citation", "")),
        )
        for fact in story
        if fact.kind == "loops.co_handler_called"
    }


def citation_for(unit_id: UUID, matter: str, *, at: datetime) -> str:
    """Return where the duty table gives a unit the matter, to lead or to cooperate in; "" where it does not."""
    ground = check_duty(unit_id, matter, at=at) if matter else None
    if isinstance(ground, DutyGround):
        return ground.citation
    cooperates = isinstance(ground, Refusal) and ground.code == "organization.duty_cooperates"
    return str(ground.details.get("citation", "")) if ground and cooperates else ""


def conclusion_missing(case_id: UUID) -> Refusal | None:
    """Whoever whistled says what came of it before the resident gets an answer."""
    if not Whistle.objects.filter(loop=case_id, concluded_at=None).exists():
        return None
    # Open parts are the loop's own reason.
    waits = not _open(parts_of(case_id, party=CO))
    return Refusal("cases.whistle_not_concluded") if waits else None
