"""Rebuild the register, its versions and their uses from facts alone. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from gongzhi.ledger.facts import Recorded

Row = dict[str, Any]
TRIED = ("shadow", "pilot", "comparison")
_USED = (
    "n",
    "digest",
    "purpose",
    "tier",
    "outcome",
    "value",
    "confidence",
    "reasons",
    "about",
    "about_kind",
    "groups",
)


@dataclass
class Rebuilt:
    """What the facts say: rows by a key that names them."""

    entries: dict[str, Row] = field(default_factory=dict)
    versions: dict[str, Row] = field(default_factory=dict)
    votes: dict[str, Row] = field(default_factory=dict)
    reviews: dict[str, Row] = field(default_factory=dict)
    appeals: dict[str, Row] = field(default_factory=dict)
    monitors: dict[str, Row] = field(default_factory=dict)
    uses: dict[str, Row] = field(default_factory=dict)

    def rows(self) -> dict[str, Row]:
        """Return all rows, each under the name of its table and its key."""
        return {f"{table}/{key}": row for table, rows in vars(self).items() for key, row in rows.items()}


def replay(facts: Iterable[Recorded]) -> Rebuilt:
    """Fold facts in their order. Texts are commitments, so what is compared of them is that they are there."""
    found = Rebuilt()
    for fact in facts:
        if handler := _HANDLERS.get(fact.kind):
            handler(found, str(fact.subject), fact)
    return found


def _registered(found: Rebuilt, key: str, fact: Recorded) -> None:
    data = fact.data
    found.entries[key] = {
        "code": data["code"],
        "unit": data["unit_id"],
        "division": data["division"],
        "running": None,
        "trying": None,
        "switched_off": False,
        "suspended": False,
        "suspended_for": [],
        "reports": [],
    }


def _begun(found: Rebuilt, key: str, fact: Recorded) -> None:
    data = fact.data
    found.versions[key] = {
        "algorithm": data["algorithm_id"],
        "n": data["n"],
        "digest": data["digest"],
        "tier": data["tier"],
        "limit_ms": data["limit_ms"],
        "stage": "need",
        "purposes": list(data["purposes"]),
        "level": data["level"],
        "expires_on": None,
        "sections": dict(data["sections"]),
        "arm_share": 0,
        "arm_seed": "",
        "round": 0,
        "post_mortem": False,
    }


def _written(found: Rebuilt, key: str, fact: Recorded) -> None:
    row, data = found.versions[key], fact.data
    row["sections"] = {**row["sections"], data["section"]: data["digest"]}
    row.update(purposes=list(data["purposes"]), level=data["level"], expires_on=data["expires_on"])


def _moved(found: Rebuilt, key: str, fact: Recorded) -> None:
    row, to = found.versions.get(key), fact.data["to_state"]
    if row is None or row["stage"] == to:
        return
    entry = found.entries[row["algorithm"]]
    if row["stage"] == "production" and entry["running"] == key:
        entry["running"] = None
    if to in TRIED:
        entry["trying"] = key
    elif entry["trying"] == key:
        entry["trying"] = None
    row["stage"] = to
    row["round"] += to == "review"
    if to != "pilot":
        row.update(arm_share=0, arm_seed="")


def _into_force(found: Rebuilt, key: str, fact: Recorded) -> None:
    found.entries[fact.data["algorithm_id"]]["running"] = key


def _drawn(found: Rebuilt, key: str, fact: Recorded) -> None:
    found.versions[key].update(arm_share=fact.data["share"], arm_seed=fact.data["seed"])


def _learned(found: Rebuilt, key: str, _fact: Recorded) -> None:
    found.versions[key]["post_mortem"] = True


def _voted(found: Rebuilt, key: str, fact: Recorded) -> None:
    account = fact.actor.removeprefix("staff:").partition("@")[0]
    row = {name: fact.data[name] for name in ("seat", "opinion", "group")}
    found.votes[f"{key}/{fact.data['round']}/{account}"] = row


def _reviewed(found: Rebuilt, key: str, fact: Recorded) -> None:
    names = ("event", "simple", "members", "affected", "against")
    found.reviews[f"{key}/{fact.data['round']}"] = {name: fact.data[name] for name in names}


def _appealed(found: Rebuilt, key: str, fact: Recorded) -> None:
    data = fact.data
    row = {"loop": data["version_loop"], "use": data["use_id"], "about": data["about"]}
    found.appeals[key] = {**row, "upheld": None, "severe": False}


def _answered(found: Rebuilt, key: str, fact: Recorded) -> None:
    found.appeals[key].update(upheld=fact.data["upheld"], severe=fact.data["severe"])


def _off(found: Rebuilt, key: str, _fact: Recorded) -> None:
    found.entries[key]["switched_off"] = True


def _on(found: Rebuilt, key: str, _fact: Recorded) -> None:
    found.entries[key]["switched_off"] = False


def _suspended(found: Rebuilt, key: str, fact: Recorded) -> None:
    found.entries[key].update(suspended=True, suspended_for=list(fact.data["monitors"]))


def _lifted(found: Rebuilt, key: str, _fact: Recorded) -> None:
    found.entries[key]["suspended"] = False


def _monitored(found: Rebuilt, key: str, fact: Recorded) -> None:
    names = ("n", "uses", "worst", "findings")
    found.monitors[f"{key}/{fact.data['on']}"] = {name: fact.data[name] for name in names}


def _drift(found: Rebuilt, key: str, fact: Recorded) -> None:
    data = fact.data
    report = ["DRIFT", data["n"], data["cases"], data["psi"], data["retest_passed"]]
    found.entries[key]["reports"].append(report)


def _grounded(found: Rebuilt, key: str, fact: Recorded) -> None:
    data = fact.data
    report = ["GROUNDED", data["n"], data["cases"], data["grounded"], not data["unlawful"]]
    found.entries[key]["reports"].append(report)


def _used(found: Rebuilt, key: str, fact: Recorded) -> None:
    row = {name: fact.data[name] for name in _USED}
    found.uses[key] = {**row, "code": fact.data["code"], "decided": "", "agreed": None, "turned_out": None}


def _judged(found: Rebuilt, key: str, fact: Recorded) -> None:
    found.uses[key].update(decided=fact.data["value"], agreed=fact.data["agreed"])


def _turned_out(found: Rebuilt, key: str, fact: Recorded) -> None:
    found.uses[key]["turned_out"] = fact.data["well"]


_HANDLERS: dict[str, Callable[[Rebuilt, str, Recorded], None]] = {
    "algorithms.registered": _registered,
    "algorithms.version_begun": _begun,
    "algorithms.section_written": _written,
    "loops.moved": _moved,
    "algorithms.came_into_force": _into_force,
    "algorithms.pilot_drawn": _drawn,
    "algorithms.post_mortem": _learned,
    "algorithms.voted": _voted,
    "algorithms.reviewed": _reviewed,
    "algorithms.appeal_made": _appealed,
    "algorithms.appeal_answered": _answered,
    "algorithms.switched_off": _off,
    "algorithms.switched_on": _on,
    "algorithms.suspended": _suspended,
    "algorithms.suspension_lifted": _lifted,
    "algorithms.monitored": _monitored,
    "algorithms.drift_reported": _drift,
    "algorithms.grounding_reported": _grounded,
    "algorithms.used": _used,
    "algorithms.judged": _judged,
    "algorithms.turned_out": _turned_out,
}
