"""The fixed questions, and how an endpoint is judged on messages with labels; with the simulator."""

from pathlib import Path

import pytest

from gongzhi.diagnosis.endpoint.grounding import Fixed, ask_fixed, outcome, questions
from gongzhi.diagnosis.endpoint.judging import judged_endpoint
from gongzhi.diagnosis.endpoint.prompt import Question
from gongzhi.diagnosis.endpoint.reply import Reply
from gongzhi.diagnosis.endpoint.simulator import Behaviour, given_in
from gongzhi.diagnosis.endpoint.speaking import Endpoint
from gongzhi.diagnosis.facts import Labelled
from gongzhi.diagnosis.tests.test_endpoint import running

_FIXED = Fixed("x", Question("", "?", ()), ("a",))


def test_each_question_rests_on_articles_it_is_given() -> None:
    asked = questions()
    assert len(asked) >= 12
    assert len({each.id for each in asked}) == len(asked)
    for each in asked:
        assert set(each.rests_on) <= {source.id for source in each.question.sources}
    assert any(not each.rests_on for each in asked)  # one that nothing answers


def test_a_county_adds_its_own(tmp_path: Path) -> None:
    own = tmp_path / "questions.yaml"
    own.write_text(
        "questions:\n  - {id: own, ask: 几点开门, articles: [{id: o, title: 开门, body: 九点开门。}], rests_on: [o]}\n",
        encoding="utf-8",
    )
    assert [each.id for each in questions(own)][-1] == "own"
    assert len(questions(tmp_path / "none.yaml")) == len(questions())


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply("", 0.5, answer="x", articles=("a",)), "GROUNDED"),
        (Reply("", 0.5, answer="x", articles=("b",)), "OTHER_ARTICLE"),
        (Reply("", 0.5), "NO_ANSWER"),
        (Reply("", 0.5, dropped="UNSUPPORTED"), "UNSUPPORTED"),
    ],
)
def test_what_counts_as_grounded(reply: Reply, code: str) -> None:
    assert outcome(reply, _FIXED) == code


def test_what_nothing_answers_is_grounded_when_it_is_not_answered() -> None:
    nothing = Fixed("x", Question("", "?", ()), ())
    assert outcome(Reply("", 0.5), nothing) == "GROUNDED"
    assert outcome(Reply("", 0.5, answer="x", articles=("a",)), nothing) == "ANSWERED_WITHOUT"


def test_the_set_is_asked_and_counted() -> None:
    with running(Behaviour.GOOD) as simulator:
        found = ask_fixed(Endpoint(simulator.url, "simulator"), questions())
    assert found.n == len(questions())
    assert found.grounded == sum(code == "GROUNDED" for _, code in found.outcomes)
    assert found.n / 2 < found.grounded < found.n  # the simulator knows little
    with running(Behaviour.INVENTS) as simulator:
        assert ask_fixed(Endpoint(simulator.url, "simulator"), questions()).grounded == 0


def test_messages_with_labels_are_asked_masked_and_what_is_no_answer_is_wrong() -> None:
    rows = [
        Labelled("", "路灯不亮，电话13912345678", ("路灯",)),
        Labelled("", "小区停水", ("停水",)),
        Labelled("", "zzz", ("停水",)),
    ]
    with running(Behaviour.GOOD) as simulator:
        found = judged_endpoint(Endpoint(simulator.url, "simulator"), rows)
        assert "13912345678" not in str(given_in(simulator.asked[0]))
    assert found["n"] == 3
    assert found["accuracy"] == pytest.approx(2 / 3, abs=0.001)
    assert found["unanswered"] == {"ABSTAINED": 1}
    with running(Behaviour.REFUSES) as simulator:
        refused = judged_endpoint(Endpoint(simulator.url, "simulator"), rows)
    assert refused["accuracy"] == 0
    assert refused["unanswered"] == {"REFUSED": 3}
