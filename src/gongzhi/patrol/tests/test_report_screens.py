"""The pages on which events and rounds are reported and planned: nothing typed or chosen is lost."""

import re
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.small_county import IN_WEST, County

from gongzhi.cases.tests.pictures import photo_with_position
from gongzhi.kernel.ids import new_id
from gongzhi.patrol.models import PatrolEvent, Round
from gongzhi.patrol.queries import categories
from gongzhi.patrol.tests import steps
from gongzhi.patrol.tests.steps import FAR_GRID, GRID, NEXT_GRID
from gongzhi.ui.photo_drafts import has_photo
from gongzhi.web.tests.staff import client_of, long_ago, post

pytestmark = pytest.mark.django_db

WHY = {
    "grade": 2,
    "photo_why": "看得出垃圾多少，才好派车",
    "photo_why_en": "How much it is says which truck to send",
}
WASTE, COVER = "city.waste.street", "safety.cover"


@pytest.fixture(autouse=True)
def photos_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(categories(), "city.waste", WHY)


def asked(county: County) -> UUID:
    return steps.planned(county, login="leader", at=long_ago(3))[0]


# Reporting


def form(**more: object) -> dict[str, object]:
    plain = {"matter": WASTE, "text": "垃圾桶满了。", "grid": GRID, "grade": "2"}
    return {**plain, **more}


def test_matters_are_found_by_typing_and_by_branch(county: County) -> None:
    client = client_of("grid-worker")
    everything = client.get("/patrol/report/").content.decode()
    assert f"?matter={WASTE}" in everything
    assert f"?matter={COVER}" in everything
    found = client.get("/patrol/report/?q=waste").content.decode()
    assert f"?matter={WASTE}" in found
    assert f"?matter={COVER}" not in found
    assert "No matter is called like this" in client.get("/patrol/report/?q=zzz").content.decode()
    assert (
        "No matter is called like this" not in client.get("/patrol/report/?matter=nothing").content.decode()
    )


def test_a_photo_is_asked_for_only_where_there_is_a_reason(county: County) -> None:
    client = client_of("grid-worker")
    page = client.get(f"/patrol/report/?matter={WASTE}").content.decode()
    assert 'type="file"' in page
    assert WHY["photo_why_en"] in page
    plain = client.get("/patrol/report/?matter=water.burst").content.decode()
    assert 'type="file"' not in plain
    assert "No photo is needed" in plain


def checked(page: str) -> str:
    found = re.search(
        r'name="grade" value="(\d)"[^>]* checked|name="grade" value="(\d)" required[^>]*checked', page
    )
    assert found, page[:200]
    return found[1] or found[2]


def test_the_usual_grade_is_marked_and_danger_skips_the_levels(county: County) -> None:
    client = client_of("grid-worker")
    assert checked(client.get(f"/patrol/report/?matter={WASTE}").content.decode()) == "2"
    danger = client.get(f"/patrol/report/?matter={COVER}").content.decode()
    assert checked(danger) == "4"
    assert "skips the levels" in danger
    assert 'name="grade" value="2"' not in danger


def test_reported_and_taken_to_its_page(county: County) -> None:
    response = post(client_of("grid-worker"), "/patrol/report/", **form())
    event = PatrolEvent.objects.get()
    assert response.headers["Location"] == f"/loop/{event.pk}/"
    assert (event.grade, event.grid, event.text) == (2, GRID, "垃圾桶满了。")


def test_a_point_needs_no_grid(county: County) -> None:
    point = {"lon": str(IN_WEST[0]), "lat": str(IN_WEST[1])}
    response = post(client_of("grid-worker"), "/patrol/report/", **form(grid="", **point))
    assert response.status_code == 302
    assert PatrolEvent.objects.get().grid == GRID


def test_a_chosen_point_is_shown_again_after_a_mistake(county: County) -> None:
    point = {"lon": str(IN_WEST[0]), "lat": str(IN_WEST[1])}
    page = post(
        client_of("grid-worker"), "/patrol/report/", **form(grid="", text="", **point)
    ).content.decode()
    assert f'value="{IN_WEST[0]}"' in page
    assert "data-open" in page
    assert "Choose the grid" not in page
    assert "data-open" not in client_of("grid-worker").get(f"/patrol/report/?matter={WASTE}").content.decode()


