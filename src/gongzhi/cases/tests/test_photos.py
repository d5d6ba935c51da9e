"""What is kept of a file that should be a photo, and where it goes."""

import hashlib
import struct
import warnings
import zlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage, storages
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.small_county import County

from gongzhi.cases.actions import file_case as action
from gongzhi.cases.facts import CameWith, Finding
from gongzhi.cases.models import Case, Photo
from gongzhi.cases.public import (
    answer,
    check_replay,
    classify,
    dispatch,
    handle,
    photo_for,
    photos_of,
    resident_photo,
    resident_story,
)
from gongzhi.cases.tests.pictures import photo_with_position, picture
from gongzhi.cases.tests.steps import dispatched, filed, hours, refused
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import story_of
from gongzhi.ui.photo_drafts import (
    drop_photo,
    drop_photos,
    has_photo,
    keep_photo,
    kept_photo,
    kept_photos,
    tokens_in,
)
from gongzhi.ui.photos import LONGEST_SIDE, MAX_BYTES, clean_photo


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def png_of(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is this large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + rows + chunk(b"IEND", b"")


def stored_files() -> set[str]:
    if not default_storage.exists("photos"):
        return set()
    folders = default_storage.listdir("photos")[0]
    return {
        f"photos/{folder}/{name}"
        for folder in folders
        for name in default_storage.listdir(f"photos/{folder}")[1]
    }


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_becomes_a_jpeg(kind: str) -> None:
    kept = opened(clean_photo(picture(kind)))
    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (60, 40))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_way_to_hold_colours_is_read(mode: str) -> None:
    assert opened(clean_photo(picture("PNG", mode=mode))).mode == "RGB"


def test_what_can_be_seen_through_stands_on_white() -> None:
    assert opened(clean_photo(picture("PNG", mode="RGBA"))).getpixel((5, 5)) == (255, 255, 255)


def test_a_large_photo_is_made_smaller_and_keeps_its_shape() -> None:
    assert opened(clean_photo(picture(size=(6000, 3000)))).size == (LONGEST_SIDE, LONGEST_SIDE // 2)


def test_place_time_and_comment_are_gone_and_it_stands_upright() -> None:
    data = photo_with_position()
    assert opened(data).getexif().get_ifd(0x8825)
    kept = clean_photo(data)
    assert not opened(kept).getexif()
    assert b"Secret" in data
    assert b"Secret" not in kept
    assert b"Exif" not in kept
    assert opened(kept).size == (40, 60)


def test_what_hides_behind_a_picture_is_left_behind() -> None:
    kept = clean_photo(picture() + b"PK\x03\x04 <script>alert(1)</script>")
    assert b"script" not in kept
    assert b"PK" not in kept


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xd8\xff", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"MZ" + b"\0" * 500],
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(Refused, match=r"^ui\.photo_(unknown|broken)$"):
        clean_photo(data)


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "ICO"])
def test_other_kinds_of_picture_are_refused(kind: str) -> None:
    with refused("ui.photo_unknown"):
        clean_photo(picture(kind))


