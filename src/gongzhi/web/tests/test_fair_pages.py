"""Parking, longer once, scores by two people and second looks on the pages of staff and of the resident."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from tests.small_county import County

from gongzhi.cases.facts import ExclusionGround, ParkReason
from gongzhi.cases.models import Case, EffectCheck, Exclusion
from gongzhi.cases.public import (
    decide_exclusion,
    handle,
    judge,
    open_effect_checks,
    park,
    propose_exclusion,
    resident_story,
)
from gongzhi.cases.queries import case_story as story_of
from gongzhi.loops.models import Deadline, Loop
from gongzhi.loops.public import fire_due, loop_row
from gongzhi.notices.models import Notice
from gongzhi.people.facts import RESIDENT, SYSTEM
from gongzhi.web.reactions import react
from gongzhi.web.tests import staff
from gongzhi.web.tests.staff import client_of, long_ago, post

pytestmark = pytest.mark.django_db

LATER = (timezone.localdate() + timedelta(days=20)).isoformat()
PARKING = {
    "reason_code": "CONSENT",
    "words": "加装电梯要全体业主同意。",
    "solvable": "还差三户签字。",
    "review_on": LATER,
}


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def state(case_id: UUID) -> str:
    row = loop_row(case_id)
    assert row
    return row.state


def parked(county: County) -> UUID:
    case_id = staff.working(county)
    review_on = timezone.localdate() + timedelta(days=20)
    park(
        case_id=case_id,
        reason_code=ParkReason.MONEY,
        words="今年没有预算。",
        solvable="列入明年预算。",
        review_on=review_on,
        by=county.actor("town-handler"),
        at=long_ago(1),
    )
    return case_id


def solved(county: County, *, later: int = 999) -> UUID:
    case_id = staff.answered(county)
    at = long_ago(1)
    judge(
        case_id=case_id,
        solved=True,
        satisfied=None,
        by=RESIDENT,
        at=at,
        drawn=999,
        drawn_later=later,
    )
    return case_id


def proposed(county: County) -> UUID:
    case_id = solved(county)
    propose_exclusion(
        case_id=case_id,
        ground=ExclusionGround.NOTHING_NEW,
        evidence="同一地址三次反映。",
        by=county.actor("town-handler"),
        at=long_ago(0.9),
    )
    return case_id


def left_out(county: County) -> UUID:
    case_id = proposed(county)
    for login in ("arbiter", "leader"):
        decide_exclusion(
            case_id=case_id, agreed=True, reason="属实。", by=county.actor(login), at=long_ago(0.8)
        )
    return case_id


def looked_at(county: County) -> UUID:
    case_id = solved(county, later=0)
    EffectCheck.objects.filter(loop=case_id).update(look_at=long_ago(0.5))
    assert open_effect_checks(by=SYSTEM, at=timezone.now()) == 1
    return case_id


def test_parking_asks_for_reason_way_out_and_day_and_keeps_what_was_typed(county: County) -> None:
    case_id, client = staff.working(county), client_of("town-handler")
    assert "Park with a review date" in page(client, f"/loop/{case_id}/")
    late = (timezone.localdate() + timedelta(days=200)).isoformat()
    refused = post(client, f"/loop/{case_id}/park/", **{**PARKING, "review_on": late})
    assert refused.status_code == 409
    assert "too far off" in refused.content.decode()
    assert "加装电梯要全体业主同意。" in refused.content.decode()
    missing = post(client, f"/loop/{case_id}/park/", **{**PARKING, "reason_code": ""})
    assert missing.status_code == 422
    assert post(client, f"/loop/{case_id}/park/", **PARKING).status_code == 302
    assert state(case_id) == "parked"
    sheet = page(client, f"/loop/{case_id}/")
    for words in ("Park it again", "Take up again", "owners or neighbours have to agree first"):
        assert words in sheet


def test_what_is_parked_has_a_list_with_owner_and_day(county: County) -> None:
    assert "Nothing is parked" in page(client_of("leader"), "/parked/")
    parked(county)
    shown = page(client_of("leader"), "/parked/")
    assert "西街口的垃圾桶满了" in shown
    assert "Bridgehead town government" in shown
    assert "Nothing is parked" in page(client_of("township-head"), "/parked/")
    assert client_of("town-handler").get("/parked/").status_code == 403


def test_the_resident_hears_each_time_the_day_comes_and_it_is_in_the_owners_inbox(county: County) -> None:
    case_id = parked(county)
    back = timezone.now() - timedelta(minutes=5)
    Deadline.objects.filter(obligation__loop=case_id, cancelled_at=None).update(
        amber_at=back, due_at=back, next_at=back
    )
    fire_due(at=timezone.now())
    react(story_of(case_id))
    assert "cases.review_came_round" in [fact.kind for fact in resident_story(case_id)]
    assert "look at it again" in page(client_of("town-handler"), "/work/")
    assert Notice.objects.filter(subject=case_id, code="deadline").exists()


def test_an_extension_is_told_with_its_reason_and_the_new_date(county: County) -> None:
    case_id, client = staff.working(county), client_of("town-handler")
    assert "The resident reads it, with the new date." in page(client, f"/loop/{case_id}/")
    done = post(client, f"/loop/{case_id}/extend/", reason="配件周五才到货，到货当天就换。")
    assert done.status_code == 302
    fact = next(each for each in resident_story(case_id) if each.data.get("event") == "extend")
    assert fact.texts == {"reason": "配件周五才到货，到货当天就换。"}
    assert fact.data["changes"]["moved"]
    assert "Extended once" not in page(client, f"/loop/{case_id}/").split("What may be done")[-1]


def test_too_late_for_an_extension_is_a_grey_button_with_the_reason(county: County) -> None:
    case_id = staff.working(county)
    Deadline.objects.filter(obligation__loop=case_id, what="working", cancelled_at=None).update(
        due_at=timezone.now() + timedelta(minutes=10)
    )
    shown = page(client_of("town-handler"), f"/loop/{case_id}/")
    assert 'aria-describedby="why-extend"' in shown


def test_a_first_contact_is_told_apart_on_sheet_and_in_the_inbox(county: County) -> None:
    case_id, client = staff.working(county), client_of("town-handler")
    assert "contact the resident" in page(client, "/work/")
    assert "contact the resident" in page(client, f"/loop/{case_id}/")
    post(client, f"/loop/{case_id}/contact/", text="已联系。")
    assert "contact the resident" not in page(client, "/work/")
    assert "answer the resident" in page(client, "/work/")


def test_an_answer_without_its_grade_comes_back_with_the_text(county: County) -> None:
    case_id, client = staff.working(county), client_of("town-handler")
    back = post(client, f"/loop/{case_id}/answer/", text="已经清运完毕。")
    assert back.status_code == 422
    assert "已经清运完毕。" in back.content.decode()
    why = post(client, f"/loop/{case_id}/answer/", text="办不了。", finding="NOT_POSSIBLE")
    assert why.status_code == 409
    assert post(client, f"/loop/{case_id}/answer/", text="清运一半。", finding="PARTLY").status_code == 302
    shown = page(client, f"/loop/{case_id}/")
    assert "solved in part" in shown
    assert "<dt>Solved</dt>" not in shown  # the resident's word is another line


def test_two_people_decide_on_their_sheets(county: County) -> None:
    case_id = solved(county)
    sheet = page(client_of("town-handler"), f"/loop/{case_id}/")
    assert "Propose to leave it out of scores" in sheet
    said = {"ground": "NOTHING_NEW", "evidence": "同一地址三次反映。"}
    assert post(client_of("town-handler"), f"/loop/{case_id}/propose_exclusion/", **said).status_code == 302
    assert "decide whether it counts in scores" in page(client_of("arbiter"), "/work/")
    assert "nobody has decided" in page(client_of("leader"), "/left-out/")
    assert post(client_of("arbiter"), f"/loop/{case_id}/exclusion_agree/", reason="属实。").status_code == 302
    own = page(client_of("arbiter"), f"/loop/{case_id}/")
    assert "You took part in the decision" in own
    assert post(client_of("arbiter"), f"/loop/{case_id}/exclusion_agree/", reason="属实。").status_code == 409
    assert "one of two agreed" in page(client_of("leader"), "/left-out/")
    assert post(client_of("leader"), f"/loop/{case_id}/exclusion_agree/", reason="属实。").status_code == 302
    assert Exclusion.objects.get(loop=case_id).state == "IN_FORCE"
    shown = page(client_of("supervisor"), "/left-out/")
    assert "Bridgehead town government" in shown
    assert "look at this" in shown  # one of one is more than five in a hundred
    assert "西街口的垃圾桶满了" in page(client_of("leader"), "/list/?kind=case&state=recent&flag=excluded")


def test_statistics_do_not_change_with_scores(county: County) -> None:
    before = page(client_of("leader"), "/board/numbers/")
    case_id = solved(county)
    counted = page(client_of("leader"), "/board/numbers/")
    assert counted != before
    propose_exclusion(
        case_id=case_id,
        ground=ExclusionGround.ABUSIVE,
        evidence="恶意。",
        by=county.actor("town-handler"),
        at=long_ago(0.5),
    )
    for login in ("arbiter", "leader"):
        decide_exclusion(
            case_id=case_id, agreed=True, reason="属实。", by=county.actor(login), at=long_ago(0.4)
        )
    case = Case.objects.select_related("loop").get(loop=case_id)
    assert (case.solved, case.loop.end_kind) == (True, "fulfilled")


def test_the_verifier_finds_the_second_look_in_the_inbox(county: County) -> None:
    case_id, client = looked_at(county), client_of("verifier")
    assert "see whether the result lasts" in page(client, "/work/")
    assert "It is broken again" in page(client, f"/loop/{case_id}/")
    assert post(client, f"/loop/{case_id}/effect_broken/", reason="又堆满了。").status_code == 302
    assert state(case_id) == "working"


HANDLE = {"town-handler", "town-head", "grid-worker"}
Made = Callable[[County], UUID]
# Each step: a case in the state for it, the posts that may take it, and what its form needs.
STEPS: dict[str, tuple[Made, set[str], dict[str, str]]] = {
    "park": (staff.working, HANDLE, PARKING),
    "park_again": (parked, HANDLE, PARKING),
    "propose_exclusion": (solved, HANDLE, {"ground": "ABUSIVE", "evidence": "恶意。"}),
    "exclusion_agree": (proposed, {"arbiter", "other-arbiter", "leader"}, {"reason": "属实。"}),
    "exclusion_deny": (proposed, {"arbiter", "other-arbiter", "leader"}, {"reason": "不属实。"}),
    "effect_lasts": (looked_at, {"verifier"}, {"text": "干净。"}),
    "effect_broken": (looked_at, {"verifier"}, {"reason": "又堆满了。"}),
}
EVERYBODY = (
    "", "operator", "dispatcher", "arbiter", "other-arbiter", "leader", "supervisor", "steward", "admin", "caller",
    "verifier", *HANDLE, "township-handler", "township-head", "water-handler",
)  # fmt: skip


@pytest.mark.parametrize("key", sorted(STEPS))
def test_who_may_take_each_step(county: County, key: str) -> None:
    make, entitled, data = STEPS[key]
    case_id = make(county)
    for login in [each for each in EVERYBODY if each not in entitled]:
        before = len(story_of(case_id))
        client = client_of(login) if login else Client()
        response = post(client, f"/loop/{case_id}/{key}/", **data)
        assert response.status_code in ((409, 404) if login else (403,)), (login, key, response.status_code)
        assert len(story_of(case_id)) == before, (login, key)
    for login in sorted(entitled):
        own = make(county)
        response = post(client_of(login), f"/loop/{own}/{key}/", **data)
        assert response.status_code == 302, (login, key, response.status_code)


def test_on_an_objection_only_a_third_person_decides(county: County) -> None:
    from gongzhi.cases.public import object_to_exclusion

    case_id = left_out(county)
    object_to_exclusion(case_id=case_id, text="这次是新的。", by=RESIDENT, at=long_ago(0.5))
    assert "the resident objects" in page(client_of("leader"), "/left-out/")
    for login in ("arbiter", "leader"):
        response = post(client_of(login), f"/loop/{case_id}/objection_upheld/", reason="有理。")
        assert response.status_code == 409
    done = post(client_of("other-arbiter"), f"/loop/{case_id}/objection_upheld/", reason="有理。")
    assert done.status_code == 302
    assert Exclusion.objects.get(loop=case_id).state == "DENIED"


def test_after_an_objection_the_own_decision_is_a_grey_button(county: County) -> None:
    from gongzhi.cases.public import reopen

    case_id = staff.arbitration(county)
    handle(case_id=case_id, event="conclude", reason="已到位。", by=county.actor("arbiter"), at=long_ago(0.9))
    reopen(case_id=case_id, why="不服。", by=RESIDENT, at=long_ago(0.8))
    own = page(client_of("arbiter"), f"/loop/{case_id}/")
    assert 'aria-describedby="why-conclude"' in own
    assert 'aria-describedby="why-conclude"' not in page(client_of("other-arbiter"), f"/loop/{case_id}/")
    assert Loop.objects.get(id=case_id).state == "arbitration"


def test_lists_and_their_files_keep_the_offices_word_and_the_residents_apart(county: County) -> None:
    case_id = staff.working(county)
    client = client_of("town-handler")
    post(client, f"/loop/{case_id}/answer/", text="清运一半。", finding="PARTLY")
    at = timezone.now()
    judge(
        case_id=case_id,
        solved=True,
        satisfied=None,
        by=RESIDENT,
        at=at,
        drawn=999,
        drawn_later=999,
    )
    shown = page(client_of("leader"), "/list/?kind=case&state=recent")
    assert "Office: solved in part · Whoever asked: solved" in shown
    asked = post(client_of("leader"), "/list/export/?kind=case&state=recent", purpose="月度汇总核对")
    assert asked.status_code == 200
    head, line = b"".join(asked.streaming_content).decode().splitlines()[:2]  # type: ignore[attr-defined]
    assert head.endswith("The office's own word,The word of whoever asked")
    assert line.endswith("solved in part,solved")
