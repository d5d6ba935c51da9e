"""How much work a definition asks of each party: the matter as a chain of stays that ends in an end.

A matter moves from state to state with the shares that `assumptions` gives, as the engine would move it: a used-up
count leads to `else`, a matter without an owner to `unassigned`, a lot sends its share elsewhere, and what ended is
opened again now and then. How often a matter comes by each state is summed up until nothing moves any more.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.facts import EventKind, PartyKind, StateKind
from gongzhi.loops.rules.assumptions import ROUNDING, SILENCE, WHOLE, Assumptions
from gongzhi.loops.rules.definition import Definition, Reopen, State, Transition
from gongzhi.loops.rules.durations import Duration, Unit, parse_duration
from gongzhi.loops.rules.kinds import MAX_TIMES, SELF
from gongzhi.loops.rules.profile import Profile

_NOTHING = 1e-9  # of one matter: what still moves then is left out
_MOST_ROUNDS = 5_000
# Who goes the straight way takes what is left of the shares; the first kind that a state has.
_STRAIGHT: Mapping[StateKind, tuple[EventKind, ...]] = {
    StateKind.INTAKE: (EventKind.ASSIGN, EventKind.TAKE_UP),
    StateKind.DISPATCH: (EventKind.ACCEPT,),
    StateKind.WORK: (EventKind.REPORT_DONE,),
    StateKind.ANSWER: (EventKind.CONFIRM,),
    StateKind.CALLBACK: (EventKind.CONFIRM, EventKind.WITHDRAW),
    StateKind.ASSESS: (EventKind.ASSESS_OK,),
    StateKind.ARBITRATE: (EventKind.DECIDE,),
    StateKind.PARK: (EventKind.TAKE_UP,),
    StateKind.FOLLOW: (EventKind.REPORT_DONE,),
}
_DAYS_OF_WORK_A_WEEK = 5 / 7


@dataclass(frozen=True)
class Tight:
    """A limit that the work of one stay fills, or one that is counted around the clock.

    `minutes` is the work of one stay, `within` the minutes of work the limit leaves.
    """

    state: str
    key: str
    limit_class: str
    limit: Duration
    minutes: float
    within: float
    around_the_clock: bool


@dataclass(frozen=True)
class Staffing:
    """Per matter: stays in each state, matters that rest in each end, minutes of work of each party."""

    stays: Mapping[str, float]
    rests: Mapping[str, float]
    minutes: Mapping[str, float]
    tight: Sequence[Tight]

    def hours(self, party: str, per: int) -> float:
        """Return the hours of work of a party for so many matters."""
        return self.minutes.get(party, 0.0) * per / 60


@dataclass(frozen=True)
class _Course:
    """Where a matter is, and what its way so far changes about what may come: what `moves.used` looks at."""

    state: str
    counts: frozenset[tuple[str, int]] = frozenset()
    named: frozenset[str] = frozenset()
    final: bool = False


@dataclass
class _Sums:
    stays: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    rests: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    acted: dict[str, float] = field(default_factory=lambda: defaultdict(float))


def staffing(definition: Definition, profile: Profile, assumed: Assumptions) -> Staffing:
    """Return what a sound definition asks for. Raises Refused ``loops.shares_unknown`` or ``loops.never_ends``."""
    _check_names(definition, assumed)
    sums = _sums(definition, profile, assumed)
    return Staffing(
        stays={name: sums.stays[name] for name in definition.states if name in sums.stays},
        rests={name: sums.rests[name] for name in definition.states if name in sums.rests},
        minutes=_minutes(definition, assumed, sums),
        tight=tuple(_tight(definition, profile, assumed)),
    )


def _sums(definition: Definition, profile: Profile, assumed: Assumptions) -> _Sums:
    sums = _Sums()
    moving: dict[_Course, float] = {_Course(definition.start.name): 1.0}
    for _ in range(_MOST_ROUNDS):
        following: dict[_Course, float] = defaultdict(float)
        for course, mass in moving.items():
            if mass < _NOTHING:
                continue
            for after, share in _steps(definition, profile, assumed, course, mass, sums):
                following[after] += mass * share
        if not following:
            return sums
        moving = following
    raise Refused(Refusal("loops.never_ends", {"left": f"{sum(moving.values()):.2g}"}))


def _steps(
    definition: Definition,
    profile: Profile,
    assumed: Assumptions,
    course: _Course,
    mass: float,
    sums: _Sums,
) -> Iterator[tuple[_Course, float]]:
    """Count one stay, and yield where it goes on with which share."""
    state = definition.states[course.state]
    if state.is_end:
        again = assumed.reopened[state.end] / WHOLE if state.end and state.reopen else 0.0
        sums.rests[state.name] += mass * (1 - again)
        if again and state.reopen:
            yield from _leads(definition, profile, course, state.reopen, again)
        return
    sums.stays[state.name] += mass
    for move, share in ways_out(definition, assumed, state, final=course.final):
        by = _who_acts(definition, state, move)
        sums.acted[f"{state.name}/{by}"] += mass * share
        if isinstance(move, Transition):
            yield from _leads(definition, profile, course, move, share)
        else:
            yield _Course(move, course.counts, course.named, course.final), share


def ways_out(
    definition: Definition, assumed: Assumptions, state: State, *, final: bool = False
) -> list[tuple[Transition | str, float]]:
    """Return how stays in a state end: transitions, or the state that silence leads to, with their shares (0-1).

    After a final decision nothing is returned: that share goes the straight way.
    """
    ways: dict[str, list[Transition | str]] = defaultdict(list)
    for each in definition.from_state(state.name):
        if each.kind not in SELF and not (final and each.kind is EventKind.RETURN):
            ways[each.kind.value].append(each)
    if state.on_due and state.on_due.go:
        ways[SILENCE].append(state.on_due.go)
    if own := assumed.steps.get(state.name):
        return _by_name(own, ways)
    given = assumed.leaves[state.kind] if state.kind else {}
    straight = (
        next((kind.value for kind in _STRAIGHT[state.kind] if kind.value in ways), "") if state.kind else ""
    )
    shares = {kind: given.get(kind, 0.0) for kind in ways if kind != straight}
    left = WHOLE - sum(shares.values())
    if straight:
        shares[straight] = left
    elif left > ROUNDING:
        shares = {kind: share + left / len(shares) for kind, share in shares.items()}
    return [
        (way, share / WHOLE / len(ways[kind]))
        for kind, share in shares.items()
        if share > 0
        for way in ways[kind]
    ]


def _by_name(
    own: Mapping[str, float], ways: Mapping[str, list[Transition | str]]
) -> list[tuple[Transition | str, float]]:
    found = [way for kind in ways.values() for way in kind]
    shares = [
        (way, own.get(way.event if isinstance(way, Transition) else SILENCE, 0.0) / WHOLE) for way in found
    ]
    # What may not happen on this way any more (a return after a final decision) leaves its share to the others.
    whole = sum(share for _, share in shares)
    return [(way, share / whole) for way, share in shares if share > 0]


def _leads(
    definition: Definition, profile: Profile, course: _Course, move: Transition | Reopen, share: float
) -> Iterator[tuple[_Course, float]]:
    """Yield where a step leads, by the order of `moves.target`: the count, the lot, the missing owner."""
    transition = move if isinstance(move, Transition) else None
    key = _counted_as(move)
    counts = dict(course.counts)
    used = counts.get(key, 0)
    if key:
        counts[key] = min(used + 1, MAX_TIMES + 1)
    named = (
        course.named | {name for name in (transition.names, transition.may_name) if name}
        if transition
        else course.named
    )
    final = course.final or bool(transition and transition.final)

    def to(state: str) -> _Course:
        return _Course(state, frozenset(counts.items()), named, final)

    if move.max is not None and move.otherwise and used >= move.max:
        yield to(move.otherwise), share
        return
    drawn = profile.share(transition.sample.share) / WHOLE if transition and transition.sample else 0.0
    if drawn and transition and transition.sample:
        yield to(transition.sample.to), share * drawn
    owner = definition.parties.get(definition.states[move.to].owner)
    lacks = owner is not None and owner.kind is PartyKind.ANY_ORG and owner.name not in named
    yield to(move.unassigned if move.unassigned and lacks else move.to), share * (1 - drawn)


def _counted_as(move: Transition | Reopen) -> str:
    """Return which count a step uses up, as `moves.used` has it; "" where none bounds it."""
    if isinstance(move, Reopen):
        return EventKind.DISPUTE.value
    if move.kind is EventKind.RETURN:
        return EventKind.RETURN.value
    if move.kind is EventKind.DISPUTE:
        return EventKind.DISPUTE.value if move.max is not None else ""
    return f"event {move.event}" if move.max is not None else ""


def _who_acts(definition: Definition, state: State, move: Transition | str) -> str:
    """Return whose work a stay was: the owner's, unless an office that is not the owner took the step."""
    if isinstance(move, str) or state.owner in move.by:
        return state.owner
    offices = [party for party in move.by if definition.parties[party].kind is not PartyKind.PERSON]
    return offices[0] if offices else state.owner


