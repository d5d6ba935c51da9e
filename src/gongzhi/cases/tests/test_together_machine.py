"""Random people around one problem, on the real engine and database.

Whatever they do: nobody is lost, each case stays open until its own resident judged or its own silence went by
the rules of the callback desk, and the facts tell the tables.
"""

from typing import Any

import pytest
from tests.small_county import County

from gongzhi.cases.tests.chance import run_some, run_until
from gongzhi.cases.tests.together_machine import Together, done

EXAMPLES, STEPS = 20, 20

# Without these a run would not be worth its time.
EVERYTHING = {
    *("joined", "separated", "answered", "answered at once", "together", "refuse", "transfer", "concluded"),
    *("came back", "solved", "disputed", "withdrew", "asked", "reopened", "signed", "returned", "decided"),
    *(
        "recheck_ok",
        "recheck_bad",
        "refused",
        "cases.parent_joined",
        "cases.parent_answered",
        "loops.not_now",
    ),
}


@pytest.mark.django_db
def test_a_few_histories(county: County) -> None:
    done.clear()
    run_some(lambda: Together(county), examples=4, steps=STEPS)
    assert done["steps"] >= STEPS


@pytest.mark.slow
@pytest.mark.django_db
def test_random_people_around_one_problem(county: County, record_property: Any) -> None:
    done.clear()
    run_until(
        lambda: all(done[name] for name in EVERYTHING),
        lambda: Together(county),
        examples=EXAMPLES,
        steps=STEPS,
    )
    for name, number in sorted(done.items()):
        record_property(name, number)
    missing = {name for name in EVERYTHING if not done[name]}
    assert not missing, f"never happened in {done['steps']} steps: {missing} ({dict(done)})"
