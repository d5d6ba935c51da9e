"""Random actors against random and the shipped definitions, on the real engine and database.

Whatever they do: no loop gets lost, silence never counts as solved, nobody closes the own work, and
the facts tell the tables.
"""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from tests.small_county import County

from gongzhi.loops.facts import EventKind
from gongzhi.loops.tests.machine import Machine, done, taken
from gongzhi.loops.tests.strategies import ALWAYS, MIXED

EXAMPLES, STEPS = 32, 36
LOOPS = Path(__file__).parents[1]

# Without these a run would not be worth its time; what only some definitions have is left to chance.
SOMETIMES = {
    EventKind.SOLVE_ON_SPOT,
    EventKind.MERGE,
    EventKind.SEPARATE,
    EventKind.UNDO,
    EventKind.ANSWER_DIRECTLY,
    EventKind.TRANSFER,
    EventKind.WITHDRAW,
    EventKind.ASSESS_BAD,
    EventKind.RECALL,  # by a platform above, which no definition made up here has: tried in channels.upper
}
EVERYTHING = {
    *(kind.value for kind in EventKind if kind not in SOMETIMES),
    *(f"with {feature}" for feature in (*ALWAYS, *MIXED)),
    *(f"end {kind}" for kind in ("fulfilled", "denied", "unconfirmed")),
    *("called in", "part", "contacted", "replied", "handed over", "timers", "silence", "refused"),
    *("asked beside", "settled beside"),
}


@pytest.mark.django_db
def test_random_people_and_random_definitions(county: County, record_property: Any) -> None:
    done.clear()
    taken.clear()
    run_state_machine_as_test(
        lambda: Machine(county),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[
                Phase.generate
            ],  # a history of thirty steps on a database is not shrunk in any useful time
        ),
    )
    for name, number in sorted(done.items()):
        record_property(name, number)
    # What a run must have met to be worth its time. The seed is fixed, so this is no matter of luck.
    assert done["steps"] >= EXAMPLES * STEPS // 2
    missing = {name for name in EVERYTHING if not done[name]}
    assert not missing, f"never happened in {done['steps']} steps: {missing} ({dict(done)})"


SHIPPED = sorted((LOOPS / "definitions").glob("*.yaml"))
# What some definition alone has must be met in its runs.
OF_ITS_OWN = {
    "patrol": {EventKind.SOLVE_ON_SPOT},
    "directive": {EventKind.DECIDE},
    "case": {EventKind.MERGE, "answered together", "asked beside", "settled beside"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_random_people_and_the_shipped_definitions(path: Path, county: County) -> None:
    done.clear()
    taken.clear()
    shipped = type("Shipped", (Machine,), {"texts": st.just(path.read_text(encoding="utf-8"))})
    run_state_machine_as_test(
        lambda: shipped(county),
        settings=settings(
            max_examples=9,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[
                Phase.generate
            ],  # a history of thirty steps on a database is not shrunk in any useful time
        ),
    )
    assert done["steps"] >= 9 * STEPS // 2
    wanted = {EventKind.ASSIGN, EventKind.ACCEPT, *OF_ITS_OWN.get(path.stem, ())}
    assert not {kind for kind in wanted if not done[kind]}, dict(done)
