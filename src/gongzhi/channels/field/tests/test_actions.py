"""What a telephone sends is taken in once, by the same doors as everything else, and nothing is replaced unseen."""

from io import BytesIO
from uuid import UUID

import pytest
from django.test import Client
from PIL import Image
from tests.small_county import County

from gongzhi.cases.facts import Finding
from gongzhi.cases.fairness_words import FINDINGS
from gongzhi.cases.models import Case, Photo
from gongzhi.cases.public import answer, handle, note, photos_of
from gongzhi.cases.tests.pictures import photo_with_position, picture
from gongzhi.channels.field.tests.sending import a_case, entry, me, send
from gongzhi.kernel.ids import new_id
from gongzhi.loops.public import loop_row
from gongzhi.patrol.models import PatrolEvent
from gongzhi.patrol.queries import categories
from gongzhi.patrol.tests.steps import GRID
from gongzhi.ui.photo_store import kept
from gongzhi.web.tests import staff
from gongzhi.web.tests.staff import client_of, long_ago

pytestmark = pytest.mark.django_db
WORKER = "grid-worker"
WASTE = "city.waste.street"


def the_case(number: str) -> Case:
    return Case.objects.select_related("loop").get(loop__number=number)


# Filing


def test_a_case_is_filed_once_however_often_it_comes(county: County) -> None:
    client = client_of(WORKER)
    what = a_case(client, filer="NAMED", name="王小满", phone="13800000001")
    first = send(client, what, photo_with_position(), picture()).json()
    again = send(client, what, photo_with_position(), picture()).json()
    assert first["state"] == "sent"
    assert first == again
    assert first["code"]
    case = the_case(first["number"])
    assert Case.objects.count() == 1
    assert case.text == "西街口路灯坏了。"
    assert case.channel == "GRID"
    assert len(photos_of(case.loop_id)) == 2


def test_what_a_telephone_hides_in_a_photo_does_not_come_along(county: County) -> None:
    client = client_of(WORKER)
    sent = send(client, a_case(client), photo_with_position()).json()
    data = kept(Photo.objects.get(loop=the_case(sent["number"]).loop_id).stored)
    assert data
    assert b"Secret" not in data
    with Image.open(BytesIO(data)) as image:
        assert not image.getexif()


def test_a_case_has_the_same_deadline_as_by_the_form(county: County) -> None:
    client = client_of(WORKER)
    by_phone = the_case(send(client, a_case(client, matter=WASTE)).json()["number"])
    form = a_case(client, matter=WASTE)["data"]
    client.post("/file/", {"once": str(new_id()), **form})
    by_form = Case.objects.exclude(loop=by_phone.loop_id).select_related("loop").get()
    assert by_form.loop.first_due_at.date() == by_phone.loop.first_due_at.date()
    assert by_form.loop.limit_class == by_phone.loop.limit_class


def test_what_is_wrong_is_said_by_field_and_nothing_is_filed(county: County) -> None:
    client = client_of(WORKER)
    empty = send(client, a_case(client, text=""))
    assert empty.status_code == 422
    assert empty.json()["errors"]["text"] == ["Write a few words first."]
    bad = send(client, a_case(client), b"no photo at all")
    assert bad.status_code == 422
    assert "photos" in bad.json()["errors"]
    nobody = send(client, a_case(client, filer="NAMED"))
    assert (nobody.status_code, nobody.json()["code"]) == (409, "cases.phone_missing")
    assert Case.objects.count() == 0


def test_after_it_is_put_right_the_same_entry_goes(county: County) -> None:
    client = client_of(WORKER)
    what = a_case(client, text="")
    assert send(client, what).status_code == 422
    what["data"]["text"] = "现在写好了。"
    assert send(client, what).json()["state"] == "sent"


def test_too_many_and_too_large(county: County) -> None:
    client = client_of(WORKER)
    many = send(client, a_case(client), *[picture(size=(60, 40 + n)) for n in range(6)])
    assert (many.status_code, many.json()["code"]) == (409, "cases.photos_too_many")
    large = send(client, a_case(client), b"\xff\xd8" + bytes(10 * 1_048_576))
    assert large.status_code == 422
    assert send(client, a_case(client, text="长" * 1_100_000)).status_code in (400, 413)
    assert Case.objects.count() == 0


# Events


def an_event(client: Client, **more: object) -> dict[str, object]:
    return entry(
        client, "event", {"matter": WASTE, "text": "垃圾桶满了。", "grid": GRID, "grade": "0", **more}
    )


def test_an_event_is_reported_once_with_the_usual_grade(county: County) -> None:
    client = client_of(WORKER)
    what = an_event(client)
    assert send(client, what).json() == send(client, what).json()
    event = PatrolEvent.objects.get()
    assert event.grade == 2
    assert event.grid == GRID


