"""The pages of events and rounds, by Django's client: who sees and does what, and that nothing typed is lost."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from tests.small_county import County

from gongzhi.cases.tests.pictures import picture
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import story_of
from gongzhi.loops.models import Holder
from gongzhi.patrol.public import handle_round, report_round
from gongzhi.patrol.queries import categories
from gongzhi.patrol.tests import steps
from gongzhi.patrol.views.acts import EVENT_ACTS, ROUND_ACTS
from gongzhi.ui.photos import clean_photo
from gongzhi.web.tests.staff import client_of, long_ago, post

pytestmark = pytest.mark.django_db

STAFF = (
    "operator", "dispatcher", "arbiter", "leader", "supervisor", "steward", "admin", "caller", "verifier",
    "water-handler", "housing-handler", "housing-head", "town-handler", "town-head", "grid-worker",
    "township-handler", "township-head",
)  # fmt: skip
TOWN = {"town-handler", "town-head", "grid-worker"}
REPORTS = {*TOWN, "water-handler", "housing-handler", "housing-head", "township-handler", "township-head"}
PLANS = {"dispatcher", "leader", "housing-head", "town-head", "township-head"}
# Whose post reads a tree that holds West Street, or plays a part.
ABOVE = {"dispatcher", "arbiter", "leader", "supervisor", "verifier", "housing-head"}


@pytest.fixture(autouse=True)
def photos_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(categories(), "city.waste", {"photo_why": "看得出多少", "photo_why_en": "How much"})


def lately(make: Callable[..., UUID], **more: object) -> Callable[[County], UUID]:
    """Return a maker whose story begins some hours before now: pages read the real clock."""
    return lambda county: make(county, start=long_ago(3), **more)


def new_event(county: County, start: object = None, **more: object) -> UUID:
    return steps.reported(county, at=long_ago(3), **more).loop_id


def asked(county: County) -> UUID:
    return steps.planned(county, login="leader", at=long_ago(3))[0]


# Who sees what


@pytest.mark.parametrize("login", ["", *STAFF])
def test_who_opens_which_page(county: County, login: str) -> None:
    client = client_of(login) if login else Client()
    for path, allowed in (
        ("/patrol/report/", REPORTS),
        ("/patrol/report/?matter=city.waste.street", REPORTS),
        ("/patrol/grids.geojson", REPORTS),
        ("/rounds/new/", PLANS),
    ):
        expected = 302 if not login else 200 if login in allowed else 403
        assert client.get(path).status_code == expected, path


@pytest.mark.parametrize("login", ["", *STAFF])
def test_who_sees_an_event_its_photo_and_a_round(county: County, login: str) -> None:
    client = client_of(login) if login else Client()
    event_id = new_event(county, photo=clean_photo(picture()))
    round_id = asked(county)
    sees = login in {*TOWN, *ABOVE}
    expected = 302 if not login else 200 if sees else 404
    for path in (f"/loop/{event_id}/", f"/patrol/{event_id}/photo.jpg", f"/loop/{event_id}/place.geojson"):
        assert client.get(path).status_code == expected, path
    assert client.get(f"/loop/{round_id}/").status_code == expected
    if sees:
        photo = client.get(f"/patrol/{event_id}/photo.jpg")
        assert photo.headers["Content-Type"] == "image/jpeg"
        assert photo.headers["Cache-Control"] == "no-store, private"
        assert f"/patrol/{event_id}/photo.jpg" in client.get(f"/loop/{event_id}/").content.decode()


def test_without_a_photo_there_is_none(county: County) -> None:
    event_id = new_event(county)
    assert client_of("grid-worker").get(f"/patrol/{event_id}/photo.jpg").status_code == 404
    assert "photo.jpg" not in client_of("grid-worker").get(f"/loop/{event_id}/").content.decode()


# Who does what: a state for each step, who may take it, and what its form needs.
WATER, UNITS = {"water-handler"}, {"unit": "{water}"}
EVENT_STEPS = {
    "file": (lambda county: new_event(county, matter="water.burst"), {"dispatcher"}, UNITS),
    "not_file": (new_event, {"dispatcher"}, {"reason": "已处理。"}),
    "designate": (
        lambda county: new_event(county, matter="housing.leak"),
        {"arbiter", "leader"},
        {"other": "{town}", "reason": "先抢险。"},
    ),
    "sign": (lately(steps.filed), WATER, {}),
    "return": (lately(steps.filed), WATER, {"reason": "不是。"}),
    "redispatch": (lately(steps.returned), {"dispatcher"}, UNITS),
    "deny_return": (lately(steps.returned), {"dispatcher"}, {"reason": "归你。"}),
    "extend": (lately(steps.working), WATER, {"reason": "等配件。"}),
    "park": (lately(steps.working), WATER, {"reason": "等配件。"}),
    "ask_up": (lately(steps.working), WATER, {"reason": "两家。"}),
    "take_up_again": (lately(steps.parked), WATER, {}),
    "report": (lately(steps.working), WATER, {"text": "修好了。"}),
    "verify_ok": (lately(steps.verifying), {"verifier"}, {"text": "看过。"}),
    "verify_bad": (lately(steps.verifying), {"verifier"}, {"reason": "还漏。"}),
    "decide": (lately(steps.arbitration), {"arbiter"}, {"unit": "{water}", "reason": "归你。"}),
    "conclude": (lately(steps.arbitration), {"arbiter"}, {"reason": "无法修。"}),
    "reopen": (lately(steps.closed), {*TOWN, "verifier"}, {"reason": "又漏。"}),
}


def on_course(*way: tuple[str, str]) -> Callable[[County], UUID]:
    """Return a maker of a round the leader asked for, after these steps: (event, who)."""

    def make(county: County) -> UUID:
        round_id = asked(county)
        for number, (event, login) in enumerate(way):
            at, by = long_ago(2.5 - number / 10), county.actor(login)
            if event == "report":
                report_round(round_id=round_id, by=by, at=at)
            else:
                drawn = 0 if event == "confirm" else None
                handle_round(round_id=round_id, event=event, reason="理由", by=by, at=at, drawn=drawn)
        return round_id

    return make


WORKER = "grid-worker"
SIGNED, MADE = ("sign", WORKER), ("report", WORKER)
RETURNED, PARKED, ASKED_UP = ("return", WORKER), ("park", WORKER), ("ask_up", WORKER)
OFF, DRAWN = ("call_off", "leader"), ("confirm", "leader")
WHY = {"reason": "说明理由。"}
ROUND_STEPS: dict[str, tuple[Callable[[County], UUID], set[str], dict[str, str]]] = {
    "sign": (asked, TOWN, {}),
    "nothing": (asked, TOWN, {"text": "都看过。"}),
    "return": (asked, TOWN, WHY),
    "extend": (on_course(SIGNED), TOWN, WHY),
    "park": (on_course(SIGNED), TOWN, WHY),
    "ask_up": (on_course(SIGNED), TOWN, WHY),
    "take_up_again": (on_course(SIGNED, PARKED), TOWN, {}),
    "confirm": (on_course(MADE), {"leader"}, {}),
    "not_enough": (on_course(MADE), {"leader"}, WHY),
    "verify_ok": (on_course(MADE, DRAWN), {"verifier"}, {}),
    "verify_bad": (on_course(MADE, DRAWN), {"verifier"}, WHY),
    "deny_return": (on_course(RETURNED), {"leader"}, WHY),
    "reassign": (on_course(RETURNED), {"leader"}, {"unit_id": "{water}"}),
    "call_off": (on_course(RETURNED), {"leader"}, WHY),
    "reopen": (on_course(RETURNED, OFF), {"leader"}, WHY),
    "assign": (on_course(RETURNED, OFF, ("reopen", "leader")), {"leader"}, {"unit_id": "{water}"}),
    "decide": (on_course(SIGNED, ASKED_UP), {"arbiter"}, {"unit_id": "{water}", **WHY}),
    "conclude": (on_course(SIGNED, ASKED_UP), {"arbiter"}, WHY),
}


def filled(county: County, data: dict[str, str]) -> dict[str, str]:
    units = {name: str(county.unit(name)) for name in ("water", "town")}
    return {key: value.format(**units) for key, value in data.items()}


@pytest.mark.parametrize(
    ("key", "step"), [*sorted(EVENT_STEPS.items()), *((f"round {k}", v) for k, v in ROUND_STEPS.items())]
)
def test_steps_over_http(
    county: County, key: str, step: tuple[Callable[[County], UUID], set[str], dict]
) -> None:
    make, entitled, data = step
    path, loop_id, data = f"/loop/{{}}/{key.split()[-1]}/", make(county), filled(county, data)
    before = len(story_of(loop_id))
    for login in sorted(set(STAFF) - entitled):
        response = post(client_of(login), path.format(loop_id), **data)
        # 422: what they would have to choose is not offered to them.
        assert response.status_code in (404, 409, 422), (login, response.status_code)
        assert len(story_of(loop_id)) == before, login
    for login in sorted(entitled):
        loop_id, once = make(county), str(new_id())
        response = client_of(login).post(path.format(loop_id), {"once": once, **data})
        assert response.status_code == 302, (login, response.content.decode()[:400])
        after = len(story_of(loop_id))
        client_of(login).post(path.format(loop_id), {"once": once, **data})
        assert len(story_of(loop_id)) == after, "a repeated request changes nothing"


def test_every_step_is_tried() -> None:
    assert set(EVENT_STEPS) == set(EVENT_ACTS)
    assert set(ROUND_STEPS) == set(ROUND_ACTS)


# The event's sheet


def test_the_desk_reads_the_unit_the_duty_table_names_with_the_citation(county: County) -> None:
    event_id = new_event(county, matter="water.burst")
    page = client_of("dispatcher").get(f"/loop/{event_id}/").content.decode()
    assert "Water bureau (城镇排水与污水处理条例第5条)" in page
    assert "against the duty table" not in page


def test_a_unit_without_the_power_is_refused_with_the_citation_and_the_words_come_back(
    county: County,
) -> None:
    event_id = new_event(county, matter="housing.leak")
    wrong = {"other": str(county.unit("town")), "note": "请尽快。"}
    page = post(client_of("dispatcher"), f"/loop/{event_id}/file/", **wrong)
    assert page.status_code == 409
    assert "履职清单收回第4项" in page.content.decode()
    assert "请尽快。" in page.content.decode()


def test_an_overruled_event_says_so_and_is_counted(county: County) -> None:
    event_id = new_event(county, matter="housing.leak")
    data = {"other": str(county.unit("town")), "reason": "先抢险。"}
    assert post(client_of("leader"), f"/loop/{event_id}/designate/", **data).status_code == 302
    page = client_of("supervisor").get(f"/loop/{event_id}/").content.decode()
    assert "against the duty table, by order of a superior" in page
    assert "先抢险。" in page
    listed = client_of("supervisor").get("/list/?kind=patrol&flag=overruled").content.decode()
    assert f"/loop/{event_id}/" in listed


def test_the_handler_finds_why_it_may_not_verify(county: County) -> None:
    event_id = steps.verifying(county, start=long_ago(3))
    Holder.objects.filter(loop=event_id, party="lead").update(unit=county.unit("recheck"))
    from gongzhi.loops.models import Loop

    Loop.objects.filter(id=event_id).update(worked_by=[str(county.unit("recheck"))])
    page = client_of("verifier").get(f"/loop/{event_id}/").content.decode()
    assert "Nobody judges the own work." in page
    assert post(client_of("verifier"), f"/loop/{event_id}/verify_ok/").status_code == 409
