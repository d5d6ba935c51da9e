"""Running a state machine until everything that makes a run worth its time has happened."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

BATCHES = 4


def run_until(met: Callable[[], bool], machine: Callable[[], Any], *, examples: int, steps: int) -> None:
    """Run some histories, always the same ones first; what chance left out gets another go.

    Which rows come first depends on ids that are new in each run, so a fixed seed alone promises nothing.
    """
    for batch in range(BATCHES):
        run_some(machine, examples=examples, steps=steps, always_the_same=batch == 0)
        if met():
            return


def run_some(machine: Callable[[], Any], *, examples: int, steps: int, always_the_same: bool = True) -> None:
    """Run some histories; whatever happens in them, what the machine holds must hold."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=always_the_same,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # a history on a database is not shrunk in any useful time
        ),
    )
