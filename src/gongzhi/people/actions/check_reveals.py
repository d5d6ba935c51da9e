"""Check that the table of reveals says what the facts say: who saw whom, on what ground, until when."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from gongzhi.kernel.instants import from_text
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import facts_about, subjects_of
from gongzhi.people.facts import (
    IdentityRevealed,
    RevealAsked,
    RevealClosed,
    RevealDeclined,
    RevealReviewed,
    RevealState,
)
from gongzhi.people.models import Reveal
from gongzhi.people.queries import RevealView, reveal_view

_KINDS = (
    RevealAsked.kind,
    IdentityRevealed.kind,
    RevealDeclined.kind,
    RevealClosed.kind,
    RevealReviewed.kind,
)


@dataclass(frozen=True)
class RevealDifference:
    """A reveal that is not what the facts say. `table` or `facts` is None where it is missing."""

    subject: UUID
    what: str
    facts: Any
    table: Any


def check_reveals() -> Iterator[RevealDifference]:
    """Yield each reveal in which table and facts differ.

    Works beside others: only what differs in two looks is told.
    """
    first = _compare()
    if first:
        yield from (each for each in _compare() if each in first)


def _compare() -> list[RevealDifference]:
    table = {row.id: reveal_view(row) for row in Reveal.objects.all()}
    told: dict[UUID, RevealView] = {}
    subjects = {subject for kind in _KINDS for subject in subjects_of(kind)}
    for fact in facts_about(subjects, only=_KINDS):
        reveal_id = UUID(str(fact.data["reveal_id"]))
        told[reveal_id] = _after(told.get(reveal_id), reveal_id, fact)
    return [
        RevealDifference(
            _subject(told, table, each), f"reveals/{each}", _plain(told, each), _plain(table, each)
        )
        for each in sorted(told.keys() | table.keys())
        if told.get(each) != table.get(each)
    ]


def _after(view: RevealView | None, reveal_id: UUID, fact: Recorded) -> RevealView:
    """Return what a reveal is after one more fact about it."""
    if view is None:
        view = _begun(reveal_id, fact, *_who(fact))
    if fact.kind == IdentityRevealed.kind:
        until = from_text(str(fact.data["until"]))
        second, owed = fact.data["second"], fact.data.get("review_until")
        return replace(
            view,
            state=RevealState.OPEN,
            until=until,
            decided_at=fact.at if second is not None else None,
            review_until=from_text(str(owed)) if owed else None,
        )
    if fact.kind == RevealDeclined.kind:
        return replace(view, state=RevealState.DECLINED, decided_at=fact.at)
    if fact.kind == RevealClosed.kind:
        return replace(view, closed_at=fact.at)
    if fact.kind == RevealReviewed.kind:
        reviewer, _post = _who(fact)
        return replace(view, reviewed_by=reviewer, reviewed_at=fact.at, needed=bool(fact.data["needed"]))
    return view


def _begun(reveal_id: UUID, fact: Recorded, account: UUID, post: UUID) -> RevealView:
    data = fact.data
    assert fact.subject
    return RevealView(
        id=reveal_id,
        subject=fact.subject,
        purpose=str(data.get("purpose", "")),
        basis=str(data.get("basis", "")),
        minutes=data["minutes"] if "minutes" in data else _minutes(fact.at, data.get("until")),
        state=RevealState.ASKED,
        account=account,
        post=post,
        unit=UUID(str(data["unit_id"])),
        asked_at=fact.at,
        decided_at=None,
        until=None,
        closed_at=None,
    )


def _minutes(at: datetime, until: Any) -> int:
    return (from_text(str(until)) - at) // timedelta(minutes=1) if until else 0


def _who(fact: Recorded) -> tuple[UUID, UUID]:
    account, _at, post = fact.actor.removeprefix("staff:").partition("@")
    return UUID(account), UUID(post)


def _subject(told: dict[UUID, RevealView], table: dict[UUID, RevealView], reveal_id: UUID) -> UUID:
    found = told.get(reveal_id) or table.get(reveal_id)
    assert found
    return found.subject


def _plain(found: dict[UUID, RevealView], reveal_id: UUID) -> Any:
    view = found.get(reveal_id)
    return {name: str(value) for name, value in asdict(view).items()} if view else None
