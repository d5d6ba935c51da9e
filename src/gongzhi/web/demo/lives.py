"""How the generated cases go: each fate is a path through the real engine."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zlib import crc32

from gongzhi.cases.facts import AgeBand, Channel, Filer, Finding, Satisfaction
from gongzhi.cases.public import (
    Person,
    Place,
    add,
    answer,
    answer_at_once,
    approve,
    ask,
    case_for,
    confirm_withdrawal,
    decline,
    dispatch,
    file_case,
    handle,
    judge,
    make_contact,
    not_reached,
    reopen,
    reply,
    withdraw,
)
from gongzhi.kernel.refusals import Refused
from gongzhi.loops.public import holders_of, loop_row
from gongzhi.people.facts import RESIDENT, SYSTEM, Actor
from gongzhi.web.demo.declined import DECLINED
from gongzhi.web.demo.lives_bends import BENDS, help_again, looked_at_again, supervised
from gongzhi.web.demo.staffing import unit_code
from gongzhi.web.demo.stage import Life, Stage, Stretch
from gongzhi.web.demo.texts import Fate, GeneratedCase

CHANNELS: Mapping[str, Channel] = {
    "WEB": Channel.PORTAL,
    "PHONE": Channel.HOTLINE,
    "COUNTER": Channel.COUNTER,
    "GRID": Channel.GRID,
}


class GeneratedLife:
    """One generated case on the stage."""

    def __init__(
        self, stage: Stage, case: GeneratedCase, *, county: str, start: datetime, stop: int = 0
    ) -> None:
        """`stop`: after how many steps an open one stands still; 0 where it goes to its end."""
        self.stage, self.case, self.county, self.start = stage, case, county, start
        self.stop = stop
        self.id: UUID | None = None

    def __call__(self) -> Life:
        for steps, at in enumerate(self._whole()):
            if self.stop and steps >= self.stop:
                return
            yield at

    def _whole(self) -> Life:
        at = self.start
        yield at
        self._file(at)
        match self.case.fate:
            case Fate.REFUSED:
                yield from self._refused(at)
            case Fate.ANSWERED_AT_ONCE:
                yield from self._at_once(at)
            case _:
                yield from self._taken(at)

    # -- the pieces ----------------------------------------------------------------------------------

    def _file(self, at: datetime) -> None:
        case = self.case
        person = Person()
        if case.contact:
            person = Person(filer=Filer.NAMED, name=case.contact.name, phone=case.contact.phone)
            if case.by_helper:
                person = Person(
                    filer=Filer.HELPER, helper_name=case.contact.name, helper_phone=case.contact.phone
                )
        person = replace(person, age=_age(case))
        self.id = self.file(case.text, CHANNELS[case.channel], person, at, confidential=case.confidential)

    def file(
        self, text: str, channel: Channel, person: Person, at: datetime, *, confidential: bool = False
    ) -> UUID:
        """File a case about the matter at its place; return its id."""
        case, stage = self.case, self.stage
        lon, lat = case.point or (None, None)
        hotline = stage.unit(unit_code("HOTLINE"))
        return file_case(
            text=text,
            place=Place(division=self.county, longitude=lon, latitude=lat, address=case.address),
            channel=channel,
            matter=case.matter,
            person=person,
            confidential=confidential,
            by=RESIDENT if channel is Channel.PORTAL else stage.actor(hotline, "case.intake"),
            at=at,
        ).loop_id

    def _refused(self, at: datetime) -> Life:
        at = self.stage.office(at, 0.3, 1.8)
        yield at
        reason_code, destination = DECLINED[self.case.refusal_reason]
        decline(
            case_id=self._id,
            event="refuse",
            reason_code=reason_code,
            destination=destination,
            reason=self.case.refusal_words,
            where_to_go=self.case.answer,
            by=self.desk("intake", "case.dispatch"),
            at=at,
        )

    def _at_once(self, at: datetime) -> Life:
        answer_at_once(
            case_id=self._id,
            text=self.case.answer,
            finding=Finding.EXPLAINED,
            by=self.desk("operator", "case.intake"),
            at=at + timedelta(minutes=6),
        )
        yield from self._judged(at, solved=True)

    def _taken(self, at: datetime) -> Life:
        case, stage = self.case, self.stage
        at = stage.office(at, 0.2, 1.9)
        yield at
        self._dispatch("dispatch", case.first_unit, at)
        if case.fate in (Fate.RETURNED, Fate.RETURN_DENIED, Fate.ARBITRATED):
            at = yield from self._bend(at)
        at = stage.office(at, 0.2, 3.5)
        yield at
        handle(case_id=self._id, event="sign", by=self._lead("case.handle"), at=at)
        if case.fate is Fate.WITHDRAWN:
            yield from self._withdrawn(at)
            return
        at = stage.office(at, 0.5, 5)
        yield at
        make_contact(case_id=self._id, note=case.contact_note, by=self._lead("case.handle"), at=at)
        if case.question:
            at = yield from self._asked(at)
        if bend := BENDS.get(case.fate):
            at = yield from bend(self, at)
        at = yield from self._answered(at, case.answer, late=case.fate is Fate.OVERDUE)
        yield from self._aftermath(at)
        if self._state() != "closed":
            return
        at = yield from looked_at_again(self, at)
        if self._state() == "working":
            at = yield from self._answered(at, case.second_answer)
            yield from self._judged(at, solved=True)

    def _aftermath(self, at: datetime) -> Life:
        fate = self.case.fate
        if fate in (Fate.SILENT_REACHED, Fate.SILENT_UNREACHED):
            yield from self._silent(at, reached=fate is Fate.SILENT_REACHED)
        elif fate is Fate.NOT_SOLVED_ONCE:
            yield from self._not_solved(at)
        elif fate is Fate.REOPENED:
            yield from self._reopened(at)
        else:
            yield from self._judged(at, solved=True)

    def _bend(self, at: datetime) -> Stretch:
        case, stage = self.case, self.stage
        at = stage.office(at, 0.5, 3.5)
        yield at
        handle(
            case_id=self._id, event="return", reason=case.return_reason, by=self._lead("case.handle"), at=at
        )
        at = stage.office(at, 0.5, 3.5)
        yield at
        dispatcher = self.desk("intake", "case.dispatch")
        if case.fate is Fate.RETURN_DENIED:
            reason = case.decision or "经核对履职清单，仍由贵单位主办。"
            handle(case_id=self._id, event="deny_return", reason=reason, by=dispatcher, at=at)
            return at
        self._dispatch("redispatch", case.unit, at)
        if case.fate is Fate.ARBITRATED:
            at = stage.office(at, 0.5, 3)
            yield at
            handle(case_id=self._id, event="sign", by=self._lead("case.handle"), at=at)
            at = stage.office(at, 0.5, 4)
            yield at
            reason = case.second_return_reason or case.return_reason
            handle(case_id=self._id, event="ask_up", reason=reason, by=self._lead("case.handle"), at=at)
            at = stage.office(at, 2, 12)
            yield at
            self._dispatch("decide", case.unit, at, reason=case.decision)
        return at

    def _asked(self, at: datetime) -> Stretch:
        at = self.stage.office(at, 0.5, 3)
        yield at
        try:
            ask(case_id=self._id, question=self.case.question, by=self._lead("case.handle"), at=at)
        except Refused:  # a question does not stop a clock that has run out
            return at
        at = self.stage.later(at, 1, 40)
        yield at
        try:
            reply(case_id=self._id, text=self.case.reply, by=RESIDENT, at=at)
        except Refused:  # the time to answer was over: what they say still counts
            add(case_id=self._id, text=self.case.reply, by=RESIDENT, at=at)
        return at

    def _answered(self, at: datetime, text: str, *, late: bool = False) -> Stretch:
        stage = self.stage
        at = stage.office(at, 3, 20)
        loop = loop_row(self._id)
        if late and loop and loop.due_at:
            at = max(at, stage.office(loop.due_at, 2, 14))
            text = f"{self.case.late_note}{text}"
        yield at
        if late and "supervise" in self.case.words:
            at = yield from supervised(self, at)
        if self.case.fate is Fate.HELPED:
            help_again(self, at)
        if not answer(
            case_id=self._id, finding=self._finding(), text=text, by=self._lead("case.handle"), at=at
        ):
            at = stage.office(at, 0.5, 4)
            yield at
            approve(case_id=self._id, by=self._lead("case.approve"), at=at)
        return at

    def _finding(self) -> Finding:
        """Grade the answer as the office sees it: a few say themselves that it is half done."""
        half = self.case.fate is Fate.SOLVED_NOT_SATISFIED or self.stage.draw.random() < 0.06
        return Finding.PARTLY if half else Finding.SOLVED

    def _judged(self, at: datetime, *, solved: bool) -> Stretch:
        at = self.stage.later(at, 1, 90)
        yield at
        happy = self.case.fate is not Fate.SOLVED_NOT_SATISFIED
        satisfied = self.stage.draw.choices(
            [Satisfaction.SATISFIED, Satisfaction.BASICALLY, None], [6, 2, 2]
        )[0]
        judge(
            case_id=self._id,
            solved=solved,
            satisfied=satisfied if happy else Satisfaction.DISSATISFIED,
            words=self.case.judgement,
            by=RESIDENT,
            at=at,
            drawn=self.stage.draw.randrange(1000),
            drawn_later=self.stage.draw.randrange(1000),
        )
        if self._state() == "rechecking":
            at = self.stage.office(at, 4, 24)
            yield at
            verifier = self.desk("verifier", "case.recheck")
            handle(case_id=self._id, event="recheck_ok", note="现场复核属实。", by=verifier, at=at)
        return at

    def _not_solved(self, at: datetime) -> Life:
        at = self.stage.later(at, 2, 60)
        yield at
        judge(
            case_id=self._id,
            solved=False,
            satisfied=Satisfaction.DISSATISFIED,
            words=self.case.complaint,
            by=RESIDENT,
            at=at,
        )
        at = yield from self._answered(at, self.case.second_answer)
        yield from self._judged(at, solved=True)

    def _reopened(self, at: datetime) -> Life:
        at = yield from self._judged(at, solved=True)
        at = self.stage.later(at, 80, 400)
        yield at
        if self._state() != "closed":
            return
        reopen(case_id=self._id, why=self.case.complaint, by=RESIDENT, at=at)
        at = yield from self._answered(at, self.case.second_answer)
        yield from self._judged(at, solved=True)

    def _silent(self, at: datetime, *, reached: bool) -> Life:
        at = self.stage.office(at + timedelta(days=8), 1, 4)
        for _ in range(3):
            yield at
            view = case_for(SYSTEM, self._id)
            if self._state() != "calling" or view is None or not view.call_wanted:
                return
            caller = self.desk("caller", "case.callback")
            if reached:
                judge(
                    case_id=self._id,
                    solved=True,
                    satisfied=Satisfaction.BASICALLY,
                    words=self.case.judgement,
                    by=caller,
                    at=at,
                    drawn=self.stage.draw.randrange(1000),
                    drawn_later=self.stage.draw.randrange(1000),
                )
                return
            not_reached(case_id=self._id, by=caller, at=at)
            at = self.stage.office(at + timedelta(days=1), 0.5, 3)

    def _withdrawn(self, at: datetime) -> Life:
        at = self.stage.later(at, 3, 30)
        yield at
        withdraw(case_id=self._id, why="问题已经自己解决了，不用再办。", by=RESIDENT, at=at)
        at = self.stage.office(at, 2, 10)
        yield at
        caller = self.desk("caller", "case.callback")
        confirm_withdrawal(case_id=self._id, meant=True, note="电话确认，本人自愿撤回。", by=caller, at=at)

    # -- who and where -------------------------------------------------------------------------------

    @property
    def _id(self) -> UUID:
        assert self.id is not None
        return self.id

    def _state(self) -> str:
        row = loop_row(self._id)
        return row.state if row else ""

    def _dispatch(self, event: str, unit_code: str, at: datetime, *, reason: str = "") -> None:
        by = (
            self.desk("arbiter", "case.arbitrate")
            if event == "decide"
            else self.desk("intake", "case.dispatch")
        )
        unit_id = self.stage.unit(unit_code)
        dispatch(case_id=self._id, event=event, unit_id=unit_id, reason=reason, by=by, at=at)

    def desk(self, party: str, power: str) -> Actor:
        """Return somebody of the unit that plays a party."""
        return self.stage.actor(self._holder(party), power)

    def _lead(self, power: str) -> Actor:
        return self.stage.actor(self._holder("lead"), power)

    def _holder(self, party: str) -> UUID:
        unit_id = holders_of(self._id)[party][0]
        assert unit_id is not None
        return unit_id


def _age(case: GeneratedCase) -> AgeBand | None:
    """Return an age group for some: of callers more are old, online more are not; made up, like all of it."""
    drawn = crc32(f"{case.text}{case.address}".encode()) % 100
    old, grown = (25, 42) if CHANNELS[case.channel] is Channel.HOTLINE else (15, 45)
    if drawn < old:
        return AgeBand.FROM_60
    return AgeBand.FROM_18 if drawn < grown else None
