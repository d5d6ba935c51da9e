"""Pages of the register: who opens them, an entry from its first word into force, the switch, objections."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.small_county import POSTS, County

from gongzhi.algorithms.facts import EntryView, Stage, Tier
from gongzhi.algorithms.models import AlgorithmAppeal, AlgorithmUse
from gongzhi.algorithms.public import entry, in_force, retire, version_by_id
from gongzhi.algorithms.section_form import as_written
from gongzhi.algorithms.tests import in_force as gates
from gongzhi.algorithms.tests.in_force import MEMBERS, open_office, put_in_force, sections, who
from gongzhi.cases.facts import Channel
from gongzhi.cases.public import Place, file_case
from gongzhi.kernel.ids import new_id
from gongzhi.people.facts import RESIDENT
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db

CODE = "triage.words"
READERS = {*gates.POSTS, "arbiter", "other-arbiter", "supervisor"}
OWNERS = {"gate-owner", "gate-tester"}
SWITCHERS = {*OWNERS, *MEMBERS, "gate-expert"}


def found(code: str = CODE) -> EntryView:
    view = entry(code)
    assert view
    return view


def visitor(language: str = "en") -> Client:
    """Return somebody who has not signed in."""
    return Client(headers={"accept-language": language})


def step(login: str, loop_id: Any, key: str, **data: Any) -> Any:
    """Take a step on the sheet as its page would."""
    return client_of(login).post(f"/loop/{loop_id}/{key}/", {"once": str(new_id()), **data})


def written(name: str, **more: Any) -> dict[str, Any]:
    """Return a section as its form sends it."""
    values = sections(level=2, purposes=("triage",), on=timezone.localdate())[name]
    return {**as_written(name, values), **more}


def test_an_empty_register_says_so(county: County) -> None:
    page = visitor().get("/algorithms/").content.decode()
    assert "No program is in the register" in page
    assert visitor().get("/algorithms/nothing/").status_code == 404
    assert "none is at work" in visitor().get("/algorithms/object/").content.decode()
    open_office(at=timezone.now())
    assert "No program is in the register" in client_of("gate-owner").get("/register/").content.decode()


def test_who_opens_which_page(county: County) -> None:
    at = timezone.now()
    put_in_force(CODE, Tier.RULES, at=at)
    version = found().newest
    for login in ("", *POSTS, *gates.POSTS):
        client = client_of(login) if login else visitor()
        reads = 200 if login in READERS else 403 if login else 302
        owns = 200 if login in OWNERS else 403 if login else 302
        expected = {
            "/algorithms/": 200,
            f"/algorithms/{CODE}/": 200,
            f"/algorithms/{CODE}/object/": 200,
            "/algorithms/register.json": 200,
            "/register/": reads,
            f"/register/{CODE}/": reads,
            "/register/new/": owns,
            f"/register/{CODE}/version/": {"gate-owner": 200, "gate-tester": 404}.get(login, owns),
            f"/register/{CODE}/switch/": 200 if login in SWITCHERS else 403 if login else 302,
            f"/register/{CODE}/lift/": 200 if login in {*MEMBERS, "gate-expert"} else 403 if login else 302,
            f"/register/sections/{version.id}/impact/": reads,
        }
        assert {path: client.get(path).status_code for path in expected} == expected, login


def test_who_may_not_is_stopped_by_the_action_too(county: County) -> None:
    put_in_force(CODE, Tier.RULES, at=timezone.now())
    reason = {"reason": "试一试", "to": "off"}
    for login in ("supervisor", "arbiter", "dispatcher", "leader"):
        assert client_of(login).post(f"/register/{CODE}/switch/", reason).status_code == 403, login
    assert visitor().post(f"/register/{CODE}/switch/", reason).status_code in (302, 403)
    assert not found().switched_off
    version = found().newest
    for login in ("gate-owner", "gate-tester"):  # what runs is not rewritten under it
        answer = client_of(login).post(f"/register/sections/{version.id}/impact/", written("impact"))
        assert answer.status_code == 409, login


def test_an_entry_from_the_first_word_into_force(county: County) -> None:
    """Plain rules the short way: taken over as they ship, written, reviewed by one, and shown to everybody."""
    open_office(at=timezone.now())
    owner = client_of("gate-owner")
    assert owner.post("/register/new/", {"once": str(new_id())}).status_code == 422
    asked = {"once": str(new_id()), "shipped": CODE}
    owner.post("/register/new/", asked)
    owner.post("/register/new/", asked)  # a retry
    version = found().newest
    assert (version.n, version.tier, version.stage) == (1, Tier.RULES, Stage.NEED)
    assert (
        "Suggest a matter by words"
        in owner.get(f"/register/sections/{version.id}/identity/").content.decode()
    )
    path = f"/register/sections/{version.id}/evaluation/"
    wrong = owner.post(path, written("evaluation", metrics="accuracy, 0.9"))
    assert wrong.status_code == 422
    assert "accuracy, 0.9" in wrong.content.decode(), "nothing typed is lost"
    for name in ("identity", "purpose", "use", "data", "impact", "evaluation"):
        answer = owner.post(f"/register/sections/{version.id}/{name}/", written(name))
        assert answer.status_code == 302, (name, answer.content.decode()[:2000])
    assert step("gate-owner", version.loop_id, "ask_simple").status_code == 302
    assert step("gate-owner", version.loop_id, "approve_simple").status_code in (404, 409), "not by its owner"
    said = {"opinion": "YES", "seat": "EXPERT", "text": ""}
    assert step("gate-board-1", version.loop_id, "approve_simple").status_code == 409, "nobody has spoken"
    assert step("gate-board-1", version.loop_id, "vote", **said).status_code == 302
    assert step("gate-board-1", version.loop_id, "approve_simple").status_code == 302
    assert in_force(CODE, at=timezone.now())
    page = visitor().get("/algorithms/").content.decode()
    assert "At work now" in page
    assert "正在使用" in visitor("zh-hans").get("/algorithms/").content.decode()
    shown = visitor().get(f"/algorithms/{CODE}/").content.decode()
    assert "One reviewer looked at it and approved it" in shown
    assert "It has not been used yet." in shown


def test_the_board_meets_and_its_no_is_published(county: County) -> None:
    at = timezone.now()
    open_office(at=at)
    begun = gates.register(
        code="triage.model", title="模型", tier=Tier.ACTS, by=who("gate-owner", at=at), at=at
    )
    gates.to_review(begun.version, sections(level=2, on=timezone.localdate()), at=at)
    inbox = client_of("gate-resident-1").get("/work/").content.decode()
    assert "模型" in inbox, "the board finds it in its inbox"
    said = {"opinion": "YES", "seat": "EXPERT", "text": ""}
    for login in MEMBERS[:3]:
        assert step(login, begun.loop_id, "vote", **said).status_code == 302
    early = step("gate-board-1", begun.loop_id, "approve")
    assert early.status_code == 409
    assert "3 members have spoken" in early.content.decode()
    no = {"opinion": "NO", "seat": "AFFECTED", "group": "独居老人", "text": ""}
    silent = step("gate-resident-1", begun.loop_id, "vote", **no)
    assert silent.status_code == 409
    assert "独居老人" in silent.content.decode()
    step("gate-resident-1", begun.loop_id, "vote", **(no | {"text": "看不懂它凭什么派。"}))
    step("gate-resident-2", begun.loop_id, "vote", **(no | {"opinion": "CONDITIONS", "text": "每天抽看。"}))
    assert step("gate-board-2", begun.loop_id, "approve", conditions="每天抽看一成。").status_code == 409
    words = {"conditions": "每天抽看一成。", "because": "先只影子运行。"}
    assert step("gate-board-2", begun.loop_id, "approve", **words).status_code == 302
    view = version_by_id(begun.version)
    assert view
    assert view.stage is Stage.SHADOW
    for page in (
        visitor().get("/algorithms/triage.model/").content.decode(),
        client_of("gate-owner").get(f"/loop/{begun.loop_id}/").content.decode(),
    ):
        assert "看不懂它凭什么派。" in page
        assert "先只影子运行。" in page
        assert "独居老人" in page
    assert "gate-resident-1" not in visitor().get("/algorithms/triage.model/").content.decode()
    early = step("gate-owner", begun.loop_id, "start_pilot", share=20)
    assert early.status_code == 409
    assert "at least 7 days" in early.content.decode()


def test_the_switch_is_one_page_and_one_reason(county: County) -> None:
    put_in_force(CODE, Tier.RULES, at=timezone.now())
    path, reviewer = f"/register/{CODE}/switch/", client_of("gate-resident-1")
    assert "Switch it off now" in reviewer.get(path).content.decode()
    assert reviewer.post(path, {"reason": "", "to": "off"}).status_code == 422
    assert found().switched_off is False
    off = {"reason": "居民说它把方言都当成别的事。", "to": "off"}
    assert reviewer.post(path, off).status_code == 302
    assert reviewer.post(path, off).status_code == 302, "sent twice, it stays off"
    assert found().switched_off
    assert not in_force(CODE, at=timezone.now())
    page = visitor().get(f"/algorithms/{CODE}/").content.decode()
    assert "居民说它把方言都当成别的事。" in page
    assert "Switched off" in visitor().get("/algorithms/").content.decode()
    assert visitor().get("/algorithms/register.json").json()["entries"][0]["switched_off"] is True
    on = {"reason": "词表已改。", "to": "on"}
    refused = client_of("gate-owner").post(path, on)
    assert refused.status_code == 409
    assert "The board switched it off" in refused.content.decode()
    assert "Switch it on again" not in client_of("gate-owner").get(f"/register/{CODE}/").content.decode()
    assert "Switch it on again" in reviewer.get(f"/register/{CODE}/").content.decode()
    assert reviewer.post(path, on).status_code == 302
    assert in_force(CODE, at=timezone.now())
    idle = client_of("gate-board-1").post(f"/register/{CODE}/lift/", {"reason": "没有停过"})
    assert idle.status_code == 409
    assert "Nothing stopped it" in idle.content.decode()


def test_an_objection_without_a_report_is_answered_by_a_person(county: County) -> None:
    put_in_force(CODE, Tier.RULES, at=timezone.now())
    client = visitor()
    path = f"/algorithms/{CODE}/object/"
    assert client.post(path, {"once": str(new_id()), "program": CODE, "text": ""}).status_code == 422
    told = {
        "once": str(new_id()),
        "program": CODE,
        "text": "它把我说的下水道当成了自来水。",
        "number": "",
        "code": "",
    }
    assert client.post(path, told).status_code == 302
    assert client.post(path, told).status_code == 302
    row = AlgorithmAppeal.objects.get()
    received = client.get("/algorithms/object/received/").content.decode()
    code = re.sub(r"\s", "", re.search(r'receipt__code--long">([0-9a-f ]+)<', received)[1])  # type: ignore[index]
    assert (
        "There is no answer yet" in client.post("/algorithms/object/answer/", {"code": code}).content.decode()
    )
    for login, status in (("gate-owner", 200), ("supervisor", 200), ("dispatcher", 403)):
        assert client_of(login).get(f"/register/objections/{row.id}/").status_code == status, login
    answer = {"upheld": "yes", "text": "您说得对，词表已经改了。"}
    assert client_of("gate-tester").post(f"/register/objections/{row.id}/", answer).status_code == 409
    empty = client_of("gate-owner").post(f"/register/objections/{row.id}/", {"upheld": "yes", "text": ""})
    assert empty.status_code == 422
    assert client_of("gate-owner").post(f"/register/objections/{row.id}/", answer).status_code == 302
    assert client_of("gate-owner").post(f"/register/objections/{row.id}/", answer).status_code == 302, (
        "a retry"
    )
    other = answer | {"upheld": "no"}
    assert client_of("gate-owner").post(f"/register/objections/{row.id}/", other).status_code == 409, "once"
    page = visitor().post("/algorithms/object/answer/", {"code": code.upper()}).content.decode()
    assert "词表已经改了" in page
    assert "它把我说的下水道" not in visitor().get(f"/algorithms/{CODE}/").content.decode()
    assert "它把我说的下水道" not in visitor().get("/algorithms/register.json").content.decode()


def test_an_objection_about_a_report_needs_its_number_and_code(county: County) -> None:
    put_in_force(CODE, Tier.RULES, at=timezone.now())
    filed = file_case(
        text="下水道堵了。",
        place=Place(division="999901000000", address="西街口"),
        channel=Channel.PORTAL,
        matter="",
        by=RESIDENT,
        at=timezone.now() - timedelta(hours=1),
    )
    client, path = visitor(), "/algorithms/object/"
    told = {"program": CODE, "text": "当成了自来水。", "number": filed.number}
    half = client.post(path, told | {"once": str(new_id())})
    assert half.status_code == 422
    assert "当成了自来水。" in half.content.decode()
    wrong = client.post(path, told | {"once": str(new_id()), "code": "WRONG-CODE"})
    assert wrong.status_code == 422
    assert AlgorithmAppeal.objects.count() == 0
    right = client.post(path, told | {"once": str(new_id()), "code": filed.code})
    assert right.status_code == 302
    assert AlgorithmAppeal.objects.get().about == filed.loop_id


def test_one_line_cannot_bury_those_who_answer(county: County) -> None:
    put_in_force(CODE, Tier.RULES, at=timezone.now())
    answers = [
        visitor()
        .post("/algorithms/object/", {"once": str(new_id()), "program": CODE, "text": f"第{n}件"})
        .status_code
        for n in range(6)
    ]
    assert answers == [302] * 5 + [429]
    assert AlgorithmAppeal.objects.count() == 5


def test_the_last_turn_sent_twice_is_no_turn_too_many(county: County) -> None:
    put_in_force(CODE, Tier.RULES, at=timezone.now())
    client = visitor()
    for n in range(5):
        told = {"once": str(new_id()), "program": CODE, "text": f"第{n}件"}
        assert [client.post("/algorithms/object/", told).status_code for _ in range(2)] == [302, 302]
    assert AlgorithmAppeal.objects.count() == 5


def test_what_was_learned_of_an_earlier_version_stays_published(county: County) -> None:
    at = timezone.now()
    first = put_in_force(CODE, Tier.RULES, at=at - timedelta(days=60)).running
    assert first
    put_in_force(CODE, Tier.RULES, at=at)
    assert (
        "What was learned from it is still being written."
        in visitor().get(f"/algorithms/{CODE}/").content.decode()
    )
    retire(version_id=first.id, post_mortem="旧词表漏了方言。", by=who("gate-owner", at=at), at=at)
    assert "旧词表漏了方言。" in visitor().get(f"/algorithms/{CODE}/").content.decode()
    (told,) = visitor().get("/algorithms/register.json").json()["entries"]
    assert [each["post_mortem"]["zh"] for each in told["other_versions"]] == ["旧词表漏了方言。"]


def test_a_trained_model_is_registered_with_its_file_and_may_reach_further_later(county: County) -> None:
    at = timezone.now()
    open_office(at=at)
    owner = client_of("gate-owner")
    asked = {"shipped": "triage.model", "tier": "T2", "digest": "a" * 64}
    assert owner.post("/register/new/", asked | {"once": str(new_id()), "digest": "x"}).status_code == 422
    assert owner.post("/register/new/", asked | {"once": str(new_id())}).status_code == 302
    first = entry("triage.model").newest  # type: ignore[union-attr]
    assert (first.digest, first.tier) == ("a" * 64, Tier.SUGGESTS)
    assert step("gate-owner", first.loop_id, "drop", reason="换一份").status_code == 302
    further = {"once": str(new_id()), "title": "可以派单的", "digest": "b" * 64, "tier": "T2+"}
    assert owner.post("/register/triage.model/version/", further).status_code == 302
    second = entry("triage.model").newest  # type: ignore[union-attr]
    assert (second.n, second.digest, second.tier) == (2, "b" * 64, Tier.ACTS)


def test_a_section_is_kept_in_one_language_and_the_list_says_what_is_missing(county: County) -> None:
    open_office(at=timezone.now())
    owner = client_of("gate-owner")
    owner.post("/register/new/", {"once": str(new_id()), "shipped": CODE})
    version = found().newest
    path = f"/register/sections/{version.id}/use/"
    half = {name: value for name, value in written("use").items() if not name.endswith("_en")}
    assert owner.post(path, half).status_code == 302
    sheet = owner.get(f"/loop/{version.loop_id}/").content.decode()
    assert "English is missing" in sheet
    assert "What staff are taught" in sheet
    assert "English is missing: " in owner.get(path).content.decode()
    assert owner.post(path, half | {"training": ""}).status_code == 422, "in no language is too little"
    for name in sections(level=2, on=timezone.localdate()):
        if name != "use":
            owner.post(f"/register/sections/{version.id}/{name}/", written(name))
    refused = step("gate-owner", version.loop_id, "ask_simple")
    assert refused.status_code == 409
    assert "Some texts stand in one language only." in refused.content.decode()
    assert "派单员决定。" in visitor().get(f"/algorithms/{CODE}/").content.decode(), (
        "a draft shows what it has"
    )


def test_a_board_sees_what_a_pilot_is_judged_by_and_says_why_few_are_enough(county: County) -> None:
    at = timezone.now()
    put_in_force("triage.model", Tier.SUGGESTS, "ab" * 32, at=at, until=Stage.PILOT)
    version = found("triage.model").trying
    assert version is not None
    AlgorithmUse.objects.bulk_create(
        AlgorithmUse(
            version_id=version.id,
            at=at - timedelta(hours=3),
            purpose="triage",
            tier="T2",
            outcome=outcome,
            value="a",
            turned_out=index % 10 > 0,
        )
        for outcome, number in (("SHOWN", 120), ("HUMAN_ARM", 49))
        for index in range(number)
    )
    sheet = client_of("gate-board-1").get(f"/loop/{version.loop_id}/").content.decode()
    assert "With its word, ended well" in sheet
    assert "90.0 %" in sheet
    assert "The smaller group has 49." in sheet
    assert step("gate-board-1", version.loop_id, "pilot_ok").status_code == 422
    done = step("gate-board-1", version.loop_id, "pilot_ok", reason="每一件都由两人核对过。")
    assert done.status_code == 302
    assert found("triage.model").running is not None
    assert "每一件都由两人核对过。" in visitor().get("/algorithms/triage.model/").content.decode()