def test_without_any_place_the_words_come_back(county: County) -> None:
    page = post(client_of("grid-worker"), "/patrol/report/", **form(grid=""))
    assert page.status_code == 422
    assert "Choose the grid, or a point on the map." in page.content.decode()
    assert "垃圾桶满了。" in page.content.decode()


def test_what_the_action_refuses_stands_beside_its_field(county: County) -> None:
    nowhere = {"lon": "1", "lat": "1"}
    page = post(client_of("grid-worker"), "/patrol/report/", **form(grid="", **nowhere))
    assert page.status_code == 409
    text = page.content.decode()
    assert "This place lies in no grid we know." in text
    assert 'id="id_grid_error"' in text
    assert "垃圾桶满了。" in text


def test_one_key_reports_once(county: County) -> None:
    client, once = client_of("grid-worker"), str(new_id())
    first = client.post("/patrol/report/", form(once=once))
    again = client.post("/patrol/report/", form(once=once))
    assert first.headers["Location"] == again.headers["Location"]
    assert PatrolEvent.objects.count() == 1


def test_put_right_on_the_spot_is_one_step(county: County) -> None:
    response = post(client_of("grid-worker"), "/patrol/report/", **form(grade="1"))
    page = client_of("grid-worker").get(response.headers["Location"]).content.decode()
    assert "put right on the spot" in page


