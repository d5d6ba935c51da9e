"""Checks of one transition at a time: names, kinds, actors, bounds, and who is named."""

from collections.abc import Iterator

from gongzhi.loops.facts import EndKind, EventKind, PartyKind, StateKind
from gongzhi.loops.rules.definition import Finding, Transition
from gongzhi.loops.rules.graph import Subject, assigned_owner
from gongzhi.loops.rules.kinds import (
    COUNTED,
    END_DECIDED_IN,
    FITS,
    MAX_TIMES,
    MOST_TIMES,
    NAMING,
    PAUSE_REASONS,
    SELF,
    SHARE_KEYS,
    WINDOW_KEYS,
    WORK_REPORTS,
    Actors,
    is_within_a_year,
)

_ANYWHERE = frozenset(StateKind)
_SAMPLED = frozenset({EventKind.CONFIRM, EventKind.SOLVE_ON_SPOT})


def _numbered(subject: Subject) -> Iterator[tuple[str, Transition]]:
    for index, each in enumerate(subject.definition.transitions):
        yield f"transitions[{index}]", each


def names(subject: Subject) -> Iterator[Finding]:
    """Check 1: every name is declared; ends are left by reopening only; an event has one meaning."""
    seen: set[tuple[str, str]] = set()
    for where, each in _numbered(subject):
        yield from _states_named(subject, where, each)
        yield from _parties_named(subject, where, each)
        for source in each.sources:
            if subject.end_of(source):
                yield Finding(1, "leaves_an_end", f"{where}.from", {"state": source})
            if (source, each.event) in seen:
                yield Finding(1, "event_twice", where, {"event": each.event, "state": source})
            seen.add((source, each.event))


def _states_named(subject: Subject, where: str, each: Transition) -> Iterator[Finding]:
    sample = each.sample.to if each.sample else None
    targets = {"to": each.to, "else": each.otherwise, "unassigned": each.unassigned, "sample.to": sample}
    if not each.sources:
        yield Finding(1, "from_missing", f"{where}.from", {"event": each.event})
    for source in each.sources:
        if source not in subject.definition.states:
            yield Finding(1, "state_unknown", f"{where}.from", {"name": source})
    for key, name in targets.items():
        if name is not None and name not in subject.definition.states:
            yield Finding(1, "state_unknown", f"{where}.{key}", {"name": name})


def _parties_named(subject: Subject, where: str, each: Transition) -> Iterator[Finding]:
    if not each.by:
        yield Finding(1, "by_missing", f"{where}.by", {"event": each.event})
    named = [("by", name) for name in each.by] + [("names", each.names), ("may_name", each.may_name)]
    for key, name in named:
        if name is not None and name not in subject.definition.parties:
            yield Finding(1, "party_unknown", f"{where}.{key}", {"name": name})


def kinds(subject: Subject) -> Iterator[Finding]:
    """Rule 18: an event leads from where to where its kind allows, with a reason where one is due."""
    for where, each in _numbered(subject):
        fit = FITS[each.kind]
        end = subject.end_of(each.to)
        for source in each.sources:
            kind = subject.kind_of(source)
            if kind and kind not in fit.sources:
                yield Finding(18, "kind_from", f"{where}.from", {"kind": each.kind, "state": source})
            if end and kind not in END_DECIDED_IN.get(end, _ANYWHERE):
                yield Finding(18, "end_decided_elsewhere", where, {"end": end, "state": source})
        if each.to in subject.definition.states and not (
            subject.kind_of(each.to) in fit.targets or end in fit.ends
        ):
            yield Finding(18, "kind_to", f"{where}.to", {"kind": each.kind, "state": each.to})
        if each.kind in SELF and each.sources != (each.to,):
            yield Finding(18, "not_in_place", where, {"kind": each.kind})
        if fit.reason and not each.reason:
            check = 11 if each.kind is EventKind.RETURN else 18
            yield Finding(check, "reason_missing", f"{where}.reason", {"event": each.event})


def actors(subject: Subject) -> Iterator[Finding]:
    """Check 6: nobody decides in another's place; only who has to judge, or the person, says "solved"."""
    for where, each in _numbered(subject):
        for source in each.sources:
            if source in subject.definition.states and not subject.end_of(source):
                allowed = _allowed(subject, each, source)
                for name in each.by:
                    if name in subject.definition.parties and name not in allowed:
                        details = {"event": each.event, "name": name, "state": source}
                        yield Finding(6, "not_theirs", f"{where}.by", details)


