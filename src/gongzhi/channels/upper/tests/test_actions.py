"""Orders of the platform above over HTTP: one story from taking in to the end, and each fault by itself."""

from datetime import timedelta

import pytest
from tests.small_county import START

from gongzhi.cases.facts import DeclineReason, Destination, Finding
from gongzhi.cases.models import Case
from gongzhi.cases.public import answer, check_replay, decline, dispatch, handle, judge
from gongzhi.channels.upper import turns
from gongzhi.channels.upper.actions.check_replay import check_orders
from gongzhi.channels.upper.actions.deliver import send_again, set_aside
from gongzhi.channels.upper.actions.load_mapping import load_mapping
from gongzhi.channels.upper.actions.reconcile import settle_difference
from gongzhi.channels.upper.facts import How, State, What
from gongzhi.channels.upper.models import (
    UpperCode,
    UpperDifference,
    UpperMapping,
    UpperMessage,
    UpperOrder,
    UpperRun,
)
from gongzhi.channels.upper.queries import open_differences, platform, stuck_messages, unknown_codes
from gongzhi.channels.upper.tests.at_work import Work
from gongzhi.channels.upper.tests.simulator import FAULTS, Above
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import check_replay as check_loops
from gongzhi.people.facts import RESIDENT, SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def above(work: Work) -> Above:
    assert work.above is not None
    return work.above


def worked_on(work: Work, number: str) -> None:
    """Dispatch a case and sign for it, as the county does."""
    loop, county = work.loop(number), work.county
    by, at = county.actor("dispatcher"), work.clock()
    dispatch(case_id=loop.id, event="dispatch", unit_id=county.unit("town"), by=by, at=at)
    handle(case_id=loop.id, event="sign", by=county.actor("town-handler"), at=at)


def answered(work: Work, number: str) -> None:
    worked_on(work, number)
    by = work.county.actor("town-handler")
    text = "已清运，并增加一次晚间收运。"
    answer(case_id=work.loop(number).id, finding=Finding.SOLVED, text=text, by=by, at=work.clock())


def events_of(work: Work, number: str) -> list[str]:
    return [str(f.data.get("event") or f.data.get("what") or f.kind) for f in story_of(work.loop(number).id)]


def test_an_order_is_a_case_and_the_resident_is_asked_once(work: Work, above: Above) -> None:
    above.give("2026-001", deadline_class="urgent", unit="U01")
    work.turn()
    loop = work.loop("2026-001")
    case = Case.objects.get(loop=loop.id)
    assert (case.channel, case.source, loop.matter) == ("ABOVE", "city:2026-001", "city.waste.street")
    assert case.contact_id is not None
    assert case.grid == "999901100001001"
    assert case.proposed_unit_id == work.county.unit("town")
    answered(work, "2026-001")
    work.turn()
    assert above.kinds("2026-001") == ["SIGN", "REPLY"]
    reply = next(each for each in above.told.values() if each["kind"] == "REPLY")
    assert (reply["text"], reply["code"]) == ("已清运，并增加一次晚间收运。", "J1")
    above.move("2026-001", "JUDGED", solved=True, satisfied="满意")
    above.move("2026-001", "CLOSED", words="回访满意，办结。")
    work.turn()
    case.refresh_from_db()
    assert work.loop("2026-001").state in ("closed", "rechecking")
    assert (case.solved, case.satisfied, case.judged_via) == (True, "SATISFIED", "ABOVE")
    work.turn()
    assert above.kinds("2026-001") == ["SIGN", "REPLY"]
    assert not open_differences()
    assert not list(check_replay())
    assert not list(check_loops())


def test_what_comes_twice_or_in_another_order_changes_nothing(work: Work, above: Above) -> None:
    for number in ("a", "b", "c"):
        above.give(number)
    above.move("a", "DEADLINE", due_at=(START + timedelta(days=2)).isoformat())
    above.move("a", "REMARK", words="请先联系反映人。")
    above.repeat, above.shuffled, above.only_last = 5, True, True
    for _ in range(3):
        work.turn()
    assert UpperOrder.objects.count() == Case.objects.count() == 3
    order = UpperOrder.objects.get(number="a")
    assert (order.seen, order.due_at) == (2, START + timedelta(days=2))
    assert events_of(work, "a").count("REMARK") == 1
    assert work.came[1:] == [0, 0]


