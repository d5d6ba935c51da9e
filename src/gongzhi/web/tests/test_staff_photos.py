"""Photos on the pages of staff: filed for somebody, and looked at by those who may see the case."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.small_county import WEST, County

from gongzhi.cases.facts import CameWith, Finding
from gongzhi.cases.models import Case
from gongzhi.cases.public import (
    answer,
    approve,
    check_replay,
    photo_for,
    photos_of,
    resident_photo,
    send_back,
)
from gongzhi.cases.tests.pictures import photo_with_position, picture
from gongzhi.cases.tests.steps import filed, hours, working
from gongzhi.kernel.ids import new_id
from gongzhi.organization.models import Unit
from gongzhi.people.models import DataUse
from gongzhi.ui.photo_drafts import has_photo
from gongzhi.ui.photos import clean_photo
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db


def form(**more: object) -> dict[str, object]:
    return {
        "once": str(new_id()),
        "channel": "COUNTER",
        "text": "路灯坏了，晚上很黑。",
        "division": WEST,
        "filer": "ANONYMOUS",
        **more,
    }


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("光盘 (1).JPG", data, "application/octet-stream")


def tokens(page: str) -> list[str]:
    return re.findall(r'name="remove_photo" value="(\w+)"', page)


def photo(number: int) -> SimpleUploadedFile:
    return upload(picture(size=(60 + number, 40)))


def test_filing_with_a_photo(county: County) -> None:
    page = client_of("operator").post("/file/", form(photos=upload(photo_with_position()))).content.decode()
    assert "The case is filed" in page
    case_id = Case.objects.get().loop_id
    (photo_id,) = photos_of(case_id)
    client = client_of("dispatcher")
    for address in (f"/loop/{case_id}/", f"/desk/{case_id}/"):
        assert f'src="/case/{case_id}/photo/{photo_id}"' in client.get(address).content.decode()
    assert "A photo came with it." in client.get(f"/loop/{case_id}/").content.decode()
    assert b"Secret" not in client.get(f"/case/{case_id}/photo/{photo_id}").content


def test_photos_are_kept_when_something_is_missing(county: County) -> None:
    client = client_of("operator")
    asked = form(filer="NAMED", photos=[photo(1), photo(2)])
    response = client.post("/file/", asked)
    page = response.content.decode()
    assert response.status_code == 409
    assert "2 photos are kept." in page
    kept = tokens(page)
    del asked["photos"]
    done = client.post(
        "/file/", asked | {"pictures": " ".join(kept), "phone": "13800000001"}
    ).content.decode()
    assert "The case is filed" in done
    assert len(photos_of(Case.objects.get().loop_id)) == 2
    assert not any(map(has_photo, kept))


def test_a_photo_is_taken_away_and_what_was_typed_stays(county: County) -> None:
    client = client_of("operator")
    first, second = tokens(client.post("/file/", form(text="", photos=[photo(1), photo(2)])).content.decode())
    asked = form(pictures=f"{first} {second}", remove_photo=first)
    page = client.post("/file/", asked).content.decode()
    assert "路灯坏了，晚上很黑。" in page
    assert tokens(page) == [second]
    assert not has_photo(first)
    assert not Case.objects.exists()


def test_what_is_no_photo_is_refused_in_words(county: County) -> None:
    response = client_of("operator").post("/file/", form(photos=upload(b"MZ")))
    page = response.content.decode()
    assert response.status_code == 422
    assert "This file is no photo we can read. Choose one in JPEG, PNG or WebP" in page
    assert "路灯坏了，晚上很黑。" in page


def test_a_photo_is_for_those_who_see_its_case(county: County) -> None:
    case_id, other = filed(photos=[clean_photo(picture())]).loop_id, filed().loop_id
    (photo_id,) = photos_of(case_id)
    address = f"/case/{case_id}/photo/{photo_id}"
    shown = client_of("dispatcher").get(address)
    assert shown.status_code == 200
    assert DataUse.objects.filter(subject=case_id, what="SHEET").count() == 1, "by the address alone as well"
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in shown.headers["Cache-Control"]
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'"
    for login in ("town-handler", "water-handler", "admin"):
        assert client_of(login).get(address).status_code == 404, login
    assert Client().get(address).headers["Location"].startswith("/sign-in/")
    assert client_of("dispatcher").get(f"/case/{other}/photo/{photo_id}").status_code == 404
    assert client_of("dispatcher").get(f"/case/{case_id}/photo/{new_id()}").status_code == 404


def test_a_handler_sends_photos_with_contact_and_answer(county: County) -> None:
    case_id = working(county)
    client, address = client_of("town-handler"), f"/loop/{case_id}/"
    said = {"once": str(new_id()), "text": "", "photos": [photo(1), photo(2)]}
    page = client.post(f"{address}answer/", said).content.decode()  # an answer says something: it comes back
    kept = " ".join(tokens(page))
    assert len(kept.split()) == 2
    said = {"once": str(new_id()), "text": "明天清运。", "photos": photo(3)}
    assert client.post(f"{address}contact/", said).status_code == 302
    said = {"once": str(new_id()), "text": "已清运。", "finding": "SOLVED", "pictures": kept}
    assert client.post(f"{address}answer/", said).status_code == 302
    assert [len(photos_of(case_id, each)) for each in (CameWith.CONTACT, CameWith.ANSWER)] == [1, 2]
    page = client.get(address).content.decode()
    for each in photos_of(case_id):
        assert f'src="/case/{case_id}/photo/{each}"' in page
    assert "took photos of how it looks." in page


def test_photos_of_a_draft_wait_for_the_head(county: County) -> None:
    Unit.objects.filter(id=county.unit("town")).update(approves_answers=True)
    case_id = working(county)
    handler = {"case_id": case_id, "by": county.actor("town-handler"), "at": hours(2)}
    head = {"case_id": case_id, "by": county.actor("town-head"), "at": hours(3)}
    answer(text="已清运。", finding=Finding.SOLVED, photos=[clean_photo(picture(size=(70, 70)))], **handler)
    (draft,) = photos_of(case_id, CameWith.DRAFT)
    assert photos_of(case_id) == ()
    assert resident_photo(case_id, draft) is None
    assert photo_for(county.actor("town-head"), case_id, draft)
    assert photo_for(county.actor("dispatcher"), case_id, draft) is None
    send_back(reason="看不清。", **head)
    assert photos_of(case_id, CameWith.DRAFT) == ()
    answer(text="已清运。", finding=Finding.SOLVED, photos=[clean_photo(picture(size=(80, 80)))], **handler)
    (draft,) = photos_of(case_id, CameWith.DRAFT)
    approve(**head)
    assert photos_of(case_id, CameWith.ANSWER) == (draft,)
    assert resident_photo(case_id, draft)
    assert list(check_replay()) == []


@pytest.mark.parametrize("address", ["/uploads/", "/media/", "/uploads/photos/", "/drafts/"])
def test_no_address_leads_to_the_files(address: str, county: County) -> None:
    assert client_of("admin").get(address).status_code == 404
