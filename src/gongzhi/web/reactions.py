"""When this fact, run that step: the one table of effects that are not where their cause is.

A reaction runs in the transaction that moves its reader's cursor, so it happens exactly once in
effect. It must not open a durable transaction of its own.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from gongzhi.cases.public import draw_callback
from gongzhi.ledger.facts import Recorded
from gongzhi.loops.public import hand_over, holders_of, loop_row
from gongzhi.notices.public import enqueue
from gongzhi.people.facts import SYSTEM

Reaction = Callable[[Recorded], None]


def _draw_callback(fact: Recorded) -> None:
    if fact.data["to_state"] == "calling" and fact.subject:
        draw_callback(case_id=fact.subject, at=fact.at)


def _hand_over(fact: Recorded) -> None:
    hand_over(account_id=UUID(fact.data["account_id"]), to=None, by=SYSTEM, at=fact.at)


def _tell(code: str, party: Callable[[dict[str, Any]], str]) -> Reaction:
    def tell(fact: Recorded) -> None:
        loop = loop_row(fact.subject) if fact.subject else None
        if loop is None:
            return
        units = [unit for unit in holders_of(loop.id).get(party(dict(fact.data)), ()) if unit]
        enqueue(
            units=units,
            fact_id=fact.id,
            code=code,
            subject=loop.id,
            number=loop.number,
            title=loop.title,
            at=fact.at,
        )

    return tell


def _tell_new_owner(fact: Recorded) -> None:
    opened = fact.data["changes"]["opened"]
    if opened and opened[0]["unit_id"]:
        _tell(f"owed.{fact.data['to_state']}", lambda data: opened[0]["party"])(fact)


def _party_fired(data: dict[str, Any]) -> str:
    return str(data["told"])


# Read from top to bottom: (kind of fact, what follows).
REACTIONS: tuple[tuple[str, Reaction], ...] = (
    ("loops.moved", _draw_callback),
    ("loops.moved", _tell_new_owner),
    ("loops.deadline_fired", _tell("deadline", _party_fired)),
    ("loops.urged", _tell("urged", lambda data: "lead")),
    ("loops.clock_resumed", _tell("clock_resumed", lambda data: "lead")),
    ("cases.added", _tell("added", lambda data: "lead")),
    ("cases.answer_drafted", _tell("drafted", lambda data: "lead")),
    ("cases.answer_sent_back", _tell("sent_back", lambda data: "lead")),
    ("people.account_deactivated", _hand_over),
)

_BY_KIND: dict[str, list[Reaction]] = {}
for _kind, _reaction in REACTIONS:
    _BY_KIND.setdefault(_kind, []).append(_reaction)


def react(fact: Recorded) -> None:
    """Run what follows from one fact."""
    for reaction in _BY_KIND.get(fact.kind, ()):
        reaction(fact)
