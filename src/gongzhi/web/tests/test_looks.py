"""What is hidden in a case on the pages of staff: masked, covered, and shown for a reason by one button."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests.small_county import COUNTY, County

from gongzhi.cases.actions.look import open_photos, unmask_text
from gongzhi.cases.facts import Channel, LookGround
from gongzhi.cases.photos import photos_of
from gongzhi.cases.public import Place, add, file_case, set_confidential
from gongzhi.cases.tests.pictures import picture
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import story_of
from gongzhi.people.facts import RESIDENT
from gongzhi.ui.photos import clean_photo
from gongzhi.web.tests.staff import client_of, dispatched, filed, long_ago

pytestmark = pytest.mark.django_db

TEXT = "邻居李建国的车浙A12345堵了门，请打13800138000。已经三天了。"
SECRETS = ("李建国", "浙A12345", "13800138000")
PHOTO = clean_photo(picture(size=(200, 100)))


def with_photo(county: County) -> UUID:
    case_id = dispatched(county)
    add(case_id=case_id, text="", photos=[PHOTO], by=RESIDENT, at=long_ago(1))
    return case_id


def once_in(page: str) -> str:
    found = re.search(r'name="once" value="([0-9a-f-]+)"', page)
    assert found
    return found[1]


def look(client: Client, case_id: UUID, key: str, **data: object) -> Any:
    return client.post(f"/case/{case_id}/look/{key}/", {"once": str(new_id()), **data})


def test_no_page_of_staff_shows_what_is_masked(county: County) -> None:
    case_id = filed(text=TEXT, hours=3)
    for login, path in (
        ("dispatcher", f"/desk/{case_id}/"),
        ("dispatcher", f"/loop/{case_id}/"),
        ("dispatcher", "/desk/"),
        ("dispatcher", "/work/"),
        ("leader", "/list/?kind=case&state=open"),
        ("leader", "/board/"),
        ("operator", f"/loop/{case_id}/"),
        ("leader", f"/loop/{case_id}/"),
    ):
        response = client_of(login).get(path)
        assert response.status_code == 200, (login, path)
        page = response.content.decode()
        assert not [secret for secret in SECRETS if secret in page], (login, path)


def test_one_button_shows_the_text_and_leads_back(county: County) -> None:
    case_id = filed(text=TEXT)
    client = client_of("dispatcher")
    page = client.get(f"/desk/{case_id}/").content.decode()
    assert "Masked in what was written: mobile number; plate of a vehicle; name" in page
    asked = {"once": once_in(page), "ground": "WHO", "back": "desk-case"}
    for _time in range(2):  # a double click
        response = client.post(f"/case/{case_id}/look/texts/", asked)
        assert response.headers["Location"] == f"/desk/{case_id}/"
    for path in (f"/desk/{case_id}/", f"/loop/{case_id}/"):
        page = client.get(path).content.decode()
        assert TEXT in page
        assert "You read this with the personal data in it until" in page
    assert [fact.kind for fact in story_of(case_id)].count("cases.text_unmasked") == 1
    assert "read the texts with the personal data in them." in page
    assert TEXT not in client_of("operator").get(f"/loop/{case_id}/").content.decode()


def test_a_look_leads_to_no_other_place(county: County) -> None:
    case_id = filed(text=TEXT)
    response = look(client_of("dispatcher"), case_id, "texts", ground="WHO", back="https://elsewhere.example")
    assert response.headers["Location"] == f"/loop/{case_id}/"


def test_without_a_reason_what_was_typed_comes_back(county: County) -> None:
    case_id = filed(text=TEXT)
    client = client_of("dispatcher")
    response = look(client, case_id, "texts", ground="OTHER", reason="")
    page = response.content.decode()
    assert response.status_code == 409
    assert "Say in a few words why you must see it" in page
    response = look(client, case_id, "texts", reason="联系车主")
    page = response.content.decode()
    assert response.status_code == 422
    assert "Choose why." in page
    assert 'value="联系车主"' in page
    assert TEXT not in page
    assert client.get(f"/case/{case_id}/look/texts/").status_code == 200


def test_who_has_no_part_is_offered_nothing(county: County) -> None:
    case_id = filed(text=TEXT)
    page = client_of("leader").get(f"/loop/{case_id}/").content.decode()
    assert "Masked in what was written" in page
    assert "Show the whole text" not in page
    assert look(client_of("leader"), case_id, "texts", ground="WHO").status_code == 409
    assert look(client_of("water-handler"), case_id, "texts", ground="WHO").status_code == 404
    assert look(client_of("dispatcher"), case_id, "nothing", ground="WHO").status_code == 404
    assert "cases.text_unmasked" not in [fact.kind for fact in story_of(case_id)]


def test_of_a_confidential_case_who_handles_it_sees_nothing_hidden(county: County) -> None:
    case_id = dispatched(county)
    add(case_id=case_id, text=TEXT, by=RESIDENT, at=long_ago(1))
    set_confidential(case_id=case_id, confidential=True, by=RESIDENT, at=long_ago(0.9))
    page = client_of("town-handler").get(f"/loop/{case_id}/").content.decode()
    assert not [secret for secret in SECRETS if secret in page]
    assert "is seen by the dispatch and callback desks only" in page
    assert look(client_of("town-handler"), case_id, "texts", ground="WHO").status_code == 409


def test_photos_are_covered_opened_and_cleared(county: County) -> None:
    case_id = with_photo(county)
    (photo_id,) = photos_of(case_id)
    address = f"/case/{case_id}/photo/{photo_id}"
    desk, handler = client_of("dispatcher"), client_of("town-handler")
    for client in (desk, handler):
        assert client.get(address).content != PHOTO
    page = handler.get(f"/loop/{case_id}/").content.decode()
    assert 'class="photos__covered"' in page
    assert f'<a href="{address}"' not in page
    assert look(handler, case_id, "photos", ground="PLACE").status_code == 302
    assert handler.get(address).content == PHOTO
    assert desk.get(address).content != PHOTO
    page = handler.get(f"/loop/{case_id}/").content.decode()
    assert f'<a href="{address}"' in page
    assert "Uncover for all who handle it" not in page  # who handles it says nothing about it
    assert "Uncover for all who handle it" not in desk.get(f"/loop/{case_id}/").content.decode()
    look(desk, case_id, "photos", ground="SORT")
    assert "Uncover for all who handle it" in desk.get(f"/loop/{case_id}/").content.decode()
    response = look(desk, case_id, "clear", photos=[])
    assert response.status_code == 409
    assert "Photo 1" in response.content.decode()
    assert look(desk, case_id, "clear", photos=[photo_id]).status_code == 302
    assert client_of("arbiter").get(address).content == PHOTO
    assert 'class="photos__covered"' not in client_of("arbiter").get(f"/loop/{case_id}/").content.decode()


def test_a_look_ends_by_itself(county: County) -> None:
    case_id = with_photo(county)
    add(case_id=case_id, text=TEXT, by=RESIDENT, at=long_ago(1))
    common = {"case_id": case_id, "reason": "", "by": county.actor("town-handler"), "at": long_ago(0.6)}
    unmask_text(ground=LookGround.WHO, hidden=("NAME",), **common)  # type: ignore[arg-type]
    open_photos(ground=LookGround.WHO, **common)  # type: ignore[arg-type]
    client = client_of("town-handler")
    page = client.get(f"/loop/{case_id}/").content.decode()
    assert TEXT not in page
    assert 'class="photos__covered"' in page
    assert client.get(f"/case/{case_id}/photo/{photos_of(case_id)[0]}").content != PHOTO


def test_searches_and_lists_taken_away_hold_no_personal_data(county: County) -> None:
    filed(text=TEXT)
    client = client_of("leader")
    assert "〔手机号〕" in client.get("/find/", {"q": "堵了门"}).content.decode()
    for secret in SECRETS:
        assert "〔手机号〕" not in client.get("/find/", {"q": secret}).content.decode(), secret
    taken = client.post(
        "/list/export/?kind=case&state=open", {"once": str(new_id()), "purpose": "周五的调度会"}
    )
    file = b"".join(taken.streaming_content if taken.streaming else [taken.content]).decode("utf-8-sig")
    assert "〔手机号〕" in file
    assert not [secret for secret in SECRETS if secret in file]


def test_the_resident_reads_and_sees_it_all(county: County) -> None:
    mine = file_case(
        text=TEXT,
        place=Place(division=COUNTY),
        channel=Channel.PORTAL,
        by=RESIDENT,
        at=long_ago(1),
        photos=[PHOTO],
    )
    client = Client(headers={"accept-language": "en"})
    client.post("/follow", {"number": mine.number, "code": mine.code})
    assert TEXT in client.get("/case/").content.decode()
    (photo_id,) = photos_of(mine.loop_id)
    assert client.get(f"/case/photo/{photo_id}").content == PHOTO
