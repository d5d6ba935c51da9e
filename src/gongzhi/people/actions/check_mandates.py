"""Check that the tables of mandates say what the facts say: what each allows, what was done, what was disputed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gongzhi.kernel.instants import to_text
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import facts_about, subjects_of
from gongzhi.people.mandate_facts import (
    ActDisputed,
    ActedFor,
    MandateMade,
    MandateRevoked,
    MattersJoined,
    MattersParted,
)
from gongzhi.people.models import HelpedOnce, Mandate, SameHand

_KINDS = (
    MandateMade.kind,
    MandateRevoked.kind,
    ActedFor.kind,
    ActDisputed.kind,
    MattersJoined.kind,
    MattersParted.kind,
)

Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class MandateDifference:
    """A row that is not what the facts say. `table` or `facts` is None where it is missing."""

    subject: UUID
    what: str
    facts: Any
    table: Any


def check_mandates() -> Iterator[MandateDifference]:
    """Yield each row in which table and facts differ. Works beside others: only what differs in two looks is told."""
    first = _compare()
    if first:
        yield from (each for each in _compare() if each in first)


def _compare() -> list[MandateDifference]:
    table, told = _table(), _told()
    return [
        MandateDifference(UUID(each.split("/")[1][:36]), each, told.get(each), table.get(each))
        for each in sorted(told.keys() | table.keys())
        if told.get(each) != table.get(each)
    ]


def _told() -> Rows:
    rows: Rows = {}
    subjects = {subject for kind in _KINDS for subject in subjects_of(kind)}
    for fact in facts_about(subjects, only=_KINDS):
        _follow(rows, fact)
    return rows


def _follow(rows: Rows, fact: Recorded) -> None:
    data = fact.data
    match fact.kind:
        case MandateMade.kind:
            rows[f"mandates/{data['mandate_id']}"] = {
                "subject": str(fact.subject) if data["matter_only"] else "",
                "kinds": ",".join(data["kinds"]),
                "acts": ",".join(data["acts"]),
                **{name: data[name] for name in ("proof", "photo_sha256", "through_resident", "until")},
                "unit": str(data["unit_id"]),
                "account": fact.actor.removeprefix("staff:").partition("@")[0],
                "revoked": False,
            }
        case MandateRevoked.kind:
            rows[f"mandates/{data['mandate_id']}"]["revoked"] = True
        case ActedFor.kind:
            rows[f"helped/{data['acted_id']}"] = {
                "mandate": str(data["mandate_id"]),
                "subject": str(fact.subject),
                "act": data["act"],
                "via": "",
                "undone": None,
            }
        case ActDisputed.kind:
            rows[f"helped/{data['acted_id']}"] |= {"via": data["via"], "undone": data["undone"]}
        case MattersJoined.kind:
            first, second = sorted((str(fact.subject), str(data["other_id"])))
            rows[f"joined/{first}/{second}"] = {}
        case MattersParted.kind:
            first, second = sorted((str(fact.subject), str(data["other_id"])))
            rows.pop(f"joined/{first}/{second}", None)


def _table() -> Rows:
    rows: Rows = {}
    for mandate in Mandate.objects.all():
        rows[f"mandates/{mandate.id}"] = {
            "subject": str(mandate.subject or ""),
            "kinds": mandate.kinds,
            "acts": mandate.acts,
            "proof": mandate.proof,
            "photo_sha256": mandate.photo_sha256,
            "through_resident": mandate.through_resident,
            "until": to_text(mandate.until),
            "unit": str(mandate.unit),
            "account": str(mandate.account),
            "revoked": mandate.revoked_at is not None,
        }
    for helped in HelpedOnce.objects.all():
        rows[f"helped/{helped.id}"] = {
            "mandate": str(helped.mandate_id),
            "subject": str(helped.subject),
            "act": helped.act,
            "via": helped.disputed_via,
            "undone": helped.undone,
        }
    for pair in SameHand.objects.all():
        rows[f"joined/{pair.first}/{pair.second}"] = {}
    return rows
