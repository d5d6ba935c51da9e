"""Which cases everybody may read, and what of them; when a case is closed, and what is said of each step."""

import re
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

import pytest
from django.utils.timezone import localdate
from PIL import Image

from gongzhi.cases import published
from gongzhi.cases.facts import Satisfaction
from gongzhi.cases.models import Case, Photo
from gongzhi.cases.public import STATES, erase_words, handle, judge, set_confidential
from gongzhi.channels.open311.tests.conftest import BASE, META, NEAR, PLAIN, WITHHELD, Api, case
from gongzhi.channels.open311.words import STATUS_NOTES
from gongzhi.channels.portal.tests.resident import staff
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.organization.models import Matter, Register
from gongzhi.organization.public import matter
from gongzhi.organization.queries.memory import forget
from gongzhi.people.facts import RESIDENT, SYSTEM
from gongzhi.ui.photos import clean_photo

pytestmark = pytest.mark.django_db


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    return out.getvalue()


def _ends(case_id: UUID) -> None:
    """Let the resident say that it is solved; no lot falls on it."""
    lot = {"drawn": 999, "drawn_later": 999}
    judge(case_id=case_id, solved=True, satisfied=Satisfaction.SATISFIED, by=RESIDENT, at=now(), **lot)


def listed(api: Api, **query: str) -> list[str]:
    return [each["service_request_id"] for each in api.get("requests.json", **query)]


def is_nowhere(api: Api, number: str) -> None:
    """A case that is not published is not there, whichever way somebody asks."""
    for kind in ("json", "xml"):
        api.get(f"requests/{number}.{kind}", 404)
        assert number not in str(api.get(f"requests.{kind}"))
        assert number not in str(api.get(f"requests.{kind}", service_request_id=number, extensions="true"))
        assert number not in str(api.get(f"servicerequestupdates.{kind}"))


def test_personal_data_are_masked_and_the_room_is_left_out(api: Api) -> None:
    number, _ = case()
    for found in (str(api.get(f"requests/{number}.json", extensions="true")), api.get("requests.xml")):
        assert "〔姓名〕" in found
        assert "〔手机号〕" in found
        for told in ("张建国", "13812345678", "402", "3单元"):
            assert told not in found
        assert "西街12号" in found


def test_a_confidential_case_is_nowhere_until_its_resident_lifts_that(api: Api) -> None:
    number, case_id = case(confidential=True)
    staff(api.county, case_id, until="dispatched")
    is_nowhere(api, number)
    set_confidential(case_id=case_id, confidential=False, by=RESIDENT, at=now())
    assert listed(api) == [number]
    set_confidential(case_id=case_id, confidential=True, by=RESIDENT, at=now())
    is_nowhere(api, number)


def test_what_the_file_withholds_and_what_has_no_matter_is_nowhere(api: Api) -> None:
    is_nowhere(api, case(matter=WITHHELD)[0])
    is_nowhere(api, case(matter="")[0])


def test_a_withheld_matter_that_holds_no_more_stays_withheld(api: Api) -> None:
    number, _ = case(matter=WITHHELD)
    Matter.objects.filter(code=WITHHELD).update(valid_to=localdate())
    Register.objects.update(tables=new_id())
    forget()
    assert matter(WITHHELD, at=now()) is None
    is_nowhere(api, number)


def test_erased_words_are_nowhere(api: Api) -> None:
    number, case_id = case(days=1)
    Case.objects.filter(loop=case_id).update(text="")
    is_nowhere(api, number)


def test_of_a_home_only_the_neighbourhood_is_told(api: Api) -> None:
    number, case_id = case(matter=NEAR)
    Case.objects.filter(loop=case_id).update(longitude_e6=110_005_432, latitude_e6=30_005_678)
    (found,) = api.get(f"requests/{number}.json")
    assert (found["long"], found["lat"]) == (110.005, 30.006)
    other, case_id = case(matter=PLAIN)
    Case.objects.filter(loop=case_id).update(longitude_e6=110_005_432, latitude_e6=30_005_678)
    (found,) = api.get(f"requests/{other}.json")
    assert (found["long"], found["lat"]) == (110.005432, 30.005678)


