"""A definition as a graph: its edges, what can be reached, and whose holder is surely named."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from gongzhi.loops.facts import EndKind, EventKind, PartyKind, StateKind
from gongzhi.loops.rules.definition import Definition, Reopen, State, Transition
from gongzhi.loops.rules.kinds import WORK_REPORTS


class Way(Enum):
    """Which part of a definition an edge comes from."""

    STEP = "to"
    OTHERWISE = "else"
    UNASSIGNED = "unassigned"
    SAMPLE = "sample"
    TIMEOUT = "on_due"


@dataclass(frozen=True)
class Edge:
    """One way a loop can move. `kind` is None for a timeout; `names` are the parties given a holder."""

    source: str
    target: str
    way: Way
    kind: EventKind | None
    names: frozenset[str] = frozenset()


def edges(definition: Definition) -> tuple[Edge, ...]:
    """Return every edge between declared states: transitions, else, fallbacks, samples, timeouts, reopening."""
    found = (*_of_transitions(definition), *_of_states(definition))
    return tuple(e for e in found if e.source in definition.states and e.target in definition.states)


def _of_transitions(definition: Definition) -> Iterator[Edge]:
    for each in definition.transitions:
        # Naming is a choice (may_name) only where somebody holds the party: afterwards somebody does.
        names = frozenset(name for name in (each.names, each.may_name) if name)
        for source in each.sources:
            yield from _moves(definition, source, each, each.kind, names)
            if each.sample:
                yield Edge(source, each.sample.to, Way.SAMPLE, each.kind, names)


def _of_states(definition: Definition) -> Iterator[Edge]:
    for state in definition.states.values():
        if state.on_due and state.on_due.go:
            yield Edge(state.name, state.on_due.go, Way.TIMEOUT, None)
        if state.reopen:
            yield from _moves(definition, state.name, state.reopen, EventKind.REOPEN, frozenset())


def _moves(
    definition: Definition, source: str, move: Transition | Reopen, kind: EventKind, names: frozenset[str]
) -> Iterator[Edge]:
    """Where there is a fallback, the straight way is taken only if the owner of its target has a holder."""
    straight = names
    if move.unassigned:
        yield Edge(source, move.unassigned, Way.UNASSIGNED, kind, names)
        straight |= {assigned_owner(definition, move.to)} - {""}
    yield Edge(source, move.to, Way.STEP, kind, straight)
    if move.otherwise:
        yield Edge(source, move.otherwise, Way.OTHERWISE, kind, names)


def assigned_owner(definition: Definition, state_name: str) -> str:
    """Return the owner of a state if it must be assigned case by case (any_org), otherwise ""."""
    state = definition.states.get(state_name)
    party = definition.parties.get(state.owner) if state else None
    return party.name if party and party.kind is PartyKind.ANY_ORG else ""


def reach(starts: Iterable[str], along: Iterable[Edge], backwards: bool = False) -> frozenset[str]:
    """Return the states that can be reached from `starts` (or that can reach them), themselves included."""
    steps: dict[str, set[str]] = {}
    for edge in along:
        here, there = (edge.target, edge.source) if backwards else (edge.source, edge.target)
        steps.setdefault(here, set()).add(there)
    seen = set(starts)
    todo = list(seen)
    while todo:
        new = steps.get(todo.pop(), set()) - seen
        seen |= new
        todo.extend(new)
    return frozenset(seen)


def surely_held(definition: Definition, along: Iterable[Edge]) -> dict[str, frozenset[str]]:
    """Return for each state the parties that have a holder whichever way the loop came there.

    A holder, once named, stays named until another one is: a return does not forget who returned.
    """
    every = frozenset(name for name, party in definition.parties.items() if party.kind is PartyKind.ANY_ORG)
    held = dict.fromkeys(definition.states, every)
    held[definition.start.name] = frozenset()
    along = tuple(along)
    changed = True
    while changed:
        changed = False
        for edge in along:
            after = held[edge.target] & (held[edge.source] | edge.names)
            if after != held[edge.target]:
                held[edge.target] = after
                changed = True
    return held


def neutral_checks(definition: Definition, along: Iterable[Edge]) -> frozenset[str]:
    """Return the states that are entered by a withdrawal and in no other way: there it is checked."""
    kinds: dict[str, set[EventKind | None]] = {}
    for edge in along:
        kinds.setdefault(edge.target, set()).add(edge.kind)
    return frozenset(
        name for name, found in kinds.items() if found == {EventKind.WITHDRAW} and _is_open(definition, name)
    )


def _is_open(definition: Definition, name: str) -> bool:
    return not definition.states[name].is_end


def open_states(definition: Definition) -> tuple[State, ...]:
    """Return the states that are no ends."""
    return tuple(state for state in definition.states.values() if not state.is_end)


@dataclass(frozen=True)
class Subject:
    """A definition under examination, with what every check needs to know about it.

    `persons` are people, `claimants` those for whom the loop runs, a person or an organisation; `above` sent it.
    """

    definition: Definition
    edges: tuple[Edge, ...]
    held: dict[str, frozenset[str]]
    neutral: frozenset[str]
    persons: frozenset[str]
    claimants: frozenset[str]
    workers: frozenset[str]
    above: frozenset[str]

    @classmethod
    def of(cls, definition: Definition) -> "Subject":
        """Work out edges, holders, neutral checks, persons and workers of a definition."""
        along = edges(definition)
        return cls(
            definition=definition,
            edges=along,
            held=surely_held(definition, along),
            neutral=neutral_checks(definition, along),
            persons=_of_kinds(definition, PartyKind.PERSON),
            claimants=_of_kinds(definition, PartyKind.PERSON, PartyKind.CLAIMANT),
            workers=workers(definition),
            above=_of_kinds(definition, PartyKind.ABOVE),
        )

    def kind_of(self, state_name: str) -> StateKind | None:
        """Return the kind of an open state; None for an end or an unknown name."""
        state = self.definition.states.get(state_name)
        return state.kind if state else None

    def end_of(self, state_name: str) -> EndKind | None:
        """Return the kind of an end; None for an open state or an unknown name."""
        state = self.definition.states.get(state_name)
        return state.end if state else None

    def owner_of(self, state_name: str) -> str:
        """Return the owner of an open state, or ""."""
        state = self.definition.states.get(state_name)
        return state.owner if state else ""

    def kind_of_party(self, name: str) -> PartyKind | None:
        """Return the kind of a party; None for an unknown name."""
        party = self.definition.parties.get(name)
        return party.kind if party else None


def _of_kinds(definition: Definition, *kinds: PartyKind) -> frozenset[str]:
    return frozenset(party.name for party in definition.parties.values() if party.kind in kinds)


def workers(definition: Definition) -> frozenset[str]:
    """Return the parties that work on the matter: they report it done, help, or own a state of work."""
    found = {by for each in definition.transitions if each.kind in WORK_REPORTS for by in each.by}
    for state in definition.states.values():
        if state.kind in (StateKind.DISPATCH, StateKind.WORK):
            found.add(state.owner)
        if state.joint:
            found |= {state.joint.lead, state.joint.co}
    return frozenset(found)
