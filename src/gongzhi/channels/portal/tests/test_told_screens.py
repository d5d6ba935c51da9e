"""A resident chooses how to be told: at filing, and later on the page of the case."""

from typing import Any

import pytest
from django.test import Client
from tests.small_county import County, import_county

from gongzhi.cases.public import check_replay
from gongzhi.channels.portal.tests.resident import PHONE, filed, report, send
from gongzhi.notices.facts import ChoiceState, Way
from gongzhi.notices.models import ToldBy
from gongzhi.notices.queries import ways_chosen

pytestmark = pytest.mark.django_db(transaction=True)

WHO = {"filer": "NAMED", "phone": PHONE}


@pytest.fixture(autouse=True)
def county() -> County:
    return import_county()


@pytest.fixture
def mail(settings: Any) -> None:
    settings.GONGZHI_MAIL_HOST = "mail.example"


def test_nobody_is_written_to_who_did_not_choose_it() -> None:
    filed(Client(), who=WHO)
    assert not ToldBy.objects.exists()


def test_sms_is_a_tick_and_the_page_says_how_it_stands(mail: None) -> None:
    client = Client(headers={"accept-language": "en"})
    case_id = filed(client, who=WHO | {"sms": "on"})
    assert ways_chosen(case_id) == ({Way.SMS: ChoiceState.ON}, True)
    page = client.get("/case/").content.decode()
    assert 'value="SMS" id="id_ways_ways_0" checked' in page.replace(
        'aria-describedby="id_ways_ways_helptext"', ""
    )
    assert PHONE not in page
    send(client, "ways", email="lin@example.org", daily="on")
    assert ways_chosen(case_id) == ({Way.SMS: ChoiceState.OFF, Way.EMAIL: ChoiceState.ON}, False)
    page = client.get("/case/").content.decode()
    assert "lin@example.org" not in page
    assert "You chose how you are told." in page  # the story
    assert list(check_replay()) == [], (
        "an address left later is a way to be told by: the case keeps who filed it"
    )
    send(client, "ways", ways=["EMAIL"])
    assert ways_chosen(case_id) == ({Way.SMS: ChoiceState.OFF, Way.EMAIL: ChoiceState.ON}, True)


def test_what_is_typed_wrong_comes_back(mail: None) -> None:
    client = Client(headers={"accept-language": "en"})
    page = report(client, who=WHO | {"email": "lin@", "postal": "西街12号"}).content.decode()
    assert "This is no e-mail address" in page
    assert "lin@" in page
    assert "西街12号" in page
    helper = {"filer": "HELPER", "helper_name": "王", "sms": "on"}
    page = report(client, who=helper).content.decode()
    assert "For SMS we need a phone number" in page


def test_without_a_mail_server_nobody_is_offered_e_mail() -> None:
    client = Client()
    client.post("/report", {"text": "路灯坏了。"})
    client.post("/report/place", {"nowhere": "on"})
    page = client.get("/report/person").content.decode()
    assert 'name="email"' not in page
    assert 'name="sms"' in page
    filed(client, who=WHO | {"email": "lin@example.org"})
    assert not ToldBy.objects.exists()


def test_who_reports_without_a_name_leaves_nothing(mail: None) -> None:
    client = Client()
    case_id = filed(
        client, who={"filer": "ANONYMOUS", "sms": "on", "email": "lin@example.org", "postal": "西街"}
    )
    assert ways_chosen(case_id) == ({}, True)
    send(client, "ways", email="lin@example.org")
    assert ways_chosen(case_id)[0] == {Way.EMAIL: ChoiceState.ON}
