"""Text messages come in as files of the gateway's folder, and go round: filed, judged, objected to, looked at."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.small_county import COUNTY, County, import_county

from gongzhi.cases.facts import Channel, Filer, Finding
from gongzhi.cases.public import (
    Person,
    Place,
    answer,
    case_by_code,
    dispatch,
    file_case,
    handle,
    resident_case,
)
from gongzhi.channels.sms import limits
from gongzhi.channels.sms.actions.check_sms import check_sms
from gongzhi.channels.sms.facts import SmsState
from gongzhi.channels.sms.jobs import take_in_sms
from gongzhi.channels.sms.models import IncomingSms
from gongzhi.ledger.public import subjects_of
from gongzhi.people.facts import RESIDENT
from gongzhi.people.public import acted_for
from gongzhi.web.tests.staff import client_of, long_ago

pytestmark = pytest.mark.django_db
SENDER = "13800000001"
REPORT = "西街口的垃圾桶满了三天没人收"


@pytest.fixture
def county(db) -> County:
    return import_county(at=long_ago(24 * 30))


@pytest.fixture
def folder(tmp_path, settings):
    settings.GONGZHI_SMS_FOLDER = tmp_path
    settings.GONGZHI_SMS_GATEWAY = ""
    (tmp_path / "in").mkdir()
    return tmp_path


def send(folder, name: str, text: str, sender: str = SENDER) -> None:
    line = {"sender": sender, "text": text, "at": "2026-03-02T09:00:00+08:00"}
    (folder / "in" / f"{name}.json").write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")


def answers(folder) -> list[dict[str, str]]:
    return [json.loads(path.read_text("utf-8")) for path in sorted((folder / "out").glob("*.json"))]


def states() -> dict[str, str]:
    return dict(IncomingSms.objects.values_list("gateway_id", "state"))


def answered(county: County, *, phone: str = SENDER, by=RESIDENT, channel=Channel.PORTAL):
    case_id = file_case(
        text=REPORT,
        place=Place(division=COUNTY),
        channel=channel,
        matter="water.burst",
        person=Person(filer=Filer.NAMED, phone=phone),
        by=by,
        at=long_ago(5),
    ).loop_id
    by = county.actor("dispatcher")
    dispatch(case_id=case_id, event="dispatch", unit_id=county.unit("water"), by=by, at=long_ago(4))
    handler = county.actor("water-handler")
    handle(case_id=case_id, event="sign", by=handler, at=long_ago(3))
    answer(case_id=case_id, finding=Finding.SOLVED, text="已清运。", by=handler, at=long_ago(2))
    return case_id


def test_a_report_becomes_a_case_once(county, folder) -> None:
    for _again in range(2):
        send(folder, "a1", REPORT)  # the same message, as a gateway that was killed gives it again
        assert take_in_sms(at=long_ago(0)) == 1
    assert not list((folder / "in").glob("*.json"))
    [told] = answers(folder)
    assert told["to"] == SENDER
    number = told["text"].split("编号 ")[1].split("，")[0]
    code = told["text"].split("查询码 ")[1].split("：")[0]
    case = case_by_code(number, code)
    assert case
    assert (case.channel, case.text, case.has_contact) == (Channel.SMS, REPORT, True)
    assert states() == {"a1": SmsState.FILED}
    assert list(check_sms()) == []
    assert len(list(subjects_of("channels.sms_taken"))) == 1


def test_of_one_sender_so_many_a_day_are_taken_and_answers_always(county, folder, monkeypatch) -> None:
    monkeypatch.setattr(limits, "per_day", lambda: 2)
    at = timezone.now()
    for number in range(5):
        send(folder, f"m{number}", f"{REPORT}，第{number}次")
    send(folder, "n1", REPORT, sender="13800000002")
    send(folder, "o1", "退订")
    for _twice in range(2):
        take_in_sms(at=at)
        send(folder, "m4", f"{REPORT}，第4次")  # the gateway gives one again: it is the same turn
    found = states()
    assert [found[f"m{number}"] for number in range(5)] == ["FILED"] * 2 + ["TOO_MANY"] * 3
    assert (found["n1"], found["o1"]) == ("FILED", "STOPPED")
    told = [each for each in answers(folder) if "明天" in each["text"]]
    assert len(told) == 1, "whoever sends too many is told so once"
    send(folder, "next", REPORT)
    take_in_sms(at=at + timedelta(days=1))
    assert states()["next"] == "FILED"
    assert list(check_sms()) == []


def test_answers_to_nothing_that_was_asked_fill_no_desk_either(county, folder, monkeypatch) -> None:
    monkeypatch.setattr(limits, "per_day", lambda: 2)
    for number, text in enumerate(("1", "9", "3 0123", "2", "1")):
        send(folder, f"m{number}", text)
        send(
            folder, f"n{number}", REPORT, sender="SERVICE"
        )  # no number: nobody knows whether it is one sender
    take_in_sms(at=timezone.now())
    found = states()
    assert [found[f"m{number}"] for number in range(5)] == ["UNCLEAR"] * 2 + ["TOO_MANY"] * 3
    assert "TOO_MANY" not in {found[f"n{number}"] for number in range(5)}
    assert list(check_sms()) == []


@pytest.mark.parametrize(
    ("text", "solved", "state"),
    [("1", True, "closed"), ("2", False, "working"), ("3", False, "working")],
)
def test_a_reply_judges_the_case_that_was_asked_about(county, folder, text, solved, state) -> None:
    case_id = answered(county)
    for _again in range(2):
        send(folder, "a1", text)
        take_in_sms(at=long_ago(0))
    view = resident_case(case_id)
    assert view
    assert view.judged_via == "SMS"
    assert view.solved is solved
    assert view.loop.state in (state, "rechecking")
    assert states() == {"a1": SmsState.JUDGED}
    assert list(check_sms()) == []


def test_with_two_questions_open_the_digits_tell_them_apart(county, folder) -> None:
    one, other = answered(county), answered(county)
    send(folder, "a1", "1")
    take_in_sms(at=long_ago(0))
    assert states() == {"a1": SmsState.UNCLEAR}
    view = resident_case(other)
    assert view
    send(folder, "a2", f"1 {view.loop.number[-4:]}")
    take_in_sms(at=long_ago(0))
    assert states()["a2"] == SmsState.JUDGED
    judged = [resident_case(one), resident_case(other)]
    assert [each.judged_via for each in judged if each] == ["", "SMS"]


def test_a_stranger_judges_nothing(county, folder) -> None:
    case_id = answered(county)
    send(folder, "a1", "1", sender="13900000009")
    take_in_sms(at=long_ago(0))
    view = resident_case(case_id)
    assert view
    assert view.loop.state == "answered"
    assert states() == {"a1": SmsState.UNCLEAR}


def test_the_person_objects_by_message(county, folder) -> None:
    case_id = file_case(
        text=REPORT,
        place=Place(division=COUNTY),
        channel=Channel.COUNTER,
        person=Person(filer=Filer.NAMED, phone=SENDER),
        by=county.actor("operator"),
        at=long_ago(5),
    ).loop_id
    send(folder, "a1", "不是我的意思")
    take_in_sms(at=long_ago(0))
    assert acted_for(case_id)[0].undone
    assert states() == {"a1": SmsState.OBJECTED}


@pytest.mark.parametrize(("text", "state"), [("退订", SmsState.STOPPED), ("0", SmsState.CALL)])
def test_stop_and_a_person(county, folder, text, state) -> None:
    send(folder, "a1", text)
    take_in_sms(at=long_ago(0))
    assert states() == {"a1": state}
    assert len(answers(folder)) == 1


def test_a_person_looks_at_what_is_not_understood(county, folder) -> None:
    send(folder, "a1", "路灯？")
    send(folder, "a2", "嗯")
    take_in_sms(at=long_ago(0))
    client = client_of("operator")
    assert ">路灯？<" in client.get("/sms/").content.decode()
    rows = {row.gateway_id: row.id for row in IncomingSms.objects.all()}
    for _twice in range(2):
        client.post(f"/sms/{rows['a1']}/file/", {"division": COUNTY})
    view = resident_case(rows["a1"])  # the case keeps the id, and so the sender in the vault
    assert view
    assert (view.channel, view.text, view.has_contact) == (Channel.SMS, "路灯？", True)
    assert client.post(f"/sms/{rows['a2']}/settle/", {"reason": ""}).status_code == 409
    client.post(f"/sms/{rows['a2']}/settle/", {"reason": "没有内容"})
    assert states() == {"a1": SmsState.FILED, "a2": SmsState.SETTLED}
    assert set(IncomingSms.objects.values_list("text", flat=True)) == {""}
    assert list(check_sms()) == []
    for login in ("town-handler", "grid-worker"):  # it lies in no place yet
        assert client_of(login).get("/sms/").status_code == 403


def test_a_file_nobody_can_read_stops_nobody(county, folder) -> None:
    (folder / "in" / "a0.json").write_bytes(b"\xff\xfe{")
    send(folder, "a1", REPORT)
    assert take_in_sms(at=long_ago(0)) == 1
    assert states() == {"a1": SmsState.FILED}


def test_a_sender_told_with_the_countrys_code_is_the_same(county, folder) -> None:
    case_id = answered(county)
    send(folder, "a1", "1", sender=f"+86{SENDER}")
    take_in_sms(at=long_ago(0))
    view = resident_case(case_id)
    assert view
    assert (view.solved, states()) == (True, {"a1": SmsState.JUDGED})


def test_what_cannot_be_filed_waits_for_a_person_and_holds_nobody_up(county, folder) -> None:
    send(folder, "a0", REPORT * 2_000)  # more than a case holds
    send(folder, "a1", REPORT)
    assert take_in_sms(at=long_ago(0)) == 2
    assert states() == {"a0": SmsState.UNCLEAR, "a1": SmsState.FILED}
    assert not list((folder / "in").glob("*.json"))


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    content=st.binary(max_size=200)
    | st.fixed_dictionaries(
        {}, optional={"sender": _ANY, "text": _ANY, "at": _ANY | st.just("2026-03-02T09:00:00+08:00")}
    ).map(lambda line: json.dumps(line).encode())
)
def test_any_file_is_taken_in_or_left(county, folder, content) -> None:
    (folder / "in" / "fuzz.json").write_bytes(content)
    take_in_sms(at=long_ago(0))
    (folder / "in" / "fuzz.json").unlink(missing_ok=True)
    IncomingSms.objects.filter(gateway_id="fuzz").delete()