def _minutes(definition: Definition, assumed: Assumptions, sums: _Sums) -> dict[str, float]:
    """Return the minutes of each party for one matter. A person concerned is not counted."""
    found: dict[str, float] = {party.name: 0.0 for party in definition.parties.values()}
    for stay, number in sums.acted.items():
        name, _, party = stay.partition("/")
        kind = definition.states[name].kind
        found[party] += number * assumed.minutes[kind] if kind else 0.0
    for name, number in sums.stays.items():
        state = definition.states[name]
        own = _extra(definition, assumed, state) + len(state.also) * _of(assumed, "further")
        found[state.owner] += number * own
        if state.joint:
            found[state.joint.co] += number * _of(assumed, "helpers")
        if state.on_due and state.on_due.escalate:
            found[state.on_due.escalate] += number * _of(assumed, "late")
    persons = {party.name for party in definition.parties.values() if party.kind is PartyKind.PERSON}
    return {party: 0.0 if party in persons else minutes for party, minutes in found.items()}


def _extra(definition: Definition, assumed: Assumptions, state: State) -> float:
    kinds = {each.kind for each in definition.from_state(state.name)} & SELF
    return sum(_of(assumed, kind.value) for kind in kinds)


def _of(assumed: Assumptions, name: str) -> float:
    beside = assumed.beside[name]
    return beside.share / WHOLE * beside.minutes


