"""What becomes of a request: a case like any other, once, with its answers and photos."""

import socket
import zlib
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from gongzhi.cases.facts import Channel
from gongzhi.cases.models import Case, Photo
from gongzhi.cases.public import case_story
from gongzhi.channels.open311.tests.conftest import BASE, BATCH, META, PLAIN, Api, case, read
from gongzhi.ledger.public import sequence
from gongzhi.organization.facts import CoordinateSystem
from gongzhi.organization.public import from_wgs84
from gongzhi.people.models import Account
from gongzhi.ui.photo_store import kept

pytestmark = pytest.mark.django_db

SENT = {"service_code": PLAIN, "lat": "30.005", "long": "110.005", "description": "路灯不亮"}


def row(number: str) -> Case:
    return Case.objects.select_related("loop").get(public_id=number)


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    return out.getvalue()


def test_it_is_the_case_the_portal_would_file(api: Api) -> None:
    ours, theirs = row(api.file()), Case.objects.select_related("loop").get(public_id=case()[0])
    assert ours.channel == Channel.OPEN311
    for name in ("grid", "proposed_unit_id", "citation", "place_kind", "text"):
        assert getattr(ours, name) == getattr(theirs, name)
    for name in ("matter", "limit_class", "division", "state", "definition_id"):
        assert getattr(ours.loop, name) == getattr(theirs.loop, name)
    for name in ("first_due_at", "due_at"):
        apart = getattr(theirs.loop, name) - getattr(ours.loop, name)
        assert abs(apart.total_seconds()) < 60


def test_the_system_is_the_actor_and_the_story_can_be_told(api: Api) -> None:
    case_id = row(api.file()).loop_id
    actors = {fact.actor for fact in case_story(case_id) if fact.kind in {"cases.filed", "loops.opened"}}
    assert len(actors) == 1
    assert actors.pop().startswith("client:")
    desk = Client()
    desk.force_login(Account.objects.get(login="dispatcher"))
    page = desk.get(f"/desk/{case_id}/")
    assert page.status_code == 200
    assert "Open311" in page.content.decode()


