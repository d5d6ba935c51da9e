"""A photo on its way: chosen, kept, taken away, sent, seen by whom it concerns."""

import re
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from tests.small_county import WEST, County

from gongzhi.cases.models import Case
from gongzhi.cases.public import photos_of
from gongzhi.cases.tests.pictures import photo_with_position, picture
from gongzhi.channels.portal.tests.resident import TEXT, filed
from gongzhi.kernel.ids import new_id
from gongzhi.ui.photo_drafts import has_photo

pytestmark = pytest.mark.django_db

PLACE = {"address": "西街12号", "division": WEST}


def upload(data: bytes | None = None, name: str = "IMG_1.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if data is None else data, "image/jpeg")


def place(client: Client, **fields: object) -> HttpResponse:
    client.post("/report", {"text": TEXT})
    return client.post("/report/place", {**PLACE, **fields})


def token(client: Client) -> str:
    return client.session["portal.draft"].get("picture", "")


def sent(client: Client) -> UUID:
    place(client, photo=upload(photo_with_position()))
    client.post("/report/person", {"filer": "ANONYMOUS"})
    return UUID(client.session["portal.case"])


def test_a_report_with_a_photo(client: Client, county: County) -> None:
    assert place(client, photo=upload(photo_with_position())).headers["Location"] == "/report/person"
    kept = token(client)
    check = client.get("/report/person").content.decode()
    assert 'src="/report/photo"' in check
    assert "您选择的照片" in check
    draft = client.get("/report/photo")
    assert draft.headers["Content-Type"] == "image/jpeg"
    assert b"Secret" not in draft.content
    client.post("/report/person", {"filer": "ANONYMOUS"})
    case_id = UUID(client.session["portal.case"])
    (photo_id,) = photos_of(case_id)
    for address in ("/report/receipt", "/case/"):
        assert f'src="/case/photo/{photo_id}"' in client.get(address).content.decode()
    assert "附有一张照片" in client.get("/case/").content.decode()
    assert client.get(f"/case/photo/{photo_id}").content == draft.content
    # Nothing of the draft stays behind.
    assert not has_photo(kept)
    assert client.get("/report/photo").status_code == 404


def test_a_photo_is_handed_out_to_be_looked_at_only(client: Client, county: County) -> None:
    (photo_id,) = photos_of(sent(client))
    response = client.get(f"/case/photo/{photo_id}")
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("inline")
    assert response.headers["Content-Security-Policy"] == "default-src 'none'"


def test_nobody_else_sees_it(client: Client, county: County) -> None:
    (photo_id,) = photos_of(sent(client))
    address = f"/case/photo/{photo_id}"
    assert client.get(address).status_code == 200
    stranger = Client()
    assert stranger.get(address).status_code == 404
    filed(stranger)
    assert stranger.get(address).status_code == 404
    assert client.get(f"/case/photo/{new_id()}").status_code == 404
    client.post("/case/leave")
    assert client.get(address).status_code == 404


def test_no_photo_is_needed(client: Client, county: County) -> None:
    place(client)
    assert "添加照片" in client.get("/report/person").content.decode()
    assert photos_of(filed(client)) == ()


def test_a_photo_is_kept_when_something_else_is_wrong(client: Client, county: County) -> None:
    page = place(client, address="路" * 201, photo=upload()).content.decode()
    assert "最多写 200 字" in page
    assert 'src="/report/photo"' in page
    assert "这张照片已经保存" in page
    assert client.post("/report/place", PLACE).headers["Location"] == "/report/person"
    assert client.get("/report/photo").status_code == 200


def test_a_photo_is_taken_away_and_what_was_typed_stays(client: Client, county: County) -> None:
    place(client, photo=upload())
    first = token(client)
    assert "删除照片" in client.get("/report/place").content.decode()
    done = client.post("/report/place", {"address": "东街8号", "remove_photo": "1"})
    assert done.headers["Location"] == "/report/place"
    page = client.get("/report/place").content.decode()
    assert "东街8号" in page
    assert "删除照片" not in page
    assert not has_photo(first)
    assert client.get("/report/photo").status_code == 404


def test_another_photo_takes_its_place(client: Client, county: County) -> None:
    place(client, photo=upload())
    first = token(client)
    place(client, photo=upload(picture(size=(90, 30))))
    assert not has_photo(first)
    assert has_photo(token(client))


def test_throwing_the_draft_away_takes_the_photo(client: Client, county: County) -> None:
    place(client, photo=upload())
    kept = token(client)
    client.post("/report/clear")
    assert not has_photo(kept)


def test_an_expired_session_brings_the_photo_back(client: Client, county: County) -> None:
    place(client, photo=upload())
    page = client.get("/report/person").content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    hidden.pop("csrfmiddlewaretoken", None)
    later = Client()
    later.post("/report/person", {**hidden, "filer": "ANONYMOUS"})
    case_id = UUID(later.session["portal.case"])
    assert len(photos_of(case_id)) == 1
    # The answer was lost and it is sent again: the same case.
    later.post("/report/person", {**hidden, "filer": "ANONYMOUS"})
    assert UUID(later.session["portal.case"]) == case_id
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 not a photo", "不是可以识别的照片"),
        (picture("GIF"), "不是可以识别的照片"),
        (picture(size=(400, 400), mode="L")[:-200], "已损坏"),
        (picture() + b"\0" * 11_000_000, "超过 10 MB"),
        (b"", "读取不了"),
    ],
)
def test_each_refusal_in_words_with_what_was_typed(
    client: Client, county: County, data: bytes, said: str
) -> None:
    page = place(client, photo=upload(data)).content.decode()
    assert said in page
    assert "西街12号" in page
    assert "不附照片" in page
    assert token(client) == ""


def test_a_refused_photo_does_not_take_the_place_of_a_good_one(client: Client, county: County) -> None:
    place(client, photo=upload())
    first = token(client)
    place(client, photo=upload(b"nothing"))
    assert token(client) == first
    assert has_photo(first)


def test_a_bomb_is_refused_in_words(client: Client, county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongzhi.ui.photos.MAX_PIXELS", 1000)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    assert "万像素" in place(client, photo=upload()).content.decode()
