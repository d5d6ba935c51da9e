"""What people see of a platform above: the page, the sheet, the desk, the resident's page."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.small_county import START

from gongzhi.cases.models import Case
from gongzhi.channels.upper import turns
from gongzhi.channels.upper.models import UpperDifference, UpperMessage
from gongzhi.channels.upper.tests.at_work import Work
from gongzhi.channels.upper.tests.test_actions import answered
from gongzhi.loops.public import due_rows
from gongzhi.people.models import Account
from gongzhi.people.public import account_by_login

pytestmark = pytest.mark.django_db(transaction=True)


def client_of(login: str) -> Client:
    account = account_by_login(login)
    assert account is not None
    client = Client()
    client.force_login(Account.objects.get(id=account.id))
    return client


@pytest.fixture
def differing(work: Work) -> Work:
    """Two orders, of which one has an unknown code, one a message that was not taken, and a difference."""
    above = work.above
    assert above is not None
    above.give("2026-77", due_at=(START + timedelta(days=2)).isoformat())
    above.give("2026-78", category="8888")
    work.turn()
    answered(work, "2026-77")
    above.refuses["REPLY"] = "stamp_missing"
    work.turn()
    del above.orders["2026-78"]
    work.clock.on(days=1)
    turns.reconcile_all(work.clock)
    return work


def test_the_page_says_what_to_look_at_and_takes_it(differing: Work) -> None:
    desk = client_of("dispatcher")
    page = desk.get("/upper/").content.decode()
    for words in ("河市12345热线", "8888", "stamp_missing", "2026-78", "本级在办、上级没有"):
        assert words in page, words
    message = UpperMessage.objects.get(state="REFUSED")
    answer = desk.post(f"/upper/messages/{message.id}/", {"aside": "1", "reason": ""})
    assert answer.status_code == 409
    assert desk.post(f"/upper/messages/{message.id}/", {"reason": ""}).status_code == 302
    message.refresh_from_db()
    assert message.state == "WAITING"
    difference = UpperDifference.objects.get(what="MISSING_ABOVE")
    assert desk.post(f"/upper/differences/{difference.id}/", {"note": "1"}).status_code == 409
    kept = desk.post(f"/upper/differences/{difference.id}/", {"resend": "1", "reason": "写了一半的说明"})
    assert kept.status_code == 409
    assert "写了一半的说明" in kept.content.decode()
    for _ in range(2):
        answer = desk.post(f"/upper/differences/{difference.id}/", {"note": "1", "reason": "对方已撤单。"})
        assert answer.status_code == 302
    difference.refresh_from_db()
    assert difference.how == "NOTED"


def test_the_page_opens_to_the_desk_and_administrators_only(differing: Work) -> None:
    assert client_of("admin").get("/upper/").status_code == 200
    for login in ("town-handler", "caller", "leader"):
        client = client_of(login)
        assert client.get("/upper/").status_code == 403
        difference = UpperDifference.objects.first()
        assert difference is not None
        assert (
            client.post(f"/upper/differences/{difference.id}/", {"note": "1", "reason": "x"}).status_code
            == 403
        )
    assert Client().get("/upper/").status_code == 302


def test_differences_go_out_as_a_file(differing: Work) -> None:
    answer = client_of("admin").get("/upper/differences.csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert "2026-78" in answer.content.decode("utf-8-sig")


def test_what_is_due_above_first_stands_first(work: Work) -> None:
    """Ours of the second order comes later than ours of the first; theirs comes before both."""
    above = work.above
    assert above is not None
    above.give("2026-77", due_at=(START + timedelta(days=60)).isoformat())
    work.turn()
    work.clock.on(hours=2)
    above.give("2026-78", due_at=(START + timedelta(minutes=1)).isoformat())
    above.give("2026-79", due_at=None)
    work.turn()
    lines = due_rows(work.county.actor("dispatcher"), 0, 10)
    numbers = [Case.objects.get(loop=line.loop.id).source for line in lines]
    assert numbers == ["city:2026-78", "city:2026-77", "city:2026-79"]
    assert lines[0].first_at == START + timedelta(minutes=1) < lines[0].due_at
    inbox = client_of("dispatcher").get("/work/").content.decode()
    assert "2026-78，已超上级时限" in inbox


def test_both_clocks_and_their_number_stand_on_sheet_desk_and_list(differing: Work) -> None:
    case = Case.objects.get(source="city:2026-77")
    sheet = client_of("town-handler").get(f"/loop/{case.loop_id}/")
    words = sheet.content.decode()
    for each in ("上级平台", "2026-77", "上级计时起点", "本级计时起点", "上级时限"):
        assert each in words, each
    desk = client_of("dispatcher").get("/desk/").content.decode()
    assert "2026-78，已超上级时限" in desk  # the simulated clock lies behind the real one
