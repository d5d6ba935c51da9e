"""Reads of a case on which several offices work: how it stands, who helps, and what a whistle has come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.cases.models import Case, Supervision, Whistle, WhistleCall
from gongzhi.cases.whistle_rules import RATING_OBJECTION, SUPERVISED, Standing
from gongzhi.kernel.refusals import Refusal
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import Part, duties_of, holders_of, parts_of
from gongzhi.organization.facts import DutyGround, Level
from gongzhi.organization.public import check_duty, unit


@dataclass(frozen=True)
class CallView:
    """One department of a whistle. `status` is that of its part now: OPEN, DONE, REFUSED, WAIVED."""

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
    objection_duty: UUID | None
    upheld: bool | None

    @property
    def late(self) -> bool:
        """Tell whether the department came after the time."""
        return self.arrived_at is not None and self.arrived_at > self.arrive_by


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

    def call_of(self, unit_id: UUID | None) -> CallView | None:
        """Return the call of a department, or None."""
        return next((call for call in self.calls if call.unit_id == unit_id), None)


@dataclass(frozen=True)
class Helper:
    """A unit that works on a case beside the lead, without a whistle: its task, by when, and how it stands."""

    unit_id: UUID
    task: str
    citation: str
    status: str
    due_at: datetime | None


@dataclass(frozen=True)
class SupervisionView:
    """A supervision that is not over. `owing` owes the reply, None: it has been given."""

    unit_id: UUID
    asked_at: datetime
    replied_at: datetime | None
    owing: UUID | None


def standing(case_id: UUID) -> Standing:
    """Return how a case stands now, as the rules of joint work look at it."""
    row = Case.objects.select_related("loop").get(loop=case_id)
    lead = unit(row.lead_id) if row.lead_id else None
    return Standing(
        state=row.loop.state,
        ended=row.loop.ended_at is not None,
        lead=row.lead_id,
        town=lead is not None and lead.level is Level.TOWN,
        holders=holders_of(case_id),
        open_parts=frozenset(unit for unit, part in parts_of(case_id).items() if part.open),
        whistled=Whistle.objects.filter(loop=case_id, concluded_at=None).exists(),
        proposed=row.whistle_proposed,
    )


def whistles_of(case_id: UUID) -> tuple[WhistleView, ...]:
    """Return the whistles of a case, the latest first."""
    rows = list(Whistle.objects.filter(loop=case_id).order_by("-called_at", "-id"))
    if not rows:
        return ()
    # What was asked of a department after a whistle was over is no part of it.
    parts = {row.id: parts_of(case_id, until=row.concluded_at) for row in rows}
    calls: dict[UUID, list[CallView]] = {row.id: [] for row in rows}
    for call in WhistleCall.objects.filter(whistle__in=rows).order_by("id"):
        calls[call.whistle_id].append(_call(call, parts[call.whistle_id].get(call.unit_id)))
    return tuple(
        WhistleView(
            id=row.id,
            town=row.town_id,
            ground=row.ground,
            text=row.text,
            called_at=row.called_at,
            conclusion=row.conclusion,
            concluded_at=row.concluded_at,
            ending=row.ending,
            calls=tuple(calls[row.id]),
        )
        for row in rows
    )


def _call(row: WhistleCall, part: Part | None) -> CallView:
    over = row.over_at is not None
    return CallView(
        unit_id=row.unit_id,
        task=row.task,
        citation=row.citation,
        arrive_by=row.arrive_by,
        arrived_at=row.arrived_at,
        status=part.status if part else "WAIVED",
        due_at=part.due_at if part and part.open and not over else None,
        rating=row.rating,
        rating_words=row.rating_words,
        rated_at=row.rated_at,
        objection=row.objection,
        objected_at=row.objected_at,
        objection_duty=row.objection_duty,
        upheld=row.upheld,
    )


def helpers_of(case_id: UUID, *, without: Sequence[WhistleView] = ()) -> tuple[Helper, ...]:
    """Return who helps with a case, in the order they were called, `without` those these whistles show.

    Task and ground stand in the fact that called the unit in.
    """
    now = parts_of(case_id)
    shown = {
        call.unit_id
        for each in without
        for call in each.calls
        if each.concluded_at is None or not now[call.unit_id].open
    }
    parts = {unit: part for unit, part in now.items() if unit not in shown}
    if not parts:
        return ()
    said = {
        UUID(str(fact.data["unit_id"])): ((fact.texts or {}).get("text", ""), fact.data.get("citation", ""))
        for fact in story_of(case_id)
        if fact.kind == "loops.co_handler_called"
    }
    return tuple(
        Helper(unit, *said.get(unit, ("", "")), part.status, part.due_at if part.open else None)
        for unit, part in parts.items()
    )


def supervision_of(case_id: UUID) -> SupervisionView | None:
    """Return the supervision of a case that is not over, or None."""
    row = Supervision.objects.filter(loop=case_id, ended_at=None).first()
    if row is None:
        return None
    owed = duties_of(case_id, SUPERVISED)
    return SupervisionView(row.unit_id, row.asked_at, row.replied_at, next(iter(owed.values()), None))


def objections_waiting(case_id: UUID) -> int:
    """Return how many objections to a rating wait for the arbiter."""
    return len(duties_of(case_id, RATING_OBJECTION))


def citation_for(unit_id: UUID, matter: str, *, at: datetime) -> str:
    """Return where the duty table gives a unit the matter, to lead or to cooperate in; "" where it does not."""
    ground = check_duty(unit_id, matter, at=at) if matter else None
    if isinstance(ground, DutyGround):
        return ground.citation
    cooperates = isinstance(ground, Refusal) and ground.code == "organization.duty_cooperates"
    return str(ground.details.get("citation", "")) if ground and cooperates else ""


def conclusion_missing(case_id: UUID) -> Refusal | None:
    """Whoever whistled says what came of it before the resident gets an answer."""
    row = Whistle.objects.filter(loop=case_id, concluded_at=None).first()
    if row is None or any(part.open for part in parts_of(case_id).values()):
        return None  # open parts are the loop's own reason
    return Refusal("cases.whistle_not_concluded")
