"""Who applied: opened for a while and on record, connected without a number, and closed to companies."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.small_county import County

from gongzhi.applications.models import Application
from gongzhi.applications.public import application_story, call_applicant, resident_story, reveal
from gongzhi.applications.tests import steps
from gongzhi.applications.tests.steps import WISH, refused
from gongzhi.kernel.instants import now
from gongzhi.people.models import DataUse, Reveal
from gongzhi.people.public import identity_of
from gongzhi.web.tests.staff import REVEAL, client_of, post

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = steps.PERSON.phone


@pytest.fixture
def application_id(county: County) -> Any:
    steps.open_catalogue()
    return steps.working(county)


def test_it_stands_on_a_page_of_its_own_for_its_time(county: County, application_id: Any) -> None:
    client = client_of("housing-handler")
    assert PHONE not in client.get(f"/loop/{application_id}/").content.decode()
    opened = post(client, f"/loop/{application_id}/reveal/", **REVEAL)
    page = client.get(opened.headers["Location"])
    assert PHONE in page.content.decode()
    assert "watermark" in page.content.decode()
    assert client_of("housing-head").get(opened.headers["Location"]).status_code == 404
    line = DataUse.objects.get(subject=application_id, what="IDENTITY")
    assert line.unit == county.unit("housing")
    (told,) = (fact for fact in resident_story(application_id) if fact.kind == "people.identity_revealed")
    assert not told.texts, "the applicant reads what for, and not the office's own words"
    assert any(fact.kind == "people.identity_revealed" for fact in application_story(application_id))


def test_the_exchange_connects_and_nobody_sees_the_number(
    county: County, application_id: Any, settings: Any, tmp_path: Path
) -> None:
    settings.GONGZHI_RELAY_FILE = tmp_path / "calls.jsonl"
    client = client_of("housing-handler")
    form = {"purpose": "VERIFY", "desk_phone": "0571 8800 1234"}
    done = post(client, f"/loop/{application_id}/call_applicant/", follow=True, **form)
    assert done.status_code == 302
    assert PHONE not in client.get(f"/loop/{application_id}/").content.decode()
    assert json.loads(settings.GONGZHI_RELAY_FILE.read_text())["resident_phone"] == PHONE
    assert not Reveal.objects.exists()


def test_a_company_that_works_on_it_asks_in_vain(county: County, application_id: Any) -> None:
    by = county.actor("property-handler")
    for name in ("reveal", "call_applicant"):
        assert post(client_of("property-handler"), f"/loop/{application_id}/{name}/").status_code == 404
    with refused("people.third_party"):
        reveal(application_id=application_id, wish=WISH, by=by, at=now())
    with refused("people.third_party"):
        call_applicant(application_id=application_id, purpose="VERIFY", desk_phone="8001", by=by, at=now())


def test_without_contact_there_is_nobody_to_see(county: County, application_id: Any) -> None:
    by = county.actor("housing-handler")
    asked = reveal(application_id=application_id, wish=WISH, by=by, at=now())
    found = identity_of(asked.id, by=by, at=now())
    assert found
    assert repr(found) == "Identity(…)"
    Application.objects.filter(loop=application_id).update(contact=None)
    with refused("applications.no_contact"):
        call_applicant(application_id=application_id, purpose="VERIFY", desk_phone="8001", by=by, at=now())
