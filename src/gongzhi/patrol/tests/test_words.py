"""Words: everything in the definitions has one, and every fact of an event or a round a sentence."""

from pathlib import Path

import pytest
from django.utils.translation import override
from tests.small_county import County

import gongzhi.loops
import gongzhi.patrol.facts as patrol
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import read_definition, staff_story
from gongzhi.patrol.models import PatrolEvent, Round
from gongzhi.patrol.sentences import (
    EVENT_MOVES,
    EVENT_OTHERS,
    EVENT_SENTENCES,
    ROUND_MOVES,
    ROUND_OTHERS,
    ROUND_SENTENCES,
)
from gongzhi.patrol.tests.test_replay import life
from gongzhi.patrol.words import EVENT_ENDS, EVENT_OWED, EVENT_STATES, ROUND_ENDS, ROUND_OWED, ROUND_STATES

# Words


@pytest.mark.parametrize(
    ("name", "words", "ends", "owed", "moves"),
    [
        ("patrol", EVENT_STATES, EVENT_ENDS, EVENT_OWED, EVENT_MOVES),
        ("round", ROUND_STATES, ROUND_ENDS, ROUND_OWED, ROUND_MOVES),
    ],
)
def test_everything_in_the_definition_has_a_word(
    name: str, words: dict, ends: dict, owed: dict, moves: dict
) -> None:
    text = (Path(gongzhi.loops.__file__).parent / f"definitions/{name}.yaml").read_text()
    definition = read_definition(text)
    assert set(definition.states) == set(words)
    assert {state.end.value for state in definition.states.values() if state.end} == set(ends)
    assert {key for key, state in definition.states.items() if not state.is_end} == set(owed)
    events = {each.event for each in definition.transitions} | {"reopen"}
    assert events == {key.partition(":")[0] for key in moves}


@pytest.mark.django_db
def test_every_fact_of_an_event_or_a_round_has_a_sentence(county: County) -> None:
    life(county)
    for table, sentences in ((PatrolEvent, EVENT_SENTENCES), (Round, ROUND_SENTENCES)):
        for loop_id in table.objects.values_list("loop", flat=True):  # type: ignore[attr-defined]
            for language in ("zh-hans", "en"):
                with override(language):
                    story = staff_story(story_of(loop_id), sentences)
                assert story
                assert all("%(" not in line["text"] for line in story)
    said = {key.partition(":")[0] for key in (*EVENT_OTHERS, *ROUND_OTHERS)}
    own = {patrol.EventReported, patrol.EventLeadNamed, patrol.RoundPlanned, patrol.RoundReported}
    assert {fact.kind for fact in own} <= said
