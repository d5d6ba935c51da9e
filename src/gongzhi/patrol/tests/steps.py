"""First steps of events and rounds, for tests that begin further on."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from tests.small_county import COUNTY, EAST, START, TOWN, VILLAGE, WEST, County

from gongzhi.kernel.refusals import Refused
from gongzhi.loops.public import holders_of, loop_row
from gongzhi.organization.public import import_files
from gongzhi.patrol.public import (
    Report,
    Reported,
    Spot,
    dispatch_event,
    handle,
    plan_rounds,
    report_event,
    report_round,
)
from gongzhi.people.facts import SYSTEM

GRID, NEXT_GRID, FAR_GRID = f"{WEST}001", f"{WEST}002", f"{VILLAGE}001"
# Desks for events: the county's, a town's, and a community's that the town keeps as well.
DESKS = f"""office,division,unit,valid_from
GRID_DESK,{COUNTY},centre,2020-01-01
GRID_DESK,{TOWN},town,2020-01-01
GRID_DESK,{EAST},housing,2020-01-01
"""


def with_desks() -> None:
    """Give town and community desks of their own for what is found on patrol."""
    from gongzhi.organization.queries.memory import forget

    reports = import_files(files={"desks": DESKS.encode()}, by=SYSTEM, at=START)
    assert not any(report.rejected for report in reports)
    forget()


def hours(number: float) -> datetime:
    return START + timedelta(hours=number)


def days(number: float) -> datetime:
    return START + timedelta(days=number)


def report(**changes: object) -> Report:
    plain: dict[str, object] = {
        "matter": "city.waste.street",
        "text": "西街口的垃圾桶满了，袋子堆在路边。",
        "spot": Spot(grid=GRID),
    }
    return Report(**plain | changes)  # type: ignore[arg-type]


def reported(
    county: County, *, login: str = "grid-worker", at: datetime = START, **changes: object
) -> Reported:
    return report_event(report=report(**changes), by=county.actor(login), at=at)


def filed(county: County, *, unit: str = "water", start: datetime = START, **changes: object) -> UUID:
    """An event at work's door: filed, with the water bureau unless another unit is named."""
    matter = {"water": "water.burst", "town": "city.waste.street", "housing": "housing.leak"}[unit]
    event_id = reported(county, at=start, **{"matter": matter, "grade": 4} | changes).loop_id
    dispatch_event(
        event_id=event_id,
        event="file",
        unit_id=county.unit(unit),
        by=county.actor("dispatcher"),
        at=start + timedelta(hours=0.5),
    )
    return event_id


def working(county: County, *, unit: str = "water", start: datetime = START, **changes: object) -> UUID:
    event_id = filed(county, unit=unit, start=start, **changes)
    step(county, event_id, "sign", f"{unit}-handler", start + timedelta(hours=1))
    return event_id


def verifying(county: County, *, unit: str = "water", start: datetime = START) -> UUID:
    event_id = working(county, unit=unit, start=start)
    step(county, event_id, "report", f"{unit}-handler", start + timedelta(hours=2), text="已修好。")
    return event_id


def closed(county: County, *, start: datetime = START) -> UUID:
    event_id = verifying(county, start=start)
    step(county, event_id, "verify_ok", "verifier", start + timedelta(hours=3))
    return event_id


def arbitration(county: County, *, start: datetime = START) -> UUID:
    event_id = working(county, start=start)
    step(county, event_id, "ask_up", "water-handler", start + timedelta(hours=2), reason="涉及两家。")
    return event_id


def parked(county: County, *, start: datetime = START) -> UUID:
    event_id = working(county, start=start)
    step(county, event_id, "park", "water-handler", start + timedelta(hours=2), reason="等配件。")
    return event_id


def returned(county: County, *, start: datetime = START) -> UUID:
    event_id = filed(county, start=start)
    at = start + timedelta(hours=1)
    step(county, event_id, "return", "water-handler", at, reason="不是市政管网。", citation="第9条")
    return event_id


def step(county: County, event_id: UUID, event: str, login: str, at: datetime, **more: object) -> None:
    handle(event_id=event_id, event=event, by=county.actor(login), at=at, **more)  # type: ignore[arg-type]


def planned(
    county: County,
    *,
    grids: tuple[str, ...] = (GRID,),
    unit: str = "town",
    login: str = "town-head",
    at: datetime = START,
    **more: object,
) -> list[UUID]:
    found = plan_rounds(
        matter_code="city.waste.street",
        grids=grids,
        unit_id=county.unit(unit),
        days=7,
        title="看垃圾桶是否满溢",
        by=county.actor(login),
        at=at,
        **more,  # type: ignore[arg-type]
    )
    return [found[grid] for grid in grids] if found else []


def made(county: County, *, start: datetime = START) -> UUID:
    """A round that was made and found nothing."""
    round_id = planned(county, at=start)[0]
    report_round(round_id=round_id, by=county.actor("grid-worker"), at=start + timedelta(hours=2))
    return round_id


def refused(code: str):  # type: ignore[no-untyped-def]
    return pytest.raises(Refused, match=f"^{code}$")


def state(loop_id: UUID) -> str:
    row = loop_row(loop_id)
    assert row is not None
    return row.state


def holder(loop_id: UUID, party: str) -> UUID | None:
    return holders_of(loop_id)[party][0]
