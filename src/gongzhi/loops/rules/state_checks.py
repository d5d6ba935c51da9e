"""Checks of one state at a time: owner, deadline, consequence, and what its owner can do there."""

from collections.abc import Iterator

from gongzhi.loops.facts import EventKind, Join, PartyKind, StateKind
from gongzhi.loops.rules.definition import Finding, Joint, State, Transition
from gongzhi.loops.rules.graph import Subject, open_states
from gongzhi.loops.rules.kinds import ASSESSMENT, DUE_KEYS, FORWARD, NO, OWNERS, YES, is_within_a_year

MAX_QUORUM = 20  # default of this project: more helpers than that cannot be led


def is_due(text: str) -> bool:
    """Say whether `text` is a key of the time profile for a deadline, or a duration of at most a year."""
    return text in DUE_KEYS or is_within_a_year(text)


def owner(subject: Subject) -> Iterator[Finding]:
    """Check 2: every open state belongs to one declared party that may own such a state."""
    for state in open_states(subject.definition):
        where = f"states.{state.name}.owner"
        party = subject.definition.parties.get(state.owner)
        if not state.owner:
            yield Finding(2, "owner_missing", where, {"state": state.name})
        elif party is None:
            yield Finding(2, "party_unknown", where, {"name": state.owner})
        elif state.kind and (party.kind not in OWNERS[state.kind] or party.many):
            yield Finding(
                2, "owner_unfit", where, {"state": state.name, "kind": state.kind, "name": party.name}
            )


def deadline(subject: Subject) -> Iterator[Finding]:
    """Check 3: every open state has a deadline that can be read; someone who waits hears soon."""
    answers = any(_asks_person(subject, state) for state in open_states(subject.definition))
    for state in open_states(subject.definition):
        where = f"states.{state.name}"
        if not state.due:
            yield Finding(3, "due_missing", f"{where}.due", {"state": state.name})
        elif not is_due(state.due):
            yield Finding(3, "duration_unknown", f"{where}.due")
        if any(not is_due(each) for each in state.also) or len(set(state.also)) < len(state.also):
            yield Finding(3, "duration_unknown", f"{where}.also")
        if state.kind is StateKind.WORK and answers and not state.also:
            yield Finding(3, "first_contact_missing", f"{where}.also", {"state": state.name})


def consequence(subject: Subject) -> Iterator[Finding]:
    """Check 4: every deadline has a consequence: someone above is told, or silence moves on."""
    for state in open_states(subject.definition):
        where = f"states.{state.name}.on_due"
        told, go = (state.on_due.escalate, state.on_due.go) if state.on_due else (None, None)
        if (told is None) == (go is None):
            yield Finding(4, "on_due_missing", where, {"state": state.name})
        elif told is not None:
            yield from _told(subject, state, told, where)


def _told(subject: Subject, state: State, told: str, where: str) -> Iterator[Finding]:
    deciders = {s.owner for s in open_states(subject.definition) if s.kind is StateKind.ARBITRATE}
    if told not in subject.definition.parties:
        yield Finding(1, "party_unknown", f"{where}.escalate", {"name": told})
    elif told not in deciders or (told == state.owner and state.kind is not StateKind.ARBITRATE):
        yield Finding(4, "escalate_not_upward", f"{where}.escalate", {"name": told})
    if state.kind is StateKind.CALLBACK or _asks_person(subject, state):
        yield Finding(4, "silence_stays", where, {"state": state.name})


def _asks_person(subject: Subject, state: State) -> bool:
    """An organisation that must judge is told off like any other; only a person may simply be silent."""
    return state.kind is StateKind.ANSWER and state.owner not in subject.claimants - subject.persons


def duties(subject: Subject) -> Iterator[Finding]:
    """Checks 2 to 4 beside the states: who owes it, until when, and who above hears that it is late."""
    deciders = {s.owner for s in open_states(subject.definition) if s.kind is StateKind.ARBITRATE}
    for duty in subject.definition.beside.values():
        where = f"beside.{duty.name}"
        if duty.name in subject.definition.states:
            yield Finding(2, "duty_named_like_state", where, {"name": duty.name})
        party = subject.definition.parties.get(duty.party)
        if party is None:
            yield Finding(2, "party_unknown", f"{where}.party", {"name": duty.party})
        elif party.many or party.kind is PartyKind.PERSON:
            yield Finding(2, "duty_unfit", f"{where}.party", {"name": duty.name, "party": duty.party})
        if not is_due(duty.due):
            yield Finding(3, "duration_unknown", f"{where}.due")
        if duty.escalate not in subject.definition.parties:
            yield Finding(1, "party_unknown", f"{where}.escalate", {"name": duty.escalate})
        elif duty.escalate not in deciders:
            yield Finding(4, "escalate_not_upward", f"{where}.escalate", {"name": duty.escalate})


