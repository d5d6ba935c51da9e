"""What the tests of the resident's pages have in common: a resident who reports, and an office that works."""

import re
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from tests.small_county import WEST, County

from gongzhi.cases.facts import Finding
from gongzhi.cases.public import answer, ask, case_story, classify, dispatch, handle
from gongzhi.kernel.instants import now

TEXT = "西街口的垃圾桶满了三天没人收。晚上有老鼠。"
PHONE = "13800000001"


def report(
    client: Client, *, text: str = TEXT, place: dict | None = None, who: dict | None = None
) -> HttpResponse:
    client.post("/report", {"text": text})
    client.post("/report/place", place or {"address": "西街12号", "division": WEST})
    return client.post("/report/person", who or {"filer": "ANONYMOUS"})


def filed(client: Client, **more: dict) -> UUID:
    assert report(client, **more).headers["Location"] == "/report/receipt"
    return UUID(client.session["portal.case"])


def once_of(page: str, verb: str) -> str:
    found = re.search(rf'action="/case/{verb}".*?name="once" value="([^"]+)"', page, re.DOTALL)
    assert found, f"no form for {verb}"
    return found[1]


def staff(county: County, case_id: UUID, *, until: str, at: datetime | None = None) -> datetime:
    """Let the office work on a case until it is dispatched, working, asked or answered."""
    at = at or now()
    handler = county.actor("town-handler")
    dispatcher = county.actor("dispatcher")
    classify(case_id=case_id, matter="city.waste.street", by=dispatcher, at=at)
    dispatch(case_id=case_id, event="dispatch", unit_id=county.unit("town"), by=dispatcher, at=at)
    if until == "dispatched":
        return at
    handle(case_id=case_id, event="sign", by=handler, at=at)
    if until == "asked":
        ask(case_id=case_id, question="是哪一个垃圾桶？", by=handler, at=at)
    if until == "answered":
        answer(
            case_id=case_id, finding=Finding.SOLVED, text="已清运，并增加一次晚间收运。", by=handler, at=at
        )
    return at


def follow(client: Client, number: str, code: str) -> HttpResponse:
    return client.post("/follow", {"number": number, "code": code})


def send(client: Client, verb: str, **fields: str) -> HttpResponse:
    page = client.get("/case/").content.decode()
    return client.post(f"/case/{verb}", {"once": once_of(page, verb), **fields})


def kinds(case_id: UUID) -> list[str]:
    return [fact.kind for fact in case_story(case_id)]