def test_a_box_finds_no_home_more_closely_than_it_is_told(api: Api) -> None:
    home, case_id = case(matter=NEAR)
    Case.objects.filter(loop=case_id).update(longitude_e6=110_005_432, latitude_e6=30_005_678)
    lamp, case_id = case(matter=PLAIN)
    Case.objects.filter(loop=case_id).update(longitude_e6=110_005_432, latitude_e6=30_005_678)
    assert listed(api, bbox="110.0054,30.0056,110.0055,30.0057") == [lamp]
    assert listed(api, bbox="110.0049,30.0059,110.0051,30.0061") == [home], "where it is told to be"
    assert set(listed(api, bbox="110,30,110.01,30.01")) == {home, lamp}


def test_numbers_tell_neither_order_nor_time(api: Api) -> None:
    numbers = [case()[0] for _ in range(6)]
    assert len(set(numbers)) == 6
    assert numbers != sorted(numbers) or [case()[0] for _ in range(6)] != sorted(numbers)
    assert not any(str(row.loop_id) in str(api.get("requests.json")) for row in Case.objects.all())


def test_a_photo_is_shown_when_somebody_cleared_it(api: Api) -> None:
    number, case_id = case(photos=[clean_photo(picture())])
    photo = Photo.objects.get(loop=case_id)
    address = f"/open311/photos/{photo.id}.jpg"
    assert api.get(f"requests/{number}.json")[0]["media_url"] is None
    assert api.client.get(address).status_code == 404
    Photo.objects.filter(id=photo.id).update(cleared_at=now())
    (found,) = api.get(f"requests/{number}.json", extensions="true")
    assert found["media_url"] == f"http://testserver{address}"
    assert found["extended_attributes"]["photos"] == [found["media_url"]]
    shown = api.client.get(address)
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    set_confidential(case_id=case_id, confidential=True, by=RESIDENT, at=now())
    assert api.client.get(address).status_code == 404


def test_closed_is_said_after_the_end_and_of_nothing_before(api: Api) -> None:
    """A return, more time and an answer stay open, each with a note; the resident's word ends it."""
    number, case_id = case(days=1)
    at = now() - timedelta(hours=12)
    seen: list[tuple[str, str]] = []

    def look(ended: bool = False) -> None:
        (found,) = api.get(f"requests/{number}.json")
        seen.append((found["status"], found["status_notes"]))
        assert listed(api, status="closed" if ended else "open") == [number]
        assert listed(api, status="open" if ended else "closed") == []

    look()
    handler = api.county.actor("town-handler")
    staff(api.county, case_id, until="working", at=at)
    look()
    handle(case_id=case_id, event="return", reason="不在本镇职责内。", by=handler, at=at)
    look()
    notes = [note for _status, note in seen]
    assert [status for status, _note in seen] == ["open"] * 3
    assert notes == [str(STATUS_NOTES[state]) for state in ("registered", "working", "return_review")]

    number, case_id = case(days=1)
    staff(api.county, case_id, until="working", at=at)
    handle(case_id=case_id, event="extend", reason="等配件，周五到货。", by=handler, at=at)
    (found,) = api.get(f"requests/{number}.json")
    assert (found["status"], found["status_notes"]) == ("open", str(STATUS_NOTES["working:extended"]))
    assert found["agency_responsible"] == "桥头镇政府"

    number, case_id = case(text="另一件", days=1)
    staff(api.county, case_id, until="answered", at=at)
    (found,) = api.get(f"requests/{number}.json")
    assert (found["status"], found["status_notes"]) == ("open", str(STATUS_NOTES["answered"]))
    before = found["updated_datetime"]
    _ends(case_id)
    (found,) = api.get(f"requests/{number}.json")
    assert (found["status"], found["status_notes"]) == ("closed", str(STATUS_NOTES["closed"]))
    assert found["updated_datetime"] > before
    assert listed(api, status="closed") == [number]


def test_every_state_has_a_note() -> None:
    assert STATES.keys() <= STATUS_NOTES.keys()


