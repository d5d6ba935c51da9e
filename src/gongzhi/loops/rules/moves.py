"""What can happen to a loop now, who may do it, and where it leads. The engine and the screens ask here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel.instants import to_text
from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.facts import EventKind, Join, PartyKind
from gongzhi.loops.rules.definition import Definition, Reopen, Transition

REOPEN = EventKind.REOPEN.value  # the event that leaves an end; it stands with the end, not in a transition
DRAW_OF = 1000  # a sample is drawn from the numbers 0 to 999; shares are percents


@dataclass(frozen=True)
class LoopView:
    """A loop as rules see it. Units are ids as text; the resident holds a party as "".

    counts      how often each event happened
    holders     who plays each party
    worked_by   units that reported work done on this loop
    window_ends, reopen_ends   until when a return, or a reopening, is possible (None: see `may`)
    """

    state: str
    counts: Mapping[str, int]
    holders: Mapping[str, tuple[str, ...]]
    barred_returns: bool
    entered_at: datetime
    taken_up_at: datetime | None
    ended_at: datetime | None
    open_co: int
    done_co: int
    refused_co: int
    paused: bool
    worked_by: frozenset[str]
    window_ends: datetime | None
    reopen_ends: datetime | None


@dataclass(frozen=True)
class Offer:
    """One event a screen can offer. A `refusal` greys the button and says why."""

    event: str
    kind: EventKind
    party: str
    refusal: Refusal | None
    needs_reason: bool
    names: str | None
    may_name: str | None


def find(definition: Definition, state: str, event: str) -> Transition | None:
    """Return the transition of an event in a state; None if there is none (reopening has none)."""
    return next((each for each in definition.from_state(state) if each.event == event), None)


def parties_of(
    definition: Definition,
    view: LoopView,
    *,
    actor_unit: str | None,
    resident: bool,
    offices: frozenset[str] = frozenset(),
) -> frozenset[str]:
    """Return the parties an actor plays: those its unit holds, its offices, or the person concerned.

    `offices` are the names of standing parties (office, independent, above) that the actor's post fills
    without being named case by case.
    """
    if resident:
        return frozenset(p.name for p in definition.parties.values() if p.kind is PartyKind.PERSON)
    standing = (PartyKind.OFFICE, PartyKind.INDEPENDENT, PartyKind.ABOVE)
    return frozenset(
        p.name
        for p in definition.parties.values()
        if p.kind is not PartyKind.PERSON
        and (_holds(view, p.name, actor_unit) or (p.name in offices and p.kind in standing))
    )


def _holds(view: LoopView, party: str, unit: str | None) -> bool:
    return bool(unit) and unit in view.holders.get(party, ())


def may(
    definition: Definition,
    view: LoopView,
    event: str,
    party: str,
    at: datetime,
    *,
    reason_given: bool,
    named: bool,
    unit: str | None = None,
) -> Refusal | None:
    """Say why `party` may not cause `event` now, or None. `unit` is the actor's, where it is known.

    Refusals: ``loops.not_now`` (no such event in this state), ``loops.not_theirs``, ``loops.own_work``,
    ``loops.return_barred``, ``loops.window_over``, ``loops.used_up``, ``loops.parts_open``,
    ``loops.already_paused``, ``loops.reopen_over``, ``loops.reason_missing``, ``loops.name_missing``.
    """
    if definition.states[view.state].is_end:
        return _may_reopen(definition, view, event, party, at)
    transition = find(definition, view.state, event)
    if transition is None:
        return Refusal("loops.not_now", {"event": event, "state": view.state})
    if party not in transition.by:
        return Refusal("loops.not_theirs", {"event": event, "party": party})
    return (
        _own_work(definition, view, transition, party, unit)
        or _by_kind(definition, view, transition, at)
        or _incomplete(view, transition, reason_given, named)
    )


def _may_reopen(
    definition: Definition, view: LoopView, event: str, party: str, at: datetime
) -> Refusal | None:
    reopen = definition.states[view.state].reopen
    if event != REOPEN or reopen is None:
        return Refusal("loops.not_now", {"event": event, "state": view.state})
    if party not in reopen.by:
        return Refusal("loops.not_theirs", {"event": event, "party": party})
    if view.reopen_ends is not None and at <= view.reopen_ends:
        return None
    return Refusal("loops.reopen_over", {"ended": to_text(view.reopen_ends)} if view.reopen_ends else {})


def _own_work(
    definition: Definition, view: LoopView, transition: Transition, party: str, unit: str | None
) -> Refusal | None:
    """Nobody closes its own case, also not a unit that holds the desk which judges it."""
    judges = transition.kind in (EventKind.CONFIRM, EventKind.ASSESS_OK)
    if not (judges or definition.states[transition.to].is_end):
        return None
    if definition.parties[party].kind is PartyKind.PERSON:
        return None
    units = {unit} if unit else set(view.holders.get(party, ()))
    return Refusal("loops.own_work", {"party": party}) if units & view.worked_by else None


def _by_kind(definition: Definition, view: LoopView, transition: Transition, at: datetime) -> Refusal | None:
    if transition.kind is EventKind.RETURN:
        return _may_return(view, at)
    if transition.kind is EventKind.REPORT_DONE:
        return _may_report(definition, view)
    if transition.kind is EventKind.ASK_PARTY and view.paused:
        return Refusal("loops.already_paused")
    if transition.max is not None and transition.otherwise is None:
        return _used_up(definition, view, transition)
    return None


def _may_return(view: LoopView, at: datetime) -> Refusal | None:
    """A return is possible until the window after taking up is over (default profile), and not after a
    final decision: an order decided by the arbiter does not bounce again.
    """
    if view.barred_returns:
        return Refusal("loops.return_barred")
    if view.taken_up_at is not None and view.window_ends is not None and at > view.window_ends:
        return Refusal("loops.window_over", {"ended": to_text(view.window_ends)})
    return None


def _may_report(definition: Definition, view: LoopView) -> Refusal | None:
    """The join rule: a part is over when it is done or refused with a reason."""
    joint = definition.states[view.state].joint
    if joint is None or joint.join is Join.LEAD_DECIDES or not view.open_co:
        return None
    if joint.join is Join.QUORUM and view.done_co >= (joint.quorum or 1):
        return None
    return Refusal("loops.parts_open", {"open": view.open_co})


def _used_up(definition: Definition, view: LoopView, transition: Transition) -> Refusal | None:
    limit = transition.max or 0
    if used(definition, view, transition) < limit:
        return None
    return Refusal("loops.used_up", {"event": transition.event, "max": limit})


def _incomplete(view: LoopView, transition: Transition, reason_given: bool, named: bool) -> Refusal | None:
    if transition.reason and not reason_given:
        return Refusal("loops.reason_missing")
    party = transition.names or transition.may_name
    must_name = transition.names is not None or (party is not None and not view.holders.get(party))
    if party and must_name and not named:
        return Refusal("loops.name_missing", {"party": party})
    return None


def used(definition: Definition, view: LoopView, move: Transition | Reopen) -> int:
    """Return how often the count that bounds `move` has been used up.

    All returns share one count. So do "not solved" and reopening: the second time a result is not
    accepted goes to arbitration, whichever way it is said. Everything else counts by its event.
    """
    kind = move.kind if isinstance(move, Transition) else EventKind.REOPEN
    if kind is EventKind.RETURN:
        events = {t.event for t in definition.transitions if t.kind is kind}
    elif kind in (EventKind.DISPUTE, EventKind.REOPEN):
        disputes = (t for t in definition.transitions if t.kind is EventKind.DISPUTE)
        events = {t.event for t in disputes if t.max is not None} | {REOPEN}
    else:
        events = {move.event} if isinstance(move, Transition) else set()
    return sum(view.counts.get(event, 0) for event in events)


def target(definition: Definition, view: LoopView, event: str, *, drawn: int | None, share: int) -> str:
    """Return the state an allowed event leads to.

    A used-up count leads to `else`. `drawn` (0 to 999) decides about a sample of `share` percent; None
    draws nothing. Where nobody holds the party that would own the target, the loop goes to `unassigned`.
    Raises KeyError for an event that
    is not possible in the present state: ask `may` first.
    """
    state = definition.states[view.state]
    move = state.reopen if state.is_end and event == REOPEN else find(definition, view.state, event)
    if move is None:
        raise KeyError(event)
    if move.max is not None and move.otherwise and used(definition, view, move) >= move.max:
        return move.otherwise
    sample = move.sample if isinstance(move, Transition) else None
    if sample and drawn is not None and drawn * 100 < share * DRAW_OF:
        return sample.to
    if move.unassigned and not _has_owner(definition, view, move):
        return move.unassigned
    return move.to


def _has_owner(definition: Definition, view: LoopView, move: Transition | Reopen) -> bool:
    owner = definition.parties[definition.states[move.to].owner]
    named = isinstance(move, Transition) and owner.name in (move.names, move.may_name)
    return owner.kind is not PartyKind.ANY_ORG or named or bool(view.holders.get(owner.name))


def available(
    definition: Definition,
    view: LoopView,
    parties: frozenset[str],
    at: datetime,
    *,
    unit: str | None = None,
) -> tuple[Offer, ...]:
    """Return what a screen offers an actor who plays `parties`, in the order of the definition.

    A reason and a name are what the form behind the button asks for, so their absence greys nothing.
    """
    offers = []
    for each in _events(definition, view.state):
        # Whoever plays several parties acts as the first one that nothing speaks against.
        tried = [
            (party, may(definition, view, each.event, party, at, reason_given=True, named=True, unit=unit))
            for party in each.by
            if party in parties
        ]
        if tried:
            party, refusal = min(tried, key=lambda found: found[1] is not None)
            offers.append(
                Offer(each.event, each.kind, party, refusal, each.reason, each.names, each.may_name)
            )
    return tuple(offers)


def may_urge(ended_at: datetime | None) -> Refusal | None:
    """An open matter may be urged at any time."""
    return None if ended_at is None else Refusal("loops.already_ended")


def may_reply(paused_until: datetime | None) -> Refusal | None:
    """A question is open while the clock waits for its answer."""
    return Refusal("loops.no_question") if paused_until is None else None


def _events(definition: Definition, state_name: str) -> tuple[Transition, ...]:
    """Return what can happen in a state; at an end that is reopening, written like any other event."""
    reopen = definition.states[state_name].reopen
    if reopen is None:
        return definition.from_state(state_name)
    return (Transition(REOPEN, EventKind.REOPEN, (state_name,), reopen.to, reopen.by),)
