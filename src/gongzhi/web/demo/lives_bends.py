"""The bends of generated cases on which they wait, are helped, shared, watched from above or looked at again."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from gongzhi.cases.facts import Channel, Filer, ParkReason, Satisfaction
from gongzhi.cases.public import (
    Person,
    call_help,
    end_supervision,
    finish_part,
    handle,
    join,
    judge,
    park,
    record_effect,
    reply_to_supervision,
    supervise,
)
from gongzhi.loops.public import duties_of, loop_row, parts_of
from gongzhi.people.facts import RESIDENT, Actor
from gongzhi.web.demo.fragments import voices
from gongzhi.web.demo.staffing import unit_code
from gongzhi.web.demo.stage import Life, Stage, Stretch
from gongzhi.web.demo.texts import Fate, GeneratedCase

EFFECT_AFTER = timedelta(days=32)
PARKED_DAYS = (12, 85)  # at least, at most
NOT_DRAWN = 999
BROKEN = 0.15  # of those that are looked at again


class Bending(Protocol):
    """What a bend needs of the life of a case."""

    stage: Stage
    case: GeneratedCase
    id: UUID | None

    def file(self, text: str, channel: Channel, person: Person, at: datetime) -> UUID:
        """File a case about the same matter at the same place."""

    def desk(self, party: str, power: str) -> Actor:
        """Return somebody of the unit that plays a party."""


def extended(life: Bending, at: datetime) -> Stretch:
    """Ask for more time before the deadline is close, and say so to the resident."""
    at = life.stage.office(at, 1, 6)
    yield at
    reason = life.case.words["extend"]
    handle(case_id=_id(life), event="extend", reason=reason, by=life.desk("lead", "case.handle"), at=at)
    return life.stage.office(at, 8, 24)


def parked(life: Bending, at: datetime) -> Stretch:
    """Wait until the day that was named, then take it up again."""
    at = life.stage.office(at, 4, 12)
    yield at
    review_on = (at + timedelta(days=life.stage.draw.randint(*PARKED_DAYS))).date()
    park(
        case_id=_id(life),
        reason_code=ParkReason(life.case.words["reason"]),
        words=life.case.words["text"],
        solvable=life.case.words["solvable"],
        review_on=review_on,
        by=life.desk("lead", "case.handle"),
        at=at,
    )
    waiting = loop_row(_id(life))
    assert waiting is not None
    assert waiting.due_at is not None
    at = life.stage.office(waiting.due_at - timedelta(hours=6), 0.5, 2)
    yield at
    handle(case_id=_id(life), event="take_up_again", by=life.desk("lead", "case.handle"), at=at)
    return at


def helped(life: Bending, at: datetime) -> Stretch:
    """Call another office in, and answer when its part is done."""
    at = life.stage.office(at, 0.3, 2)
    yield at
    unit_id = life.stage.unit(life.case.helper_unit)
    by = life.desk("lead", "case.handle")
    call_help(case_id=_id(life), unit_id=unit_id, text=life.case.words["task"], by=by, at=at)
    at = life.stage.office(at, 2, 10)
    yield at
    helper = life.stage.actor(unit_id, "case.handle")
    finish_part(case_id=_id(life), text=life.case.words["done"], by=helper, at=at)
    return at


def help_again(life: Bending, at: datetime) -> None:
    """Whoever was called in has a part again when the case comes back to work; let it be done once more."""
    for part in parts_of(_id(life), party="co"):
        if part.open:
            helper = life.stage.actor(part.unit_id, "case.handle")
            finish_part(case_id=_id(life), text="再次到场配合，情况与上次一致。", by=helper, at=at)


def shared(life: Bending, at: datetime) -> Stretch:
    """Let others report the same within hours; the desk lets them go along with the first."""
    others: list[UUID] = []
    for report in life.case.others:
        at = life.stage.later(at, 0.5, 9)
        yield at
        contact = report.contact
        person = Person(filer=Filer.NAMED, name=contact.name, phone=contact.phone) if contact else Person()
        channel = Channel.PORTAL if report.channel == "WEB" else Channel.HOTLINE
        others.append(life.file(report.text, channel, person, at))
    at = life.stage.office(at, 0.2, 1.5)
    yield at
    join(case_ids=others, parent_id=_id(life), by=life.desk("intake", "case.dispatch"), at=at)
    life.stage.enter(at, lambda: _others_judge(life, others, at))
    return at


def _others_judge(life: Bending, others: list[UUID], at: datetime) -> Life:
    """Let those who were answered together say each for himself what came of it, if they say anything."""
    while _state(_id(life)) in ("working", "answered"):
        at = life.stage.later(at, 20, 60)
        yield at
    for case_id in others:
        if _state(case_id) == "answered" and life.stage.draw.random() < 0.7:
            satisfied = life.stage.draw.choice([Satisfaction.SATISFIED, Satisfaction.BASICALLY])
            judge(
                case_id=case_id,
                solved=True,
                satisfied=satisfied,
                by=RESIDENT,
                at=at,
                drawn=NOT_DRAWN,
                drawn_later=NOT_DRAWN,
            )


def supervised(life: Bending, at: datetime) -> Stretch:
    """Be asked from above why it is late, and reply; whoever asked says that this will do."""
    inspection = life.stage.unit(unit_code("INSPECTION"))
    by = life.stage.actor(inspection, "case.supervise")
    supervise(case_id=_id(life), text=life.case.words["supervise"], by=by, at=at)
    at = life.stage.office(at, 3, 12)
    yield at
    reply = life.case.words["reply"]
    reply_to_supervision(case_id=_id(life), text=reply, by=life.desk("lead", "case.handle"), at=at)
    at = life.stage.office(at, 0.5, 3)
    yield at
    end_supervision(case_id=_id(life), text="答复清楚，按所说的日子办结，督办到此。", by=by, at=at)
    return at


def looked_at_again(life: Bending, at: datetime) -> Stretch:
    """A month after it was solved, if the lot fell on it: go there and say whether it lasts."""
    row = loop_row(_id(life))
    ended_at = row.ended_at if row else None
    at = life.stage.office((ended_at or at) + EFFECT_AFTER, 0.5, 20)
    yield at
    if duties_of(_id(life), "effect_check"):
        lasts = life.stage.draw.random() >= BROKEN
        note = life.stage.draw.choice(voices()["effect_lasts" if lasts else "effect_broken"])
        verifier = life.desk("verifier", "case.recheck")
        record_effect(case_id=_id(life), lasts=lasts, note=note, by=verifier, at=at)
    return at


def _state(case_id: UUID) -> str:
    row = loop_row(case_id)
    return row.state if row else ""


def _id(life: Bending) -> UUID:
    assert life.id is not None
    return life.id


BENDS: Mapping[Fate, Callable[[Bending, datetime], Stretch]] = {
    Fate.EXTENDED: extended,
    Fate.PARKED: parked,
    Fate.HELPED: helped,
    Fate.SHARED: shared,
}
