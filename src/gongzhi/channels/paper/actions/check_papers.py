"""Check that the table of forms says what the facts say."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gongzhi.channels.paper.facts import PaperEntered, PaperPrinted, PaperTypedAgain
from gongzhi.channels.paper.models import PaperForm
from gongzhi.ledger.public import facts_about, subjects_of

_KINDS = (PaperPrinted.kind, PaperEntered.kind, PaperTypedAgain.kind)


@dataclass(frozen=True)
class PaperDifference:
    """A form that is not what the facts say. `table` or `facts` is None where it is missing."""

    subject: UUID
    what: str
    facts: Any
    table: Any


def check_papers() -> Iterator[PaperDifference]:
    """Yield each form in which table and facts differ. Works beside others: what differs in two looks is told."""
    first = _compare()
    if first:
        yield from (each for each in _compare() if each in first)


def _compare() -> list[PaperDifference]:
    table = {row.id: _row(row) for row in PaperForm.objects.all()}
    told: dict[UUID, dict[str, Any]] = {}
    subjects = {subject for kind in _KINDS for subject in subjects_of(kind)}
    facts = sorted(facts_about(subjects, only=_KINDS), key=lambda fact: (fact.at, str(fact.id)))
    for fact in facts:
        row = told.setdefault(UUID(str(fact.data["paper_id"])), {"loop": "", "received_on": "", "again": ""})
        if fact.kind == PaperPrinted.kind:
            row.update({name: fact.data[name] for name in ("number", "matter", "twice")})
        elif fact.kind == PaperEntered.kind:
            row.update(loop=str(fact.subject), received_on=str(fact.data["received_on"]))
        else:
            row["again"] = fact.actor
    return [
        PaperDifference(each, f"papers/{each}", told.get(each), table.get(each))
        for each in sorted(told.keys() | table.keys())
        if _plain(told.get(each)) != _plain(table.get(each))
    ]


def _row(row: PaperForm) -> dict[str, Any]:
    return {
        "number": row.number,
        "matter": row.matter,
        "twice": row.twice,
        "loop": str(row.loop_id or ""),
        "received_on": row.received_on.isoformat() if row.received_on else "",
        "again": str(row.again_by or ""),
    }


def _plain(row: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a row with the account of its second entry alone: facts name the post as well."""
    return row and {**row, "again": row["again"].removeprefix("staff:").partition("@")[0]}
