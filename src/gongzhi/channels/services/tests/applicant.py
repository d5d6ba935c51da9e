"""What the tests of these pages have in common: somebody who applies online, and an office that examines."""

import re
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from tests.small_county import WEST, County

from gongzhi.applications.public import ask, assign, deny, grant, handle
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import story_of

HERE = "/services/old-age-allowance/first"
NAME, PHONE = "王桂芳", "13800000001"
ANSWERS = {
    "field-applicant-name": NAME,
    "field-born-on": "1944-05-02",
    "field-living": "home",
    "division": WEST,
}
PAPERS = {"how-id-card": "COUNTER", "how-bank-card": "NOTHING"}
MYSELF = {"filer": "SELF", "name": NAME, "phone": PHONE}


def upload(name: str = "IMG_1.jpg", colour: str = "white") -> SimpleUploadedFile:
    """Return a photo as a browser sends it."""
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def apply(client: Client, *, papers: dict[str, object] | None = None, **who: str) -> HttpResponse:
    client.post(f"{HERE}/", ANSWERS)
    client.post(f"{HERE}/papers", papers or PAPERS)
    return client.post(f"{HERE}/person", {**MYSELF, **who})


def applied(client: Client, **more: dict[str, object]) -> UUID:
    assert apply(client, **more).headers["Location"] == "/application/receipt"  # type: ignore[arg-type]
    return UUID(client.session["portal.application"])


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of the first form of the content."""
    found = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))
    return {key: value for key, value in found.items() if key not in ("csrfmiddlewaretoken", "next")}


def once_of(page: str, verb: str) -> str:
    found = re.search(rf'action="/application/{verb}".*?name="once" value="([^"]+)"', page, re.DOTALL)
    assert found, f"no form for {verb}"
    return found[1]


def send(client: Client, verb: str, **fields: object) -> HttpResponse:
    page = client.get("/application/").content.decode()
    return client.post(f"/application/{verb}", {"once": once_of(page, verb), **fields})


def staff(county: County, application_id: UUID, *, until: str, at: datetime | None = None) -> datetime:
    """Let the offices work until it is dispatched, working, asked, granted, proposed or denied."""
    at = at or now()
    examiner = county.actor("housing-handler")
    common = {"application_id": application_id, "at": at}
    housing = county.unit("housing")
    assign(event="assign", unit_id=housing, by=county.actor("dispatcher"), **common)
    if until == "dispatched":
        return at
    handle(event="sign", by=examiner, **common)
    if until == "asked":
        ask(missing={"bank-card": "没有银行卡照片。"}, by=examiner, **common)
    if until == "granted":
        grant(reasons="年满80周岁，每月发放50元。", by=examiner, **common)
    if until in ("proposed", "denied"):
        handle(event="ask_up", reason="户籍不在本县。", by=examiner, **common)
    if until == "denied":
        deny(reasons="户籍不在本县，依法不予批准。", by=county.actor("arbiter"), **common)
    return at


def kinds(application_id: UUID) -> list[str]:
    return [fact.kind for fact in story_of(application_id)]


def days_ago(number: float) -> datetime:
    return now() - timedelta(days=number)
