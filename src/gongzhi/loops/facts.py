"""Words of the engine, and what can happen to a loop."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor, ActorKind


class PartyKind(StrEnum):
    """What a party is. A loop runs for exactly one `PERSON` or `CLAIMANT`.

    `CLAIMANT` is an organisation in the place of the person concerned: who gave the instruction, who
    reported the event. It judges the result like one; its silence is told upward and decides nothing.
    `ABOVE` is the platform that sent the matter here: it ends or opens again what it sent, passes on what it heard
    from the person, and never works on it.
    """

    PERSON = "person"
    CLAIMANT = "claimant"
    OFFICE = "office"
    ANY_ORG = "any_org"
    INDEPENDENT = "independent"
    ABOVE = "above"


class StateKind(StrEnum):
    INTAKE = "intake"
    DISPATCH = "dispatch"
    WORK = "work"
    ANSWER = "answer"
    CALLBACK = "callback"
    ASSESS = "assess"
    ARBITRATE = "arbitrate"
    PARK = "park"
    FOLLOW = "follow"  # goes along with another loop that is worked on for both


class EndKind(StrEnum):
    FULFILLED = "fulfilled"
    DENIED = "denied"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    UNCONFIRMED = "unconfirmed"
    TRANSFERRED = "transferred"


class EventKind(StrEnum):
    TAKE_UP = "take_up"
    ASSIGN = "assign"
    ACCEPT = "accept"
    RETURN = "return"
    ASK_UP = "ask_up"
    ASK_PARTY = "ask_party"
    REPORT_DONE = "report_done"
    ANSWER_DIRECTLY = "answer_directly"
    SOLVE_ON_SPOT = "solve_on_spot"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    ASSESS_OK = "assess_ok"
    ASSESS_BAD = "assess_bad"
    DECIDE = "decide"
    EXTEND = "extend"
    PARK = "park"
    WITHDRAW = "withdraw"
    TRANSFER = "transfer"
    MERGE = "merge"
    SEPARATE = "separate"
    UNDO = "undo"
    REOPEN = "reopen"
    RECALL = "recall"


class Join(StrEnum):
    ALL = "all"
    QUORUM = "quorum"
    LEAD_DECIDES = "lead_decides"


class ObligationStatus(StrEnum):
    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    DONE = "DONE"
    RETURNED = "RETURNED"
    REFUSED = "REFUSED"
    WAIVED = "WAIVED"


class Threshold(StrEnum):
    """The three moments of one deadline: a warning, the due instant, supervision."""

    AMBER = "AMBER"
    RED = "RED"
    SUPERVISE = "SUPERVISE"


@dataclass(frozen=True)
class NewDeadline:
    """A due timer as a fact carries it."""

    id: UUID
    what: str
    limit: str
    extension: str
    started_at: datetime
    amber_at: datetime
    due_at: datetime
    supervise_at: datetime
    provisional: bool


@dataclass(frozen=True)
class NewObligation:
    """An obligation as a fact carries it. `unit_id` is None for the resident.

    One `beside` the state is owed whatever becomes of the state; only its own settling ends it.
    """

    id: UUID
    party: str
    unit_id: UUID | None
    account_id: UUID | None
    what: str
    deadlines: tuple[NewDeadline, ...]
    beside: bool = False


@dataclass(frozen=True)
class Changes:
    """What one step did to obligations and deadlines; replay needs nothing else."""

    opened: tuple[NewObligation, ...] = ()
    settled: Mapping[str, str] = field(default_factory=dict)
    cancelled: tuple[UUID, ...] = ()
    moved: tuple[NewDeadline, ...] = ()


@dataclass(frozen=True)
class LoopOpened:
    kind: ClassVar[str] = "loops.opened"
    subject_kind: str
    number: str
    definition: str
    version: int
    state: str
    division: str
    matter: str
    limit_class: str
    holders: Mapping[str, str]
    first_due_at: datetime | None
    changes: Changes


@dataclass(frozen=True)
class LoopClassified:
    """What the loop is about was set or corrected at intake, and its limit with it."""

    kind: ClassVar[str] = "loops.classified"
    matter: str
    limit_class: str
    first_due_at: datetime


@dataclass(frozen=True)
class LoopRelocated:
    """It lies in another division of the same county than was filed; its limits stay."""

    kind: ClassVar[str] = "loops.relocated"
    division: str
    before: str


@dataclass(frozen=True)
class LoopMoved:
    """A transition. `ended` is the kind of end, or None; `first_due_at` never changes after filing.

    `event_kind` is what the definition calls the event's kind, "" where a passed deadline moved the loop.
    `final` says that no return is possible from now on, `taken_up_at` since when the window for one runs,
    `reworked_at` since when the halved limit counts.
    """

    kind: ClassVar[str] = "loops.moved"
    event: str
    event_kind: str
    final: bool
    taken_up_at: datetime | None
    reworked_at: datetime | None
    from_state: str
    to_state: str
    party: str
    ended: str | None
    holders: Mapping[str, str]
    reason: Private | None
    text: Private | None
    citation: str
    changes: Changes
    review_at: datetime | None = None
    drawn: int | None = None


@dataclass(frozen=True)
class ObligationTaken:
    """Someone of the unit took the obligation, or it was handed to someone."""

    kind: ClassVar[str] = "loops.obligation_taken"
    obligation_id: UUID
    account_id: UUID | None


@dataclass(frozen=True)
class Urged:
    """The resident urged the office 催办."""

    kind: ClassVar[str] = "loops.urged"
    times: int


@dataclass(frozen=True)
class DeadlineMet:
    """A duty inside a state was done: the first contact, for example."""

    kind: ClassVar[str] = "loops.deadline_met"
    what: str
    text: Private | None
    changes: Changes


@dataclass(frozen=True)
class DeadlineFired:
    """A due timer went off. Responsibility stays where it is; `told` says who is informed."""

    kind: ClassVar[str] = "loops.deadline_fired"
    deadline_id: UUID
    obligation_id: UUID
    what: str
    threshold: Threshold
    told: str


@dataclass(frozen=True)
class DeadlinesRecomputed:
    """The calendar changed under running deadlines. `old` has the due instant each had before."""

    kind: ClassVar[str] = "loops.deadlines_recomputed"
    because: str
    old: Mapping[str, str]
    changes: Changes


@dataclass(frozen=True)
class ClockPaused:
    """The authority's clock stands still, at the latest until `ends_at`."""

    kind: ClassVar[str] = "loops.clock_paused"
    pause_id: UUID
    reason_code: str
    ends_at: datetime
    stopped: tuple[UUID, ...]


