"""The readings and the endpoint at the gate: what passes, what is masked on its way out, and what never goes out."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from tests.small_county import COUNTY, START, County

from gongzhi.algorithms import public as algorithms
from gongzhi.algorithms.facts import Answer, Stage, Tier, Without
from gongzhi.algorithms.tests.in_force import put_in_force, who
from gongzhi.diagnosis.endpoint.grounding import ask_fixed
from gongzhi.diagnosis.endpoint.prompt import digest_of
from gongzhi.diagnosis.endpoint.running import ENTRY, Replied, cited, may_ask
from gongzhi.diagnosis.endpoint.running import ask as begin
from gongzhi.diagnosis.endpoint.simulator import Behaviour, Simulator, given_in
from gongzhi.diagnosis.endpoint.speaking import Endpoint
from gongzhi.diagnosis.facts import Message, Urgency
from gongzhi.diagnosis.public import fixed_questions, report_grounded
from gongzhi.diagnosis.rules import reading_of, safety_of
from gongzhi.diagnosis.tests.test_endpoint import running
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.knowledge.facts import ArticleText
from gongzhi.knowledge.public import publish_article, write_article
from gongzhi.ledger.public import story_of
from gongzhi.people.facts import SYSTEM

pytestmark = pytest.mark.django_db

_PURPOSES = ("triage", "safety", "answers")
_TEXT = "水管爆裂了水往家里灌，我叫张三，电话13912345678，住文三路123号"


def _message(text: str = _TEXT) -> Message:
    return Message("", text, division=COUNTY, channel="WEB", at=START)


def _invoke(code: str, given: object, *, purpose: str = "triage", tier: Tier = Tier.RULES) -> Answer:
    with transaction.atomic():
        return algorithms.invoke(
            code=code,
            given=given,
            purpose=purpose,
            tier=tier,
            about=new_id(),
            kind="case",
            groups={},
            by=SYSTEM,
            at=START,
        )


def ask(message: Message, *, at: datetime) -> Replied | None:
    """Ask, and wait for the answer."""
    away = begin(message, at=at)
    if away is None:
        return None
    away.wait(30)
    assert away.over
    return away.result


def _article(county: County) -> UUID:
    made, by = new_id(), county.actor("dispatcher")
    text = ArticleText(
        title="家里没有水怎么办",
        body="先看供水公司的停水公告。公告里没有的，请说清楼号，我们通知抢修。",
        sources="《城市供水条例》第二十二条",
        matters=("water",),
        public=True,
        valid_from=date(2026, 3, 1),
        review_on=date(2027, 3, 1),
    )
    write_article(article_id=made, unit_id=county.unit("water"), text=text, by=by, at=START)
    publish_article(article_id=made, by=by, at=START)
    return made


@pytest.fixture
def simulator(county: County, settings: Any) -> Iterator[Simulator]:
    with running(Behaviour.GOOD) as found:
        settings.GONGZHI_ENDPOINT_URL, settings.GONGZHI_ENDPOINT_MODEL = found.url, "simulator"
        yield found


def test_nothing_is_said_before_somebody_put_it_into_force(county: County) -> None:
    for code in ("triage.words", "safety.words", "answers.words"):
        assert _invoke(code, _message()).without is Without.NO_ENTRY


def test_words_of_the_county_s_own_tree(county: County) -> None:
    put_in_force("triage.words", Tier.RULES, at=START, purposes=_PURPOSES, limit_ms=60_000)
    answer = _invoke("triage.words", _message("街面垃圾好几天没人清运"))
    assert answer.result is not None
    reading = reading_of(answer.result)
    assert reading.levels[0].code == "city"
    assert reading.levels[-1].reasons
    assert _invoke("triage.words", _message("qwertz uiop")).without is Without.ABSTAINED


def test_danger_and_needs(county: County) -> None:
    put_in_force("safety.words", Tier.RULES, at=START, purposes=_PURPOSES)
    answer = _invoke("safety.words", _message("井盖没了，我坐轮椅过不去"), purpose="safety")
    assert answer.result is not None
    safety = safety_of(answer.result)
    assert safety.urgency is Urgency.LIFE
    assert [need.code for need in safety.needs] == ["OTHER"]


def test_a_question_is_pointed_to_its_article(county: County) -> None:
    made = _article(county)
    put_in_force("answers.words", Tier.RULES, at=START, purposes=_PURPOSES)
    answer = _invoke("answers.words", _message("请问家里没有水怎么办，哪里看停水公告"), purpose="answers")
    assert answer.result is not None
    assert answer.result.value == str(made)
    assert answer.result.more["articles"][0]["reasons"]
    assert (
        _invoke("answers.words", _message("停水三天没人管"), purpose="answers").without is Without.ABSTAINED
    )


def test_no_call_goes_out_before_the_gate_would_run_it(simulator: Simulator) -> None:
    assert ask(_message(), at=START) is None
    assert not may_ask(at=START)
    put_in_force(ENTRY, Tier.SUGGESTS, digest_of("simulator"), at=START, purposes=_PURPOSES)
    assert ask(_message(), at=START) is not None
    owner = who("gate-owner", at=START)
    algorithms.switch_off(code=ENTRY, reason="试停用。", by=owner, at=START)
    assert ask(_message(), at=START) is None
    assert len(simulator.asked) == 1


def test_in_shadow_it_is_asked_and_nobody_is_shown_what_it_says(simulator: Simulator) -> None:
    put_in_force(
        ENTRY, Tier.SUGGESTS, digest_of("simulator"), at=START, purposes=_PURPOSES, until=Stage.SHADOW
    )
    replied = ask(_message(), at=START)
    assert replied is not None
    answer = _invoke(ENTRY, replied, tier=Tier.SUGGESTS)
    assert (answer.result, answer.without) == (None, Without.SHADOW)


def test_what_goes_out_is_masked_and_what_comes_back_is_a_code_of_the_tree(
    simulator: Simulator, county: County
) -> None:
    made = _article(county)
    put_in_force(ENTRY, Tier.SUGGESTS, digest_of("simulator"), at=START, purposes=_PURPOSES)
    replied = ask(
        _message("家里没有水怎么办，水管爆裂了，我叫张三，电话13912345678，住文三路123号"), at=START
    )
    assert replied is not None
    sent = json.dumps(simulator.asked[0], ensure_ascii=False)
    assert all(word not in sent for word in ("张三", "13912345678", "文三路123号"))
    given = given_in(simulator.asked[0])
    assert "water.burst" in given["codes"]
    assert "water" not in given["codes"]  # leaves alone
    answer = _invoke(ENTRY, replied, tier=Tier.SUGGESTS)
    assert answer.result is not None
    assert [each.code for each in reading_of(answer.result).levels] == ["water", "water.burst"]
    assert cited(answer.result) == (made,)
    assert answer.result.more["answer"]


def test_another_model_than_the_one_reviewed_is_a_failure(simulator: Simulator, settings: Any) -> None:
    put_in_force(ENTRY, Tier.SUGGESTS, digest_of("another"), at=START, purposes=_PURPOSES)
    replied = ask(_message(), at=START)
    assert _invoke(ENTRY, replied, tier=Tier.SUGGESTS).without is Without.FAILED


@pytest.mark.parametrize(
    "behaviour", [Behaviour.REFUSES, Behaviour.INVENTS, Behaviour.BROKEN, Behaviour.ELSEWHERE]
)
def test_no_reply_is_a_failure_on_record_and_the_way_without_is_taken(
    simulator: Simulator, behaviour: Behaviour
) -> None:
    simulator.behaviour = behaviour
    put_in_force(ENTRY, Tier.SUGGESTS, digest_of("simulator"), at=START, purposes=_PURPOSES)
    replied = ask(_message(), at=START)
    assert replied is not None
    assert replied.failed
    answer = _invoke(ENTRY, replied, tier=Tier.SUGGESTS)
    assert (answer.result, answer.without) == (None, Without.FAILED)
    assert answer.use is not None


def test_what_became_of_the_fixed_questions_is_told_to_the_register(simulator: Simulator) -> None:
    found = ask_fixed(Endpoint(simulator.url, "simulator"), fixed_questions())
    with pytest.raises(Refused):
        report_grounded(found=found, by=SYSTEM, at=START)
    entry = put_in_force(ENTRY, Tier.SUGGESTS, digest_of("simulator"), at=START, purposes=_PURPOSES)
    report_grounded(found=found, by=SYSTEM, at=START)
    (told,) = [fact for fact in story_of(entry.id) if fact.kind == "algorithms.grounding_reported"]
    assert (told.data["cases"], told.data["grounded"]) == (found.n, found.grounded)
