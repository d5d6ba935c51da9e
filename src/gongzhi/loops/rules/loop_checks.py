"""Checks of the loop as a whole: reachable, judged before closed, reopened, held by someone."""

from collections.abc import Iterator

from gongzhi.loops.facts import EndKind, EventKind, PartyKind, StateKind
from gongzhi.loops.rules.definition import Finding, Reopen, Transition
from gongzhi.loops.rules.durations import Unit, parse_duration
from gongzhi.loops.rules.graph import Subject, Way, assigned_owner, open_states, reach
from gongzhi.loops.rules.kinds import (
    BACK,
    CALENDARS,
    MAX_REOPEN_DAYS,
    MAX_TIMES,
    MIN_REOPEN_DAYS,
    REOPEN_KEYS,
    WORK_REPORTS,
)

_REAL_ENDS = (EndKind.FULFILLED, EndKind.DENIED)
_NOT_REAL = (EventKind.REOPEN, EventKind.WITHDRAW)


def start(subject: Subject) -> Iterator[Finding]:
    """Check 1: the loop begins at a desk and counts by a known calendar; check 7: it runs for one party."""
    first = subject.definition.start
    if first.kind is not StateKind.INTAKE:
        yield Finding(1, "start_unfit", f"states.{first.name}", {"state": first.name})
    if subject.definition.calendar not in CALENDARS:
        yield Finding(1, "calendar_unknown", "calendar", {"known": ", ".join(sorted(CALENDARS))})
    if len(subject.claimants) != 1:
        yield Finding(7, "not_one_claimant", "parties", {"number": len(subject.claimants)})


def reachable(subject: Subject) -> Iterator[Finding]:
    """Check 5: every state can be reached from the start and can reach an end.

    That whoever sent the matter may end it is no way out of one's own.
    """
    ends = [state.name for state in subject.definition.states.values() if state.is_end]
    forward = reach([subject.definition.start.name], subject.edges)
    own = [edge for edge in subject.edges if edge.kind is not EventKind.RECALL]
    back = reach(ends, own, backwards=True)
    for name in subject.definition.states:
        if name not in forward:
            yield Finding(5, "unreachable", f"states.{name}", {"state": name})
        if name not in back:
            yield Finding(5, "trap", f"states.{name}", {"state": name})


def real_end(subject: Subject) -> Iterator[Finding]:
    """Check 12: without any reopening or withdrawal every open state is reached and can reach a real end.

    A state where a withdrawal is checked is of course entered by withdrawing; from there, too, the loop
    can come to a real end.
    """
    states = subject.definition.states
    along = [edge for edge in subject.edges if edge.kind not in _NOT_REAL]
    ends = [state.name for state in states.values() if state.end in _REAL_ENDS]
    forward = reach([subject.definition.start.name], along)
    back = reach(ends, along, backwards=True)
    for state in open_states(subject.definition):
        entered = state.name in forward or state.name in subject.neutral
        if not entered or state.name not in back:
            yield Finding(12, "no_real_end", f"states.{state.name}", {"state": state.name})


def silence(subject: Subject) -> Iterator[Finding]:
    """Check 6a: silence leads from an answer to the callback desk, and from there to unconfirmed only."""
    for state in open_states(subject.definition):
        go = state.on_due.go if state.on_due else None
        if go is None:
            continue
        where = f"states.{state.name}.on_due.go"
        if go not in subject.definition.states:
            yield Finding(1, "state_unknown", where, {"name": go})
            continue
        asked = state.kind is StateKind.ANSWER and state.owner in subject.persons
        called = asked and subject.kind_of(go) is StateKind.CALLBACK and go not in subject.neutral
        given_up = state.kind is StateKind.CALLBACK and subject.end_of(go) is EndKind.UNCONFIRMED
        if not (called or given_up):
            yield Finding(6, "silence_decides", where, {"state": state.name, "to": go})


def own_case(subject: Subject) -> Iterator[Finding]:
    """Check 6b: nobody who works on a matter, or helps, takes it to an end or opens it again."""
    for index, each in enumerate(subject.definition.transitions):
        sampled = each.sample.to if each.sample else ""
        if any(subject.end_of(name) for name in (each.to, each.otherwise or "", sampled)):
            for name in sorted(subject.workers & set(each.by)):
                yield Finding(
                    6, "closes_own_work", f"transitions[{index}].by", {"name": name, "event": each.event}
                )
    for state in subject.definition.states.values():
        for name in sorted(subject.workers & set(state.reopen.by if state.reopen else ())):
            yield Finding(
                6, "closes_own_work", f"states.{state.name}.reopen.by", {"name": name, "event": "reopen"}
            )


def judged(subject: Subject) -> Iterator[Finding]:
    """Check 6c: from reported work no fulfilled end is reached past everyone who has to judge it."""
    judging = {
        state.name
        for state in open_states(subject.definition)
        if state.owner in subject.claimants or subject.kind_of_party(state.owner) is PartyKind.INDEPENDENT
    }
    past = [edge for edge in subject.edges if edge.source not in judging]
    for index, each in enumerate(subject.definition.transitions):
        if each.kind in WORK_REPORTS and any(
            subject.end_of(name) is EndKind.FULFILLED for name in reach([each.to], past)
        ):
            yield Finding(6, "not_judged", f"transitions[{index}]", {"event": each.event})


