"""Pieces of a step, used inside the transaction of an action: lock, settle, open."""

from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from gongzhi.kernel.ids import new_id
from gongzhi.ledger.facts import Happening
from gongzhi.ledger.public import record
from gongzhi.loops.facts import Changes, NewDeadline, NewObligation, ObligationStatus, StateKind
from gongzhi.loops.models import Deadline, Holder, Loop, Obligation, Pause
from gongzhi.loops.queries import Setting, holders_of, look, setting_of
from gongzhi.loops.queries import duration_of as planned_duration
from gongzhi.loops.rules.deadlines import Pause as Span
from gongzhi.loops.rules.deadlines import plan, reopened_limit
from gongzhi.loops.rules.definition import State
from gongzhi.loops.rules.durations import Duration
from gongzhi.loops.rules.moves import LoopView
from gongzhi.loops.rules.profile import Start
from gongzhi.people.facts import Actor


@dataclass
class Rows:
    """What steps of many new loops write together at the end, instead of each at once (`open_many`)."""

    obligations: list[Obligation] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    facts: list[tuple[Happening, UUID]] = field(default_factory=list)


@dataclass
class Step:
    """One locked loop and what a step has changed so far. With `rows` nothing is written yet."""

    loop: Loop
    setting: Setting
    holders: dict[str, tuple[UUID | None, ...]]
    at: datetime
    opened: list[NewObligation] = field(default_factory=list)
    settled: dict[str, str] = field(default_factory=dict)
    cancelled: list[UUID] = field(default_factory=list)
    moved: list[NewDeadline] = field(default_factory=list)
    rows: Rows | None = None

    def tell(self, fact: Happening, by: Actor) -> None:
        """Record a fact about the loop."""
        if self.rows is not None:
            self.rows.facts.append((fact, self.loop.id))
        else:
            record(fact, subject=self.loop.id, by=by.name(), at=self.at)

    def next(self) -> "Step":
        """Return the same loop ready for its next step."""
        return replace(self, opened=[], settled={}, cancelled=[], moved=[])

    @property
    def state(self) -> State:
        return self.setting.definition.states[self.loop.state]

    def changes(self) -> Changes:
        return Changes(
            opened=tuple(self.opened),
            settled=dict(self.settled),
            cancelled=tuple(self.cancelled),
            moved=tuple(self.moved),
        )

    def holder_names(self) -> dict[str, str]:
        """Return the holders as facts and rules name them: unit ids, "" for the resident."""
        return {party: ",".join(str(unit or "") for unit in units) for party, units in self.holders.items()}


def lock(loop_id: UUID, at: datetime) -> Step:
    """Lock one loop and return it ready for a step. Several loops are locked in the order of their ids."""
    assert connection.in_atomic_block
    loop = Loop.objects.select_for_update().get(id=loop_id)
    return Step(loop=loop, setting=setting_of(loop), holders=holders_of(loop_id), at=at)


def view_of(step: Step) -> LoopView:
    """Return the loop as the pure rules look at it."""
    return look(step.loop, step.setting, step.holders)


def duration_of(step: Step, key: str) -> Duration:
    """Return a duration by the loop's profile and limit class, or the literal one."""
    return planned_duration(step.loop, step.setting, key)


def settle(step: Step, status: ObligationStatus, *, only: UUID | None = None) -> None:
    """Settle what the state asks for, or one obligation, and stop their timers.

    With the state of its owner ends what others were to do in it: their parts were put off, not done.
    """
    if step.rows is not None:
        _settle_unwritten(step, step.rows, status)
        return
    with connection.cursor() as cursor:
        owner = "" if only else step.state.owner
        values = {"loop": step.loop.id, "only": only, "status": status, "owner": owner, "at": step.at}
        cursor.execute(_SETTLE, values)
        for became, found in cursor.fetchall():
            if became:
                step.settled[str(found)] = became
            else:
                step.cancelled.append(found)


def _settle_unwritten(step: Step, rows: Rows, status: ObligationStatus) -> None:
    settled = set()
    for row in reversed(rows.obligations):  # those of the loop that was opened last stand last
        if row.loop_id != step.loop.id:
            break
        if row.settled_at is None:
            row.status, row.settled_at = status, step.at
            step.settled[str(row.id)] = status.value
            settled.add(row.id)
    for deadline in reversed(rows.deadlines):
        if deadline.obligation_id not in settled:
            break
        deadline.cancelled_at, deadline.next_at = step.at, None
        step.cancelled.append(deadline.id)


