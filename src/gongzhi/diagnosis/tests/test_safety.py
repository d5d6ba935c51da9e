"""Words of danger, haste and needs: each rule finds its examples, and leaves its counter-examples alone."""

import dataclasses

import pytest

from gongzhi.diagnosis.facts import Message, Safety, Side, Urgency
from gongzhi.diagnosis.readings.safety import raised, read_safety, shipped

_TURNS, _URGENT, _NEEDS = shipped()
_ORDER = (Urgency.PLAIN, Urgency.SOON, Urgency.LIFE)


@pytest.mark.parametrize(("gives", "text"), [(r.gives, text) for r in _URGENT for text in r.examples])
def test_an_example_is_found_and_its_words_are_shown(gives: str, text: str) -> None:
    safety = read_safety(Message("", text))
    assert _ORDER.index(safety.urgency) >= _ORDER.index(Urgency(gives))
    (first, *_rest) = safety.reasons
    ((start, end),) = first.places
    assert first.for_or_against is Side.FOR
    assert first.words == text[start:end]


@pytest.mark.parametrize("text", [text for rule in _URGENT for text in rule.counter])
def test_a_counter_example_is_not(text: str) -> None:
    assert read_safety(Message("", text)).urgency is Urgency.PLAIN


@pytest.mark.parametrize(("code", "text"), [(r.gives, text) for r in _NEEDS for text in r.examples])
def test_what_helps_to_talk_is_found(code: str, text: str) -> None:
    assert code in {need.code for need in read_safety(Message("", text)).needs}


@pytest.mark.parametrize("text", [text for rule in _NEEDS for text in rule.counter])
def test_and_not_where_the_words_mean_something_else(text: str) -> None:
    assert read_safety(Message("", text)).needs == ()


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("去年着火过，现在又闻到煤气味", Urgency.LIFE),
        ("没有着火，只是烧烤的烟", Urgency.PLAIN),
        ("昨天消防演练，今天真的着火了", Urgency.LIFE),
        ("楼道充电怕着火", Urgency.PLAIN),
        ("墙裂了很大的缝，担心房子塌", Urgency.SOON),
        ("煤\u200b气\u200b味很重", Urgency.LIFE),
        ("路灯不亮", Urgency.PLAIN),
        ("", Urgency.PLAIN),
        ("ON FIRE! THE HOUSE IS ON FIRE", Urgency.LIFE),
        ("They say there is no fire, but I see thick smoke", Urgency.LIFE),
    ],
)
def test_turns_of_a_sentence(text: str, urgency: Urgency) -> None:
    assert read_safety(Message("", text)).urgency is urgency


def test_a_title_counts_as_well() -> None:
    assert read_safety(Message("三楼着火了", "快来")).urgency is Urgency.LIFE


def test_what_took_words_back_is_shown() -> None:
    text = "去年着火以后楼道没修"
    (reason,) = read_safety(Message("", text)).reasons
    assert (reason.words, reason.for_or_against) == ("去年", Side.AGAINST)


@pytest.mark.parametrize("chosen", list(Urgency))
@pytest.mark.parametrize("read", list(Urgency))
def test_what_a_person_chose_is_never_lowered(chosen: Urgency, read: Urgency) -> None:
    assert _ORDER.index(raised(chosen, read)) >= _ORDER.index(chosen)


def test_nothing_is_said_about_whoever_wrote_it() -> None:
    """No mood, no score, no kind of person, and not which rule it was: how soon, what helps to talk, and the words."""
    assert {field.name for field in dataclasses.fields(Safety)} == {
        "urgency",
        "confidence",
        "reasons",
        "needs",
    }
    safety = read_safety(Message("", "我不想活了，你们这些骗子"))
    assert safety.urgency is Urgency.LIFE
    assert safety.confidence is None
    assert {need.code for need in safety.needs} <= {"LANGUAGE", "HEARING", "SIGHT", "HELPER", "OTHER"}
    names = {rule.name for rule in _URGENT}
    assert not names & {reason.words for reason in safety.reasons}
    assert {rule.gives for rule in _URGENT} <= {urgency.value for urgency in Urgency}