def test_an_hour_of_trouble_loses_nothing_and_doubles_nothing(work: Work, above: Above) -> None:
    for times, fault in enumerate(FAULTS):
        above.give(f"{fault}-1")
        work.turn()
        answered(work, f"{fault}-1")
        above.fault = fault
        above.give(f"{fault}-2")
        for _ in range(3):
            work.turn()
            work.clock.on(minutes=20)
        assert work.trouble(), fault
        assert Case.objects.count() == times * 2 + 1
        above.fault = ""
        work.rest()
        assert work.trouble() == ""
        assert above.kinds(f"{fault}-1")[:2] == ["SIGN", "REPLY"]
        assert Case.objects.count() == times * 2 + 2
        assert set(UpperMessage.objects.values_list("state", flat=True)) == {State.SENT}


def test_an_unknown_code_waits_at_the_desk_until_it_is_mapped(work: Work, above: Above) -> None:
    above.give("x", category="9999", text="")
    work.turn()
    loop = work.loop("x")
    assert (loop.state, loop.matter) == ("registered", "")
    found = platform("city", START.date())
    assert found is not None
    assert [(what, value) for what, value, _at in unknown_codes(found.meaning)] == [("CATEGORY", "9999")]
    text = UpperMapping.objects.latest("id").text.replace('"0202": water.burst', '"9999": water.burst')
    load_mapping(text=text, by=SYSTEM, at=work.clock())
    work.turn()
    assert work.loop("x").matter == "water.burst"
    assert not UpperCode.objects.exists()


def test_a_return_and_what_they_say_to_it(work: Work, above: Above) -> None:
    above.give("r")
    work.turn()
    decline(
        case_id=work.loop("r").id,
        event="refuse",
        reason_code=DeclineReason.OUTSIDE,
        destination=Destination.ELSEWHERE,
        reason="不在本县。",
        where_to_go="请找邻县热线。",
        by=work.county.actor("dispatcher"),
        at=work.clock(),
    )
    work.turn()
    told = next(each for each in above.told.values() if each["kind"] == "RETURN")
    assert (told["code"], told["reason"]) == ("T01", "不在本县。")
    above.move("r", "NOT_TAKEN_BACK", words="在你县境内。")
    work.turn()
    assert work.loop("r").state == "arbitration"
    assert above.kinds("r") == ["RETURN"]


def test_their_end_and_their_reopening_are_followed(work: Work, above: Above) -> None:
    above.give("e")
    work.turn()
    worked_on(work, "e")
    above.move("e", "RECALLED", words="转由市级部门办理。")
    work.turn()
    loop = work.loop("e")
    assert (loop.state, loop.end_kind) == ("ended_above", "transferred")
    moved = [fact for fact in story_of(loop.id) if fact.kind == "loops.moved"][-1]
    assert (moved.texts or {})["reason"] == "转由市级部门办理。"
    above.move("e", "REOPENED", words="市级部门退回。")
    work.turn()
    assert work.loop("e").state == "working"
    assert above.kinds("e") == ["SIGN"]


def test_an_order_they_show_no_more_keeps_nothing_else_waiting(work: Work, above: Above) -> None:
    above.give("h")
    work.turn()
    above.move("h", "REMARK", words="请尽快。")
    above.move("h", "RECALLED", words="转由市级部门办理。")
    above.give("n")
    above.only_last, above.hides = True, True
    work.turn()
    assert work.loop("n").state == "registered"
    assert work.loop("h").state == "ended_above"
    assert work.trouble() == ""
    assert [(each.number, each.what) for each in open_differences()] == [("h", What.NOT_FOLLOWED)]