def _tight(definition: Definition, profile: Profile, assumed: Assumptions) -> Iterator[Tight]:
    """Yield the limits that one stay fills from `tight` on, and those that run at night, once for each class."""
    for state in definition.states.values():
        if state.is_end or state.kind is None or definition.parties[state.owner].kind is PartyKind.PERSON:
            continue
        duties = [(state.due, assumed.minutes[state.kind])]
        duties += [(key, assumed.beside["further"].minutes) for key in state.also]
        if state.joint:
            duties.append((state.joint.co_due, assumed.beside["helpers"].minutes))
        for key, minutes in duties:
            for limit_class, limit in _limits(profile, assumed, key):
                within = _working_minutes(limit, assumed)
                night = limit.unit.is_around_the_clock
                if night or minutes >= within * assumed.tight / WHOLE:
                    yield Tight(state.name, key, limit_class, limit, minutes, within, night)


def _limits(profile: Profile, assumed: Assumptions, key: str) -> list[tuple[str, Duration]]:
    if not profile.has(key):
        return [("", parse_duration(key))]
    found: dict[Duration, str] = {}
    for name in profile.limit_classes:
        if assumed.classes.get(name, 0.0) > 0:
            found.setdefault(profile.duration(key, name), name)
    return [(name, limit) for limit, name in found.items()]


def _working_minutes(limit: Duration, assumed: Assumptions) -> float:
    day = assumed.post.hours * 60.0
    match limit.unit:
        case Unit.MINUTE:
            return limit.amount
        case Unit.HOUR | Unit.WORKING_HOUR:
            return limit.amount * 60.0
        case Unit.WORKING_DAY:
            return limit.amount * day
        case Unit.DAY:
            return limit.amount * day * _DAYS_OF_WORK_A_WEEK


def _check_names(definition: Definition, assumed: Assumptions) -> None:
    """Refuse shares for steps this definition does not have: somebody meant another one."""
    for name, shares in assumed.steps.items():
        state = definition.states.get(name)
        known = {each.event for each in definition.from_state(name) if each.kind not in SELF}
        if state and state.on_due and state.on_due.go:
            known.add(SILENCE)
        for event in sorted(set(shares) - known):
            raise Refused(Refusal("loops.shares_unknown", {"where": f"steps.{name}.{event}"}))