def test_number_and_code_open_it_on_the_portal(api: Api) -> None:
    (found,) = api.post(**SENT)
    number = row(found["service_request_id"]).loop.number
    assert number in found["service_notice"]
    code = found["service_notice"].split(number)[1]
    code = "".join(sign for sign in code if sign.isascii() and (sign.isupper() or sign.isdigit()))[-10:]
    resident = Client()
    assert resident.post("/follow", {"number": number, "code": code}).status_code == 302
    assert resident.get("/case/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_who_reports_is_kept_only_when_there_is_a_telephone(api: Api) -> None:
    named = row(api.file(first_name="三", last_name="张", phone="138 0000 0000", email="a@b.cn"))
    assert named.filer == "NAMED"
    assert named.contact_id
    nameless = row(api.file(first_name="三", last_name="张", email="a@b.cn", description="别的"))
    assert (nameless.filer, nameless.contact_id) == ("ANONYMOUS", None)
    (found,) = api.post("requests.json", 400, **SENT, phone="keine")
    assert found["code"] == "400"


def test_answers_stand_in_the_text_with_their_labels(api: Api) -> None:
    sent = {
        "attribute[HOW]": "B",
        "attribute[COUNT]": "3",
        "attribute[MORE]": "很\n急",
        "attribute[SINCE]": "2026-01-02",
    }
    number = api.file(service_code=META, description="水管\r\n漏水", **sent)
    assert row(number).text == "水管\n漏水\n【程度】小\n【处数】3\n【何时】2026-01-02\n【补充】很 急"
    (found,) = api.get(f"requests/{number}.json", extensions="true")
    assert {each["code"]: each["value"] for each in found["attributes"]} == {
        "HOW": "小",
        "COUNT": "3",
        "SINCE": "2026-01-02",
        "MORE": "很 急",
    }
    api.post("requests.json", 400, service_code=META, lat="30", long="110", description="x")
    api.post("requests.json", 404, service_code="nix", lat="30", long="110")
    assert row(api.file(description="", service_code=PLAIN)).text == "街面垃圾"


def test_addresses_of_media_are_kept_and_never_asked_for_or_shown(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no(*_: Any, **__: Any) -> None:
        raise AssertionError("somebody went out")

    monkeypatch.setattr(socket, "getaddrinfo", no)
    urls = ["http://127.0.0.1:1/inside.jpg", "https://example.org/b.jpg"]
    number = api.file(media_url=urls)
    assert all(url in row(number).text for url in urls)
    (found,) = api.get(f"requests/{number}.json", extensions="true")
    assert found["media_url"] is None
    assert "example.org" not in str(found)


def test_another_datum_is_turned_into_ours_where_it_is_named(api: Api) -> None:
    lon, lat = from_wgs84(110.005, 30.005, CoordinateSystem.GCJ02)
    moved = row(api.file(lat=f"{lat:.6f}", long=f"{lon:.6f}", datum="GCJ-02"))
    assert abs(moved.longitude_e6 - 110_005_000) <= 1
    assert abs(moved.latitude_e6 - 30_005_000) <= 1
    plain = row(api.file(lat=f"{lat:.6f}", long=f"{lon:.6f}"))
    assert abs(plain.longitude_e6 - 110_005_000) > 1000
    api.post("requests.json", 400, **SENT, datum="CGCS")


def test_outside_every_grid_it_belongs_to_the_county(api: Api) -> None:
    far = row(api.file(lat="39.9", long="116.4"))
    assert (far.grid, far.loop.division) == ("", "999901000000")
    nowhere = row(
        api.post(service_code=PLAIN, address_id="#NOTPINPOINTED#", description="y")[0]["service_request_id"]
    )
    assert nowhere.place_kind == "NONE"


def test_the_same_body_within_two_minutes_is_one_request(api: Api, make_key: Any, monkeypatch: Any) -> None:
    first, again = api.post(**SENT), api.post(**SENT)
    assert first == again
    assert api.post(**SENT | {"description": "另一盏"}) != first
    assert api.post(**SENT, api_key=make_key()) != first
    assert Case.objects.count() == 3
    cache.clear()  # two minutes later
    assert api.post(**SENT) != first


def test_a_header_says_what_is_one_request(api: Api) -> None:
    def send(header: str, **more: str) -> Any:
        sent = {**SENT, "api_key": api.key, **more}
        return api.client.post(f"{BASE}requests.json", sent, headers={"idempotency-key": header})

    first = read(send("a-1"))
    assert read(send("a-1")) == first
    assert read(send("a-2")) != first
    assert Case.objects.count() == 2
    assert read(send("x" * 201), 400)


def test_a_batch_service_gives_a_token_and_the_number_when_it_is_on_record(api: Api) -> None:
    (found,) = api.post(service_code=BATCH, address_string="西街", description="问一件事")
    assert "service_request_id" not in found
    token = found["token"]
    assert api.get(f"tokens/{token}.json") == [{"service_request_id": None, "token": token}]
    assert f"<request><service_request_id/><token>{token}</token></request>" in api.get(f"tokens/{token}.xml")
    while sequence():
        pass
    (found,) = api.get(f"tokens/{token}.json")
    assert found["service_request_id"] == Case.objects.get().public_id
    assert api.get(f"requests/{found['service_request_id']}.json")
    for wrong in ("nix", token[:-1] + ("0" if token[-1] != "0" else "1"), "0" * 56, UUID(int=1).hex):
        api.get(f"tokens/{wrong}.json", 404)


def test_the_endpoint_for_trying_files_nothing(api: Api) -> None:
    sent = {**SENT, "api_key": api.key}
    (found,) = read(api.client.post("/open311/test/v2/requests.json", sent))
    assert found["service_request_id"].startswith("TEST")
    read(api.client.post("/open311/test/v2/requests.json", {**sent, "lat": "x"}), 400)
    read(api.client.post("/open311/test/v2/requests.json", {**sent, "api_key": "wrong"}), 403)
    assert Case.objects.count() == 0


@pytest.mark.parametrize("name", ["media", "photo1", "file_0", "photo", "media[]"])
def test_photos_come_under_many_names_and_wait_for_the_desk(api: Api, name: str) -> None:
    number = api.file(**{name: SimpleUploadedFile("p.png", picture(), "image/png")})
    photo = Photo.objects.get(loop=row(number).loop_id)
    assert photo.cleared_at is None
    assert api.get(f"requests/{number}.json")[0]["media_url"] is None


def bomb() -> bytes:
    """A picture of 60,000 x 60,000 pixels in a few kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    side = (60_000).to_bytes(4, "big")
    head = chunk(b"IHDR", side + side + b"\x08\x00\x00\x00\x00")
    return (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        bomb(),
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"PK\x03\x04" + b"\0" * 100,
        b"%PDF-1.7\n",
        b"GIF89a" + b"\0" * 50,
    ],
    ids=["empty", "head", "bomb", "svg", "zip", "pdf", "gif"],
)
def test_what_is_no_photo_is_refused_and_nothing_filed(api: Api, content: bytes) -> None:
    for kind in ("json", "xml"):
        api.post(f"requests.{kind}", 400, **SENT, media=SimpleUploadedFile("p.png", content, "image/png"))
    assert Case.objects.count() == 0


def test_nothing_but_the_picture_of_a_polyglot_is_kept(api: Api) -> None:
    hidden = picture() + b"PK\x03\x04<script>alert(1)</script>"
    number = api.file(media=SimpleUploadedFile("p.png", hidden, "image/png"))
    content = kept(Photo.objects.get(loop=row(number).loop_id).stored)
    assert content is not None
    assert content.startswith(b"\xff\xd8")
    assert b"script" not in content


def test_too_many_photos(api: Api) -> None:
    photos = [SimpleUploadedFile(f"{number}.png", picture(), "image/png") for number in range(6)]
    api.post("requests.json", 400, **SENT, media=photos)


def test_an_update_is_added_once_by_the_system_that_filed(api: Api, make_key: Any) -> None:
    number = api.file()
    sent = {
        "service_request_id": number,
        "update_id": "77",
        "updated_datetime": "2026-11-28T12:00:00Z",
        "status": "FIXED",
        "description": "今天还是没人来",
        "first_name": "San",
        "last_name": "Zhang",
        "email": "a@b.cn",
    }
    (found,) = api.post("servicerequestupdates.json", **sent)
    assert (found["service_request_id"], found["status"]) == (number, "open")
    assert api.post("servicerequestupdates.json", **sent)[0]["update_id"] == found["update_id"]
    assert "<request_update><update_id>" in api.post(
        "servicerequestupdates.xml", **sent | {"update_id": "78"}
    )
    added = [fact for fact in case_story(row(number).loop_id) if fact.kind == "cases.added"]
    assert [fact.texts for fact in added] == [{"text": "今天还是没人来"}] * 2
    assert api.get(f"requests/{number}.json")[0]["status"] == "open"
    api.post("servicerequestupdates.json", 404, **sent, api_key=make_key())
    api.post("servicerequestupdates.json", 404, **sent | {"service_request_id": case()[0]})
    api.post("servicerequestupdates.json", 404, **sent | {"service_request_id": "nix"})
    api.post("servicerequestupdates.json", 400, **sent | {"update_id": "79", "description": "", "status": ""})
    photo = SimpleUploadedFile("p.png", picture(), "image/png")
    assert api.post(
        "servicerequestupdates.json", **sent | {"update_id": "80", "description": "", "photo1": photo}
    )