# One round trip instead of four: this runs with every move.
_SETTLE = """
    with settled as (
        update gongzhi_obligation set settled_at = %(at)s,
            status = case when %(only)s::uuid is null and party <> %(owner)s then 'WAIVED' else %(status)s end
        where loop_id = %(loop)s and settled_at is null
          and ((%(only)s::uuid is null and not beside) or id = %(only)s::uuid)
        returning id, status
    ), cancelled as (
        update gongzhi_deadline set cancelled_at = %(at)s, next_at = null
        where obligation_id in (select id from settled) and cancelled_at is null
        returning id
    )
    select status, id from settled union all select '', id from cancelled
"""


def enter(
    step: Step,
    name: str,
    *,
    review_at: datetime | None = None,
    taken_by: UUID | None = None,
) -> None:
    """Put the loop into a state: obligations for its owner and co-handlers, or the end.

    `review_at` replaces the due instant of a parked matter; `taken_by` is the account that took the
    owner's obligation with this step.
    """
    loop = step.loop
    loop.state, loop.entered_at, loop.due_at = name, step.at, None
    state = step.state
    if state.end is not None:
        loop.ended_at, loop.end_kind, loop.taken_up_at = step.at, state.end.value, None
        return
    loop.ended_at, loop.end_kind = None, ""
    if state.kind is StateKind.DISPATCH:
        loop.taken_up_at = (
            None  # whoever is asked now has not taken it up; the former holder's window is over
        )
    own = replace(planned(step, state.due, review_at=review_at), what=name)
    deadlines = (own, *(planned(step, key) for key in state.also))
    for unit in step.holders[state.owner]:
        open_obligation(
            step, party=state.owner, unit_id=unit, what=name, deadlines=deadlines, taken_by=taken_by
        )
    if state.joint:
        for unit in step.holders.get(state.joint.co, ()):
            _go_on_with_part(step, unit)
    loop.due_at = own.due_at


def _go_on_with_part(step: Step, unit_id: UUID | None) -> None:
    """A part refused stays so, one done until the work begins again; one put off goes on as it stood."""
    state, loop = step.state, step.loop
    assert state.joint is not None
    parts = Obligation.objects.filter(loop=loop, party=state.joint.co, unit=unit_id, beside=False)
    last = parts.order_by("opened_at", "id").last()
    if last is not None and last.status == ObligationStatus.REFUSED:
        return
    begun = loop.reworked_at
    if (
        last
        and last.settled_at
        and last.status == ObligationStatus.DONE
        and (begun is None or last.settled_at > begun)
    ):
        return
    further = Deadline.objects.none()
    if last is not None and last.status == ObligationStatus.WAIVED:
        put_off = Deadline.objects.filter(obligation=last, cancelled_at=last.settled_at)
        further = put_off.filter(due_at__gt=step.at).exclude(what=last.what)
    open_co_obligation(step, unit_id, also=tuple(map(deadline_of, further)))


def open_co_obligation(step: Step, unit_id: UUID | None, *, also: tuple[NewDeadline, ...] = ()) -> UUID:
    """Open a co-handler's own obligation with its own deadline and further ones; return it."""
    state = step.state
    assert state.joint is not None
    own = replace(planned(step, state.joint.co_due), what=state.name)
    return open_obligation(
        step, party=state.joint.co, unit_id=unit_id, what=state.name, deadlines=(own, *also)
    )


def deadline_of(row: Deadline) -> NewDeadline:
    """Return a deadline as a fact carries it."""
    return NewDeadline(**{each.name: getattr(row, each.name) for each in fields(NewDeadline)})


