"""How applications go: a window takes one in, an office examines, asks once, and decides; the applicant rates."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from gongzhi.applications.facts import Channel, Filer, Grade, How
from gongzhi.applications.public import (
    Form,
    Given,
    Person,
    ask,
    assign,
    confirm,
    confirm_withdrawal,
    deny,
    file_application,
    grant,
    handle,
    make_contact,
    rate,
    refuse,
    reopen,
    resident_application,
    supply,
    withdraw,
)
from gongzhi.catalogue.public import item_in_force
from gongzhi.loops.public import holders_of, loop_row
from gongzhi.organization.facts import Office
from gongzhi.organization.public import desk
from gongzhi.people.facts import RESIDENT, Actor
from gongzhi.ui.photos import clean_photo
from gongzhi.web.demo.county import make_county
from gongzhi.web.demo.patrol_lives import open_day
from gongzhi.web.demo.service_texts import ApplicationFate, GeneratedApplication, told_applications
from gongzhi.web.demo.staffing import unit_code
from gongzhi.web.demo.stage import Life, Stage, Stretch

_WHO: Mapping[str, tuple[str, str]] = {
    "counter": ("counter", "application.intake"),
    "lead": ("lead", "application.handle"),
    "arbiter": ("arbiter", "application.decide"),
    "caller": ("caller", "application.callback"),
}


class ServiceLife:
    """One application on the stage."""

    def __init__(self, stage: Stage, made: GeneratedApplication, start: datetime) -> None:
        self.stage, self.made, self.start = stage, made, start
        self.division = next(
            each["code"] for each in make_county(1).source["communities"] if each["slug"] == made.community
        )
        self.id = UUID(int=0)

    def __call__(self) -> Life:
        at = self.start
        yield at
        self._file(at)
        if self.made.stop != "filed":
            yield from self._taken(at)

    # -- the pieces ----------------------------------------------------------------------------------

    def _file(self, at: datetime) -> None:
        made, channel = self.made, Channel(self.made.channel)
        person = Person(
            filer=Filer.HELPER if made.helper else Filer.SELF,
            name=made.name,
            phone=made.phone,
            helper_name=made.helper,
            helper_phone=made.helper_phone,
        )
        form = Form(made.item, "first", self.division, made.answers, self._materials(at))
        by = RESIDENT if channel is Channel.PORTAL else self._clerk(at)
        self.id = file_application(form=form, person=person, channel=channel, by=by, at=at).loop_id

    def _materials(self, at: datetime) -> dict[str, Given]:
        """Give what the item needs: a picture where it is applied for online; what will be asked for is not there."""
        version = item_in_force(self.made.item, at=at)
        situation = version.item.situation("first") if version else None
        assert situation is not None
        online, missing = self.made.channel == "PORTAL", self.made.missing
        given = Given(How.UPLOADED, sample()) if online else Given(How.COUNTER)
        # Online something was sent that does not do, unless the office will say that nothing was.
        gone = {key for key, reason in missing.items() if not online or "没有" in reason}
        return {need.key: Given(How.NOTHING) if need.key in gone else given for need in situation.needs}

    def _taken(self, at: datetime) -> Life:
        made, stage = self.made, self.stage
        at = stage.office(at, 0.2, 1.6)
        yield at
        if made.fate is ApplicationFate.NOT_TAKEN:
            where, by = made.words["go"], self._actor("counter")
            refuse(application_id=self.id, reason=made.words["not_taken"], where_to_go=where, by=by, at=at)
            return
        view = resident_application(self.id)
        assert view is not None
        assert view.proposed_unit is not None
        unit_id, by = view.proposed_unit, self._actor("counter")
        assign(application_id=self.id, event="assign", unit_id=unit_id, by=by, at=at)
        if made.stop == "assigned":
            return
        at = stage.office(at, 0.3, 2.5)
        yield at
        handle(application_id=self.id, event="sign", by=self._actor("lead"), at=at)
        at = stage.office(at, 0.3, 1.5)
        yield at
        make_contact(application_id=self.id, note=made.words["contact"], by=self._actor("lead"), at=at)
        if made.stop != "signed":
            yield from self._examined(at)

    def _examined(self, at: datetime) -> Life:
        made, stage = self.made, self.stage
        if made.missing:
            at = yield from self._asked(at)
        if made.stop in ("asked", "supplied"):
            return
        quick = made.stop or made.item == "sole-trader-registration"
        at = stage.office(at, 0.5, 1.5 if quick else 30)
        yield at
        if made.fate is ApplicationFate.WITHDRAWN:
            yield from self._withdrawn(at)
        elif "ask_up" in made.words:
            yield from self._denied(at)
        else:
            grant(application_id=self.id, reasons=made.words["grant"], by=self._actor("lead"), at=at)
            if made.stop != "granted":
                yield from self._delivered(at)

    def _asked(self, at: datetime) -> Stretch:
        at = self.stage.office(at, 0.2, 1)
        yield at
        ask(application_id=self.id, missing=self.made.missing, by=self._actor("lead"), at=at)
        if self.made.stop == "asked":
            return at
        at = self.stage.office(at, 1, 3 if self.made.stop else 14)
        yield at
        online = self.made.channel == "PORTAL"
        given = Given(How.UPLOADED, sample()) if online else Given(How.COUNTER)
        by = RESIDENT if online else self._actor("counter")
        materials = dict.fromkeys(self.made.missing, given)
        supply(application_id=self.id, materials=materials, text=self.made.words["supplied"], by=by, at=at)
        return at

    def _denied(self, at: datetime) -> Life:
        made, stage = self.made, self.stage
        by = self._actor("lead")
        handle(application_id=self.id, event="ask_up", reason=made.words["ask_up"], by=by, at=at)
        if made.stop == "asked_up":
            return
        at = stage.office(at, 2, 10)
        yield at
        deny(application_id=self.id, reasons=made.words["deny"], by=self._actor("arbiter"), at=at)
        if made.fate is ApplicationFate.CHALLENGED:
            at = yield from self._challenged(at)
            yield from self._delivered(at)
        else:
            yield from self._rated(at)

    def _challenged(self, at: datetime) -> Stretch:
        at = self.stage.later(at, 20, 60)
        yield at
        reopen(application_id=self.id, why=self.made.words["reopen"], by=RESIDENT, at=at)
        view = resident_application(self.id)
        assert view is not None
        assert view.lead is not None
        at = self.stage.office(at, 3, 10)
        yield at
        reason, by = "申请人提供了新的情况，请重新核对后决定。", self._actor("arbiter")
        assign(application_id=self.id, event="decide", unit_id=view.lead, reason=reason, by=by, at=at)
        at = self.stage.office(at, 0.5, 2)
        yield at
        handle(application_id=self.id, event="sign", by=self._actor("lead"), at=at)
        at = self.stage.office(at, 2, 6)
        yield at
        grant(application_id=self.id, reasons=self.made.words["grant"], by=self._actor("lead"), at=at)
        return at

    def _withdrawn(self, at: datetime) -> Life:
        withdraw(application_id=self.id, why=self.made.words["withdraw"], by=RESIDENT, at=at)
        if self.made.stop == "withdrawn":
            return
        at = self.stage.office(at, 1, 8)
        yield at
        note, by = self.made.words["withdrawal"], self._actor("caller")
        confirm_withdrawal(application_id=self.id, meant=True, note=note, by=by, at=at)

    def _delivered(self, at: datetime) -> Life:
        made, stage = self.made, self.stage
        if made.fate is ApplicationFate.SILENT:
            at = stage.office(at + timedelta(days=8), 1, 4)
            yield at
            if self._state() == "delivering":
                text, by = made.words["callback"], self._actor("caller")
                confirm(application_id=self.id, received=True, text=text, by=by, at=at)
            return
        at = stage.later(at, 1, 50)
        yield at
        if made.fate is ApplicationFate.NOT_RIGHT:
            text = made.words["not_right"]
            confirm(application_id=self.id, received=False, text=text, by=RESIDENT, at=at)
            at = stage.office(at, 1, 6)
            yield at
            grant(application_id=self.id, reasons=made.words["corrected"], by=self._actor("lead"), at=at)
            at = stage.later(at, 1, 30)
            yield at
        confirm(application_id=self.id, received=True, by=RESIDENT, at=at)
        yield from self._rated(at)

    def _rated(self, at: datetime) -> Life:
        if self.made.grade:
            at = self.stage.later(at, 1, 20)
            yield at
            grade, text = Grade(self.made.grade), self.made.words["rating"]
            rate(application_id=self.id, grade=grade, text=text, by=RESIDENT, at=at)

    # -- who -----------------------------------------------------------------------------------------

    def _clerk(self, at: datetime) -> Actor:
        """Return who takes it in beside a counter: the operator at the phone, else the window that serves the place."""
        if self.made.channel == "PHONE":
            return self.stage.actor(self.stage.unit(unit_code("HOTLINE")), "application.intake")
        window = desk(Office.SERVICE_HALL, self.division, at=at)
        assert window is not None
        return self.stage.actor(window, "application.intake")

    def _actor(self, who: str) -> Actor:
        party, power = _WHO[who]
        unit_id = holders_of(self.id)[party][0]
        assert unit_id is not None
        return self.stage.actor(unit_id, power)

    def _state(self) -> str:
        row = loop_row(self.id)
        return row.state if row else ""


@cache
def sample() -> bytes:
    """Return the picture of a paper that says it is a sample."""
    return clean_photo(files("gongzhi.web.demo").joinpath("sample.png").read_bytes())


def told_starts(end: datetime) -> Iterator[tuple[GeneratedApplication, datetime]]:
    """Yield the applications written by hand and when they are filed; `day` counts back from the day of `end`."""
    for told, made in told_applications(today=end.date()):
        day: Any = end + timedelta(days=told["day"])
        start = day.replace(hour=told["hour"], minute=20, second=0, microsecond=0)
        yield made, min(open_day(start) if told["day"] else start, end - timedelta(minutes=40))
