"""Random people around one case, on the real engine and database: every bend that keeps a result fair.

Whatever they do: silence never counts as solved, nothing is left out of scores without two people, no bend loses
the case, and the facts tell the tables.
"""

from typing import Any

import pytest
from tests.small_county import County

from gongzhi.cases.tests.chance import run_some, run_until
from gongzhi.cases.tests.fair_machine import Fair, done

EXAMPLES, STEPS = 16, 45

# Without these a run would not be worth its time.
EVERYTHING = {
    *("dispatched", "declined", "signed", "answered", "parked", "parked again", "taken up", "extended", "asked up"),
    *("solved", "not solved", "withdrew", "withdrawn", "pressed", "not reached", "recheck ok", "recheck bad"),
    *("decided", "concluded", "reopened", "proposed", "agreed", "denied", "objected", "upheld", "not upheld"),
    *("looks opened", "lasts", "broken", "silence"),
    *("cases.parked_too_often", "cases.review_too_late", "cases.decided_it_yourself", "loops.not_entitled"),
    *("cases.exclusion_asked_before", "loops.used_up"),
}  # fmt: skip


@pytest.mark.django_db
def test_a_few_histories(county: County) -> None:
    done.clear()
    run_some(lambda: Fair(county), examples=3, steps=STEPS)
    assert done["steps"] >= STEPS


@pytest.mark.slow
@pytest.mark.django_db
def test_random_people_around_one_case(county: County, record_property: Any) -> None:
    done.clear()
    run_until(
        lambda: all(done[name] for name in EVERYTHING),
        lambda: Fair(county),
        examples=EXAMPLES,
        steps=STEPS,
    )
    for name, number in sorted(done.items()):
        record_property(name, number)
    missing = {name for name in EVERYTHING if not done[name]}
    assert not missing, f"never happened in {done['steps']} steps: {missing} ({dict(done)})"
