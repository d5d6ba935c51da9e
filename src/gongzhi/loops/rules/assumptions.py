"""Assumptions about the course of matters and the minutes of work, read from YAML; see `staffing`."""

from collections.abc import Mapping
from dataclasses import dataclass

from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.facts import EndKind, EventKind, StateKind
from gongzhi.loops.rules.kinds import SELF
from gongzhi.loops.rules.reading import Section, laid_over, read_yaml

SILENCE = "silence"  # a passed deadline that moves a matter on, among the ways out of a state
WHOLE = 100.0
ROUNDING = 0.05


class BadAssumptions(ValueError):
    """Assumptions that cannot be used; `refusals` names each place and the problem."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__("; ".join(" ".join((r.code, *map(str, r.details.values()))) for r in refusals))
        self.refusals = refusals


@dataclass(frozen=True)
class Beside:
    """What comes beside a stay: in how many of a hundred, and the minutes it costs."""

    share: float
    minutes: float


@dataclass(frozen=True)
class Post:
    """A full-time post: days a month, hours a day, and the share of them that is left for this work."""

    days: int
    hours: int
    share: float

    @property
    def hours_a_month(self) -> float:
        return self.days * self.hours * self.share / WHOLE


@dataclass(frozen=True)
class Assumptions:
    """All shares are of a hundred. `leaves` and `minutes` are by kind of state, `steps` by name of a state."""

    source: str
    classes: Mapping[str, float]
    leaves: Mapping[StateKind, Mapping[str, float]]
    steps: Mapping[str, Mapping[str, float]]
    reopened: Mapping[EndKind, float]
    minutes: Mapping[StateKind, float]
    beside: Mapping[str, Beside]
    post: Post
    tight: float


_BESIDE = ("further", "helpers", *sorted(SELF), "late")
_WAYS = frozenset({*(kind.value for kind in EventKind if kind not in SELF), SILENCE}) - {
    EventKind.REOPEN.value
}


def read_assumptions(text: str, changes: str = "") -> Assumptions:
    """Read assumptions, with `changes` laid over them: a file of a county's own, which names its source.

    Raises BadAssumptions, which lists all problems at once.
    """
    refusals: list[Refusal] = []
    file = read_yaml(text, refusals)
    if changes:
        own = read_yaml(changes, refusals)
        if not refusals and "source" not in own.keys():  # noqa: SIM118 - of a section, not of a mapping
            refusals.append(Refusal("loops.profile_missing", {"where": "source"}))
        file = laid_over(file, own)
    if refusals:
        raise BadAssumptions(tuple(refusals))
    found = _read(file)
    file.end()
    _check(found, refusals)
    if refusals:
        raise BadAssumptions(tuple(refusals))
    return found


def _read(file: Section) -> Assumptions:
    leaves, minutes, beside = file.section("leaves"), file.section("minutes"), file.section("beside")
    reopened = file.section("reopened")
    steps = file.section("steps") if "steps" in file.keys() else None  # noqa: SIM118
    post = file.section("post")
    found = Assumptions(
        source=file.text("source", r"[^\n]{1,200}"),
        classes=file.section("classes").portions(),
        leaves={kind: leaves.section(kind.value).portions() for kind in StateKind},
        steps={} if steps is None else {name: steps.section(name).portions() for name in steps.keys()},  # noqa: SIM118
        reopened={kind: reopened.portion(kind.value) for kind in EndKind},
        minutes={kind: minutes.count(kind.value, 0, 10_000) for kind in StateKind},
        beside={name: _beside(beside.section(name)) for name in _BESIDE},
        post=Post(post.count("days", 1, 31), post.count("hours", 1, 24), post.portion("share")),
        tight=file.portion("tight"),
    )
    for part in (leaves, minutes, beside, reopened, post):
        part.end()
    return found


def _beside(part: Section) -> Beside:
    found = Beside(part.portion("share"), part.count("minutes", 0, 10_000))
    part.end()
    return found


def _check(found: Assumptions, refusals: list[Refusal]) -> None:
    """Shares of one whole add up to it, and shares of what may happen to no more than it."""
    for where, shares in {
        "classes": found.classes,
        **{f"steps.{k}": v for k, v in found.steps.items()},
    }.items():
        if abs(sum(shares.values()) - WHOLE) > ROUNDING:
            refusals.append(Refusal("loops.shares_not_whole", {"where": where, "sum": _said(shares)}))
    for kind, shares in found.leaves.items():
        for name in sorted(set(shares) - _WAYS):
            refusals.append(Refusal("loops.profile_unknown_key", {"where": f"leaves.{kind}.{name}"}))
        if sum(shares.values()) > WHOLE + ROUNDING:
            refusals.append(Refusal("loops.shares_above", {"where": f"leaves.{kind}", "sum": _said(shares)}))
    if found.post.share <= 0:
        refusals.append(Refusal("loops.post_without_time", {"where": "post.share"}))


def _said(shares: Mapping[str, float]) -> str:
    return f"{sum(shares.values()):g}"