def file(data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("x.jpg", data or photo_with_position(), "image/jpeg")


def token(page: str) -> str:
    found = re.search(r'name="picture" value="([0-9a-f]{40})"', page)
    return found[1] if found else ""


def test_a_chosen_photo_outlives_a_mistake_and_comes_with_the_report(county: County) -> None:
    client = client_of("grid-worker")
    page = post(client, "/patrol/report/", **form(text="", photo=file())).content.decode()
    kept = token(page)
    assert has_photo(kept)
    assert "Your photo is kept." in page
    assert post(client, "/patrol/report/", **form(picture=kept)).status_code == 302
    event = PatrolEvent.objects.get()
    assert event.photo
    assert not has_photo(kept)
    sent = client.get(f"/patrol/{event.pk}/photo.jpg").content
    assert b"Secret" not in sent


def test_a_photo_can_be_taken_back_and_one_without_reason_is_dropped(county: County) -> None:
    client = client_of("grid-worker")
    kept = token(post(client, "/patrol/report/", **form(text="", photo=file())).content.decode())
    page = post(client, "/patrol/report/", **form(picture=kept, remove_photo="1")).content.decode()
    assert token(page) == ""
    assert not has_photo(kept)
    assert "垃圾桶满了。" in page
    kept = token(post(client, "/patrol/report/", **form(text="", photo=file())).content.decode())
    other = form(picture=kept, matter="water.burst", look="1")
    page = post(client, "/patrol/report/", **other).content.decode()
    assert not has_photo(kept)
    assert 'type="file"' not in page


def test_a_file_that_is_no_photo_is_said_beside_the_field(county: County) -> None:
    page = post(client_of("grid-worker"), "/patrol/report/", **form(photo=file(b"no photo")))
    assert page.status_code == 422
    assert "This file is no photo we can read." in page.content.decode()
    assert "垃圾桶满了。" in page.content.decode()
    assert not PatrolEvent.objects.exists()


def test_another_matter_brings_its_own_grade_without_script(county: County) -> None:
    page = post(client_of("grid-worker"), "/patrol/report/", **form(matter=COVER, look="1"))
    assert page.status_code == 200
    text = page.content.decode()
    assert checked(text) == "4"
    assert "垃圾桶满了。" in text
    assert not PatrolEvent.objects.exists()


def test_a_grade_the_matter_does_not_have_is_asked_again(county: County) -> None:
    page = post(client_of("grid-worker"), "/patrol/report/", **form(matter=COVER, grade="2"))
    assert page.status_code == 422
    assert "垃圾桶满了。" in page.content.decode()
    assert not PatrolEvent.objects.exists()


# Rounds


def plan(**more: object) -> dict[str, object]:
    return {"matter": WASTE, "title": "看垃圾桶", "days": "7", "grids": [GRID, NEXT_GRID], **more}


def test_rounds_are_planned_one_for_each_grid(county: County) -> None:
    client, town = client_of("leader"), str(county.unit("town"))
    once = str(new_id())
    response = client.post("/rounds/new/", plan(unit_id=town, once=once))
    assert response.headers["Location"] == "/list/?kind=round"
    client.post("/rounds/new/", plan(unit_id=town, once=once))
    assert Round.objects.count() == 2
    one = post(client, "/rounds/new/", **plan(unit_id=town, grids=[FAR_GRID]))
    assert one.headers["Location"] == f"/loop/{Round.objects.get(grid=FAR_GRID).pk}/"


def test_a_plan_that_lacks_something_comes_back(county: County) -> None:
    client = client_of("town-head")
    page = post(client, "/rounds/new/", **plan(unit_id="", grids=[GRID], days="0"))
    assert page.status_code == 422
    text = page.content.decode()
    assert "Choose who goes." in text
    assert 'value="看垃圾桶"' in text
    assert re.search(rf'value="{GRID}" checked', text)
    outside = plan(unit_id=str(county.unit("town")), grids=[FAR_GRID])
    assert post(client, "/rounds/new/", **outside).status_code == 422
    assert not Round.objects.exists()


def findings(**more: str) -> dict[str, object]:
    return {
        "rows": "2", "text": "", "f1-text": "桶满了", "f1-matter": WASTE, "f1-grade": "0",
        "f2-text": "", "f2-matter": WASTE, "f2-grade": "0", **more,
    }  # fmt: skip


def test_each_row_becomes_an_event(county: County) -> None:
    round_id = asked(county)
    both = findings(**{"f2-text": "井盖没了", "f2-matter": COVER})
    response = post(client_of("grid-worker"), f"/rounds/{round_id}/report/", **both)
    assert response.headers["Location"] == f"/loop/{round_id}/"
    assert Round.objects.get().events == 2
    page = client_of("leader").get(f"/loop/{round_id}/").content.decode()
    assert "found on this round" in page
    assert "2 found" in page
    for event in PatrolEvent.objects.all():
        assert f"/loop/{event.pk}/" in page
        back = client_of("grid-worker").get(f"/loop/{event.pk}/").content.decode()
        assert f"/loop/{round_id}/" in back


def test_more_rows_keep_what_was_typed_without_script(county: County) -> None:
    round_id = asked(county)
    page = post(client_of("grid-worker"), f"/rounds/{round_id}/report/", **findings(more="1", text="慢慢走"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "桶满了" in text
    assert "慢慢走" in text
    assert 'name="f4-text"' in text
    assert Round.objects.get().result == ""


def test_what_is_missing_or_refused_comes_back_with_the_words(county: County) -> None:
    round_id, client = asked(county), client_of("grid-worker")
    empty = post(client, f"/rounds/{round_id}/report/", **findings(**{"f1-text": " "}))
    assert empty.status_code == 422
    assert "say: nothing found" in empty.content.decode()
    wrong = findings(**{"f2-text": "井盖没了", "f2-matter": COVER, "f2-grade": "2"})
    page = post(client, f"/rounds/{round_id}/report/", **wrong)
    assert page.status_code == 409
    assert "桶满了" in page.content.decode()
    assert "Choose grade 4" in page.content.decode()
    assert not PatrolEvent.objects.exists()


def test_only_who_was_asked_opens_the_report_of_a_round(county: County) -> None:
    round_id = asked(county)
    for login, expected in (("grid-worker", 200), ("leader", 302), ("township-head", 404), ("admin", 404)):
        assert client_of(login).get(f"/rounds/{round_id}/report/").status_code == expected, login
    assert post(client_of("leader"), f"/rounds/{round_id}/report/", **findings()).status_code == 409
    assert not PatrolEvent.objects.exists()


def test_work_of_patrol_stands_in_the_inbox_and_the_lists(county: County) -> None:
    event_id, round_id = steps.filed(county, start=long_ago(3)), asked(county)
    assert f"/loop/{event_id}/" in client_of("water-handler").get("/work/").content.decode()
    assert f"/loop/{round_id}/" in client_of("grid-worker").get("/work/").content.decode()
    for kind, loop_id in (("patrol", event_id), ("round", round_id)):
        page = client_of("leader").get(f"/list/?kind={kind}").content.decode()
        assert f"/loop/{loop_id}/" in page
    assert client_of("dispatcher").get("/desk/").status_code == 200
