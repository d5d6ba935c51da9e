"""Random definitions are sound, and rich enough to be worth running."""

from hypothesis import given, settings

from gongzhi.loops.findings import render
from gongzhi.loops.rules.definition_file import read_definition
from gongzhi.loops.rules.verifier import check
from gongzhi.loops.tests.strategies import ALWAYS, MIXED, definitions, features_of


@settings(max_examples=100, deadline=None)
@given(definitions())
def test_random_definitions_are_sound_and_mixed(text: str) -> None:
    definition = read_definition(text)
    assert render(check(definition), "en") == ""
    present = features_of(definition)
    assert present >= ALWAYS
    assert len(present & set(MIXED)) >= 3
