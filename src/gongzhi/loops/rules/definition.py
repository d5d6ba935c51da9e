"""A loop definition: frozen, read from YAML, trusted only after the verifier passed it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gongzhi.loops.facts import EndKind, EventKind, Join, PartyKind, StateKind


@dataclass(frozen=True)
class Finding:
    """Something wrong with a definition.

    check    number of the check (1-16 as in the documentation; 0 is the form of the file, 17-19 are rules
             about holders, kinds and withdrawal)
    code     stable name of what is wrong; `loops/findings.py` turns it into a sentence
    where    path inside the file: ``states.working.due``, ``transitions[12].by``
    details  what the sentence needs
    """

    check: int
    code: str
    where: str
    details: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Party:
    """Who takes part. `many` allows several holders at once (co-handlers)."""

    name: str
    kind: PartyKind
    many: bool = False


@dataclass(frozen=True)
class OnDue:
    """What a passed deadline does: inform a party, or (where a resident is silent) go to a state."""

    escalate: str | None = None
    go: str | None = None


@dataclass(frozen=True)
class Joint:
    """Joint work: who leads and who helps, by when, and when the lead may report the work done."""

    lead: str
    co: str
    join: Join
    co_due: str
    quorum: int | None = None


@dataclass(frozen=True)
class Reopen:
    """How an end is opened again. After `max` not-solved answers the loop goes to `otherwise`.

    `unassigned` is the state to go to when nobody holds the party that owns `to`.
    """

    by: tuple[str, ...]
    within: str
    to: str
    keep_clock: bool
    unassigned: str | None = None
    max: int | None = None
    otherwise: str | None = None


@dataclass(frozen=True)
class State:
    """A state is open (`kind`, `owner`, `due`, `on_due`) or an end (`end`, `reopen`).

    `due` and the items of `also` are durations in handbook notation ("4wh", "1WD", "60d") or keys of
    the time profile ("dispatch", "limit"). `also` names further duties within the state, each with a
    deadline of its own (first contact).
    """

    name: str
    kind: StateKind | None = None
    owner: str = ""
    due: str = ""
    on_due: OnDue | None = None
    also: tuple[str, ...] = ()
    human_channel: bool = False
    joint: Joint | None = None
    end: EndKind | None = None
    reopen: Reopen | None = None

    @property
    def is_end(self) -> bool:
        return self.end is not None


@dataclass(frozen=True)
class Sample:
    """A random share (key of the time profile, e.g. "recheck") of the loops goes to `to` instead."""

    share: str
    to: str


@dataclass(frozen=True)
class Transition:
    """An event that moves a loop.

    reason      the actor must say why
    names       the party whose holder this event names (dispatch names the lead)
    may_name    the same, but keeping the present holder is possible
    max, otherwise  after `max` times the event leads to `otherwise` instead
    window      only within this duration after the owner took the state up (a return)
    sample      a random share goes elsewhere (the recheck)
    pause       reason code under which the authority's clock pauses (a question to the resident)
    unassigned  where to go when nobody holds the party that owns `to`
    final       no return is possible afterwards (an arbiter's decision)
    """

    event: str
    kind: EventKind
    sources: tuple[str, ...]
    to: str
    by: tuple[str, ...]
    reason: bool = False
    names: str | None = None
    may_name: str | None = None
    max: int | None = None
    otherwise: str | None = None
    window: str | None = None
    sample: Sample | None = None
    pause: str | None = None
    unassigned: str | None = None
    final: bool = False


@dataclass(frozen=True)
class Duty:
    """Something a party may come to owe beside the state, even after an end; lateness is told to `escalate`."""

    name: str
    party: str
    due: str
    escalate: str


@dataclass(frozen=True)
class Definition:
    """A whole loop. `start` is the first state of the file, `beside` are duties that no state asks for."""

    id: str
    version: int
    calendar: str
    parties: Mapping[str, Party]
    states: Mapping[str, State]
    transitions: tuple[Transition, ...]
    beside: Mapping[str, Duty] = field(default_factory=dict)

    @property
    def start(self) -> State:
        return next(iter(self.states.values()))

    def from_state(self, name: str) -> tuple[Transition, ...]:
        """Return the transitions that leave `name`."""
        return tuple(t for t in self.transitions if name in t.sources)
