"""Random offices around one case with whistles and supervision, on the real engine and database.

Whatever they do: no department's part is lost, an open whistle belongs to the town that leads, nobody rates or
judges itself, and the facts tell the tables.
"""

from typing import Any

import pytest
from tests.small_county import County

from gongzhi.cases.models import Whistle
from gongzhi.cases.tests.chance import run_some, run_until
from gongzhi.cases.tests.whistle_machine import OURS, Whistling, done, taken

EXAMPLES, STEPS = 10, 40

# Without these a run would not be worth its time.
EVERYTHING = {
    *OURS,
    *("answer", "ask_up", "return", "redispatch", "decide", "judge", "reopen", "withdraw"),
    *("loops.not_entitled", "loops.not_owner", "cases.not_called"),
}


@pytest.mark.django_db
def test_a_few_histories(county: County) -> None:
    done.clear()
    run_some(lambda: Whistling(county), examples=2, steps=STEPS)
    assert done["steps"] >= STEPS


@pytest.mark.slow
@pytest.mark.django_db
def test_random_offices_around_a_whistle(county: County, record_property: Any) -> None:
    done.clear()
    taken.clear()
    run_until(
        lambda: all(done[name] for name in EVERYTHING),
        lambda: Whistling(county),
        examples=EXAMPLES,
        steps=STEPS,
    )
    for name, number in sorted(done.items()):
        record_property(name, number)
    missing = {name for name in EVERYTHING if not done[name]}
    assert not missing, f"never happened in {done['steps']} steps: {missing} ({dict(done)})"
    endings = set(Whistle.objects.values_list("ending", flat=True))
    assert "CONCLUDED" in endings
    assert endings & {"LEAD_CHANGED", "CASE_ENDED"}
