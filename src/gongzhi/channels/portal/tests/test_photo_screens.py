"""Photos on their way: chosen, kept, taken away, sent, seen by whom they concern."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from tests.small_county import WEST, County

from gongzhi.cases.facts import CameWith, Finding
from gongzhi.cases.models import Case
from gongzhi.cases.public import answer, clean_photo, photos_of
from gongzhi.cases.tests.pictures import photo_with_position, picture
from gongzhi.channels.portal.tests.resident import TEXT, filed, kinds, once_of, staff
from gongzhi.kernel.ids import new_id
from gongzhi.ui.photo_drafts import has_photo

pytestmark = pytest.mark.django_db

PLACE = {"address": "西街12号", "division": WEST}


def upload(data: bytes | None = None, name: str = "IMG_1.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if data is None else data, "image/jpeg")


def place(client: Client, **fields: object) -> HttpResponse:
    client.post("/report", {"text": TEXT})
    return client.post("/report/place", {**PLACE, **fields})


def tokens(client: Client) -> list[str]:
    return client.session["portal.draft"].get("pictures", "").split()


def other(number: int) -> SimpleUploadedFile:
    """A photo unlike the others."""
    return upload(picture(size=(60 + number, 40)), f"IMG_{number}.jpg")


def sent(client: Client) -> UUID:
    place(client, photos=upload(photo_with_position()))
    client.post("/report/person", {"filer": "ANONYMOUS"})
    return UUID(client.session["portal.case"])


def test_a_report_with_photos(client: Client, county: County) -> None:
    taken = upload(photo_with_position())
    assert place(client, photos=[taken, other(1), other(2)]).headers["Location"] == "/report/person"
    kept = tokens(client)
    check = client.get("/report/person").content.decode()
    assert check.count('src="data:image/jpeg;base64,') == 3
    assert "您选择的第 1 张照片" in check
    for token in kept:
        assert token not in check.replace(" ".join(kept), "")  # in the hidden field only, never in an address
    client.post("/report/person", {"filer": "ANONYMOUS"})
    case_id = UUID(client.session["portal.case"])
    photos = photos_of(case_id)
    assert len(photos) == 3
    for address in ("/report/receipt", "/case/"):
        page = client.get(address).content.decode()
        assert all(f'src="/case/photo/{photo}"' in page for photo in photos)
    assert client.get("/case/").content.decode().count("附有照片") == 1
    assert b"Secret" not in client.get(f"/case/photo/{photos[0]}").content
    # Nothing of the draft stays behind.
    assert not any(map(has_photo, kept))


def test_one_photo_is_said_as_one(client: Client, county: County) -> None:
    sent(client)
    assert "附有一张照片" in client.get("/case/").content.decode()


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


def test_photos_are_kept_when_something_else_is_wrong(client: Client, county: County) -> None:
    page = place(client, address="路" * 201, photos=[other(1), other(2)]).content.decode()
    assert "最多写 200 字" in page
    assert page.count('src="data:image/jpeg;base64,') == 2
    assert "已保存 2 张照片" in page
    assert client.post("/report/place", PLACE).headers["Location"] == "/report/person"
    assert len(tokens(client)) == 2


def test_each_photo_is_taken_away_by_itself_and_what_was_typed_stays(client: Client, county: County) -> None:
    place(client, photos=[other(1), other(2), other(3)])
    first, second, third = tokens(client)
    page = client.get("/report/place").content.decode()
    assert "删除第 2 张照片" in page
    done = client.post("/report/place", {"address": "东街8号", "remove_photo": second})
    assert done.headers["Location"] == "/report/place"
    assert tokens(client) == [first, third]
    page = client.get("/report/place").content.decode()
    assert "东街8号" in page
    assert "删除第 3 张照片" not in page
    assert not has_photo(second)


def test_taking_one_away_keeps_what_was_chosen_in_the_same_moment(client: Client, county: County) -> None:
    place(client, photos=other(1))
    (first,) = tokens(client)
    client.post("/report/place", {**PLACE, "photos": other(2), "remove_photo": first})
    assert len(tokens(client)) == 1
    assert tokens(client) != [first]


def test_the_key_enter_takes_no_photo_away(client: Client, county: County) -> None:
    place(client, photos=other(1))
    page = client.get("/report/place").content.decode()
    form = page[page.index('action="/report/place"') :]
    assert 'name="remove_photo"' not in re.search(r"<button[^>]*>", form)[0]  # type: ignore[index]


def test_more_photos_come_beside_those_kept(client: Client, county: County) -> None:
    place(client, photos=other(1))
    place(client, photos=other(2))
    assert len(tokens(client)) == 2


def test_the_same_photo_sent_again_is_kept_once(client: Client, county: County) -> None:
    place(client, photos=[other(1), other(1)])
    place(client, photos=other(1))
    assert len(tokens(client)) == 1


def test_no_more_than_the_limit_fit_and_the_others_are_kept(client: Client, county: County) -> None:
    assert "最多 5 张" in client.get("/report/place", follow=True).content.decode() or place(client)
    page = place(client, photos=[other(number) for number in range(7)])
    assert page.status_code == 200
    assert "最多放 5 张照片，另外 2 张没有保存" in page.content.decode()
    assert len(tokens(client)) == 5
    assert client.post("/report/place", PLACE).headers["Location"] == "/report/person"


def test_the_limit_is_that_of_the_installation(client: Client, county: County, settings: Any) -> None:
    settings.GONGZHI_PHOTOS = 2
    place(client)
    assert "最多 2 张" in client.get("/report/place").content.decode()
    place(client, photos=[other(1), other(2), other(3)])
    assert len(tokens(client)) == 2


def test_a_storage_that_is_silent_is_said_and_all_else_is_kept(
    client: Client, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(storages["drafts"], "_save", fails)
    page = place(client, photos=other(1)).content.decode()
    assert "照片暂时无法保存" in page
    assert "西街12号" in page
    assert tokens(client) == []


def test_throwing_the_draft_away_takes_the_photo(client: Client, county: County) -> None:
    place(client, photos=upload())
    (kept,) = tokens(client)
    client.post("/report/clear")
    assert not has_photo(kept)


def test_an_expired_session_brings_the_photo_back(client: Client, county: County) -> None:
    place(client, photos=upload())
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
    page = place(client, photos=upload(data)).content.decode()
    assert said in page
    assert "西街12号" in page
    assert "不附照片" in page
    assert "第 1 张照片（IMG_1.jpg）" in page
    assert tokens(client) == []


def test_a_bad_file_does_not_take_the_good_ones_with_it(client: Client, county: County) -> None:
    page = place(client, photos=[other(1), upload(b"nothing", "合同.pdf"), other(2)]).content.decode()
    assert "第 2 张照片（合同.pdf）" in page
    assert len(tokens(client)) == 2
    assert "已保存 2 张照片" in page


def test_a_bomb_is_refused_in_words(client: Client, county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongzhi.ui.photos.MAX_PIXELS", 1000)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    assert "万像素" in place(client, photos=upload()).content.decode()


def test_photos_are_added_later_with_words_or_without(client: Client, county: County) -> None:
    case_id = filed(client)
    page = client.get("/case/").content.decode()
    once = once_of(page, "add")
    assert "最多 5 张" in page
    bad = client.post("/case/add", {"once": once, "text": "", "photos": upload(b"nothing")}).content.decode()
    assert "不是可以识别的照片" in bad
    empty = client.post("/case/add", {"once": once, "text": ""}).content.decode()
    assert "还没有写" in empty
    sent = client.post("/case/add", {"once": once, "text": "", "photos": [other(1), other(2)]})
    assert sent.headers["Location"] == "/case/"
    assert len(photos_of(case_id)) == 2
    assert kinds(case_id).count("cases.photo_added") == 2
    assert "cases.added" not in kinds(case_id)
    client.post(
        "/case/add", {"once": once_of(client.get("/case/").content.decode(), "add"), "text": "又多了一袋。"}
    )
    assert kinds(case_id).count("cases.added") == 1


def test_a_photo_to_be_added_is_taken_away_again_and_the_words_stay(client: Client, county: County) -> None:
    case_id = filed(client)
    once = once_of(client.get("/case/").content.decode(), "add")
    page = client.post(
        "/case/add", {"once": once, "text": "长" * 20_001, "photos": other(1)}
    ).content.decode()
    (token,) = re.findall(r'name="remove_photo" value="(\w+)"', page)
    assert has_photo(token)
    page = client.post(
        "/case/add", {"once": once, "text": "又多了一袋。", "pictures": token, "remove_photo": token}
    ).content.decode()
    assert "又多了一袋。" in page
    assert not has_photo(token)
    assert photos_of(case_id) == ()


def test_adding_sent_twice_adds_once(client: Client, county: County) -> None:
    case_id = filed(client)
    once = once_of(client.get("/case/").content.decode(), "add")
    page = client.post(
        "/case/add", {"once": once, "text": "长" * 20_001, "photos": other(1)}
    ).content.decode()
    (token,) = re.findall(r'name="remove_photo" value="(\w+)"', page)
    for _time in range(2):
        client.post("/case/add", {"once": once, "text": "又多了一袋。", "pictures": token})
    assert len(photos_of(case_id)) == 1
    assert kinds(case_id).count("cases.added") == 1


def test_the_office_shows_how_it_looks_now(client: Client, county: County) -> None:
    case_id = filed(client)
    at = staff(county, case_id, until="working")
    answer(
        case_id=case_id,
        text="已清运。",
        finding=Finding.SOLVED,
        photos=[clean_photo(picture(size=(90, 90)))],
        by=county.actor("town-handler"),
        at=at,
    )
    (photo,) = photos_of(case_id, CameWith.ANSWER)
    page = client.get("/case/").content.decode()
    assert f'src="/case/photo/{photo}"' in page
    assert "拍了一张现场照片" in page
    assert client.get(f"/case/photo/{photo}").status_code == 200