def test_a_photo_of_an_event_needs_its_reason(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(WORKER)
    monkeypatch.setitem(categories(), "city.waste", {"grade": 2})
    refused = send(client, an_event(client), picture())
    assert (refused.status_code, refused.json()["code"]) == (409, "patrol.no_photo_needed")
    monkeypatch.setitem(categories(), "city.waste", {"grade": 2, "photo_why": "看得出垃圾多少，才好派车"})
    assert send(client, an_event(client), picture()).status_code == 200
    assert PatrolEvent.objects.exclude(photo="").count() == 1
    assert send(client, an_event(client), b"none").json()["errors"]["__all__"]


# Steps


def a_step(client: Client, loop_id: UUID, step: str, **data: object) -> dict[str, object]:
    line = next(each for each in me(client, work="1")["work"] if each["id"] == str(loop_id))
    return entry(client, "act", data, loop=str(loop_id), step=step, version=line["version"])


def test_a_step_is_done_once_even_if_its_answer_was_lost(county: County) -> None:
    case_id = staff.dispatched(county)
    client = client_of("town-handler")
    what = a_step(client, case_id, "sign")
    first = send(client, what)
    assert first.json()["state"] == "sent"
    row = loop_row(case_id)
    assert row
    assert row.state == "working"
    # By its own doing the matter has moved on: that is no conflict.
    assert send(client, what).json() == {**first.json(), "version": 0}


def test_what_i_wrote_next_was_written_knowing_of_the_step_before(county: County) -> None:
    case_id = staff.working(county)
    client = client_of("town-handler")
    steps = [a_step(client, case_id, "note", text=text) for text in ("一。", "二。")]
    sent = send(client, steps[0]).json()
    assert send(client, steps[1]).json()["state"] == "moved_on"
    assert send(client, {**steps[1], "version": sent["version"]}).json()["state"] == "sent"


def test_an_answer_goes_out_with_its_photo(county: County) -> None:
    case_id = staff.working(county)
    client = client_of("town-handler")
    what = a_step(client, case_id, "answer", text="已清运。", finding="SOLVED", reason="")
    assert send(client, what, picture()).json()["state"] == "sent"
    row = loop_row(case_id)
    assert row
    assert row.state not in ("dispatched", "working")
    assert len(photos_of(case_id)) == 1


def test_what_moved_on_is_shown_field_by_field_and_nothing_is_done(county: County) -> None:
    case_id = staff.working(county, "housing", "housing.leak")
    client = client_of("housing-handler")
    what = a_step(client, case_id, "answer", text="我写的答复。", finding="SOLVED", reason="")
    # A colleague drafts meanwhile; housing approves before anything goes out.
    answer(
        case_id=case_id,
        text="同事写的答复。",
        finding=Finding.PARTLY,
        by=county.actor("housing-handler"),
        at=long_ago(0),
    )
    moved = send(client, what)
    assert moved.status_code == 409
    told = moved.json()
    assert told["state"] == "moved_on"
    rows = {row["name"]: row["stands"] for row in told["fields"]}
    assert rows["text"] == "同事写的答复。"
    assert rows["finding"] == str(FINDINGS["PARTLY"])
    assert told["possible"] is True
    assert told["words"] == "note"
    assert Case.objects.get(loop=case_id).draft == "同事写的答复。"
    # Having seen it, somebody may send it all the same.
    assert send(client, {**what, "version": told["version"]}).json()["state"] == "sent"
    assert Case.objects.get(loop=case_id).draft == "我写的答复。"


def test_words_are_added_where_a_step_is_over(county: County) -> None:
    case_id = staff.dispatched(county)
    client = client_of("town-handler")
    what = a_step(client, case_id, "sign")
    handle(case_id=case_id, event="sign", by=county.actor("town-head"), at=long_ago(0))
    told = send(client, what).json()
    assert told["state"] == "moved_on"
    assert told["possible"] is False
    assert told["why"]
    assert [line["text"] for line in told["changes"]]
    more = entry(
        client,
        "act",
        {"text": "我也到了现场。"},
        loop=str(case_id),
        step="note",
        version=told["version"],
    )
    assert send(client, more).json()["state"] == "sent"


def test_looking_at_a_matter_does_not_move_it(county: County) -> None:
    case_id = staff.dispatched(county)
    client = client_of("town-handler")
    what = a_step(client, case_id, "sign")
    assert client.get(f"/loop/{case_id}/").status_code == 200
    assert send(client, what).json()["state"] == "sent"


def test_added_words_of_a_colleague_move_it(county: County) -> None:
    case_id = staff.working(county)
    client = client_of("town-handler")
    what = a_step(client, case_id, "contact", text="下午去。")
    note(case_id=case_id, text="上午已电话联系。", by=county.actor("town-head"), at=long_ago(0))
    told = send(client, what).json()
    assert told["state"] == "moved_on"
    assert told["changes"][-1]["body"] == "上午已电话联系。"


def test_a_step_that_is_not_for_the_way_is_refused(county: County) -> None:
    case_id = staff.working(county)
    client = client_of("town-handler")
    for step in ("reveal", "return", "nothing-such"):
        refused = send(client, a_step(client, case_id, step))
        assert (refused.status_code, refused.json()["code"]) == (409, "field.not_here")


def test_the_matter_of_another_unit_is_refused(county: County) -> None:
    case_id = staff.dispatched(county)
    client = client_of("township-handler")
    for loop in (str(case_id), str(new_id())):
        what = entry(client, "act", {}, loop=loop, step="sign", version=0)
        refused = send(client, what)
        assert (refused.status_code, refused.json()["code"]) == (409, "field.gone")
    row = loop_row(case_id)
    assert row
    assert row.state == "dispatched"
