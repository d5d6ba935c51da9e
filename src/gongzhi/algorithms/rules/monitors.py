"""What is watched every day: the amber and red table, on counts. Few uses are never called good."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from gongzhi.algorithms.facts import Finding, Light, Tier
from gongzhi.algorithms.rules.limits import Limits

GROUP_RATIO, MISSED_GAP, HUMAN_ARM = "group_ratio", "missed_gap", "human_arm"
OVERRIDE, APPEALS, DRIFT, GROUNDED, EVIDENCE = "override", "appeals", "drift", "grounded", "evidence"
OF = 10_000  # values stand in facts as whole numbers of ten thousand
_LARGE = 30  # from this variance on, counts are drawn from the normal curve: it cannot be told apart


@dataclass(frozen=True)
class Group:
    """Uses a person judged, in one declared group. `helped`: it was shown and the person agreed; `missed`: it had
    nothing to say, or failed. Silence is honest, and no help: a group that meets it more often is served worse."""

    dimension: str
    name: str
    n: int
    helped: int
    missed: int


@dataclass(frozen=True)
class Arm:
    """Matters of which is known how they turned out, and how many of them well."""

    n: int
    well: int


@dataclass(frozen=True)
class Watched:
    """All that the monitors look at, counted over the window.

    `overridden_since_days`: for how many days on end the override monitor has not been green.
    """

    tier: Tier
    in_force_days: int
    judged: int
    overridden: int
    look_ms: int | None
    overridden_since_days: int
    groups: Sequence[Group]
    shown_arm: Arm
    human_arm: Arm
    appeals_answered: int
    appeals_upheld: int
    severe: int
    drift: tuple[int, int, bool | None] | None = (
        None  # n, PSI in thousandths, whether the test on fresh cases passed
    )
    grounded: tuple[int, int, int] | None = None  # n, grounded, unlawful


def findings(watched: Watched, limits: Limits, *, seed: str) -> tuple[Finding, ...]:
    """Return what each monitor says. The same counts and seed give the same intervals."""
    draw = Random(seed)  # noqa: S311 - an interval, no secret
    return (
        *_groups(watched, limits, draw),
        *_human_arm(watched, limits, draw),
        _override(watched, limits),
        *_appeals(watched, limits),
        *_drift(watched, limits),
        *_grounded(watched, limits),
        *_evidence(watched, limits),
    )


def worst(found: Sequence[Finding]) -> Light:
    """Return the light of an entry: red before amber; green only where every monitor is."""
    lights = {each.light for each in found}
    order = (Light.RED, Light.AMBER, Light.INSUFFICIENT, Light.GREEN)
    return next((light for light in order if light in lights), Light.INSUFFICIENT)


def _groups(watched: Watched, limits: Limits, draw: Random) -> Iterator[Finding]:
    for group in watched.groups:
        rest = _rest(watched.groups, group)
        if rest.n == 0:
            continue  # nobody is outside of it: nothing to compare
        if min(group.n, rest.n) < limits.least:
            yield Finding(GROUP_RATIO, Light.INSUFFICIENT, group.n, _named(group))
            yield Finding(MISSED_GAP, Light.INSUFFICIENT, group.n, _named(group))
            continue
        yield _ratio(group, rest, limits, draw)
        yield _gap(group, rest, limits, draw)


def _named(group: Group) -> str:
    return f"{group.dimension}={group.name}"


def _rest(groups: Sequence[Group], group: Group) -> Group:
    others = [each for each in groups if each.dimension == group.dimension and each.name != group.name]
    return Group(
        group.dimension,
        "",
        sum(each.n for each in others),
        sum(each.helped for each in others),
        sum(each.missed for each in others),
    )


def _ratio(group: Group, rest: Group, limits: Limits, draw: Random) -> Finding:
    def ratio(mine: int, theirs: int) -> float:
        return (mine / group.n) / (theirs / rest.n) if theirs else math.inf if mine else 1.0

    point = ratio(group.helped, rest.helped)
    low, high = _interval(ratio, (group.n, group.helped), (rest.n, rest.helped), limits, draw)
    if high < limits.ratio_low or low > limits.ratio_high:
        light = Light.RED
    else:
        light = Light.GREEN if limits.ratio_low <= point <= limits.ratio_high else Light.AMBER
    return Finding(GROUP_RATIO, light, group.n, _named(group), _whole(point), _whole(low), _whole(high))


def _gap(group: Group, rest: Group, limits: Limits, draw: Random) -> Finding:
    def gap(mine: int, theirs: int) -> float:
        return mine / group.n - theirs / rest.n

    point = gap(group.missed, rest.missed)
    low, high = _interval(gap, (group.n, group.missed), (rest.n, rest.missed), limits, draw)
    light = Light.RED if low > limits.gap else Light.AMBER if point > limits.gap else Light.GREEN
    return Finding(MISSED_GAP, light, group.n, _named(group), _whole(point), _whole(low), _whole(high))


def _human_arm(watched: Watched, limits: Limits, draw: Random) -> Iterator[Finding]:
    """Compare with the matters people decided alone; without any such matter there is nothing to say."""
    shown, alone = watched.shown_arm, watched.human_arm
    if alone.n == 0:
        return
    if min(shown.n, alone.n) < limits.least:
        yield Finding(HUMAN_ARM, Light.INSUFFICIENT, n=alone.n)
        return

    def better(mine: int, theirs: int) -> float:
        return mine / shown.n - theirs / alone.n

    point = better(shown.well, alone.well)
    low, high = _interval(better, (shown.n, shown.well), (alone.n, alone.well), limits, draw)
    light = Light.RED if high < 0 else Light.AMBER if point < 0 else Light.GREEN
    yield Finding(HUMAN_ARM, light, n=alone.n, value=_whole(point), low=_whole(low), high=_whole(high))


def _override(watched: Watched, limits: Limits) -> Finding:
    n = watched.judged
    if n < limits.least:
        return Finding(OVERRIDE, Light.INSUFFICIENT, n=n)
    rate = watched.overridden / n
    waved = rate < limits.override_least and watched.look_ms is not None and watched.look_ms < limits.look_ms
    if rate <= limits.override_most and not waved:
        return Finding(OVERRIDE, Light.GREEN, n=n, value=_whole(rate))
    lasts = watched.overridden_since_days >= limits.override_days
    return Finding(OVERRIDE, Light.RED if lasts else Light.AMBER, n=n, value=_whole(rate))


def _appeals(watched: Watched, limits: Limits) -> Iterator[Finding]:
    n = watched.appeals_answered
    if n == 0:
        return
    share = watched.appeals_upheld / n
    if watched.severe or (share > limits.appeals_red and n >= limits.appeals_least):
        light = Light.RED
    elif share > limits.appeals_amber:
        light = Light.AMBER
    else:
        light = Light.GREEN if n >= limits.least else Light.INSUFFICIENT
    yield Finding(APPEALS, light, n=n, value=_whole(share))


def _drift(watched: Watched, limits: Limits) -> Iterator[Finding]:
    if watched.drift is None:
        return
    n, thousandths, passed = watched.drift
    psi = thousandths / 1000
    if n < limits.least:
        light = Light.INSUFFICIENT
    elif psi > limits.drift_red and passed is False:
        light = Light.RED
    else:
        light = Light.AMBER if psi > limits.drift_amber else Light.GREEN
    yield Finding(DRIFT, light, n=n, value=_whole(psi))


def _grounded(watched: Watched, limits: Limits) -> Iterator[Finding]:
    if watched.grounded is None:
        return
    n, grounded, unlawful = watched.grounded
    if unlawful:
        light = Light.RED
    elif n < limits.grounded_least:
        light = Light.INSUFFICIENT
    else:
        light = Light.AMBER if grounded / n < limits.grounded_share else Light.GREEN
    yield Finding(GROUNDED, light, n=n, value=_whole(grounded / n) if n else None)


def _evidence(watched: Watched, limits: Limits) -> Iterator[Finding]:
    """What orders people may not run for long without anybody knowing how it treats groups."""
    if watched.tier not in limits.no_evidence_tiers or watched.in_force_days < limits.no_evidence_days:
        return
    known = [group for group in watched.groups if group.n >= limits.least]
    if len(known) < 2:
        yield Finding(EVIDENCE, Light.RED, n=sum(group.n for group in known))


def _interval(
    of: Callable[[int, int], float],
    mine: tuple[int, int],
    theirs: tuple[int, int],
    limits: Limits,
    draw: Random,
) -> tuple[float, float]:
    """Return the bootstrap interval of a figure made of two shares: uses are drawn again, with replacement."""
    drawn = sorted(
        of(resample(draw, mine[0], mine[1]), resample(draw, theirs[0], theirs[1]))
        for _ in range(limits.resamples)
    )
    tail = (1 - limits.interval) / 2
    return drawn[int(tail * len(drawn))], drawn[min(len(drawn) - 1, int((1 - tail) * len(drawn)))]


def resample(draw: Random, n: int, hits: int) -> int:
    """Return how many hits a sample of `n` uses, drawn with replacement, has: a binomial draw."""
    if hits in (0, n):
        return hits
    share = hits / n
    variance = n * share * (1 - share)
    if variance > _LARGE:
        return min(n, max(0, round(draw.gauss(n * share, math.sqrt(variance)))))
    few = min(share, 1 - share)
    found, place, step = 0, 0, math.log1p(-few)
    while True:
        place += int(math.log(1 - draw.random()) / step) + 1
        if place > n:
            return found if share <= 0.5 else n - found
        found += 1


def _whole(value: float) -> int:
    return OF * 1000 if math.isinf(value) else round(value * OF)
