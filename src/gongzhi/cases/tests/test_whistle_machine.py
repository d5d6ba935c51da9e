"""Random offices around one case with whistles and supervision, on the real engine and database.

Whatever they do: no department's part is lost, an open whistle belongs to the town that leads, nobody rates or
judges itself, and the facts tell the tables.
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.small_county import County

from gongzhi.cases.models import Whistle
from gongzhi.cases.tests.whistle_machine import OURS, Whistling, done, taken

EXAMPLES, STEPS = 10, 40

# Without these a run would not be worth its time.
EVERYTHING = {
    *OURS,
    *("answer", "ask_up", "return", "redispatch", "decide", "judge", "reopen", "withdraw"),
    *("loops.not_entitled", "loops.not_owner", "cases.not_called"),
}


@pytest.mark.django_db
def test_random_offices_around_a_whistle(county: County, record_property: Any) -> None:
    done.clear()
    taken.clear()
    run_state_machine_as_test(
        lambda: Whistling(county),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # a history on a database is not shrunk in any useful time
        ),
    )
    for name, number in sorted(done.items()):
        record_property(name, number)
    missing = {name for name in EVERYTHING if not done[name]}
    assert not missing, f"never happened in {done['steps']} steps: {missing} ({dict(done)})"
    endings = set(Whistle.objects.values_list("ending", flat=True))
    assert "CONCLUDED" in endings
    assert endings & {"LEAD_CHANGED", "CASE_ENDED"}