@dataclass(frozen=True)
class ClockResumed:
    kind: ClassVar[str] = "loops.clock_resumed"
    pause_id: UUID
    ended_at: datetime
    text: Private | None
    moved: tuple[NewDeadline, ...]


@dataclass(frozen=True)
class CallAttempted:
    """The callback desk tried to reach the resident and did not."""

    kind: ClassVar[str] = "loops.call_attempted"
    attempt: int


@dataclass(frozen=True)
class DefinitionPublished:
    kind: ClassVar[str] = "loops.definition_published"
    definition: str
    version: int
    digest: str


@dataclass(frozen=True)
class ProfilePublished:
    """The time limits of a division from a day on; "" is everywhere."""

    kind: ClassVar[str] = "loops.profile_published"
    division: str
    digest: str
    valid_from: str
    valid_to: str | None


@dataclass(frozen=True)
class LoopMigrated:
    """A running loop was moved to another version of its definition, explicitly."""

    kind: ClassVar[str] = "loops.migrated"
    from_version: int
    to_version: int
    reason: Private


@dataclass(frozen=True)
class CalendarLoaded:
    kind: ClassVar[str] = "loops.calendar_loaded"
    digest: str
    days: int


@dataclass(frozen=True)
class LoopLinked:
    """The loop this fact is about was tied to another one, in a role ("work", "found")."""

    kind: ClassVar[str] = "loops.linked"
    to_id: UUID
    role: str


@dataclass(frozen=True)
class ListExported:
    """Somebody took a list away as a file: by which filters, how many rows; `cut` where there were more.

    What it was for, and the words that were searched for, can be erased.
    """

    kind: ClassVar[str] = "loops.list_exported"
    filters: Mapping[str, str]
    rows: int
    cut: bool
    purpose: Private
    words: Private | None


@dataclass(frozen=True)
class Entitlements:
    """Which powers a kind of loop asks for. Whether the state allows it now is decided by its definition.

    read            the power that opens the loops of the actor's own tree
    events          the powers, any of which covers an event; none for what only the person concerned does
    parties         the power that lets a post act for a party: what it finds in its inbox
    person_events   what the person concerned may do
    """

    read: str
    events: Mapping[str, tuple[str, ...]]
    parties: Mapping[str, str]
    person_events: frozenset[str] = frozenset()

    def refusal(self, event: str, by: Actor) -> Refusal | None:
        """Tell why the actor's post may never do this event, or None: ``loops.not_entitled``."""
        if by.kind is ActorKind.SYSTEM:
            return None
        if by.kind is ActorKind.RESIDENT:
            return None if event in self.person_events else Refusal("loops.not_entitled")
        if any(by.may(power) for power in self.events.get(event, ())):
            return None
        return Refusal("loops.not_entitled")

    def parties_for(self, by: Actor) -> frozenset[str]:
        """Return the parties for which the actor's post may act, whatever its unit holds."""
        return frozenset(party for party, power in self.parties.items() if by.may(power))

    def may_see(self, by: Actor, *, in_scope: bool, holders: frozenset[UUID]) -> bool:
        """Staff see the loops their unit plays a part in; with the power to read, those of their own tree.

        `in_scope`: the loop lies in the tree of divisions the actor's post covers. `holders`: the units that
        play a part in it.
        """
        if by.kind is ActorKind.SYSTEM:
            return True
        if by.kind not in (ActorKind.STAFF, ActorKind.CLIENT):
            return False
        # An administrator may sit in the unit that dispatches: a post that acts for no party sees nothing.
        if by.unit_id in holders and self.parties_for(by):
            return True
        return by.may(self.read) and in_scope