def _allowed(subject: Subject, each: Transition, source: str) -> frozenset[str]:
    owner = frozenset({subject.owner_of(source)})
    actor = FITS[each.kind].actors
    if each.kind in (EventKind.TAKE_UP, EventKind.ACCEPT):
        return owner & {subject.owner_of(each.to)}  # nobody takes up work for another
    if each.kind is EventKind.REPORT_DONE and subject.kind_of(source) is StateKind.FOLLOW:
        # What is done for the other loop is done for this one by whoever did it, not by the desk that joined them.
        return frozenset(
            p.name for p in subject.definition.parties.values() if p.kind is PartyKind.ANY_ORG and not p.many
        )
    if actor is Actors.OWNER:
        return owner
    if actor is Actors.OWNER_OR_PERSON:
        # The platform above asks the person itself; what it heard counts beside what was said here.
        return owner if source in subject.neutral else owner | subject.persons | subject.above
    if actor is Actors.WITHDRAWER:
        return owner if subject.end_of(each.to) is EndKind.WITHDRAWN else subject.persons
    if actor is Actors.KEEPER:
        desks = {s.owner for s in subject.definition.states.values() if s.kind is StateKind.INTAKE}
        return frozenset({subject.owner_of(each.to)} & desks)
    if actor is Actors.ABOVE:
        return subject.above
    if actor is Actors.CLAIMANT:
        return subject.claimants - subject.persons
    parties = subject.definition.parties.values()
    return frozenset(p.name for p in parties if p.kind is PartyKind.OFFICE and actor is Actors.OFFICE)


def bounds(subject: Subject) -> Iterator[Finding]:
    """Check 11: what goes back and forth is counted, and in the end someone above decides."""
    for where, each in _numbered(subject):
        yield from _counted(subject, where, each)
        if _must_be_bounded(subject, each) and each.max is None:
            yield Finding(11, "unbounded", where, {"event": each.event})
        if each.kind is EventKind.RETURN:
            yield from _return(subject, where, each)
        elif each.window is not None:
            yield Finding(11, "window_elsewhere", f"{where}.window", {"event": each.event})
        decides = each.kind is EventKind.DECIDE and any(
            subject.kind_of(source) is StateKind.ARBITRATE for source in each.sources
        )
        sends = subject.kind_of(each.to) is StateKind.DISPATCH
        if each.final and not (decides and sends):
            yield Finding(15, "final_elsewhere", f"{where}.final", {"event": each.event})
        if decides and sends and not each.final:
            yield Finding(11, "decision_not_final", where, {"event": each.event})


def _counted(subject: Subject, where: str, each: Transition) -> Iterator[Finding]:
    most = MOST_TIMES.get(each.kind, MAX_TIMES)
    if each.max is not None and not 1 <= each.max <= most:
        yield Finding(11, "max_unfit", f"{where}.max", {"event": each.event, "limit": most})
    if each.max is not None and (each.kind not in COUNTED or subject.end_of(each.to)):
        yield Finding(11, "max_elsewhere", f"{where}.max", {"event": each.event})
    needs_otherwise = each.max is not None and each.kind not in SELF
    if needs_otherwise != (each.otherwise is not None):
        yield Finding(11, "else_missing", f"{where}.else", {"event": each.event})
    if each.otherwise and subject.kind_of(each.otherwise) is not StateKind.ARBITRATE:
        yield Finding(11, "else_not_arbitration", f"{where}.else", {"event": each.event})


def _must_be_bounded(subject: Subject, each: Transition) -> bool:
    if each.kind in (EventKind.RETURN, EventKind.EXTEND):
        return True
    if (
        each.kind is EventKind.DISPUTE
    ):  # "not solved" twice goes to arbitration; a withdrawal not meant is none
        return any(source not in subject.neutral for source in each.sources)
    sends_back = each.kind is EventKind.DECIDE and subject.kind_of(each.to) is StateKind.DISPATCH
    return sends_back and any(subject.kind_of(source) is StateKind.INTAKE for source in each.sources)


