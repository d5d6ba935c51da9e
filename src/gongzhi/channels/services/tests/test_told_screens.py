"""An applicant chooses how to be told: when applying, and later on the page of the application."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests.small_county import County, import_county

from gongzhi.applications.models import Application
from gongzhi.applications.public import check_replay
from gongzhi.applications.tests.steps import open_catalogue
from gongzhi.channels.services.tests.applicant import (
    ANSWERS,
    HERE,
    MYSELF,
    PAPERS,
    PHONE,
    applied,
    apply,
    hidden,
    kinds,
    once_of,
    send,
    staff,
)
from gongzhi.notices.facts import ChoiceState, Way
from gongzhi.notices.models import ToldBy
from gongzhi.notices.queries import ways_chosen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def served(settings: Any) -> County:
    settings.GONGZHI_MAIL_HOST = "mail.example"
    county = import_county()
    open_catalogue()
    return county


def asking(**who: str) -> UUID:
    client = Client()
    assert apply(client, **who).headers["Location"] == "/application/receipt"
    return UUID(client.session["portal.application"])


def test_nobody_is_written_to_who_did_not_choose_it(client: Client, served: County) -> None:
    applied(client)
    assert not ToldBy.objects.exists()


def test_ways_are_chosen_when_applying_and_changed_on_the_page(client: Client, served: County) -> None:
    apply(client, sms="on", postal="西街12号", daily="on")
    application_id = UUID(client.session["portal.application"])
    assert ways_chosen(application_id) == (
        {Way.SMS: ChoiceState.ON, Way.LETTER: ChoiceState.ON},
        False,
    )
    page = client.get("/application/").content.decode()
    assert page.count(" checked") == 3  # two ways, and once a day
    assert PHONE not in page
    assert "西街12号" not in page
    fields = {"once": once_of(page, "ways"), "ways": ["LETTER"], "email": "lin@example.org"}
    for _click in range(2):
        assert client.post("/application/ways", fields).headers["Location"] == "/application/"
    assert kinds(application_id).count("notices.ways_chosen") == 2
    assert ways_chosen(application_id) == (
        {Way.SMS: ChoiceState.OFF, Way.LETTER: ChoiceState.ON, Way.EMAIL: ChoiceState.ON},
        True,
    )
    page = client.get("/application/").content.decode()
    assert "以后将按您的选择通知您。" in page
    assert "您选择了通知方式。" in page  # the story
    assert "lin@example.org" not in page
    assert list(check_replay()) == []


def test_what_is_typed_wrong_comes_back(client: Client, served: County) -> None:
    page = apply(client, email="lin@", postal="西街12号").content.decode()
    assert "电子邮箱格式不对" in page
    assert 'value="lin@"' in page
    assert 'value="西街12号"' in page
    assert '<details class="stack" open>' in page
    assert not Application.objects.exists()
    applied(client)
    page = send(client, "ways", email="lin@").content.decode()
    assert "电子邮箱格式不对" in page
    assert 'value="lin@"' in page


def test_a_lost_session_loses_no_choice(client: Client, served: County) -> None:
    client.post(f"{HERE}/", ANSWERS)
    client.post(f"{HERE}/papers", PAPERS)
    client.post(f"{HERE}/person", {**MYSELF, "phone": "", "sms": "on", "email": "lin@example.org"})
    kept = hidden(client.get(f"{HERE}/papers").content.decode())
    client.cookies.clear()
    client.post(f"{HERE}/papers", {**kept, **PAPERS})
    page = client.get(f"{HERE}/person").content.decode()
    assert 'value="lin@example.org"' in page


def test_without_a_mail_server_nobody_is_offered_e_mail(
    client: Client, served: County, settings: Any
) -> None:
    settings.GONGZHI_MAIL_HOST = ""
    application_id = asking(email="lin@example.org")
    assert ways_chosen(application_id)[0] == {}
    client.post(f"{HERE}/", ANSWERS)
    client.post(f"{HERE}/papers", PAPERS)
    page = client.get(f"{HERE}/person").content.decode()
    assert 'name="email"' not in page
    assert 'name="sms"' in page


def test_what_has_ended_offers_no_choice(client: Client, served: County) -> None:
    application_id = applied(client)
    assert 'action="/application/ways"' in client.get("/application/").content.decode()
    staff(served, application_id, until="denied")
    assert 'action="/application/ways"' not in client.get("/application/").content.decode()