@pytest.mark.parametrize("size", [(10_000, 5_001), (30_000, 30_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with refused("ui.photo_too_many_pixels"):
            clean_photo(png_of(*size))


def test_more_than_ten_megabytes_are_refused() -> None:
    with refused("ui.photo_too_large"):
        clean_photo(picture() + b"\0" * MAX_BYTES)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@given(kind=st.sampled_from(["JPEG", "PNG", "WEBP"]), at=st.floats(0, 0.999), other=st.binary(max_size=8))
def test_damaged_files_are_refused_or_drawn_never_a_crash(kind: str, at: float, other: bytes) -> None:
    data = picture(kind)
    place = int(at * len(data))
    for damaged in (data[:place], data[:place] + other + data[place + len(other) :]):
        assert _format(damaged) in (
            "JPEG",
            "ui.photo_broken",
            "ui.photo_unknown",
            "ui.photo_too_many_pixels",
        )


def _format(data: bytes) -> str | None:
    try:
        return opened(clean_photo(data)).format
    except Refused as refused:
        return refused.refusal.code


@pytest.mark.django_db
def test_a_photo_comes_with_the_case(county: County) -> None:
    photo = clean_photo(picture())
    case_id = filed(photos=[photo]).loop_id
    row = Photo.objects.get(loop=case_id)
    fact = next(fact for fact in story_of(case_id) if fact.kind == "cases.photo_added")
    assert fact.data == {
        "photo_id": str(row.id),
        "sha256": hashlib.sha256(photo).hexdigest(),
        "came_with": "FILING",
    }
    assert (row.sha256, row.size) == (fact.data["sha256"], len(photo))
    assert photos_of(case_id) == (row.id,)
    assert resident_photo(case_id, row.id) == photo
    assert "cases.photo_added" in [fact.kind for fact in resident_story(case_id)]
    assert list(check_replay()) == []


@pytest.mark.django_db
def test_a_photo_is_shown_to_those_who_see_its_case(county: County) -> None:
    case_id = filed(photos=[clean_photo(picture())]).loop_id
    (photo_id,) = photos_of(case_id)
    other = filed().loop_id
    assert photo_for(county.actor("dispatcher"), case_id, photo_id)
    assert photo_for(county.actor("town-handler"), case_id, photo_id) is None
    assert photo_for(county.actor("dispatcher"), other, photo_id) is None
    assert resident_photo(other, photo_id) is None
    assert resident_photo(case_id, new_id()) is None


@pytest.mark.django_db
def test_a_photo_whose_file_is_gone_is_not_there(county: County) -> None:
    case_id = filed(photos=[clean_photo(picture())]).loop_id
    row = Photo.objects.get(loop=case_id)
    default_storage.delete(row.stored)
    assert resident_photo(case_id, row.id) is None


@pytest.mark.django_db
def test_the_same_request_keeps_one_photo(county: County) -> None:
    once, photo, before = new_id(), clean_photo(picture()), stored_files()
    first = filed(once=once, photos=[photo])
    assert filed(once=once, photos=[photo]).loop_id == first.loop_id
    assert len(stored_files() - before) == 1
    assert len(photos_of(first.loop_id)) == 1


@pytest.mark.django_db
def test_when_filing_fails_no_file_stays(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    before, written = stored_files(), []

    def add_and_fail(**given: object) -> None:
        action_add(**given)  # type: ignore[arg-type]
        written.extend(stored_files() - before)
        raise OSError("no space left")

    action_add = action.add_photos
    monkeypatch.setattr(action, "add_photos", add_and_fail)
    with pytest.raises(OSError, match="no space"):
        filed(photos=[clean_photo(picture())])
    assert len(written) == 1
    assert stored_files() == before
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_what_a_former_lead_drafted_never_goes_out_with_the_next_ones_answer(county: County) -> None:
    case_id = dispatched(county, "housing", matter="housing.leak")
    desk, housing, town = (county.actor(each) for each in ("dispatcher", "housing-handler", "town-handler"))
    handle(case_id=case_id, event="sign", by=housing, at=hours(1))
    drafted = {"text": "已联系施工队。", "finding": Finding.SOLVED, "photos": [clean_photo(picture())]}
    assert not answer(case_id=case_id, by=housing, at=hours(1.5), **drafted)  # type: ignore[arg-type]
    handle(case_id=case_id, event="return", reason="属街面保洁。", by=housing, at=hours(2))
    assert photos_of(case_id, CameWith.DRAFT)
    classify(case_id=case_id, matter="city.waste.street", by=desk, at=hours(2.5))
    again = {"event": "redispatch", "unit_id": county.unit("town")}
    dispatch(case_id=case_id, by=desk, at=hours(3), **again)  # type: ignore[arg-type]
    case = Case.objects.get(loop=case_id)
    assert (case.draft, case.draft_finding, case.drafted_by) == ("", "", None)
    handle(case_id=case_id, event="sign", by=town, at=hours(4))
    assert answer(case_id=case_id, text="已清运。", finding=Finding.SOLVED, by=town, at=hours(5))
    assert photos_of(case_id) == ()
    assert not list(check_replay())


def test_a_draft_photo_is_kept_until_it_is_dropped_or_old() -> None:
    at = now()
    token = keep_photo(b"first", at=at)
    assert kept_photo(token) == b"first"
    other = keep_photo(b"second", at=at + timedelta(hours=11))
    assert has_photo(token)
    drop_photo(other)
    drop_photo(other)
    assert kept_photo(other) is None
    keep_photo(b"third", at=at + timedelta(hours=13))
    assert not has_photo(token)


@pytest.mark.parametrize("token", ["", "../django.secret", "a" * 31, "A" * 32, "a" * 32 + "\n"])
def test_nothing_but_a_token_opens_a_draft(token: str) -> None:
    assert kept_photo(token) is None
    assert has_photo(token) is False
    drop_photo(token)


def test_a_long_list_of_tokens_asks_the_storage_no_more_than_a_report_holds(
    settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.GONGZHI_PHOTOS = 3  # type: ignore[attr-defined]
    asked: list[str] = []

    def missing(name: str) -> None:
        asked.append(name)
        raise FileNotFoundError

    storage = storages["drafts"]
    monkeypatch.setattr(storage, "exists", asked.append)
    monkeypatch.setattr(storage, "delete", asked.append)
    monkeypatch.setattr(storage, "open", missing)
    many = " ".join(f"{number:040x}" for number in range(100))
    for read in (tokens_in, kept_photos, drop_photos):
        asked.clear()
        assert not read(many)
        assert len(asked) == 3
