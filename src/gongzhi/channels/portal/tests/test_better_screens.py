"""The one question a resident concerned is asked about a directive: by those who hold the case, once, in words."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.small_county import WEST, County

from gongzhi.cases.public import classify
from gongzhi.channels.portal.tests.resident import filed
from gongzhi.directives.public import handle, issue
from gongzhi.directives.tests.steps import terms
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import story_of

pytestmark = pytest.mark.django_db


def reported(county: County):  # type: ignore[no-untyped-def]
    """A directive about water in the whole county, issued and reported done."""
    at = now()
    found = issue(
        terms=terms(due_on=at.date() + timedelta(days=60)),
        lead=county.unit("water"),
        by=county.actor("leader"),
        at=at,
    )
    water = county.actor("water-handler")
    handle(directive_id=found.loop_id, event="accept", by=water, at=at)
    handle(directive_id=found.loop_id, event="report", by=water, at=at)
    return found.loop_id


def concerned(client: Client, county: County, matter: str = "water.burst"):  # type: ignore[no-untyped-def]
    case_id = filed(client, place={"address": "西街12号", "division": WEST})
    classify(case_id=case_id, matter=matter, by=county.actor("dispatcher"), at=now())
    return case_id


def test_whoever_reported_the_same_is_asked_once(client: Client, county: County) -> None:
    case_id = concerned(client, county)
    assert "/case/better" not in client.get("/case/").content.decode()  # nothing to judge yet
    root = reported(county)
    assert "/case/better" in client.get("/case/").content.decode()
    page = client.get("/case/better").content.decode()
    assert "和以前相比，好些了吗" in page
    assert "供水排水" in page
    assert "入冬前检修老旧水管" not in page  # of the instruction itself nothing is read here
    empty = client.post("/case/better", {})
    assert "三项中选一项" in empty.content.decode()
    for verdict in ("BETTER", "WORSE"):  # a second answer, or a double click, changes nothing
        assert client.post("/case/better", {"verdict": verdict}).headers["Location"] == "/case/"
    said = [fact for fact in story_of(root) if fact.kind == "directives.assessed_by_resident"]
    assert [dict(fact.data) for fact in said] == [{"verdict": "BETTER"}]
    assert str(case_id) not in str(said)
    assert "/case/better" not in client.get("/case/").content.decode()
    assert client.get("/case/better").headers["Location"] == "/case/"


def test_nobody_else_is_asked(client: Client, county: County) -> None:
    reported(county)
    assert client.get("/case/better").headers["Location"] == "/case/"  # no case in this session
    concerned(client, county, "city.waste.street")
    assert "/case/better" not in client.get("/case/").content.decode()
    assert client.get("/case/better").headers["Location"] == "/case/"
    refused = client.post("/case/better", {"verdict": "BETTER"}, follow=True).content.decode()
    assert "您" in refused
    assert "计入评价" not in refused


def test_a_verdict_nobody_offered_is_not_taken(client: Client, county: County) -> None:
    concerned(client, county)
    root = reported(county)
    assert client.post("/case/better", {"verdict": "SPLENDID"}).status_code == 200
    assert not [fact for fact in story_of(root) if fact.kind == "directives.assessed_by_resident"]
