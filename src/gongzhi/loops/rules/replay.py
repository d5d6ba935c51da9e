"""Rebuild loops, obligations and deadlines from facts alone.

The tables are what screens read; the facts are what happened. Whoever doubts the tables folds the
facts and compares.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from gongzhi.kernel.instants import to_text
from gongzhi.ledger.facts import Recorded

_NEXT = {"": "amber_at", "AMBER": "due_at", "RED": "supervise_at", "SUPERVISE": ""}


@dataclass
class Rebuilt:
    """What the facts say: plain values by id, instants as text."""

    loops: dict[str, dict[str, Any]] = field(default_factory=dict)
    obligations: dict[str, dict[str, Any]] = field(default_factory=dict)
    deadlines: dict[str, dict[str, Any]] = field(default_factory=dict)
    paused: set[str] = field(default_factory=set)


def replay(facts: Iterable[Recorded]) -> Rebuilt:
    """Fold facts in their order; facts of other packages pass by."""
    rebuilt = Rebuilt()
    for fact in facts:
        handler = _HANDLERS.get(fact.kind)
        if handler:
            handler(rebuilt, fact)
    return rebuilt


def _opened(rebuilt: Rebuilt, fact: Recorded) -> None:
    data = fact.data
    rebuilt.loops[_id(fact.subject)] = {
        "number": data["number"],
        "subject_kind": data["subject_kind"],
        "division": data["division"],
        "matter": data["matter"],
        "limit_class": data["limit_class"],
        "state": data["state"],
        "end_kind": "",
        "ended_at": None,
        "version": data["version"],
        "first_due_at": data["first_due_at"],
        "holders": dict(data["holders"]),
        "urged": 0,
        "supervised": False,
    }
    _change(rebuilt, fact, data["changes"])


def _classified(rebuilt: Rebuilt, fact: Recorded) -> None:
    rebuilt.loops[_id(fact.subject)].update(fact.data)


def _moved(rebuilt: Rebuilt, fact: Recorded) -> None:
    loop, data = rebuilt.loops[_id(fact.subject)], fact.data
    loop["state"] = data["to_state"]
    loop["end_kind"] = data["ended"] or ""
    loop["ended_at"] = to_text(fact.at) if data["ended"] else None
    loop["holders"] = dict(data["holders"])
    _change(rebuilt, fact, data["changes"])


def _called_in(rebuilt: Rebuilt, fact: Recorded) -> None:
    _change(rebuilt, fact, fact.data["changes"])
    holders = rebuilt.loops[_id(fact.subject)]["holders"]
    for new in fact.data["changes"]["opened"]:
        present = [unit for unit in holders.get(new["party"], "").split(",") if unit]
        holders[new["party"]] = ",".join([*present, new["unit_id"]])


def _changed(rebuilt: Rebuilt, fact: Recorded) -> None:
    _change(rebuilt, fact, fact.data["changes"])


def _taken(rebuilt: Rebuilt, fact: Recorded) -> None:
    rebuilt.obligations[fact.data["obligation_id"]]["account_id"] = fact.data["account_id"]


def _fired(rebuilt: Rebuilt, fact: Recorded) -> None:
    deadline = rebuilt.deadlines[fact.data["deadline_id"]]
    deadline["fired"] = fact.data["threshold"]
    _set_next(deadline)
    if fact.data["threshold"] == "SUPERVISE":
        rebuilt.loops[_id(fact.subject)]["supervised"] = True


def _paused(rebuilt: Rebuilt, fact: Recorded) -> None:
    for deadline in fact.data["stopped"]:
        rebuilt.deadlines[deadline]["next_at"] = None
        rebuilt.paused.add(deadline)


def _resumed(rebuilt: Rebuilt, fact: Recorded) -> None:
    for new in fact.data["moved"]:
        rebuilt.paused.discard(new["id"])
    _move(rebuilt, fact.data["moved"])


def _urged(rebuilt: Rebuilt, fact: Recorded) -> None:
    rebuilt.loops[_id(fact.subject)]["urged"] = fact.data["times"]


def _migrated(rebuilt: Rebuilt, fact: Recorded) -> None:
    rebuilt.loops[_id(fact.subject)]["version"] = fact.data["to_version"]


def _change(rebuilt: Rebuilt, fact: Recorded, changes: Mapping[str, Any]) -> None:
    at = to_text(fact.at)
    for obligation, status in changes["settled"].items():
        rebuilt.obligations[obligation].update(status=status, settled_at=at)
    for deadline in changes["cancelled"]:
        rebuilt.deadlines[deadline].update(cancelled_at=at, next_at=None)
    _move(rebuilt, changes["moved"])
    for new in changes["opened"]:
        rebuilt.obligations[new["id"]] = {
            "loop_id": _id(fact.subject),
            "party": new["party"],
            "unit_id": new["unit_id"],
            "account_id": new["account_id"],
            "what": new["what"],
            "status": "ACCEPTED" if new["account_id"] else "OPEN",
            "opened_at": at,
            "settled_at": None,
            "due_at": new["deadlines"][0]["due_at"],
        }
        for deadline in new["deadlines"]:
            rebuilt.deadlines[deadline["id"]] = {
                **{key: value for key, value in deadline.items() if key != "id"},
                "obligation_id": new["id"],
                "fired": "",
                "next_at": deadline["amber_at"],
                "cancelled_at": None,
            }


def _move(rebuilt: Rebuilt, moved: Iterable[Mapping[str, Any]]) -> None:
    for new in moved:
        deadline = rebuilt.deadlines[new["id"]]
        deadline.update({key: value for key, value in new.items() if key != "id"})
        if new["id"] not in rebuilt.paused:
            _set_next(deadline)
        obligation = rebuilt.obligations[deadline["obligation_id"]]
        if deadline["what"] == obligation["what"]:
            obligation["due_at"] = deadline["due_at"]


def _set_next(deadline: dict[str, Any]) -> None:
    column = _NEXT[deadline["fired"]]
    deadline["next_at"] = deadline[column] if column else None


def _id(subject: UUID | None) -> str:
    return str(subject)


_HANDLERS = {
    "loops.opened": _opened,
    "loops.classified": _classified,
    "loops.moved": _moved,
    "loops.co_handler_called": _called_in,
    "loops.obligation_settled": _changed,
    "loops.deadline_met": _changed,
    "loops.deadlines_recomputed": _changed,
    "loops.obligation_taken": _taken,
    "loops.deadline_fired": _fired,
    "loops.clock_paused": _paused,
    "loops.clock_resumed": _resumed,
    "loops.urged": _urged,
    "loops.migrated": _migrated,
}
