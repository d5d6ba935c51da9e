"""Rebuild whistles, their departments and supervision from facts alone. Pure; texts stand in facts as commitments."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from gongzhi.kernel.instants import to_text
from gongzhi.ledger.facts import Recorded

Row = dict[str, Any]


@dataclass
class Rebuilt:
    """What stands beside one case: whistles by id, departments by whistle and unit, supervisions by their end."""

    proposed: bool = False
    whistles: dict[str, Row] = field(default_factory=dict)
    calls: dict[str, Row] = field(default_factory=dict)
    supervisions: dict[str, Row] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)  # who owes an obligation


def replay(facts: Iterable[Recorded]) -> dict[str, Rebuilt]:
    """Fold facts in their order; return what stands beside each case, by case id."""
    cases: dict[str, Rebuilt] = {}
    for fact in facts:
        case = cases.setdefault(str(fact.subject), Rebuilt())
        for new in fact.data.get("changes", {}).get("opened", ()):
            case.units[str(new["id"])] = str(new["unit_id"] or "")
        if handler := _HANDLERS.get(fact.kind):
            handler(case, fact)
    return cases


def _proposed(case: Rebuilt, _fact: Recorded) -> None:
    case.proposed = True


def _declined(case: Rebuilt, _fact: Recorded) -> None:
    case.proposed = False


def _whistled(case: Rebuilt, fact: Recorded) -> None:
    data = fact.data
    case.proposed = False
    case.whistles[data["whistle_id"]] = {
        "town": data["unit_id"],
        "ground": data["ground"],
        "called_at": to_text(fact.at),
        "arrive_by": data["arrive_by"],
        "concluded_at": None,
        "ending": "",
    }


def _called(case: Rebuilt, fact: Recorded) -> None:
    data = fact.data
    case.calls[f"{data['whistle_id']}/{data['unit_id']}"] = {
        "obligation": data["part"],
        "citation": data["citation"],
        "arrive_by": data["arrive_by"],
        "arrived_at": None,
        "over_at": None,
        "rating": "",
        "rated_at": None,
        "objected_at": None,
        "objection_duty": None,
        "upheld": None,
    }


def _call(case: Rebuilt, fact: Recorded) -> Row:
    return case.calls[f"{fact.data['whistle_id']}/{fact.data['unit_id']}"]


def _arrived(case: Rebuilt, fact: Recorded) -> None:
    _call(case, fact)["arrived_at"] = to_text(fact.at)


def _settled(case: Rebuilt, fact: Recorded) -> None:
    unit = case.units.get(str(fact.data["obligation_id"]), "")
    for whistle, row in case.whistles.items():
        call = case.calls.get(f"{whistle}/{unit}")
        if row["concluded_at"] is None and call and call["over_at"] is None:
            call["over_at"] = to_text(fact.at)


def _ended(case: Rebuilt, fact: Recorded) -> None:
    whistle = fact.data["whistle_id"]
    case.whistles[whistle].update(concluded_at=to_text(fact.at), ending=fact.data["ending"])
    for key, call in case.calls.items():
        if key.startswith(f"{whistle}/") and call["over_at"] is None:
            call["over_at"] = to_text(fact.at)


def _rated(case: Rebuilt, fact: Recorded) -> None:
    _call(case, fact).update(rating=fact.data["rating"], rated_at=to_text(fact.at))


def _objected(case: Rebuilt, fact: Recorded) -> None:
    _call(case, fact).update(objected_at=to_text(fact.at), objection_duty=fact.data["duty"])


def _decided(case: Rebuilt, fact: Recorded) -> None:
    _call(case, fact)["upheld"] = fact.data["upheld"]


def _supervised(case: Rebuilt, fact: Recorded) -> None:
    row = {"unit": fact.data["unit_id"], "asked_at": to_text(fact.at), "replied_at": None}
    case.supervisions[""] = row


def _replied(case: Rebuilt, fact: Recorded) -> None:
    case.supervisions[""]["replied_at"] = to_text(fact.at)


def _supervision_ended(case: Rebuilt, fact: Recorded) -> None:
    if row := case.supervisions.pop("", None):
        case.supervisions[to_text(fact.at)] = row


_HANDLERS = {
    "cases.whistle_proposed": _proposed,
    "cases.whistle_declined": _declined,
    "cases.whistled": _whistled,
    "cases.department_called": _called,
    "cases.department_arrived": _arrived,
    "loops.obligation_settled": _settled,
    "cases.whistle_ended": _ended,
    "cases.department_rated": _rated,
    "cases.rating_objected": _objected,
    "cases.rating_decided": _decided,
    "cases.supervision_asked": _supervised,
    "cases.supervision_replied": _replied,
    "cases.supervision_ended": _supervision_ended,
}
