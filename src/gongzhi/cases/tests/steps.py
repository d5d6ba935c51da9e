"""First steps of a case, for tests that begin further on."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from tests.small_county import COUNTY, IN_WEST, START, County

from gongzhi.cases.facts import Channel, Finding
from gongzhi.cases.public import Filed, Place, answer, dispatch, file_case, handle
from gongzhi.kernel.refusals import Refused
from gongzhi.loops.public import loop_row
from gongzhi.people.facts import RESIDENT, RevealWish

WISH = RevealWish("VISIT", "DUTY", 30, "约时间到现场查看")


def hours(number: float) -> datetime:
    return START + timedelta(hours=number)


def days(number: float) -> datetime:
    return START + timedelta(days=number)


def filed(matter: str = "city.waste.street", **more: object) -> Filed:
    values = {
        "text": "西街口的垃圾桶满了三天没人收。晚上有老鼠。",
        "place": Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1]),
        "channel": Channel.PORTAL,
        "matter": matter,
        "by": RESIDENT,
        "at": START,
    }
    return file_case(**{**values, **more})  # type: ignore[arg-type]


def refused(code: str):  # type: ignore[no-untyped-def]
    return pytest.raises(Refused, match=f"^{code}$")


def dispatched(county: County, unit: str = "town", **more: object) -> UUID:
    case_id = filed(**more).loop_id
    by = county.actor("dispatcher")
    dispatch(case_id=case_id, event="dispatch", unit_id=county.unit(unit), by=by, at=hours(0.5))
    return case_id


def working(county: County) -> UUID:
    case_id = dispatched(county)
    handle(case_id=case_id, event="sign", by=county.actor("town-handler"), at=hours(1))
    return case_id


def answered(county: County) -> UUID:
    case_id = working(county)
    answer(
        case_id=case_id,
        finding=Finding.SOLVED,
        text="已清运，并增加一次晚间收运。",
        by=county.actor("town-handler"),
        at=hours(5),
    )
    return case_id


def state(case_id: UUID) -> str:
    row = loop_row(case_id)
    assert row is not None
    return row.state