def _return(subject: Subject, where: str, each: Transition) -> Iterator[Finding]:
    after_work = any(subject.kind_of(source) is StateKind.WORK for source in each.sources)
    if each.window is None and after_work:
        yield Finding(11, "window_missing", f"{where}.window", {"event": each.event})
    if each.window is not None and each.window not in WINDOW_KEYS and not is_within_a_year(each.window):
        yield Finding(11, "duration_unknown", f"{where}.window")
    desk = subject.owner_of(each.to)
    # Putting it together with another matter decides nothing about the return.
    ways = {
        t.event
        for t in subject.definition.from_state(each.to)
        if desk in t.by and t.kind is not EventKind.MERGE
    }
    if subject.kind_of(each.to) is StateKind.INTAKE and len(ways) < 2:
        yield Finding(11, "return_not_decided", f"{where}.to", {"event": each.event, "state": each.to})


def pauses(subject: Subject) -> Iterator[Finding]:
    """Check 8: the authority's clock pauses for a question to the person, and for no other event."""
    for where, each in _numbered(subject):
        asks = each.kind is EventKind.ASK_PARTY
        if asks != (each.pause is not None):
            yield Finding(8, "pause_missing" if asks else "pause_elsewhere", where, {"event": each.event})
        elif each.pause is not None and each.pause not in PAUSE_REASONS:
            yield Finding(8, "pause_unknown", f"{where}.pause", {"known": ", ".join(sorted(PAUSE_REASONS))})


def samples(subject: Subject) -> Iterator[Finding]:
    """Check 6: a share of what is called solved is rechecked by someone who did not say so.

    What one party solved on the spot, without anybody who waits for it, is always subject to the lot.
    """
    closing = [
        (where, each)
        for where, each in _numbered(subject)
        if each.kind in _SAMPLED and subject.end_of(each.to)
    ]
    sampled = any(each.sample for _, each in closing)
    for where, each in closing:
        if (sampled or each.kind is EventKind.SOLVE_ON_SPOT) and not each.sample:
            yield Finding(6, "sample_missing", where, {"event": each.event})
    for where, each in _numbered(subject):
        if each.sample is None:
            continue
        if (where, each) not in closing:
            yield Finding(6, "sample_elsewhere", f"{where}.sample", {"event": each.event})
        if each.sample.share not in SHARE_KEYS:
            yield Finding(
                6, "share_unknown", f"{where}.sample.share", {"known": ", ".join(sorted(SHARE_KEYS))}
            )
        judge = subject.owner_of(each.sample.to)
        if subject.kind_of(each.sample.to) is not StateKind.ASSESS or judge in each.by:
            yield Finding(6, "sample_not_independent", f"{where}.sample.to", {"event": each.event})


def confirmed_at_desk(subject: Subject) -> Iterator[Finding]:
    """Check 6: only the claimant's own desk may have a matter looked at without work; no desk may for a person."""
    for where, each in _numbered(subject):
        for source in each.sources:
            at_desk = each.kind is EventKind.CONFIRM and subject.kind_of(source) is StateKind.INTAKE
            if at_desk and subject.owner_of(source) not in subject.claimants:
                yield Finding(6, "over_the_head", f"{where}.from", {"event": each.event})


def naming(subject: Subject) -> Iterator[Finding]:
    """Rule 17: who sends work to someone says to whom; the work then waits where it can be returned."""
    for where, each in _numbered(subject):
        owner = assigned_owner(subject.definition, each.to)
        for key, named in (("names", each.names), ("may_name", each.may_name)):
            if named is None:
                continue
            fits = each.kind in NAMING and named == owner and subject.kind_of(each.to) is StateKind.DISPATCH
            if not fits or (each.names and each.may_name):
                yield Finding(17, "naming_unfit", f"{where}.{key}", {"event": each.event, "name": named})
        from_above = any(subject.kind_of(source) is StateKind.ARBITRATE for source in each.sources)
        must = each.kind is EventKind.ASSIGN or (each.kind is EventKind.DECIDE and from_above)
        if must and owner and not (each.names or (each.may_name and from_above)):
            yield Finding(17, "names_missing", where, {"event": each.event, "name": owner})


def reported_to(subject: Subject) -> Iterator[Finding]:
    """Check 6: work reported done goes to the person who waits for it, where somebody does."""
    answers = {s.name for s in subject.definition.states.values() if s.kind is StateKind.ANSWER}
    for where, each in _numbered(subject):
        if each.kind in WORK_REPORTS and answers and each.to not in answers:
            yield Finding(6, "over_the_head", f"{where}.to", {"event": each.event})


CHECKS = (names, kinds, actors, bounds, pauses, samples, confirmed_at_desk, naming, reported_to)
