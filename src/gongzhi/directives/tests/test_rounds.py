"""Rounds that come out of a directive keep the rules of rounds."""

from datetime import date

import pytest
from tests.small_county import TOWN, County

from gongzhi.directives.public import handle, issue, send_rounds
from gongzhi.directives.tests.steps import PartSpec, accepted, days, refused, terms
from gongzhi.loops.public import linked_ids, loop_row
from gongzhi.patrol.rules import MOST_DAYS

pytestmark = pytest.mark.django_db

GRID = f"{TOWN[:9]}001001"


def test_rounds_go_to_units_of_the_area_only(county: County) -> None:
    _root, part = accepted(county)
    sent = {"directive_id": part, "grids": [GRID], "by": county.actor("town-head"), "at": days(1)}
    with refused("directives.outside_scope"):
        send_rounds(unit_id=county.unit("township"), **sent)  # type: ignore[arg-type]
    assert send_rounds(unit_id=county.unit("town"), **sent) == 1  # type: ignore[arg-type]


def test_a_round_is_due_within_the_time_of_rounds_however_long_the_directive_runs(county: County) -> None:
    told = terms(due_on=date(2027, 3, 1))
    parts = [PartSpec(county.unit("town"), TOWN)]
    found = issue(terms=told, lead=county.unit("water"), parts=parts, by=county.actor("leader"), at=days(0))
    (part,) = linked_ids([found.loop_id], "part")[found.loop_id]
    handle(directive_id=part, event="accept", by=county.actor("town-head"), at=days(1))
    by = county.actor("town-head")
    send_rounds(directive_id=part, grids=[GRID], unit_id=county.unit("town"), by=by, at=days(1))
    (round_id,) = linked_ids([part], "work")[part]
    row = loop_row(round_id)
    assert row
    assert row.limit_class == f"{MOST_DAYS}d"
