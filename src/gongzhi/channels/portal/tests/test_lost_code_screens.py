"""A code by text message: it opens what number and telephone belong to, and never says whether they do."""

import json
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests.small_county import County

from gongzhi.cases.models import Case
from gongzhi.channels.portal import phone_code
from gongzhi.web.tests.staff import filed

pytestmark = pytest.mark.django_db
PHONE = "13800000001"


@pytest.fixture(autouse=True)
def sent(county: County, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """Send at once, through the folder every installation has, and return what lies there."""
    from gongzhi.notices.public import sms_gateway

    cache.clear()
    messages: list[dict[str, str]] = []
    folder = sms_gateway()

    class Seen:
        def send(self, *, to: str, text: str, key: str) -> str:
            messages.append({"to": to, "text": text})
            return folder.send(to=to, text=text, key=key)

    monkeypatch.setattr(phone_code, "sms_gateway", Seen)
    monkeypatch.setattr(phone_code, "later", lambda work: work())
    return messages


def number_of() -> str:
    return str(Case.objects.select_related("loop").get(loop=filed(phone=PHONE)).loop.number)


def ask(client: Client, number: str, phone: str) -> Any:
    return client.post("/follow/phone", {"number": number, "phone": phone})


def test_the_code_opens_the_case_once(sent: list[dict[str, str]]) -> None:
    number, client = number_of(), Client(headers={"accept-language": "en"})
    assert ask(client, number.replace("-", " "), "138 0000 0001").headers["Location"] == "/follow/phone/code"
    assert sent[0]["to"] == PHONE
    code = re.search(r"\b\d{6}\b", sent[0]["text"])
    assert code
    assert number not in sent[0]["text"]
    other = Client()
    assert other.post("/follow/phone/code", {"code": code[0]}).headers["Location"] == "/follow/phone"
    assert client.post("/follow/phone/code", {"code": code[0]}).headers["Location"] == "/case/"
    page = client.get("/case/").content.decode()
    assert number in page
    assert client.post("/follow/phone/code", {"code": code[0]}).headers["Location"] == "/follow/phone"


def test_what_does_not_belong_together_is_answered_alike_and_sends_nothing(
    sent: list[dict[str, str]],
) -> None:
    number = number_of()
    pages = []
    for pair in ((number, PHONE), (number, "13900000009"), ("20260101-0000000", PHONE)):
        client = Client(headers={"accept-language": "en"})
        answer = ask(client, *pair)
        page = client.get("/follow/phone/code").content.decode()
        pages.append((answer.status_code, answer.headers["Location"], re.sub(r'value="[^"]*"', "", page)))
    assert pages[0] == pages[1] == pages[2]
    assert len(sent) == 1


def test_after_five_wrong_ones_the_right_one_opens_nothing(sent: list[dict[str, str]]) -> None:
    client = Client()
    ask(client, number_of(), PHONE)
    code = re.search(r"\b\d{6}\b", sent[0]["text"])
    assert code
    wrong = f"{(int(code[0]) + 1) % 1_000_000:06d}"
    for _time in range(5):
        assert client.post("/follow/phone/code", {"code": wrong}).status_code == 422
    assert client.post("/follow/phone/code", {"code": code[0]}).status_code == 422


def test_a_telephone_and_a_matter_are_asked_about_three_times_an_hour(sent: list[dict[str, str]]) -> None:
    number = number_of()
    for _time in range(3):
        assert ask(Client(), number, PHONE).status_code == 302
    assert ask(Client(REMOTE_ADDR="203.0.113.7"), number, PHONE).status_code == 429
    assert ask(Client(REMOTE_ADDR="203.0.113.8"), "20260101-0000000", PHONE).status_code == 429
    assert ask(Client(REMOTE_ADDR="203.0.113.9"), number, "13900000009").status_code == 429
    assert len(sent) == 3


def test_an_address_asks_ten_times_an_hour() -> None:
    for each in range(10):
        assert ask(Client(), f"20260101-{each:07d}", f"1390000000{each}").status_code == 302
    assert ask(Client(), "20260101-0000099", "13900000099").status_code == 429


def test_what_is_wrong_in_the_form_comes_back_with_what_was_typed() -> None:
    response = ask(Client(headers={"accept-language": "en"}), "20260101-0000001", "no number")
    assert response.status_code == 422
    assert 'value="20260101-0000001"' in response.content.decode()


def test_nothing_kept_tells_number_telephone_or_code(sent: list[dict[str, str]]) -> None:
    from django.db import connection

    client = Client()
    number = number_of()
    ask(client, number, PHONE)
    code = re.search(r"\b\d{6}\b", sent[0]["text"])
    assert code
    with connection.cursor() as cursor:
        cursor.execute("select cache_key, value from gongzhi_cache")
        kept = json.dumps(cursor.fetchall()) + json.dumps(dict(client.session.items()))
    assert PHONE not in kept
    assert number not in kept
