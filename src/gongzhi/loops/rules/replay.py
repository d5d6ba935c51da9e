"""Rebuild loops, obligations, deadlines and pauses from facts alone.

The tables are what screens read; the facts are what happened. Whoever doubts the tables folds the
facts and compares. What a person wrote (titles, reasons) is not in here: facts hold commitments of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from gongzhi.kernel.instants import to_text
from gongzhi.ledger.facts import Recorded
from gongzhi.loops.rules.kinds import WORKED

_NEXT = {"": "amber_at", "AMBER": "due_at", "RED": "supervise_at", "SUPERVISE": ""}

Row = dict[str, Any]


@dataclass
class Rebuilt:
    """Rows by id, as plain values: instants and ids as text."""

    loops: dict[str, Row] = field(default_factory=dict)
    obligations: dict[str, Row] = field(default_factory=dict)
    deadlines: dict[str, Row] = field(default_factory=dict)
    pauses: dict[str, Row] = field(default_factory=dict)


@dataclass
class _Fold:
    """What a fold must remember beside the rows: which clocks stand still, and who owns each loop now."""

    rebuilt: Rebuilt = field(default_factory=Rebuilt)
    still: set[str] = field(default_factory=set)
    owners: dict[str, str] = field(default_factory=dict)


def replay(facts: Iterable[Recorded]) -> Rebuilt:
    """Fold facts in their order; facts of other packages pass by.

    Loops do not depend on each other, so those of one loop may be folded by themselves.
    """
    fold = _Fold()
    for fact in facts:
        handler = _HANDLERS.get(fact.kind)
        if handler:
            handler(fold, fact)
    return fold.rebuilt


def _opened(fold: _Fold, fact: Recorded) -> None:
    data, at = fact.data, to_text(fact.at)
    copied = ("number", "subject_kind", "definition", "version", "state", "division", "matter", "limit_class")
    fold.rebuilt.loops[_id(fact.subject)] = {
        **{name: data[name] for name in copied},
        "first_due_at": data["first_due_at"],
        "holders": dict(data["holders"]),
        "opened_at": at,
        "entered_at": at,
        "taken_up_at": None,
        "reworked_at": None,
        "ended_at": None,
        "end_kind": "",
        "due_at": None,
        "paused_until": None,
        "pauses_made": 0,
        "counts": {},
        "final": False,
        "worked_by": [],
        "urged": 0,
        "supervised": False,
        "calls": 0,
        "called_at": None,
        "links": [],
    }
    _change(fold, fact, data["changes"])
    _owned(fold, fact)


def _classified(fold: _Fold, fact: Recorded) -> None:
    fold.rebuilt.loops[_id(fact.subject)].update(fact.data)


def _relocated(fold: _Fold, fact: Recorded) -> None:
    fold.rebuilt.loops[_id(fact.subject)]["division"] = fact.data["division"]


def _moved(fold: _Fold, fact: Recorded) -> None:
    loop, data, at = fold.rebuilt.loops[_id(fact.subject)], fact.data, to_text(fact.at)
    kind = data["event_kind"]
    if kind:
        loop["counts"][data["event"]] = loop["counts"].get(data["event"], 0) + 1
    if kind in WORKED:
        units = data["holders"][data["party"]].split(",")
        loop["worked_by"] = sorted({*loop["worked_by"], *units})
    loop.update({name: data[name] for name in ("final", "taken_up_at", "reworked_at")})
    loop["holders"] = dict(data["holders"])
    _change(fold, fact, data["changes"])
    if data["ended"] is None and not _of_state(fact):
        return  # a question or an extension: the state goes on
    loop.update(state=data["to_state"], entered_at=at, ended_at=None, end_kind="", due_at=None)
    if data["ended"]:
        loop.update(ended_at=at, end_kind=data["ended"])
    else:
        _owned(fold, fact)


def _owned(fold: _Fold, fact: Recorded) -> None:
    """The first obligation a state opens is its owner's, and its own deadline is the loop's."""
    first = _of_state(fact)[0]
    fold.owners[_id(fact.subject)] = first["party"]
    fold.rebuilt.loops[_id(fact.subject)]["due_at"] = first["deadlines"][0]["due_at"]


def _of_state(fact: Recorded) -> list[Any]:
    return [new for new in fact.data["changes"]["opened"] if not new.get("beside")]


def _called_in(fold: _Fold, fact: Recorded) -> None:
    _change(fold, fact, fact.data["changes"])
    holders = fold.rebuilt.loops[_id(fact.subject)]["holders"]
    for new in fact.data["changes"]["opened"]:
        present = [unit for unit in holders.get(new["party"], "").split(",") if unit]
        if new["unit_id"] not in present:
            holders[new["party"]] = ",".join([*present, new["unit_id"]])


def _changed(fold: _Fold, fact: Recorded) -> None:
    _change(fold, fact, fact.data["changes"])


def _duty_opened(fold: _Fold, fact: Recorded) -> None:
    fold.rebuilt.loops[_id(fact.subject)]["holders"] = dict(fact.data["holders"])
    _change(fold, fact, fact.data["changes"])


def _supervised(fold: _Fold, fact: Recorded) -> None:
    fold.rebuilt.loops[_id(fact.subject)]["supervised"] = fact.data["on"]


def _taken(fold: _Fold, fact: Recorded) -> None:
    fold.rebuilt.obligations[fact.data["obligation_id"]]["account_id"] = fact.data["account_id"]


def _fired(fold: _Fold, fact: Recorded) -> None:
    deadline = fold.rebuilt.deadlines[fact.data["deadline_id"]]
    deadline["fired"] = fact.data["threshold"]
    _set_next(deadline)
    beside = fold.rebuilt.obligations[deadline["obligation_id"]]["beside"]
    if fact.data["threshold"] == "SUPERVISE" and not beside:
        fold.rebuilt.loops[_id(fact.subject)]["supervised"] = True


def _paused(fold: _Fold, fact: Recorded) -> None:
    data, loop = fact.data, fold.rebuilt.loops[_id(fact.subject)]
    fold.rebuilt.pauses[data["pause_id"]] = {
        "loop_id": _id(fact.subject),
        "reason_code": data["reason_code"],
        "started_at": to_text(fact.at),
        "ends_at": data["ends_at"],
        "ended_at": None,
    }
    loop.update(paused_until=data["ends_at"], pauses_made=loop["pauses_made"] + 1)
    for deadline in data["stopped"]:
        fold.rebuilt.deadlines[deadline]["next_at"] = None
        fold.still.add(deadline)


def _resumed(fold: _Fold, fact: Recorded) -> None:
    fold.rebuilt.pauses[fact.data["pause_id"]]["ended_at"] = fact.data["ended_at"]
    fold.rebuilt.loops[_id(fact.subject)]["paused_until"] = None
    fold.still.difference_update(new["id"] for new in fact.data["moved"])
    _move(fold, fact, fact.data["moved"])


def _urged(fold: _Fold, fact: Recorded) -> None:
    fold.rebuilt.loops[_id(fact.subject)]["urged"] = fact.data["times"]


def _called(fold: _Fold, fact: Recorded) -> None:
    fold.rebuilt.loops[_id(fact.subject)].update(calls=fact.data["attempt"], called_at=to_text(fact.at))


def _linked(fold: _Fold, fact: Recorded) -> None:
    fold.rebuilt.loops[_id(fact.subject)]["links"].append(f"{fact.data['role']}:{fact.data['to_id']}")


def _migrated(fold: _Fold, fact: Recorded) -> None:
    fold.rebuilt.loops[_id(fact.subject)]["version"] = fact.data["to_version"]


def _change(fold: _Fold, fact: Recorded, changes: Mapping[str, Any]) -> None:
    at, rebuilt = to_text(fact.at), fold.rebuilt
    for obligation, status in changes["settled"].items():
        rebuilt.obligations[obligation].update(status=status, settled_at=at)
    for deadline in changes["cancelled"]:
        rebuilt.deadlines[deadline].update(cancelled_at=at, next_at=None)
    _move(fold, fact, changes["moved"])
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
            "beside": new.get("beside", False),
        }
        for deadline in new["deadlines"]:
            rebuilt.deadlines[deadline["id"]] = {
                **{key: value for key, value in deadline.items() if key != "id"},
                "obligation_id": new["id"],
                "fired": "",
                "next_at": deadline["amber_at"],
                "cancelled_at": None,
            }


def _move(fold: _Fold, fact: Recorded, moved: Iterable[Mapping[str, Any]]) -> None:
    for new in moved:
        deadline = fold.rebuilt.deadlines[new["id"]]
        deadline.update({key: value for key, value in new.items() if key != "id"})
        if new["id"] not in fold.still:
            _set_next(deadline)
        obligation = fold.rebuilt.obligations[deadline["obligation_id"]]
        if deadline["what"] == obligation["what"]:
            obligation["due_at"] = deadline["due_at"]
            if obligation["party"] == fold.owners[_id(fact.subject)] and not obligation["beside"]:
                fold.rebuilt.loops[_id(fact.subject)]["due_at"] = deadline["due_at"]


def _set_next(deadline: Row) -> None:
    column = _NEXT[deadline["fired"]]
    deadline["next_at"] = deadline[column] if column else None


def _id(subject: UUID | None) -> str:
    return str(subject)


_HANDLERS = {
    "loops.opened": _opened,
    "loops.classified": _classified,
    "loops.relocated": _relocated,
    "loops.moved": _moved,
    "loops.co_handler_called": _called_in,
    "loops.obligation_settled": _changed,
    "loops.duty_opened": _duty_opened,
    "loops.duty_settled": _changed,
    "loops.supervised": _supervised,
    "loops.deadline_met": _changed,
    "loops.deadlines_recomputed": _changed,
    "loops.obligation_taken": _taken,
    "loops.deadline_fired": _fired,
    "loops.clock_paused": _paused,
    "loops.clock_resumed": _resumed,
    "loops.urged": _urged,
    "loops.call_attempted": _called,
    "loops.migrated": _migrated,
    "loops.linked": _linked,
}
