"""Which event tells the person behind a matter what: the one table, for cases and applications.

Every event of the two definitions stands here, also with None: that nobody is told then is a decision, and a test walks
the definitions to see that none was forgotten. Codes name the sentences of `notices/told`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.ledger.facts import Recorded
from gongzhi.loops.public import LoopRow, loops_by_id
from gongzhi.notices.facts import NewMessage
from gongzhi.notices.public import tell_persons

# By kind of matter: event, and with the state it led to where that makes a difference.
MOVES: Mapping[str, Mapping[str, str | None]] = {
    "case": {
        "dispatch": None,  # who has it changes until somebody signs
        "refuse": "refused",
        "transfer": "transferred",
        "answer_at_once": "answered",
        "sign": "signed",
        "return": None,
        "redispatch": None,
        "deny_return": None,
        "ask": "asked",
        "extend": "extended",
        "park": "parked",
        "take_up_again": "taken_up",
        "ask_up": None,
        "decide": None,
        "conclude": "concluded",
        "answer": "answered",
        "solved:closed": "closed",
        "solved:rechecking": None,
        "not_solved": "goes_on",
        "recheck_ok": "closed",
        "recheck_bad": "goes_on",
        "join": "joined",
        "separate": None,
        "undo": None,
        "answer_together": "answered",
        "withdraw": "withdrawing",
        "withdrawal_confirmed": "withdrawn",
        "withdrawal_not_meant": "goes_on",
        "reopen": "reopened",
        "end_above": "ended_above",
        "silence:calling": None,  # somebody calls
        "silence:unconfirmed": "unconfirmed",
    },
    "application": {
        "assign": None,
        "refuse": "refused",
        "sign": "signed",
        "return": None,
        "redispatch": None,
        "deny_return": None,
        "ask": "asked",
        "extend": "extended",
        "park": "parked",
        "take_up_again": "taken_up",
        "ask_up": None,
        "decide": None,
        "conclude": "denied",
        "grant": "granted",
        "received": "closed",
        "not_right": "goes_on",
        "withdraw": "withdrawing",
        "withdrawal_confirmed": "withdrawn",
        "withdrawal_not_meant": "goes_on",
        "reopen": "reopened",
        "silence:delivering": None,
        "silence:unconfirmed": "unconfirmed",
    },
}
# Facts beside the moves.
OTHERS: Mapping[str, str] = {
    "cases.filed": "filed",
    "applications.filed": "filed",
    "people.acted_for": "helped",  # whoever did not want it can object
    "people.matters_joined": "listed",  # by staff; what somebody does online they need not be told
    "loops.call_attempted": "call_missed",
}
# Whose date a sentence names.
_PAUSE_ENDS, _DUE = frozenset({"asked"}), frozenset({"extended", "parked"})
URGENT = "life_safety"


@dataclass(frozen=True)
class _Told:
    fact: Recorded
    code: str


def code_for(kind: str, fact: Recorded) -> str | None:
    """Return what a fact about a matter of a kind tells the person, or None."""
    if fact.kind == "people.matters_joined" and not fact.data.get("unit_id"):
        return None
    if fact.kind != "loops.moved":
        return OTHERS.get(fact.kind)
    events = MOVES.get(kind, {})
    event = fact.data["event"]
    return events.get(f"{event}:{fact.data['to_state']}", events.get(event))


def tell_residents(facts: Sequence[Recorded]) -> None:
    """Put what the facts tell persons into the outbox."""
    telling = [fact for fact in facts if fact.subject and (fact.kind == "loops.moved" or fact.kind in OTHERS)]
    if not telling:
        return
    loops = loops_by_id({fact.subject for fact in telling if fact.subject})
    messages = []
    for fact in telling:
        loop = loops.get(fact.subject) if fact.subject else None
        code = code_for(loop.subject_kind, fact) if loop else None
        if loop and code:
            messages.append(_message(fact, loop, code))
    if messages:
        tell_persons(messages)


def _message(fact: Recorded, loop: LoopRow, code: str) -> NewMessage:
    return NewMessage(
        fact_id=fact.id,
        code=f"{loop.subject_kind}.{code}",
        subject=loop.id,
        number=loop.number,
        division=loop.division,
        at=fact.at,
        urgent=loop.limit_class == URGENT,
        unit_id=_lead(fact),
        until=_until(fact, loop, code),
    )


def _lead(fact: Recorded) -> UUID | None:
    lead = fact.data.get("holders", {}).get("lead")
    return UUID(lead.split(",")[0]) if lead else None


def _until(fact: Recorded, loop: LoopRow, code: str) -> datetime | None:
    """Return the date a sentence names, as it stands when the reader comes by."""
    if code in _PAUSE_ENDS:
        return loop.paused_until
    return loop.due_at if code in _DUE else None
