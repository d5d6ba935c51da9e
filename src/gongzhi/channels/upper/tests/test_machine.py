"""Random histories of a county and the platform above it, on the real engine, database and HTTP."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from gongzhi.channels.upper.tests.at_work import Work
from gongzhi.channels.upper.tests.machine import Linked, done


def run(work: Work, *, examples: int, steps: int) -> None:
    assert work.above is not None
    work.above.slow = 0.45  # longer than the mapping waits
    done.clear()
    run_state_machine_as_test(
        lambda: Linked(work),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_every_order_is_one_case_and_every_word_arrives_once(work: Work) -> None:
    run(work, examples=4, steps=18)
    assert done["given"] > 5


@pytest.mark.slow
@pytest.mark.django_db
def test_the_same_for_a_long_time(work: Work) -> None:
    run(work, examples=12, steps=60)
    assert all(
        done[name] for name in ("CLOSED", "JUDGED", "REOPENED", "lost", "truncated", "unsigned", "answered")
    )
    assert done["differs"]