def test_a_slow_platform_leaves_the_worker_and_goes_on_next_time(
    work: Work, above: Above, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LONGEST_TURN", timedelta(seconds=-1))
    for number in ("a", "b", "c"):
        above.give(number)
    above.move("a", "REMARK", words="请尽快。")
    for _turn in range(5):
        work.turn()
    assert work.came == [1, 1, 1, 1, 0]
    assert Case.objects.count() == UpperOrder.objects.count() == 3
    assert above.asked[-1].startswith("GET /gz/orders?after=4&")
    assert work.trouble() == ""


def test_a_judgement_without_a_verdict_is_none(work: Work, above: Above) -> None:
    above.give("v")
    work.turn()
    answered(work, "v")
    above.move("v", "JUDGED", satisfied="满意", words="已回访，未接通。")
    work.turn()
    case = Case.objects.get(loop=work.loop("v").id)
    assert (case.solved, work.loop("v").state) == (None, "answered")
    assert not open_differences()


def test_the_residents_own_word_is_never_overwritten(work: Work, above: Above) -> None:
    above.give("d")
    work.turn()
    answered(work, "d")
    case_id = work.loop("d").id
    judge(case_id=case_id, solved=False, satisfied=None, by=RESIDENT, at=work.clock())
    above.move("d", "JUDGED", solved=True, satisfied="满意")
    above.move("d", "CLOSED", words="已解决。")
    work.turn()
    case = Case.objects.get(loop=case_id)
    assert (case.solved, case.judged_via, work.loop("d").state) == (False, "RESIDENT", "working")
    (difference,) = open_differences()
    assert (difference.what, difference.ours) == (What.OPINION, "NOT_SOLVED")
    assert {"SOLVED", "ENDED"} <= set(events_of(work, "d"))
    with pytest.raises(Refused, match=r"^loops\.reason_missing$"):
        settle(work, difference, "")
    settle(work, difference, "两边都保留。")
    assert not open_differences()


def settle(work: Work, difference: UpperDifference, reason: str) -> None:
    by = work.county.actor("dispatcher")
    settle_difference(difference_id=difference.id, how=How.NOTED, reason=reason, by=by, at=work.clock())


def test_solved_here_and_opened_again_above_stand_side_by_side(work: Work, above: Above) -> None:
    above.give("s")
    work.turn()
    answered(work, "s")
    case_id = work.loop("s").id
    judge(
        case_id=case_id, solved=True, satisfied=None, by=RESIDENT, at=work.clock(), drawn=999, drawn_later=999
    )
    above.move("s", "REOPENED", words="抽查未解决。")
    work.turn()
    assert work.loop("s").state == "closed"
    assert Case.objects.get(loop=case_id).solved is True
    assert [each.what for each in open_differences()] == [What.OPINION]


def test_their_limit_stands_beside_ours_and_is_told(work: Work, above: Above) -> None:
    above.give("l", due_at=(START + timedelta(hours=10)).isoformat())
    work.turn()
    first = work.loop("l").first_due_at
    work.clock.on(hours=7, minutes=1)
    work.turn()
    assert UpperOrder.objects.get(number="l").warned == "AMBER"
    above.move("l", "EXTENDED", due_at=(START + timedelta(hours=30)).isoformat())
    work.clock.on(hours=4)
    work.turn()
    assert UpperOrder.objects.get(number="l").warned == ""
    work.clock.on(hours=30)
    work.turn()
    work.turn()
    assert UpperOrder.objects.get(number="l").warned == "RED"
    assert work.loop("l").first_due_at == first


def test_lists_of_a_day_are_compared_and_differences_settle(work: Work, above: Above) -> None:
    for number in ("1", "2", "3"):
        above.give(number)
    work.turn()
    above.give("4")
    del above.orders["1"]
    above.orders["2"]["due_at"] = (START + timedelta(days=9)).isoformat()
    above.orders["3"]["status"] = "已办结"
    work.clock.on(days=1)
    above.changed.remove("4")
    assert turns.reconcile_all(work.clock) == 1
    assert turns.reconcile_all(work.clock) == 0
    found = {(each.number, each.what) for each in open_differences()}
    assert found == {
        ("1", What.MISSING_ABOVE),
        ("2", What.DEADLINE),
        ("3", What.STATUS),
        ("4", What.MISSING_HERE),
    }
    run = UpperRun.objects.get()
    assert (run.day, run.compared, run.found) == (START.date(), 4, 4)
    view = platform("city", START.date())
    assert view is not None
    assert turns.ask_for(view, "4", work.clock) == 1
    above.orders["3"]["status"] = "办理中"
    work.clock.on(days=1)
    turns.reconcile_all(work.clock)
    assert {each.number for each in open_differences()} == {"1", "2"}


def test_what_they_do_not_accept_waits_for_somebody(work: Work, above: Above) -> None:
    above.give("m")
    work.turn()
    above.refuses["SIGN"] = "too_late"
    answered(work, "m")
    work.turn()
    work.rest()
    (stuck,) = stuck_messages()
    assert (stuck.state, stuck.code, above.kinds("m")) == (State.REFUSED, "too_late", [])
    above.refuses.clear()
    send_again(message_id=stuck.id, by=work.county.actor("dispatcher"), at=work.clock())
    work.turn()
    assert above.kinds("m")[:2] == ["SIGN", "REPLY"]
    with pytest.raises(Refused, match=r"^loops\.not_entitled$"):
        set_aside(message_id=stuck.id, reason="x", by=work.county.actor("town-handler"), at=work.clock())


def test_days_of_silence_end_as_a_letter_somebody_sees(work: Work, above: Above) -> None:
    above.give("z")
    work.turn()
    worked_on(work, "z")
    above.fault = "500"
    for _ in range(17):
        work.clock.on(days=1)
        work.turn()
    (stuck,) = stuck_messages()
    assert (stuck.state, stuck.code) == (State.DEAD, "upper.status_500")
    set_aside(message_id=stuck.id, reason="电话已告知。", by=work.county.actor("dispatcher"), at=work.clock())
    assert not stuck_messages()


def test_a_text_over_the_limit_is_kept_whole(work: Work, above: Above) -> None:
    above.give("long", text="长" * 20_050, address="路" * 300, name="李四", phone="")
    work.turn()
    case = Case.objects.get()
    more = next(fact for fact in story_of(case.loop_id) if fact.data.get("what") == "MORE")
    assert len(case.text) == 20_000
    assert (more.texts or {})["text"] == "长" * 50 + "\n" + "路" * 100
    assert case.contact_id is not None


def test_nothing_in_an_order_keeps_it_out(work: Work, above: Above) -> None:
    above.give(
        "odd",
        text="灯\0不亮",
        name="王\0五",
        category="类" * 64,
        address="\0",
        longitude=999,
        given_at="0001-01-01T00:00:00+08:00",
        due_at="9999-12-31T23:59:59-12:00",
        photos=["https://elsewhere.example/a.jpg", "file:///etc/passwd"],
    )
    above.move("odd", "REMARK", words="\0", due_at="9999-12-31T23:59:59-12:00")
    work.turn()
    assert work.trouble() == ""
    order = UpperOrder.objects.get(number="odd")
    assert (order.due_at, order.given_at, order.seen) == (None, START, 1)
    assert Case.objects.get().text == "灯不亮"


def test_what_the_resident_says_here_later_is_listed_too(work: Work, above: Above) -> None:
    above.give("o")
    work.turn()
    worked_on(work, "o")
    above.move("o", "JUDGED", solved=True)
    work.turn()
    text, by = "已清运。", work.county.actor("town-handler")
    answer(case_id=work.loop("o").id, finding=Finding.SOLVED, text=text, by=by, at=work.clock())
    judge(case_id=work.loop("o").id, solved=False, satisfied=None, by=RESIDENT, at=work.clock())
    work.turn()
    (difference,) = open_differences()
    assert (difference.what, difference.ours, difference.theirs) == (What.OPINION, "NOT_SOLVED", "SOLVED")
    assert not list(check_orders())
