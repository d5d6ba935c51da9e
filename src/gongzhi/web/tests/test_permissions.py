"""Who sees and does what: each type of post, on its own division and on a foreign one, over HTTP and by action.

The table is the promise; a row that changes is a decision somebody has to make.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests.small_county import COUNTY, County

from gongzhi.cases import public as cases
from gongzhi.cases.facts import Channel, DeclineReason, Destination, ExclusionGround, Finding, ParkReason
from gongzhi.cases.public import case_story as story_of
from gongzhi.cases.tests.steps import WISH
from gongzhi.kernel.refusals import Refused
from gongzhi.organization.public import close_account
from gongzhi.people.facts import Actor
from gongzhi.people.public import account_by_login
from gongzhi.web.tests import staff
from gongzhi.web.tests.staff import client_of, long_ago, post

pytestmark = pytest.mark.django_db

# Everybody of the small county, one of each type of post, and one of a foreign town. "" is a visitor.
OWN = (
    "operator", "dispatcher", "arbiter", "leader", "supervisor", "steward", "admin", "security", "auditor", "caller",
    "verifier",
    "town-handler", "town-head", "grid-worker",
)  # fmt: skip
HANDLE = {"town-handler", "town-head", "grid-worker"}
FOREIGN = ("township-handler", "township-head", "water-handler")
EVERYBODY = ("", *OWN, *FOREIGN)

# Who may open a page that shows no single case.
PAGES: dict[str, set[str]] = {
    "/work/": set(EVERYBODY) - {""},
    "/post/": set(EVERYBODY) - {""},
    "/find/": set(EVERYBODY) - {""},
    "/how/case/staff/": set(EVERYBODY) - {""},
    "/desk/": {"dispatcher"},
    "/desk/matters/": {"dispatcher"},
    "/callback/": {"caller"},
    "/parked/": {"operator", "dispatcher", "arbiter", "leader", "supervisor", "town-head", "township-head"},
    "/triage/fairness/": {"arbiter", "leader", "supervisor"},
    "/left-out/": {"arbiter", "leader", "supervisor"},
    "/file/": {"operator", "dispatcher", "grid-worker"},
    "/file/grids.geojson": {"operator", "dispatcher", "grid-worker"},
    "/list/": {"operator", "dispatcher", "arbiter", "leader", "supervisor", "town-head", "township-head"},
    "/list/export/": {"leader", "supervisor", "town-head", "township-head"},
    "/board/": {"dispatcher", "arbiter", "leader", "supervisor", "steward", "town-head", "township-head"},
    "/board/numbers/": {"dispatcher", "arbiter", "leader", "supervisor", "steward", "town-head", "township-head"},
    "/board/map/": {
        "dispatcher", "arbiter", "leader", "supervisor", "steward", "town-head", "township-head",
    },
    "/rules/": {"steward"},
    "/rules/new/": {"steward"},
    "/rules/procedures/case/": {"steward"},
    "/rules/limits/": {"steward"},
    "/rules/limits/new/": {"steward"},
    "/rules/calendar/": {"steward"},
    "/reveals/": {"dispatcher", "leader"},
    "/accounts/": {"admin"},
    "/account/": set(EVERYBODY) - {""},
    "/account/second/": set(EVERYBODY) - {""},
    "/security/": {"security"},
    "/audit/": {"auditor"},
    "/organization/": {"admin"},
    "/organization/grids": {"admin"},
    "/organization/posts": {"admin"},
    "/organization/posts/town-head/": {"admin"},
    "/organization/units/town/": {"admin"},
    "/organization/files": {"admin"},
    "/organization/files/staff": {"admin"},
    "/sensors/": {"admin"},
    "/federation/": {"admin"},
    "/upper/": {"dispatcher", "admin"},
    "/upper/differences.csv": {"dispatcher", "admin"},
    "/directives/new/": {"leader", "town-head", "township-head"},
}  # fmt: skip

# Who sees a case of the town while it is worked on there: parties, and those who read the tree it lies in.
SEES = {"operator", "dispatcher", "arbiter", "leader", "supervisor", "caller", *HANDLE}

State = Callable[[County], UUID]

# Each step: a case in the state for it, the posts that may take it, and what its form needs.
STEPS: dict[str, tuple[State, set[str], dict[str, str]]] = {
    "answer_at_once": (
        lambda _county: staff.filed(),
        {"operator"},
        {"text": "答复。", "finding": "EXPLAINED"},
    ),
    "sign": (staff.dispatched, HANDLE, {}),
    "return": (staff.dispatched, HANDLE, {"reason": "不属本镇。"}),
    "contact": (staff.working, HANDLE, {"text": "已联系。"}),
    "reveal": (staff.working, {*HANDLE, "caller"}, staff.REVEAL),
    "ask": (staff.working, HANDLE, {"text": "哪一个？"}),
    "answer": (staff.working, HANDLE, {"text": "已清运。", "finding": "SOLVED"}),
    "extend": (staff.working, HANDLE, {"reason": "等配件。"}),
    "ask_up": (staff.working, HANDLE, {"reason": "权责不清。"}),
    "note": (
        staff.working,
        {*HANDLE, "operator", "dispatcher", "arbiter", "caller"},
        {"text": "备注。"},
    ),
    "needs": (staff.working, {"operator", "dispatcher", "caller"}, {"note": "温州话"}),
    "confide": (staff.working, {"operator", "dispatcher"}, {}),
    "separate": (staff.joined, {"dispatcher"}, {"reason": "另有原因。"}),
    "conclude": (staff.arbitration, {"arbiter"}, {"reason": "已按标准。"}),
    "solved": (staff.calling, {"caller"}, {"satisfied": ""}),
    "not_solved": (staff.calling, {"caller"}, {"satisfied": ""}),
    "not_reached": (staff.calling, {"caller"}, {}),
    "recheck_ok": (staff.rechecking, {"verifier"}, {}),
    "recheck_bad": (staff.rechecking, {"verifier"}, {"reason": "仍有垃圾。"}),
}
AT_DESK: dict[str, dict[str, str]] = {
    "classify": {"matter": "consult"},
    "refuse": {
        "reason_code": "OTHER_PROCEDURE",
        "destination": "COURT",
        "reason": "在诉讼中。",
        "where_to_go": "法院",
    },
    "transfer": {
        "reason_code": "IN_PETITION",
        "destination": "PETITION",
        "reason": "属信访。",
        "where_to_go": "信访局",
    },
}


def _client(login: str) -> Client:
    return client_of(login) if login else Client()


@pytest.mark.parametrize("path", sorted(PAGES))
def test_pages(county: County, path: str) -> None:
    for login in EVERYBODY:
        response = _client(login).get(path)
        expected = 200 if login in PAGES[path] else 403 if login else 302
        assert response.status_code == expected, (login, path, response.status_code)
        if not login:
            assert response.headers["Location"].startswith("/sign-in/?next=")


def test_a_refused_page_says_what_to_do(county: County) -> None:
    page = client_of("town-handler").get("/desk/").content.decode()
    assert "ask the person who manages posts in your unit" in page


def test_a_case_is_seen_by_its_parties_and_those_who_read_its_tree(county: County) -> None:
    case_id = staff.working(county)
    for path in (f"/loop/{case_id}/", f"/loop/{case_id}/place.geojson"):
        for login in EVERYBODY:
            response = _client(login).get(path)
            expected = 200 if login in SEES else 404 if login else 302
            assert response.status_code == expected, (login, path)
            assert login in SEES or "垃圾桶" not in response.content.decode()


def test_a_case_of_another_town_is_not_listed(county: County) -> None:
    staff.working(county)
    assert "垃圾桶" in client_of("town-head").get("/list/").content.decode()
    assert "垃圾桶" not in client_of("township-head").get("/list/").content.decode()
    row = client_of("township-head").get("/board/numbers/").content.decode()
    assert 'tile__figure">0</span>' in row


@pytest.mark.parametrize("key", sorted(STEPS))
def test_steps_over_http(county: County, key: str) -> None:
    make, entitled, data = STEPS[key]
    case_id = make(county)
    for login in [each for each in EVERYBODY if each not in entitled]:
        before = len(story_of(case_id))
        response = post(_client(login), f"/loop/{case_id}/{key}/", **data)
        assert response.status_code in ((409, 404) if login else (403,)), (login, key, response.status_code)
        assert len(story_of(case_id)) == before, (login, key)
        assert "13800000001" not in response.content.decode()
    for login in sorted(entitled):
        own = make(county)
        response = post(client_of(login), f"/loop/{own}/{key}/", **data)
        assert response.status_code in (200, 302), (login, key, response.status_code)


@pytest.mark.parametrize("key", sorted(AT_DESK))
def test_steps_at_the_desk_over_http(county: County, key: str) -> None:
    case_id = staff.filed()
    for login in EVERYBODY:
        before = len(story_of(case_id))
        for path in (f"/desk/{case_id}/{key}/", f"/loop/{case_id}/{key}/"):
            if login == "dispatcher":
                continue
            response = post(_client(login), path, **AT_DESK[key])
            assert response.status_code in ((403, 404, 409) if login else (403,)), (login, path)
        assert len(story_of(case_id)) == before, login
    assert post(client_of("dispatcher"), f"/desk/{case_id}/{key}/", **AT_DESK[key]).status_code == 302


def _fair_acts(common: dict[str, Any]) -> dict[str, Callable[[], object]]:
    return {
        "park": lambda: cases.park(
            reason_code=ParkReason.MONEY,
            words="没有预算。",
            solvable="列入明年。",
            review_on=(long_ago(0) + timedelta(days=20)).date(),
            **common,
        ),
        "propose_exclusion": lambda: cases.propose_exclusion(
            ground=ExclusionGround.ABUSIVE, evidence="恶意。", **common
        ),
        "decide_exclusion": lambda: cases.decide_exclusion(agreed=True, reason="属实。", **common),
        "decide_objection": lambda: cases.decide_exclusion_objection(upheld=True, reason="属实。", **common),
        "object_to_exclusion": lambda: cases.object_to_exclusion(text="不服。", **common),
        "record_effect": lambda: cases.record_effect(lasts=True, note="", **common),
    }


def _acts(case_id: UUID, county: County, by: Actor) -> dict[str, Callable[[], object]]:
    """Return the actions themselves, as whoever bypasses the pages would call them."""
    common = {"case_id": case_id, "by": by, "at": long_ago(0)}
    unit_id = county.unit("town")
    return _fair_acts(common) | {
        "answer": lambda: cases.answer(finding=Finding.SOLVED, text="答复。", **common),
        "answer_at_once": lambda: cases.answer_at_once(finding=Finding.SOLVED, text="答复。", **common),
        "approve": lambda: cases.approve(**common),
        "ask": lambda: cases.ask(question="哪一个？", **common),
        "ask_up": lambda: cases.handle(event="ask_up", reason="权责不清。", **common),
        "classify": lambda: cases.classify(matter="consult", **common),
        "conclude": lambda: cases.handle(event="conclude", reason="理由。", **common),
        "contact": lambda: cases.make_contact(note="已联系。", **common),
        "decide": lambda: cases.dispatch(event="decide", unit_id=unit_id, reason="理由。", **common),
        "deny_return": lambda: cases.handle(event="deny_return", reason="理由。", **common),
        "dispatch": lambda: cases.dispatch(event="dispatch", unit_id=unit_id, **common),
        "extend": lambda: cases.handle(event="extend", reason="等配件。", **common),
        "join": lambda: cases.join(case_ids=[case_id], parent_id=case_id, by=by, at=long_ago(0)),
        "judge": lambda: cases.judge(solved=True, satisfied=None, **common),
        "not_reached": lambda: cases.not_reached(**common),
        "note": lambda: cases.note(text="备注。", **common),
        "recheck": lambda: cases.handle(event="recheck_ok", **common),
        "refuse": lambda: cases.decline(
            event="refuse",
            reason_code=DeclineReason.OTHER_PROCEDURE,
            destination=Destination.COURT,
            reason="理由。",
            where_to_go="法院",
            **common,
        ),
        "reopen": lambda: cases.reopen(why="又来了。", **common),
        "recur": lambda: cases.recur(first_id=case_id, **common),
        "separate": lambda: cases.separate(reason="另有原因。", **common),
        "return": lambda: cases.handle(event="return", reason="不属本镇。", **common),
        "send_back": lambda: cases.send_back(reason="写清楚。", **common),
        "reveal": lambda: cases.reveal(wish=WISH, **common),
        "sign": lambda: cases.handle(event="sign", **common),
        "withdrawal": lambda: cases.confirm_withdrawal(meant=True, note="", **common),
    }


# Who can do anything at all, by action, with a case that is worked on in the town.
WORK = {"park", "answer", "ask", "ask_up", "contact", "extend", "note", "return", "reveal"}
MAY_ACT = {
    "operator": {"note"},
    "dispatcher": {"note"},
    "arbiter": {"note"},
    "caller": {"note", "reveal"},
    **dict.fromkeys(HANDLE, WORK),
}


@pytest.mark.parametrize("login", [*OWN, *FOREIGN])
def test_actions_refuse_whoever_is_not_entitled(county: County, login: str) -> None:
    by, may = county.actor(login), MAY_ACT.get(login, set())
    case_id = staff.working(county)
    for name, act in _acts(case_id, county, by).items():
        if name not in may:
            before = len(story_of(case_id))
            with pytest.raises(Refused):
                act()
            assert len(story_of(case_id)) == before, name
    for name in sorted(may):
        _acts(staff.working(county), county, by)[name]()


def test_only_those_who_take_reports_file_for_others(county: County) -> None:
    for login in (*OWN, *FOREIGN):
        place = cases.Place(division=COUNTY)
        given = {"text": "路灯坏了。", "place": place, "channel": Channel.HOTLINE, "at": long_ago(0)}
        if login in ("operator", "dispatcher", "grid-worker"):
            cases.file_case(**given, by=county.actor(login))
        else:
            with pytest.raises(Refused):
                cases.file_case(**given, by=county.actor(login))


def test_only_an_administrator_closes_accounts(county: County) -> None:
    account = account_by_login("water-handler")
    assert account
    for login in (*OWN, *FOREIGN):
        if login == "admin":
            continue
        path = f"/accounts/{account.id}/close/"
        assert client_of(login).post(path, {"reason": "调离。"}).status_code == 403
        with pytest.raises(Refused):
            close_account(account_id=account.id, reason="调离。", by=county.actor(login), at=long_ago(0))
    still = account_by_login("water-handler")
    assert still
    assert still.active


def test_an_administrator_of_a_town_closes_no_account_outside_it(county: County) -> None:
    from dataclasses import replace

    account = account_by_login("water-handler")
    assert account
    in_town = replace(county.actor("admin"), division=county.actor("town-head").division)
    with pytest.raises(Refused, match=r"^organization.outside_scope$"):
        close_account(account_id=account.id, reason="调离。", by=in_town, at=long_ago(0))
