"""Photos on the pages of staff: filed for somebody, and looked at by those who may see the case."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.small_county import WEST, County

from gongzhi.cases.models import Case
from gongzhi.cases.public import photos_of
from gongzhi.cases.tests.pictures import photo_with_position, picture
from gongzhi.cases.tests.steps import filed
from gongzhi.kernel.ids import new_id
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


def token(page: str) -> str:
    found = re.search(r'name="picture" value="(\w+)"', page)
    return found[1] if found else ""


def test_filing_with_a_photo(county: County) -> None:
    page = client_of("operator").post("/file/", form(photo=upload(photo_with_position()))).content.decode()
    assert "The case is filed" in page
    case_id = Case.objects.get().loop_id
    (photo_id,) = photos_of(case_id)
    client = client_of("dispatcher")
    for address in (f"/loop/{case_id}/", f"/desk/{case_id}/"):
        assert f'src="/case/{case_id}/photo/{photo_id}"' in client.get(address).content.decode()
    assert "A photo came with it." in client.get(f"/loop/{case_id}/").content.decode()
    assert b"Secret" not in client.get(f"/case/{case_id}/photo/{photo_id}").content


def test_a_photo_is_kept_when_something_is_missing(county: County) -> None:
    client = client_of("operator")
    asked = form(filer="NAMED", photo=upload(picture()))
    response = client.post("/file/", asked)
    page = response.content.decode()
    assert response.status_code == 409
    assert "A photo is kept with this report." in page
    kept = token(page)
    del asked["photo"]
    done = client.post("/file/", asked | {"picture": kept, "phone": "13800000001"}).content.decode()
    assert "The case is filed" in done
    assert len(photos_of(Case.objects.get().loop_id)) == 1
    assert not has_photo(kept)


def test_a_photo_is_taken_away_and_what_was_typed_stays(county: County) -> None:
    client = client_of("operator")
    kept = token(client.post("/file/", form(text="", photo=upload(picture()))).content.decode())
    assert has_photo(kept)
    page = client.post("/file/", form(picture=kept, remove_photo="1")).content.decode()
    assert "路灯坏了，晚上很黑。" in page
    assert "A photo is kept" not in page
    assert token(page) == ""
    assert not has_photo(kept)
    assert not Case.objects.exists()


def test_what_is_no_photo_is_refused_in_words(county: County) -> None:
    response = client_of("operator").post("/file/", form(photo=upload(b"MZ")))
    page = response.content.decode()
    assert response.status_code == 422
    assert "This file is no photo we can read. Choose one in JPEG, PNG or WebP" in page
    assert "路灯坏了，晚上很黑。" in page


def test_a_photo_is_for_those_who_see_its_case(county: County) -> None:
    case_id, other = filed(photo=clean_photo(picture())).loop_id, filed().loop_id
    (photo_id,) = photos_of(case_id)
    address = f"/case/{case_id}/photo/{photo_id}"
    shown = client_of("dispatcher").get(address)
    assert shown.status_code == 200
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


@pytest.mark.parametrize("address", ["/uploads/", "/media/", "/uploads/photos/", "/drafts/"])
def test_no_address_leads_to_the_files(address: str, county: County) -> None:
    assert client_of("admin").get(address).status_code == 404
