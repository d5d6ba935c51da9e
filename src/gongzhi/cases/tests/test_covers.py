"""What is covered among the photos of a case, who may see it, and who takes the cover off."""

from io import BytesIO
from uuid import UUID

from PIL import Image
from tests.small_county import START, County

from gongzhi.cases import photo_screen
from gongzhi.cases.actions.clear_photos import clear_photos
from gongzhi.cases.actions.look import open_photos
from gongzhi.cases.facts import CameWith, LookGround
from gongzhi.cases.models import Photo
from gongzhi.cases.photos import photo_for, photos_for, photos_of, resident_photo
from gongzhi.cases.public import add, case_for, check_replay, make_contact
from gongzhi.cases.tests.pictures import picture
from gongzhi.cases.tests.steps import dispatched, hours, refused, working
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import story_of
from gongzhi.people.facts import RESIDENT
from gongzhi.people.public import open_uses
from gongzhi.ui.photos import COVER_SHOWN, clean_photo, cover_of


def opened(county: County, case_id: UUID, login: str = "town-handler", hour: float = 2) -> None:
    open_photos(case_id=case_id, ground=LookGround.SORT, reason="", by=county.actor(login), at=hours(hour))


def test_a_cover_shows_nobody() -> None:
    """Of 16 pixels a side nothing can be read, however it is enlarged: black and white stripes come out grey."""
    stripes = Image.new("RGB", (1600, 1200), "white")
    for left in range(0, 1600, 40):
        stripes.paste("black", (left, 0, left + 20, 1200))
    out = BytesIO()
    stripes.save(out, "JPEG", quality=95)
    with Image.open(BytesIO(cover_of(out.getvalue()))) as cover:
        assert cover.size == (COVER_SHOWN, COVER_SHOWN * 3 // 4)
        low, high = cover.convert("L").getextrema()
        assert isinstance(low, int | float)
        assert isinstance(high, int | float)
        assert high - low < 40


def test_a_residents_photo_is_covered_until_somebody_says_why(county: County) -> None:
    photo = clean_photo(picture(size=(200, 100)))
    case_id = dispatched(county, photos=[photo])
    add(case_id=case_id, text="", photos=[photo], by=RESIDENT, at=hours(1))
    handler = county.actor("town-handler")
    for photo_id in photos_of(case_id):
        assert photo_for(handler, case_id, photo_id, at=hours(1.5)) == cover_of(photo)
        assert resident_photo(case_id, photo_id) == photo
    opened(county, case_id)
    for photo_id in photos_of(case_id):
        assert photo_for(handler, case_id, photo_id, at=hours(2.1)) == photo
        assert photo_for(handler, case_id, photo_id, at=hours(2.6)) == cover_of(photo)
        assert photo_for(handler, case_id, photo_id) == cover_of(photo)
        assert photo_for(county.actor("dispatcher"), case_id, photo_id, at=hours(2.1)) == cover_of(photo)
    (fact,) = [each for each in story_of(case_id) if each.kind == "cases.photos_opened"]
    assert fact.data["ground"] == "SORT"
    assert handler.account_id is not None
    assert open_uses(case_id, handler.account_id, at=hours(2.1)) == {"PHOTO": hours(2.5)}


def test_photos_of_the_office_are_not_covered(county: County) -> None:
    case_id, photo = working(county), clean_photo(picture())
    handler = county.actor("town-handler")
    make_contact(case_id=case_id, note="到过现场。", photos=[photo], by=handler, at=hours(2))
    (photo_id,) = photos_of(case_id, CameWith.CONTACT)
    assert photo_for(county.actor("dispatcher"), case_id, photo_id, at=hours(3)) == photo


def test_the_desk_clears_a_photo_for_all(county: County) -> None:
    photo = clean_photo(picture(size=(200, 100)))
    case_id = dispatched(county, photos=[photo, photo])
    first, second = photos_of(case_id)
    desk = county.actor("dispatcher")
    with refused("cases.look_first"):
        clear_photos(case_id=case_id, photo_ids=[first], by=desk, at=hours(2))
    opened(county, case_id, "dispatcher")
    with refused("cases.photos_not_named"):
        clear_photos(case_id=case_id, photo_ids=[], by=desk, at=hours(2.1))
    with refused("cases.not_yours"):
        clear_photos(case_id=case_id, photo_ids=[first], by=county.actor("town-handler"), at=hours(2.1))
    once = new_id()
    for _time in range(2):
        clear_photos(case_id=case_id, photo_ids=[first], by=desk, at=hours(2.1), once=once)
    handler = county.actor("town-handler")
    assert photo_for(handler, case_id, first, at=hours(3)) == photo
    assert photo_for(handler, case_id, second, at=hours(3)) == cover_of(photo)
    view = case_for(handler, case_id, at=hours(3))
    assert view is not None
    assert [(each.covered, each.unclear) for each in photos_for(view)] == [(False, False), (True, True)]
    assert [each.data["photo_id"] for each in story_of(case_id) if each.kind == "cases.photo_cleared"] == [
        str(first)
    ]
    assert list(check_replay()) == []


def test_the_replay_finds_a_photo_uncovered_behind_its_back(county: County) -> None:
    case_id = dispatched(county, photos=[clean_photo(picture())])
    assert list(check_replay()) == []
    Photo.objects.filter(loop=case_id).update(cleared_at=START)
    (difference,) = check_replay()
    assert difference.what == f"cases/{case_id}/cleared"


class _SeesNobody:
    """A screen that knows at once."""

    def clears(self, photo: bytes) -> bool:
        return True


def test_another_screen_clears_by_itself(county: County, settings: object) -> None:
    settings.GONGZHI_PHOTO_SCREEN = f"{__name__}:_SeesNobody"  # type: ignore[attr-defined]
    photo = clean_photo(picture())
    case_id = dispatched(county, photos=[photo])
    (photo_id,) = photos_of(case_id)
    assert photo_for(county.actor("town-handler"), case_id, photo_id, at=hours(2)) == photo
    (fact,) = [each for each in story_of(case_id) if each.kind == "cases.photo_cleared"]
    assert fact.actor == "system"
    assert list(check_replay()) == []
    assert not photo_screen.UntilSomebodyLooked().clears(photo)