def human_channel(subject: Subject) -> Iterator[Finding]:
    """Check 9: where a person has to answer, a human being can be reached."""
    for state in open_states(subject.definition):
        needed = (
            state.kind is StateKind.CALLBACK or _asks_person(subject, state) or state.owner in subject.persons
        )
        if needed and not state.human_channel:
            yield Finding(9, "human_channel_missing", f"states.{state.name}", {"state": state.name})


def joint_work(subject: Subject) -> Iterator[Finding]:
    """Check 10: a state of work has a place for helpers, with a join rule and a deadline of their own."""
    for party in subject.definition.parties.values():
        if party.many and party.kind is not PartyKind.ANY_ORG:
            yield Finding(10, "helper_not_many", f"parties.{party.name}", {"name": party.name})
    for state in subject.definition.states.values():
        where = f"states.{state.name}.obligations"
        if state.joint is None:
            if state.kind is StateKind.WORK:
                yield Finding(10, "joint_missing", where, {"state": state.name})
        elif state.kind is not StateKind.WORK:
            yield Finding(10, "joint_elsewhere", where, {"state": state.name})
        else:
            yield from _joint(subject, state, state.joint, where)


def _joint(subject: Subject, state: State, joint: Joint, where: str) -> Iterator[Finding]:
    helper = subject.definition.parties.get(joint.co)
    for name in (joint.lead, joint.co):
        if name and name not in subject.definition.parties:
            yield Finding(1, "party_unknown", where, {"name": name})
    if joint.lead != state.owner:
        yield Finding(10, "lead_not_owner", where, {"state": state.name, "name": joint.lead})
    if helper and not (helper.many and helper.kind is PartyKind.ANY_ORG):
        yield Finding(10, "helper_not_many", where, {"name": helper.name})
    if not is_due(joint.co_due):
        yield Finding(10, "co_due_missing", f"{where}.co_due")
    wanted = joint.join is Join.QUORUM
    if wanted != (joint.quorum is not None) or not 1 <= (joint.quorum or 1) <= MAX_QUORUM:
        yield Finding(10, "quorum_unfit", f"{where}.quorum", {"limit": MAX_QUORUM})


def way_forward(subject: Subject) -> Iterator[Finding]:
    """Check 13: the owner of an open state can move it on, not only send it back, wait or end it."""
    for state in open_states(subject.definition):
        forward = FORWARD.get(state.kind) if state.kind else None
        ways = {t.kind for t in _own(subject, state) if subject.kind_of(t.to)}
        if forward and not ways & forward:
            details = {"state": state.name, "kinds": ", ".join(sorted(forward))}
            yield Finding(13, "no_way_forward", f"states.{state.name}", details)
        reported = {t.kind for t in subject.definition.from_state(state.name)}
        if state.kind is StateKind.FOLLOW and EventKind.REPORT_DONE not in reported:
            details = {"state": state.name, "kinds": EventKind.REPORT_DONE.value}
            yield Finding(13, "no_way_forward", f"states.{state.name}", details)


def two_sided(subject: Subject) -> Iterator[Finding]:
    """Check 14: who judges can say yes and no; while the callback desk asks, so can the person itself.

    So can whoever sent the matter and passes on what the person said.
    """
    for state in open_states(subject.definition):
        if state.kind not in ASSESSMENT:
            continue
        judges = {state.owner}
        if state.kind is StateKind.CALLBACK and state.name not in subject.neutral:
            judges |= subject.persons
        judges |= {
            name for t in subject.definition.from_state(state.name) if t.kind in YES | NO for name in t.by
        }
        yes = YES | {EventKind.WITHDRAW} if state.name in subject.neutral else YES
        for judge in sorted(judges):
            answers = {t.kind for t in subject.definition.from_state(state.name) if judge in t.by}
            if not (answers & yes and answers & NO):
                yield Finding(14, "one_sided", f"states.{state.name}", {"state": state.name, "name": judge})


def return_right(subject: Subject) -> Iterator[Finding]:
    """Check 15: who was sent something wrong can return it."""
    for state in open_states(subject.definition):
        if state.kind is StateKind.DISPATCH and not _owner_can(subject, state, EventKind.RETURN):
            yield Finding(15, "no_return", f"states.{state.name}", {"state": state.name})


def whistle_right(subject: Subject) -> Iterator[Finding]:
    """Check 16: who works on something beyond its power can ask upward."""
    for state in open_states(subject.definition):
        if state.kind is StateKind.WORK and not _owner_can(subject, state, EventKind.ASK_UP):
            yield Finding(16, "no_whistle", f"states.{state.name}", {"state": state.name})


def _owner_can(subject: Subject, state: State, kind: EventKind) -> bool:
    return any(each.kind is kind for each in _own(subject, state))


def _own(subject: Subject, state: State) -> list[Transition]:
    return [each for each in subject.definition.from_state(state.name) if state.owner in each.by]


CHECKS = (
    owner,
    deadline,
    consequence,
    duties,
    human_channel,
    joint_work,
    way_forward,
    two_sided,
    return_right,
    whistle_right,
)