def planned(step: Step, key: str, *, review_at: datetime | None = None) -> NewDeadline:
    """Return the deadline of a duty that begins with this step. `key`: of the time profile, or a duration."""
    setting, loop = step.setting, step.loop
    duration, start = duration_of(step, key), step.at
    if setting.profile.has(key) and setting.profile.starts(key) is Start.FILING:
        # The limit counts from filing and never restarts. After "not solved", or a reopening, half of it
        # is new and counts from then, through whichever hands the matter goes on its way back to work.
        start = loop.reworked_at or loop.opened_at
        if loop.reworked_at:
            duration = reopened_limit(duration, setting.profile.reopen.at_least)
    found = plan(
        start=start,
        duration=duration,
        calendar=setting.calendar,
        profile=setting.profile,
        pauses=pauses_of(loop),
    )
    due_at = found.due.at if review_at is None else min(review_at, found.due.at)
    return NewDeadline(
        id=new_id(),
        what=key,
        limit=str(duration),
        extension="",
        started_at=start,
        amber_at=min(found.amber_at, due_at),
        due_at=due_at,
        supervise_at=found.supervise_at,
        provisional=found.due.provisional,
    )


def pauses_of(loop: Loop) -> tuple[Span, ...]:
    """Return the pauses of a loop that are over, in order."""
    if not loop.pauses_made:
        return ()
    rows = Pause.objects.filter(loop=loop, ended_at__isnull=False).order_by("started_at")
    return tuple(Span(row.started_at, row.ended_at) for row in rows if row.ended_at)


def open_obligation(
    step: Step,
    *,
    party: str,
    unit_id: UUID | None,
    what: str,
    deadlines: tuple[NewDeadline, ...],
    taken_by: UUID | None = None,
    beside: bool = False,
) -> UUID:
    """Open one obligation with its deadlines; the first of them is the obligation's own. Return its id."""
    deadlines = tuple(replace(deadline, id=new_id()) for deadline in deadlines)
    row = Obligation(
        loop_id=step.loop.id,
        party=party,
        unit_id=unit_id,
        account_id=taken_by,
        what=what,
        status=ObligationStatus.ACCEPTED if taken_by else ObligationStatus.OPEN,
        opened_at=step.at,
        due_at=deadlines[0].due_at,
        beside=beside,
    )
    timers = [
        Deadline(obligation_id=row.id, next_at=deadline.amber_at, **_columns(deadline))
        for deadline in deadlines
    ]
    if step.rows is not None:
        step.rows.obligations.append(row)
        step.rows.deadlines.extend(timers)
    else:
        row.save(force_insert=True)
        Deadline.objects.bulk_create(timers)
    step.opened.append(
        NewObligation(
            id=row.id,
            party=party,
            unit_id=unit_id,
            account_id=taken_by,
            what=what,
            deadlines=deadlines,
            beside=beside,
        )
    )
    return row.id


def _columns(deadline: NewDeadline) -> dict[str, Any]:
    return {field.name: getattr(deadline, field.name) for field in fields(deadline)}


def set_holder(step: Step, party: str, unit_id: UUID | None) -> None:
    """Let `unit_id` play `party` from now on, in place of whoever did."""
    if step.holders.get(party) == (unit_id,):
        return
    if step.rows is None:
        Holder.objects.filter(loop=step.loop, party=party).delete()
        Holder.objects.create(loop=step.loop, party=party, unit_id=unit_id)
        _pass_on(step, party, unit_id)
    step.holders[party] = (unit_id,)


def _pass_on(step: Step, party: str, unit_id: UUID | None) -> None:
    """What a party owes beside the state goes with the party, by the deadline it had."""
    for row in Obligation.objects.filter(loop=step.loop, party=party, beside=True, settled_at=None):
        running = Deadline.objects.filter(obligation=row, cancelled_at=None)
        deadlines = tuple(map(deadline_of, running))
        settle(step, ObligationStatus.WAIVED, only=row.id)
        open_obligation(step, party=party, unit_id=unit_id, what=row.what, deadlines=deadlines, beside=True)


def name_holder(step: Step, party: str, unit_id: UUID) -> None:
    """Name who plays `party`. With a new lead the co-handlers of the old one are released."""
    if step.holders.get(party) == (unit_id,):
        return
    set_holder(step, party, unit_id)
    definition = step.setting.definition
    for state in definition.states.values():
        if state.joint and state.owner == party and state.joint.co in step.holders:
            Holder.objects.filter(loop=step.loop, party=state.joint.co).delete()
            del step.holders[state.joint.co]
