"""First steps of a directive, for tests that begin further on."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from tests.small_county import COUNTY, START, TOWN, County

from gongzhi.directives.facts import Goal, PartSpec, Terms
from gongzhi.directives.public import Issued, Overrule, handle, issue
from gongzhi.kernel.refusals import Refused
from gongzhi.loops.public import loop_row


def days(number: float) -> datetime:
    return START + timedelta(days=number)


def terms(**changes: object) -> Terms:
    plain: dict[str, object] = {
        "title": "入冬前检修老旧水管",
        "text": "各责任单位在入冬前检修辖区老旧水管，做到不漏、不冻。",
        "legal_basis": "城镇排水与污水处理条例第5条",
        "matter": "water",
        "scope": COUNTY,
        "due_on": date(2026, 5, 1),
    }
    return Terms(**plain | changes)  # type: ignore[arg-type]


GOAL = Goal("open", "case", 30, None, 0, 3)


def issued(county: County, *, town: bool = True, overrule: str = "", **changes: object) -> Issued:
    parts = [PartSpec(county.unit("town"), TOWN)] if town else []
    return issue(
        terms=terms(**changes),
        lead=county.unit("water"),
        parts=parts,
        by=county.actor("leader"),
        at=START,
        overrule=Overrule(overrule) if overrule else None,
    )


def part_of(issued: Issued) -> UUID:
    from gongzhi.directives.public import parts_of

    return parts_of(issued.loop_id)[0].loop.id


def accepted(county: County) -> tuple[UUID, UUID]:
    """Return the root and the town's part, both accepted."""
    found = issued(county)
    part = part_of(found)
    handle(directive_id=found.loop_id, event="accept", by=county.actor("water-handler"), at=days(0.1))
    handle(directive_id=part, event="accept", by=county.actor("town-head"), at=days(0.1))
    return found.loop_id, part


def refused(code: str):  # type: ignore[no-untyped-def]
    return pytest.raises(Refused, match=f"^{code}$")


def state(directive_id: UUID) -> str:
    row = loop_row(directive_id)
    assert row is not None
    return row.state