def independent(subject: Subject) -> Iterator[Finding]:
    """Check 6: an independent party does no work, sends none out, and is not told off by its own work."""
    for name in sorted(subject.workers):
        if subject.kind_of_party(name) in (PartyKind.INDEPENDENT, PartyKind.ABOVE):
            yield Finding(6, "not_independent", f"parties.{name}", {"name": name})


def withdrawal(subject: Subject) -> Iterator[Finding]:
    """Rule 19: a withdrawal is checked by a neutral desk, and nobody else's wish ends a case that way."""
    for index, each in enumerate(subject.definition.transitions):
        ends = subject.end_of(each.to) is EndKind.WITHDRAWN
        for source in each.sources:
            if ends and source not in subject.neutral:
                yield Finding(19, "withdrawal_unchecked", f"transitions[{index}]", {"event": each.event})
        if each.kind is EventKind.WITHDRAW and not ends and each.to not in subject.neutral:
            yield Finding(19, "withdrawal_unchecked", f"transitions[{index}].to", {"event": each.event})


def reopening(subject: Subject) -> Iterator[Finding]:
    """Checks 7 and 8: whoever the loop runs for can open every end again, in good time; the clock is kept."""
    for state in subject.definition.states.values():
        where = f"states.{state.name}.reopen"
        if not state.is_end:
            continue
        if state.reopen is None:
            yield Finding(7, "reopen_missing", where, {"state": state.name})
            continue
        yield from _reopen_names(subject, state.reopen, where)
        yield from _reopen_terms(subject, state.reopen, where, state.end)


def _reopen_names(subject: Subject, reopen: Reopen, where: str) -> Iterator[Finding]:
    for name in reopen.by:
        if name not in subject.definition.parties:
            yield Finding(1, "party_unknown", f"{where}.by", {"name": name})
    if not subject.claimants & set(reopen.by):
        yield Finding(7, "reopen_not_by_claimant", f"{where}.by")
    if subject.kind_of(reopen.to) not in BACK:
        yield Finding(7, "reopen_nowhere", f"{where}.to", {"name": reopen.to})
    for key, target in (("unassigned", reopen.unassigned), ("else", reopen.otherwise)):
        if target is not None and target not in subject.definition.states:
            yield Finding(1, "state_unknown", f"{where}.{key}", {"name": target})


def _reopen_terms(subject: Subject, reopen: Reopen, where: str, end: EndKind | None) -> Iterator[Finding]:
    if not _lasts(reopen.within):
        yield Finding(
            7, "within_unfit", f"{where}.within", {"least": MIN_REOPEN_DAYS, "most": MAX_REOPEN_DAYS}
        )
    if not reopen.keep_clock:
        yield Finding(8, "clock_not_kept", f"{where}.keep_clock")
    if reopen.max is not None and not 1 <= reopen.max <= MAX_TIMES:
        yield Finding(7, "max_unfit", f"{where}.max", {"event": "reopen", "limit": MAX_TIMES})
    if (reopen.max is None) != (reopen.otherwise is None):
        yield Finding(7, "else_missing", f"{where}.else", {"event": "reopen"})
    if reopen.otherwise and subject.kind_of(reopen.otherwise) is not StateKind.ARBITRATE:
        yield Finding(7, "else_not_arbitration", f"{where}.else", {"event": "reopen"})
    # Who withdrew did not say "not solved"; who goes to arbitration is already where it ends.
    free = end is EndKind.WITHDRAWN or subject.kind_of(reopen.to) is StateKind.ARBITRATE
    if reopen.max is None and not free:
        yield Finding(7, "unbounded", where, {"event": "reopen"})


def _lasts(within: str) -> bool:
    """Say whether a person has a fair time to reopen: counted in days, at least a month, at most a year."""
    if within in REOPEN_KEYS:
        return True
    try:
        duration = parse_duration(within)
    except ValueError:
        return False
    return duration.unit is Unit.DAY and MIN_REOPEN_DAYS <= duration.amount <= MAX_REOPEN_DAYS


def holder(subject: Subject) -> Iterator[Finding]:
    """Rule 17: a loop goes to an assigned party only where that party surely has a holder."""
    for edge in subject.edges:
        owner = assigned_owner(subject.definition, edge.target)
        if owner and owner not in subject.held[edge.source] | edge.names:
            yield Finding(
                17,
                "no_holder",
                f"states.{edge.source}",
                {"state": edge.target, "name": owner, "from": edge.source},
            )
        if edge.way is Way.UNASSIGNED and subject.kind_of(edge.target) is not StateKind.INTAKE:
            yield Finding(17, "fallback_unfit", f"states.{edge.source}", {"state": edge.target})
    for where, move in _with_fallback(subject):
        if not assigned_owner(subject.definition, move.to):
            yield Finding(17, "fallback_idle", f"{where}.unassigned", {"state": move.to})


def _with_fallback(subject: Subject) -> Iterator[tuple[str, Transition | Reopen]]:
    for index, each in enumerate(subject.definition.transitions):
        if each.unassigned is not None:
            yield f"transitions[{index}]", each
    for state in subject.definition.states.values():
        if state.reopen and state.reopen.unassigned is not None:
            yield f"states.{state.name}.reopen", state.reopen


CHECKS = (
    start,
    reachable,
    real_end,
    silence,
    own_case,
    judged,
    independent,
    withdrawal,
    reopening,
    holder,
)
