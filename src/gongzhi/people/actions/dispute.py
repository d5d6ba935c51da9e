"""What the person says of what was done for them: it was not wanted; or: that other matter is mine as well."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor
from gongzhi.people.mandate_facts import (
    ActDisputed,
    DisputedVia,
    HelpedAct,
    MandateRevoked,
    MattersJoined,
    MattersParted,
)
from gongzhi.people.mandate_rules import dispute_refusal, join_refusal
from gongzhi.people.mandate_terms import mandate_terms
from gongzhi.people.mandates import matters_joined, may_help
from gongzhi.people.models import HelpedOnce, Mandate, SameHand


def dispute_act(
    *, acted_id: UUID, subject: UUID, via: DisputedVia, undone: bool, by: Actor, at: datetime
) -> None:
    """Mark an act as disputed, in the transaction that takes it back where it can. See `disputable`.

    A mandate for this matter alone ends with it: whoever did not want the act gave nobody leave for the next one.
    """
    assert connection.in_atomic_block
    row = HelpedOnce.objects.select_for_update().get(id=acted_id, subject=subject)
    row.disputed_at, row.disputed_via, row.undone = at, via, undone
    row.save(update_fields=["disputed_at", "disputed_via", "undone"])
    fact = ActDisputed(acted_id=row.id, act=HelpedAct(row.act), via=via, undone=undone)
    record(fact, subject=subject, by=by.name(), at=at)
    mandate = Mandate.objects.select_for_update().get(id=row.mandate_id)
    if mandate.subject == subject and mandate.revoked_at is None:
        mandate.revoked_at = at
        mandate.save(update_fields=["revoked_at"])
        record(MandateRevoked(mandate_id=mandate.id), subject=subject, by=by.name(), at=at)


def disputable(*, acted_id: UUID, subject: UUID, by: Actor, at: datetime) -> HelpedAct:
    """Return what an act was that can be disputed now, and lock it inside the caller's transaction.

    Raises Refused: ``people.no_such_act``, ``people.disputed_already``, ``people.dispute_over``.
    """
    assert connection.in_atomic_block
    row = HelpedOnce.objects.select_for_update().filter(id=acted_id, subject=subject).first()
    if row is None:
        raise Refused(Refusal("people.no_such_act"))
    days = mandate_terms().objection_days
    ensure(dispute_refusal(disputed=row.disputed_at is not None, acted_at=row.at, at=at, days=days))
    return HelpedAct(row.act)


def join_matters(*, one: UUID, other: UUID, by: Actor, at: datetime) -> bool:
    """Note that two matters are of one person, who showed the codes of both; False when that stands already.

    The caller has seen both codes; staff note it for a person who is there or calls. Neither changes: each keeps its
    number, code, story and time. Raises Refused ``people.same_matter``, ``people.may_not_help``.
    """
    ensure(join_refusal(by, helps=may_help(by)))
    if one == other:
        raise Refused(Refusal("people.same_matter"))
    first, second = sorted((one, other))
    with transaction.atomic(durable=True):
        _row, new = SameHand.objects.get_or_create(first=first, second=second, defaults={"at": at})
        if new:
            for subject, fact in (
                (first, MattersJoined(second, by.unit_id)),
                (second, MattersJoined(first, by.unit_id)),
            ):
                record(fact, subject=subject, by=by.name(), at=at)
        return new


def part_matters(*, one: UUID, other: UUID, by: Actor, at: datetime) -> bool:
    """Take back that `other` is of the same person as `one`; False where nothing says so any more.

    All that joined `other` to matters of that person goes: it may have been joined to several. What is joined to
    `other` alone stays with it: somebody else may have said so. Raises Refused ``people.may_not_help``.
    """
    ensure(join_refusal(by, helps=may_help(by)))
    with transaction.atomic(durable=True):
        linked = {one, *matters_joined(one, without=other)}
        rows = SameHand.objects.select_for_update().filter(
            Q(first=other, second__in=linked) | Q(second=other, first__in=linked)
        )
        pairs = list(rows.order_by("id"))
        for row in pairs:
            record(MattersParted(other_id=row.second), subject=row.first, by=by.name(), at=at)
            record(MattersParted(other_id=row.first), subject=row.second, by=by.name(), at=at)
            row.delete()
        return bool(pairs)
