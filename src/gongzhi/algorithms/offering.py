"""Who can be run: each package offers its runners once, when the app is ready. Only the gate takes them from here."""

from gongzhi.algorithms.facts import Runner

_runners: dict[str, Runner] = {}


def offer(code: str, runner: Runner) -> None:
    """Make a runner known under the code of its entry. The same code again replaces it."""
    _runners[code] = runner


def runner_of(code: str) -> Runner | None:
    """Return what was offered under a code; for the gate alone."""
    return _runners.get(code)


def offered() -> tuple[str, ...]:
    """Return the codes under which something can run."""
    return tuple(sorted(_runners))
