"""Move a loop by an event of its definition."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.actions.extend import extend
from gongzhi.loops.actions.pause import pause, resume
from gongzhi.loops.actions.steps import Step, enter, lock, name_holder, planned, set_holder, settle, view_of
from gongzhi.loops.facts import EventKind, LoopMoved, ObligationStatus, StateKind
from gongzhi.loops.models import Once
from gongzhi.loops.queries import LoopRow, row_of
from gongzhi.loops.rules.definition import Transition
from gongzhi.loops.rules.kinds import WORKED
from gongzhi.loops.rules.moves import DRAW_OF, REOPEN, LoopView, find, may, parties_of, target
from gongzhi.people.facts import Actor, ActorKind

SILENCE = "silence"  # what facts call the move that a passed deadline makes
_SETTLED_AS = {
    EventKind.RETURN: ObligationStatus.RETURNED,
    EventKind.WITHDRAW: ObligationStatus.WAIVED,
    EventKind.MERGE: ObligationStatus.WAIVED,  # nobody did it: it is done with the other matter
    EventKind.SEPARATE: ObligationStatus.WAIVED,
    EventKind.UNDO: ObligationStatus.WAIVED,
}


@dataclass(frozen=True)
class Words:
    """What an actor says with an event. `text` is for the other side, `reason` for the record."""

    reason: str = ""
    text: str = ""
    citation: str = ""


def move(
    *,
    loop_id: UUID,
    event: str,
    by: Actor,
    at: datetime,
    words: Words = Words(),
    names: UUID | None = None,
    holders: dict[str, UUID] | None = None,
    become: dict[str, UUID] | None = None,
    review_at: datetime | None = None,
    drawn: int | None = None,
    offices: frozenset[str] = frozenset(),
    once: UUID | None = None,
) -> LoopRow:
    """Carry out `event` inside the caller's transaction and return the loop as it stands then.

    `names` is the unit that plays the party the event names (a dispatch names the lead); `holders`
    adds who plays others (the verifier of a recheck), `become` who plays a party already as this event is
    caused (whoever answers for a loop this one goes along with). `drawn` is a number below 1000 that decides
    about a sample; left out, it is drawn here and put on record. `offices` are parties whose place the
    actor may take by rank, which the caller has checked. A request repeated with the same
    `once` changes nothing. Raises Refused with the reason of the rule that forbids it.
    """
    assert connection.in_atomic_block
    step = lock(loop_id, at)
    if once and Once.objects.filter(key=once).exists():
        return row_of(step.loop)
    move_step(
        step,
        event,
        by=by,
        words=words,
        names=names,
        holders=holders,
        become=become,
        review_at=review_at,
        drawn=drawn,
        offices=offices,
    )
    if once:
        Once.objects.create(key=once, loop=step.loop, event=event)
    return row_of(step.loop)


def move_step(
    step: Step,
    event: str,
    *,
    by: Actor,
    words: Words,
    names: UUID | None = None,
    holders: dict[str, UUID] | None = None,
    become: dict[str, UUID] | None = None,
    review_at: datetime | None = None,
    drawn: int | None = None,
    offices: frozenset[str] = frozenset(),
) -> None:
    """Carry out `event` on a locked loop, or on one that was opened in this transaction: see `move`."""
    for name, unit in (become or {}).items():
        name_holder(step, name, unit)
    view = view_of(step)
    parties = parties_of(
        step.setting.definition,
        view,
        actor_unit=None if by.unit_id is None else str(by.unit_id),
        resident=by.kind is ActorKind.RESIDENT,
        offices=offices,
    )
    party = _entitled(step, view, event, parties, by=by, words=words, names=names)
    for name, unit in (holders or {}).items():
        set_holder(step, name, unit)
    _carry_out(step, view, event, party, by=by, words=words, names=names, review_at=review_at, drawn=drawn)


def move_by_clock(step: Step, *, to: str, by: Actor) -> None:
    """Let a passed deadline move a locked loop: only where its definition says ``go``."""
    _arrive(step, SILENCE, "", to, by=by, words=Words(), status=ObligationStatus.WAIVED)


def _entitled(
    step: Step,
    view: LoopView,
    event: str,
    parties: frozenset[str],
    *,
    by: Actor,
    words: Words,
    names: UUID | None,
) -> str:
    """Return the party as which the actor may do this; raise Refused with the reason of the party it is for."""
    refusal: Refusal | None = None
    for party in sorted(parties):
        found = may(
            step.setting.definition,
            view,
            event,
            party,
            step.at,
            reason_given=bool(words.reason.strip()),
            named=names is not None,
            unit=None if by.unit_id is None else str(by.unit_id),
        )
        if found is None:
            return party
        # Who plays several parties hears why the one concerned may not, as the grey button says.
        if refusal is None or refusal.code == "loops.not_theirs":
            refusal = found
    raise Refused(refusal or Refusal("loops.not_a_party"))


def _carry_out(
    step: Step,
    view: LoopView,
    event: str,
    party: str,
    *,
    by: Actor,
    words: Words,
    names: UUID | None,
    review_at: datetime | None,
    drawn: int | None,
) -> None:
    definition, loop = step.setting.definition, step.loop
    if event == REOPEN:
        to = target(definition, view, event, drawn=None, share=0)
        loop.counts = {**loop.counts, event: loop.counts.get(event, 0) + 1}
        _arrive(step, event, party, to, by=by, words=words, status=ObligationStatus.DONE, rework=True)
        return
    transition = find(definition, loop.state, event)
    assert transition is not None
    share = 0
    if transition.sample:
        drawn = secrets.randbelow(DRAW_OF) if drawn is None else drawn
        share = step.setting.profile.share(transition.sample.share)
    named = transition.names or transition.may_name
    if named and names:
        name_holder(step, named, names)
    to = target(definition, view, event, drawn=drawn, share=share)
    loop.counts = {**loop.counts, event: loop.counts.get(event, 0) + 1}
    loop.final = loop.final or transition.final
    if transition.kind in WORKED:
        loop.worked_by = sorted({*loop.worked_by, *(str(unit) for unit in step.holders[party])})
    if to == loop.state and transition.kind in (EventKind.ASK_PARTY, EventKind.EXTEND):
        _stay(step, transition, party, by=by, words=words)
        return
    _arrive(
        step,
        event,
        party,
        to,
        by=by,
        words=words,
        status=_SETTLED_AS.get(transition.kind, ObligationStatus.DONE),
        rework=_begins_anew(step, transition, to),
        review_at=review_at,
        drawn=drawn if transition.sample else None,
        accepted=transition.kind is EventKind.ACCEPT,
    )


def _begins_anew(step: Step, transition: Transition, to: str) -> bool:
    """Tell whether half of the limit is new: after "not solved", and after a parking that outlasted the limit.

    Without the second, whoever takes up again what could not be done before would be late in the same moment.
    """
    if transition.kind in (EventKind.DISPUTE, EventKind.ASSESS_BAD):
        return bool(step.loop.worked_by)
    if transition.kind is EventKind.TAKE_UP and step.state.kind is StateKind.PARK:
        return planned(step, step.setting.definition.states[to].due).due_at <= step.at
    return False


def _stay(step: Step, transition: Transition, party: str, *, by: Actor, words: Words) -> None:
    """An event that keeps the state: a question pauses the clock, an extension moves the deadline."""
    loop = step.loop
    if transition.kind is EventKind.EXTEND:
        extend(step)
    loop.save(update_fields=["counts", "due_at"])
    _record(step, transition.event, party, loop.state, by=by, words=words)
    if transition.pause:
        pause(step, transition.pause, by=by)


def _arrive(
    step: Step,
    event: str,
    party: str,
    to: str,
    *,
    by: Actor,
    words: Words,
    status: ObligationStatus,
    rework: bool = False,
    review_at: datetime | None = None,
    drawn: int | None = None,
    accepted: bool = False,
) -> None:
    """Settle what the old state asked for, enter the new one, and record both."""
    loop, came_from = step.loop, step.loop.state
    if not step.state.is_end:
        resume(step, by=by)
        settle(step, status)
    if rework:
        loop.reworked_at = step.at
    enter(step, to, review_at=review_at, taken_by=by.account_id if accepted else None)
    loop.taken_up_at = step.at if accepted else loop.taken_up_at
    if step.rows is None:
        loop.save()
    _record(step, event, party, came_from, by=by, words=words, review_at=review_at, drawn=drawn)


def _record(
    step: Step,
    event: str,
    party: str,
    came_from: str,
    *,
    by: Actor,
    words: Words,
    review_at: datetime | None = None,
    drawn: int | None = None,
) -> None:
    loop = step.loop
    transition = find(step.setting.definition, came_from, event)
    kind = transition.kind.value if transition else EventKind.REOPEN.value if event == REOPEN else ""
    fact = LoopMoved(
        event=event,
        event_kind=kind,
        final=loop.final,
        taken_up_at=loop.taken_up_at,
        reworked_at=loop.reworked_at,
        from_state=came_from,
        to_state=loop.state,
        party=party,
        ended=loop.end_kind or None,
        holders=step.holder_names(),
        reason=Private(words.reason) if words.reason else None,
        text=Private(words.text) if words.text else None,
        citation=words.citation,
        changes=step.changes(),
        review_at=review_at,
        drawn=drawn,
    )
    step.tell(fact, by)