def test_expected_is_the_limit_over_working_days(api: Api) -> None:
    number, case_id = case()
    (found,) = api.get(f"requests/{number}.json")
    due = Case.objects.select_related("loop").get(loop=case_id).loop.first_due_at
    assert due is not None
    assert (
        found["expected_datetime"]
        == due.astimezone(now().astimezone().tzinfo).astimezone(due.tzinfo).strftime("%Y")
        + found["expected_datetime"][4:]
    )

    assert datetime.fromisoformat(found["expected_datetime"]) == due


def test_the_extensions_are_off_unless_asked_for(api: Api) -> None:
    number, case_id = case(matter=META)
    staff(api.county, case_id, until="dispatched")
    assert "notes" not in api.get(f"requests/{number}.json")[0]
    for query in ({"extensions": "true"}, {"extensions": "TRUE"}):
        (found,) = api.get(f"requests/{number}.json", **query)
        assert found["extended_attributes"] == {"channel": "portal", "photos": []}
        (note,) = found["notes"]
        assert note["description"] == str(STATUS_NOTES["dispatched"])
        assert note["type"] == "status"
    text = api.get(f"requests/{number}.xml", extensions="true")
    assert "<notes><note><datetime>" in text
    assert "<attributes/>" in text


def steps(api: Api, **query: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = api.get("servicerequestupdates.json", **query)
    return found


def test_updates_tell_each_step_within_a_period(api: Api) -> None:
    number, case_id = case(days=1)
    at = now() - timedelta(hours=6)
    staff(api.county, case_id, until="answered", at=at)
    start = f"{at - timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}"
    found = steps(api, start_date=start)
    assert [each["external_status_code"] for each in found] == ["dispatched", "working", "answered"]
    assert {each["service_request_id"] for each in found} == {number}
    assert {each["status"] for each in found} == {"open"}
    assert len({each["update_id"] for each in found}) == 3
    assert steps(api, end_date=start) == []
    text = api.get("servicerequestupdates.xml", start_date=start, api_key=api.key)
    assert "<service_request_updates><request_update><update_id>" in text
    assert len(re.findall(r"<updated_datetime>[0-9-]{10}T[0-9:]{8}", text)) == 3
    api.get("servicerequestupdates.json", 403, api_key="wrong")
    api.get("servicerequestupdates.json", 400, start_date="bald")


def test_few_steps_among_very_many_are_asked_for_by_a_shorter_period(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody may ask, so it costs no more where little of a period is published."""
    monkeypatch.setattr(published, "AT_MOST", 2)
    monkeypatch.setattr(published, "MOST_PAGES", 1)
    _number, case_id = case(days=1)
    at = now() - timedelta(hours=6)
    staff(api.county, case_id, until="answered", at=at)
    start = f"{at - timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}"
    assert len(steps(api, start_date=start)) == 2
    Case.objects.filter(loop=case_id).update(text="")
    (found,) = api.get("servicerequestupdates.json", 400, start_date=start)
    assert found["code"] == "400"
    monkeypatch.setattr(published, "MOST_PAGES", 2)
    assert steps(api, start_date=start) == []


def test_the_answer_is_read_by_the_system_that_filed(api: Api, make_key: object) -> None:
    number = api.file()
    case_id = UUID(str(Case.objects.get(public_id=number).loop_id))
    staff(api.county, case_id, until="answered")
    told = "已清运，并增加一次晚间收运。"
    assert told in str(steps(api, api_key=api.key))
    assert told not in str(steps(api))
    assert told not in str(steps(api, api_key=make_key()))  # type: ignore[operator]
    assert told not in str(api.get("requests.json", extensions="true"))
    assert told not in api.client.get(f"{BASE}requests/{number}.xml").content.decode()


def test_erasing_takes_the_words_away_from_here_too(api: Api) -> None:
    number, case_id = case(days=2)
    staff(api.county, case_id, until="answered", at=now() - timedelta(days=1))
    _ends(case_id)
    assert listed(api) == [number]
    erase_words(case_id=case_id, because="TIME_OVER", by=SYSTEM, at=now())
    is_nowhere(api, number)
