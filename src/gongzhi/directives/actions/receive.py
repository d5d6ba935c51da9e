"""Take in what another node tells of a directive both share; called inside the transaction of the delivery.

The node that an addressee's unit works on keeps a mirror of the part: the same loop by the same definition,
moved by the same facts. Each step is taken where the party works and told to the other side.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from gongzhi.directives.facts import SUBJECT_KIND, DirectiveIssued
from gongzhi.directives.models import Directive
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import record
from gongzhi.loops.public import (
    ERASED,
    ERASED_TITLE,
    Opening,
    Words,
    definition_of_loop,
    hold,
    holders_of,
    move,
    open_many,
)
from gongzhi.people.facts import Actor


def receive_directive(
    *, data: Mapping[str, Any], texts: Mapping[str, str], units: Mapping[UUID, UUID], by: Actor, at: datetime
) -> UUID:
    """Open and send the mirror of a part another node issued; return its loop.

    `data` and `texts` are those of the other node's ``directives.issued``, `units` its units -> ours. Raises
    Refused ``directives.unknown_unit``, ``directives.other_definition``.
    """
    assert connection.in_atomic_block
    issuer, lead = _ours(data["issuer_unit_id"], units), _ours(data["lead_unit_id"], units)
    superior, reviewer = _ours(data["superior_unit_id"], units), _ours(data["reviewer_unit_id"], units)
    due_on = date.fromisoformat(data["due_on"])
    (loop,) = open_many(
        definition=SUBJECT_KIND,
        subject_kind=SUBJECT_KIND,
        openings=[
            Opening(
                title=texts.get("title", ERASED_TITLE),  # erased there before it was fetched
                division=data["scope"],
                holders={"issuer": issuer, "superior": superior, "reviewer": reviewer},
                names=lead,
            )
        ],
        matter=data["matter"],
        limit_class=f"{max(1, (due_on - timezone.localdate(at)).days)}d",
        event="send",
        by=Actor(kind=by.kind, unit_id=issuer, node=by.node),
        at=at,
    )
    if definition_of_loop(loop.id).version != data["definition_version"]:
        raise Refused(Refusal("directives.other_definition"))
    row = Directive.objects.create(
        loop_id=loop.id,
        root_id=loop.id,
        path=f"{loop.id.hex}/",
        version=data["version"],
        text=texts.get("text", ERASED),
        legal_basis=data["legal_basis"],
        citation=data["citation"],
        overruled=data["overruled"],
        scope=data["scope"],
        grid=data["grid"],
        due_on=due_on,
        issuer_id=issuer,
        lead_id=lead,
    )
    fact = _told_here(row, data, texts.get("title", ERASED_TITLE), superior=superior, reviewer=reviewer)
    record(fact, subject=loop.id, by=by.name(), at=at)
    return loop.id


def _told_here(
    row: Directive, data: Mapping[str, Any], title: str, *, superior: UUID, reviewer: UUID
) -> DirectiveIssued:
    """Return the mirror's own first fact. It has no goal: it is judged where it was issued."""
    return DirectiveIssued(
        parent=None,
        root=row.loop_id,
        version=row.version,
        previous=None,
        title=Private(title),
        text=Private(row.text),
        legal_basis=row.legal_basis,
        matter=data["matter"],
        citation=row.citation,
        overruled=row.overruled,
        overrule_reason=None,
        goal=None,
        scope=row.scope,
        grid=row.grid,
        due_on=data["due_on"],
        issuer_unit_id=row.issuer_id,
        lead_unit_id=row.lead_id,
        superior_unit_id=superior,
        reviewer_unit_id=reviewer,
        definition_version=data["definition_version"],
    )


def apply_remote(
    *,
    directive_id: UUID,
    data: Mapping[str, Any],
    texts: Mapping[str, str],
    units: Mapping[UUID, UUID],
    by: Actor,
    at: datetime,
) -> None:
    """Take the step another node took on a directive both share.

    `data` and `texts` are those of its ``loops.moved``. Raises Refused ``directives.out_of_step`` when what
    stands here is not what the step began with, ``directives.unknown_unit``, and those of the loop.
    """
    assert connection.in_atomic_block
    loop = hold(directive_id)
    if loop.state != data["from_state"]:
        raise Refused(Refusal("directives.out_of_step", {"state": loop.state, "from": data["from_state"]}))
    row = Directive.objects.get(loop=directive_id)
    names = None
    definition = definition_of_loop(directive_id)
    transition = next((t for t in definition.from_state(loop.state) if t.event == data["event"]), None)
    if transition and transition.names:
        names = _ours(data["holders"][transition.names], units)
    party = _ours_of(directive_id, data["party"])
    move(
        loop_id=directive_id,
        event=data["event"],
        by=Actor(kind=by.kind, unit_id=party, node=by.node),
        at=at,
        words=Words(_words(data, texts, "reason"), _words(data, texts, "text"), data["citation"]),
        names=names,
        drawn=data["drawn"],
    )
    if names is not None:
        row.lead_id = names
        if data["event"] == "amend" and texts.get("text"):
            row.text = texts["text"]
        row.save(update_fields=["lead", "text"])


def _words(data: Mapping[str, Any], texts: Mapping[str, str], name: str) -> str:
    """Return what was said with a step; the sign for erased words where they went before they were fetched."""
    return texts.get(name, ERASED if data.get(name) else "")


def _ours(unit_id: str | None, units: Mapping[UUID, UUID]) -> UUID:
    found = units.get(UUID(unit_id)) if unit_id else None
    if found is None:
        raise Refused(Refusal("directives.unknown_unit"))
    return found


def _ours_of(directive_id: UUID, party: str) -> UUID | None:
    return next(iter(holders_of(directive_id).get(party, ())), None)
