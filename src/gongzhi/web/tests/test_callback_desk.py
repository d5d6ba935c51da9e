"""The callback desk over HTTP: whom to call today, the questions in order, and a withdrawal nobody presses for."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from tests.small_county import County

from gongzhi.cases.models import Case
from gongzhi.cases.public import not_reached, withdraw
from gongzhi.cases.views import callback_desk
from gongzhi.ledger.public import story_of
from gongzhi.loops.models import Deadline, Loop
from gongzhi.loops.public import loop_row
from gongzhi.people.facts import RESIDENT
from gongzhi.web.tests import staff
from gongzhi.web.tests.staff import REVEAL, client_of, long_ago, post

pytestmark = pytest.mark.django_db


def silent(county: County, *, days_ago: float = 4, wanted: bool = True) -> UUID:
    """Return a case that fell silent some days ago and was drawn."""
    case_id = staff.calling(county, wanted=wanted)
    back = timezone.now() - timedelta(days=days_ago)
    Loop.objects.filter(id=case_id).update(entered_at=back)
    Deadline.objects.filter(obligation__loop=case_id, cancelled_at=None).update(
        started_at=back, due_at=back + timedelta(days=7)
    )
    return case_id


def page(client: Client, path: str = "/callback/") -> str:
    return client.get(path).content.decode()


def state(case_id: UUID) -> str:
    row = loop_row(case_id)
    assert row
    return row.state


def test_nobody_to_call_says_so(county: County) -> None:
    assert "Nobody is to be called" in page(client_of("caller"))


def test_what_was_asked_and_answered_stands_before_the_questions(county: County) -> None:
    silent(county)
    shown = page(client_of("caller"))
    for words in (
        "西街口的垃圾桶满了",
        "已清运。",
        "The office's own word: solved",
        "1. “Is the matter solved?”",
    ):
        assert words in shown
    order = [shown.index(words) for words in ("1. “Is the", "2. “Apart from", "3. In the", "4. “Did anybody")]
    assert order == sorted(order)
    assert "13800000001" not in shown


def test_a_lot_that_did_not_fall_is_not_called(county: County) -> None:
    silent(county, wanted=False)
    assert "Nobody is to be called" in page(client_of("caller"))


def test_those_tried_today_hide_nobody_who_is_still_to_be_called(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callback_desk, "QUEUE", 2)
    tried, waiting = [silent(county, days_ago=5 + number) for number in range(3)], silent(county)
    for case_id in tried:
        not_reached(case_id=case_id, by=county.actor("caller"), at=timezone.now())
    row = loop_row(waiting)
    assert row
    shown = page(client_of("caller"))
    assert row.number in shown
    assert shown.index("To be called now") < shown.index(row.number) < shown.index("On another day")


def test_the_number_is_shown_for_a_reason_on_record(county: County) -> None:
    case_id, client = silent(county), client_of("caller")
    nothing = post(client, f"/callback/{case_id}/reveal/", **REVEAL | {"reason": ""})
    assert nothing.status_code == 422
    assert "13800000001" not in nothing.content.decode()
    opened = post(client, f"/callback/{case_id}/reveal/", **REVEAL | {"purpose": "CALLBACK"})
    assert opened.headers["Location"].startswith("/reveals/")
    assert "people.identity_revealed" in [fact.kind for fact in story_of(case_id)]
    assert "13800000001" not in page(client, f"/callback/{case_id}/")


def test_the_answers_go_on_record_and_pressure_stays_out_of_the_handlers_sight(county: County) -> None:
    case_id, client = silent(county), client_of("caller")
    nothing = post(client, f"/callback/{case_id}/call/", text="路灯亮了一盏", solved="")
    assert nothing.status_code == 422
    assert "路灯亮了一盏" in nothing.content.decode()  # nothing typed is lost
    said = {"solved": "no", "satisfied": "DISSATISFIED", "text": "只清了一半", "pressed": "yes"}
    assert post(client, f"/callback/{case_id}/call/", **said).status_code == 302
    case = Case.objects.get(loop=case_id)
    assert (case.solved, case.satisfied, case.judged_via) == (False, "DISSATISFIED", "CALLBACK")
    assert state(case_id) == "working"
    fact = next(each for each in story_of(case_id) if each.kind == "cases.pressure_asked")
    assert fact.data == {"pressed": True}
    sheet = page(client_of("town-handler"), f"/loop/{case_id}/")
    assert "只清了一半" in sheet
    assert "press" not in sheet.lower().replace("pressed the", "")


def test_attempts_are_made_on_different_days(county: County) -> None:
    case_id, client = silent(county), client_of("caller")
    assert post(client, f"/callback/{case_id}/not_reached/").status_code == 302
    assert "On another day" in page(client)
    again = post(client, f"/callback/{case_id}/not_reached/")
    assert again.status_code == 409
    Loop.objects.filter(id=case_id).update(called_at=timezone.now() - timedelta(days=1))
    shown = page(client)
    assert "To be called now" in shown
    assert "tried 1 time" in shown
    assert "Attempts so far: 1 of 3" in shown
    assert state(case_id) == "calling"  # silence is never a yes


def test_who_fell_silent_just_now_is_called_after_the_delay(county: County) -> None:
    case_id = silent(county, days_ago=0)
    shown = page(client_of("caller"))
    assert "On another day" in shown
    assert str(case_id) in shown
    assert "All of today's calls are made" in shown


def test_a_withdrawal_is_asked_about_here(county: County) -> None:
    case_id, client = staff.working(county), client_of("caller")
    withdraw(case_id=case_id, why="不想麻烦大家了。", by=RESIDENT, at=long_ago(1))
    shown = page(client)
    for words in ("wants to withdraw", "不想麻烦大家了。", "Did anybody press you to withdraw?"):
        assert words in shown
    said = {"meant": "no", "pressed": "yes", "text": "有人上门劝撤。"}
    assert post(client, f"/callback/{case_id}/withdrawal/", **said).status_code == 302
    assert state(case_id) == "working"


def test_a_request_sent_twice_is_done_once(county: County) -> None:
    case_id, client = silent(county), client_of("caller")
    once = "0190a5c0-0000-7000-8000-000000000001"
    for _turn in range(2):
        response = client.post(f"/callback/{case_id}/call/", {"once": once, "solved": "yes", "pressed": ""})
        assert response.status_code == 302
    assert [fact.kind for fact in story_of(case_id)].count("cases.judged") == 1


@pytest.mark.parametrize(
    "login", ["town-handler", "town-head", "dispatcher", "arbiter", "leader", "verifier"]
)
def test_no_other_post_calls(county: County, login: str) -> None:
    case_id = silent(county)
    client = client_of(login)
    assert client.get("/callback/").status_code == 403
    assert client.get(f"/callback/{case_id}/").status_code == 403
    for key in ("call", "not_reached", "reveal"):
        before = len(story_of(case_id))
        assert post(client, f"/callback/{case_id}/{key}/", solved="yes", reason="想看看").status_code == 403
        assert len(story_of(case_id)) == before
    assert Client().get("/callback/").status_code == 302


def test_a_case_of_another_desk_does_not_exist_here(county: County) -> None:
    case_id = silent(county)
    from gongzhi.loops.models import Holder

    Holder.objects.filter(loop=case_id, party="caller").update(unit=county.unit("recheck"))
    assert client_of("caller").get(f"/callback/{case_id}/").status_code == 404


def test_words_about_a_withdrawal_are_masked_until_the_desk_says_why(county: County) -> None:
    case_id = staff.working(county)
    withdraw(case_id=case_id, why="邻居李建国劝我撤的，他电话13900001111。", by=RESIDENT, at=long_ago(1))
    client, path = client_of("caller"), f"/callback/{case_id}/"
    shown = page(client, path)
    assert "邻居〔name〕劝我撤的，他电话〔mobile number〕。" in shown
    assert "13900001111" not in shown
    answer = post(client, f"/case/{case_id}/look/texts/", ground="WHO", back="callback-case")
    assert answer.headers["Location"] == path
    assert "邻居李建国劝我撤的，他电话13900001111。" in page(client, path)
