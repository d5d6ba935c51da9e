"""A county with a service to apply for, and first steps of an application, for tests that begin further on."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from tests.small_county import START, WEST, County

import gongzhi.loops
from gongzhi.applications.facts import Channel, Filer, How
from gongzhi.applications.public import (
    Filed,
    Form,
    Given,
    Person,
    ask,
    assign,
    file_application,
    grant,
    handle,
    supply,
)
from gongzhi.catalogue.public import publish_item, shipped_items
from gongzhi.kernel.refusals import Refused
from gongzhi.loops.public import loop_row, publish_definition
from gongzhi.organization.public import import_file
from gongzhi.people.facts import RESIDENT, SYSTEM, RevealWish

ITEM = "old-age-allowance"
ANSWERS = {"applicant-name": "王桂芳", "born-on": "1944-05-02", "living": "home"}
WISH = RevealWish("VERIFY", "DUTY", 30, "核实年龄")
PERSON = Person(name="王桂芳", phone="13800000001")
CATALOGUE_TABLES = {
    "matters": "code,parent,name,name_en,limit_class,valid_from\n"
    "090104,,高龄津贴,Allowance for the very old,consult,2020-01-01\n",
    "duties": "unit_kind,level,matter,role,taken_by,citation,valid_from\n"
    "HOUSING_BUREAU,county,090104,LEAD,,《老年人权益保障法》第三十三条,2020-01-01\n",
}


def hours(number: float) -> datetime:
    return START + timedelta(hours=number)


def days(number: float) -> datetime:
    return START + timedelta(days=number)


def open_catalogue(*, at: datetime = START) -> None:
    """Let the county offer the shipped items; the housing bureau has the power for the allowance."""
    for table, text in CATALOGUE_TABLES.items():
        report = import_file(table=table, data=text.encode(), by=SYSTEM, at=at)
        assert not report.rejected, report.rejected
    rules = Path(gongzhi.loops.__file__).parent / "definitions/application.yaml"
    publish_definition(text=rules.read_text(encoding="utf-8"), by=SYSTEM, at=at)
    for file in shipped_items():
        publish_item(text=file.read_text(encoding="utf-8"), by=SYSTEM, at=at)


def picture() -> bytes:
    """Return a small clean photo."""
    out = BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "JPEG")
    return out.getvalue()


def photo() -> Given:
    return Given(How.UPLOADED, picture())


def form(**more: object) -> Form:
    values = {
        "item": ITEM,
        "situation": "first",
        "division": WEST,
        "answers": ANSWERS,
        "materials": {"id-card": photo(), "bank-card": photo()},
    }
    return Form(**{**values, **more})  # type: ignore[arg-type]


def filed(**more: object) -> Filed:
    own = {key: more.pop(key) for key in ("person", "channel", "by", "at", "once") if key in more}
    values = {"person": PERSON, "channel": Channel.PORTAL, "by": RESIDENT, "at": START, **own}
    return file_application(form=form(**more), **values)  # type: ignore[arg-type]


def assigned(county: County, *, start: datetime = START, **more: object) -> UUID:
    application_id = filed(at=start, **more).loop_id
    assign(
        application_id=application_id,
        event="assign",
        unit_id=county.unit("housing"),
        by=county.actor("dispatcher"),
        at=start + timedelta(hours=0.5),
    )
    return application_id


def working(county: County, *, start: datetime = START, **more: object) -> UUID:
    application_id = assigned(county, start=start, **more)
    at = start + timedelta(hours=1)
    handle(application_id=application_id, event="sign", by=county.actor("housing-handler"), at=at)
    return application_id


def asked(county: County) -> UUID:
    application_id = working(county, materials={"id-card": photo()})
    ask(
        application_id=application_id,
        missing={"bank-card": "没有银行卡照片。"},
        by=county.actor("housing-handler"),
        at=hours(2),
    )
    return application_id


def supply_all(application_id: UUID) -> None:
    supply(application_id=application_id, materials={"bank-card": photo()}, by=RESIDENT, at=days(1))


def granted(county: County) -> UUID:
    application_id = working(county)
    grant(
        application_id=application_id,
        reasons="年满80周岁，每月发放50元。",
        by=county.actor("housing-handler"),
        at=hours(3),
    )
    return application_id


def proposed_denial(county: County) -> UUID:
    application_id = working(county)
    handle(
        application_id=application_id,
        event="ask_up",
        reason="户籍不在本县。",
        by=county.actor("housing-handler"),
        at=hours(3),
    )
    return application_id


def helper() -> Person:
    return Person(filer=Filer.HELPER, name="王桂芳", helper_name="李梅", helper_phone="13900000002")


def refused(code: str):  # type: ignore[no-untyped-def]
    return pytest.raises(Refused, match=f"^{code}$")


def state(application_id: UUID) -> str:
    row = loop_row(application_id)
    assert row is not None
    return row.state
