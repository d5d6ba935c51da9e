"""The pages of notices: what was not delivered, letters, costs, texts, the unit's ways, and the way out of e-mails."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests.small_county import County, import_county

from gongzhi.kernel.instants import now
from gongzhi.ledger.public import facts_about
from gongzhi.notices.facts import ChoiceState, MessageState, Way
from gongzhi.notices.models import Message, ToldBy, UnitWay
from gongzhi.notices.stopping import read_token, stop_token
from gongzhi.notices.tests.test_sending import person, tell
from gongzhi.notices.texts import codes
from gongzhi.people.public import uses_of
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "西街12号"


@pytest.fixture
def county() -> County:
    return import_county()


def undelivered(state: MessageState, **left: str) -> tuple[UUID, Message]:
    subject = person(Way.SMS, **left)
    tell(subject, "case.answered")
    Message.objects.filter(subject=subject).update(state=state, failure="gateway_failed")
    return subject, Message.objects.get(subject=subject)


def test_the_desk_deals_with_what_did_not_arrive(county: County) -> None:
    _subject, failed = undelivered(MessageState.FAILED)
    _subject, back = undelivered(MessageState.BOUNCED, address=ADDRESS)
    desk = client_of("dispatcher")
    page = desk.get("/notices/undelivered/").content.decode()
    assert page.count('value="again"') == 1  # a dead address is not tried again
    assert page.count('value="letter"') == 1
    assert page.count('value="called"') == 2
    assert "13800000001" not in page
    assert ADDRESS not in page
    assert desk.post(f"/notices/undelivered/{failed.id}/", {"how": "again"}).status_code == 302
    assert desk.post(f"/notices/undelivered/{failed.id}/", {"how": "again"}).status_code == 409
    assert desk.post(f"/notices/undelivered/{back.id}/", {"how": "letter"}).status_code == 302
    assert desk.post(f"/notices/undelivered/{back.id}/", {"how": "nonsense"}).status_code == 404
    assert Message.objects.filter(way=Way.LETTER, state=MessageState.WAITING).count() == 1
    assert "Everything has arrived" in desk.get("/notices/undelivered/").content.decode()
    for login in ("town-handler", "admin", "property-handler"):
        assert client_of(login).get("/notices/undelivered/").status_code == 403
        assert client_of(login).post(f"/notices/undelivered/{back.id}/", {"how": "called"}).status_code == 403


def test_a_letter_is_printed_on_record_and_posted(county: County) -> None:
    subject = person(Way.LETTER, address=ADDRESS)
    tell(subject, "case.answered")
    row, desk = Message.objects.get(), client_of("dispatcher")
    assert ADDRESS not in desk.get("/notices/letters/").content.decode()
    paper = desk.post(f"/notices/letters/{row.id}/print/")
    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    assert [line.what for line in uses_of(subject, at=now())[1]] == ["TOLD_LETTER"]
    assert desk.post(f"/notices/letters/{row.id}/posted/").status_code == 302
    assert "Posted lately" in desk.get("/notices/letters/").content.decode()
    assert desk.post(f"/notices/letters/{row.id}/posted/", {"returned": "1"}).status_code == 302
    assert Message.objects.get().state == MessageState.BOUNCED
    assert client_of("town-handler").post(f"/notices/letters/{row.id}/print/").status_code == 403
    assert len(uses_of(subject, at=now())[1]) == 1


def test_leaders_read_what_telling_costs(county: County) -> None:
    subject = person(Way.SMS)
    tell(subject)
    tell(subject, "case.answered")
    Message.objects.update(state=MessageState.SENT, sent_at=now(), parts=2, cost=100)
    page = client_of("leader").get("/notices/costs/").content.decode()
    assert "0.20 yuan" in page
    assert "by SMS" in page
    assert client_of("town-handler").get("/notices/costs/").status_code == 403


def test_stewards_read_every_sentence_in_both_languages(county: County) -> None:
    page = client_of("steward").get("/notices/texts/").content.decode()
    for code in codes():
        assert f"<code>{code}</code>" in page
    assert (
        page.count('lang="zh-hans"')
        == page.count('lang="en"') - page.count('<html lang="en"')
        == len(codes())
    )


def test_a_head_says_how_the_unit_is_told(county: County, settings: Any) -> None:
    settings.GONGZHI_MAIL_HOST = "mail.example"
    head = client_of("town-head")
    assert "/notices/unit/" in head.get("/notices/").content.decode()
    said = {"way": "HOOK", "on": "on", "kind": "DINGTALK", "secret": "SEC1"}
    wrong = head.post("/notices/unit/", said | {"address": "https://10.0.0.1/x"})
    assert wrong.status_code == 422
    assert "https://10.0.0.1/x" in wrong.content.decode()
    address = "https://oapi.dingtalk.com/robot/send?access_token=abc"
    assert head.post("/notices/unit/", said | {"address": address}).status_code == 302
    page = head.get("/notices/unit/").content.decode()
    assert "SEC1" not in page
    assert "access_token" not in page
    assert head.post("/notices/unit/", said | {"address": "", "secret": "", "daily": "on"}).status_code == 302
    row = UnitWay.objects.get()
    assert (row.address, row.secret, row.at_once) == (address, "SEC1", False)
    assert client_of("town-handler").get("/notices/unit/").status_code == 403


def test_a_link_in_an_e_mail_stops_it_and_nothing_else() -> None:
    subject, other = (person(Way.EMAIL, email="lin@example.org") for _ in range(2))
    path = f"/notices/stop/{stop_token(subject, Way.EMAIL)}"
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    assert "Stop e-mails about this" in client.get(path).content.decode()
    assert ToldBy.objects.get(subject=subject).state == ChoiceState.ON
    for _twice in range(2):
        answer = client.post(path, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "no more e-mails" in answer.content.decode()
    assert ToldBy.objects.get(subject=subject).state == ChoiceState.STOPPED
    assert ToldBy.objects.get(subject=other).state == ChoiceState.ON
    assert [fact.kind for fact in facts_about([subject])].count("notices.way_ended") == 1


def test_a_made_up_link_stops_nothing() -> None:
    subject = person(Way.EMAIL, email="lin@example.org")
    token = stop_token(subject, Way.EMAIL)
    assert read_token(token) == (subject, Way.EMAIL)
    client = Client()
    for wrong in (token[:-1], token.replace("EMAIL", "SMS"), subject.hex, "x", f"{subject.hex}.EMAIL."):
        assert read_token(wrong) is None
        assert client.post(f"/notices/stop/{wrong}").status_code == 404
    assert ToldBy.objects.get().state == ChoiceState.ON


def test_the_short_address_names_no_case() -> None:
    answer = Client().get("/f")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/follow")
