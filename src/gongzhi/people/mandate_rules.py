"""Decisions about mandates: who may be given one, what it allows, and until when it can be disputed. Pure."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor, ActorKind
from gongzhi.people.mandate_facts import HelpedAct, MandateProof, MandateView, MandateWish

NOTE_LIMIT = 200
# What somebody says about an office's work is never typed by that office.
NEVER_BY_WHO_HANDLES = frozenset({HelpedAct.JUDGE, HelpedAct.WITHDRAW})


def mandate_wish_refusal(
    by: Actor, wish: MandateWish, *, acts: Collection[HelpedAct], helps: bool, days: int, longest: int
) -> Refusal | None:
    """A mandate is given to staff whose post takes matters in, names what it allows, and shows what it rests on.

    `helps`: the post carries a power to file for others. A paper comes with its photo; whoever witnessed is named.
    """
    if by.kind is not ActorKind.STAFF or by.third_party or not helps:
        return Refusal("people.may_not_help")
    if not acts:
        return Refusal("people.mandate_allows_nothing")
    if wish.proof is MandateProof.WITNESS and not wish.note.strip():
        return Refusal("people.witness_missing")
    if len(wish.note) > NOTE_LIMIT:
        return Refusal("people.mandate_note_too_long", {"limit": NOTE_LIMIT})
    if not 1 <= days <= longest:
        return Refusal("people.mandate_days", {"days": longest})
    return None


def mandate_refusal(
    view: MandateView,
    *,
    subject: UUID,
    kind: str,
    act: HelpedAct,
    account: UUID | None,
    handled_by: Collection[UUID | None],
    at: datetime,
    same_person: bool = True,
) -> Refusal | None:
    """Whoever acts for somebody holds a mandate in force for this act, this matter and this person.

    `same_person`: the matter is of whoever gave the mandate, as far as their telephone tells. `handled_by`: the units
    that work on the matter now. They do not say for the person how good their work was, and with a mandate for several
    matters they do not act at all: whether its telephone fits would tell them whose matter it is.
    """
    if view.account != account:
        return Refusal("people.mandate_of_another")
    if view.revoked_at is not None or at >= view.until:
        return Refusal("people.mandate_over")
    if act not in view.acts or (view.subject != subject if view.subject else kind not in view.kinds):
        return Refusal("people.mandate_not_for_this")
    if view.subject is None and act is not HelpedAct.FILE and view.unit in handled_by:
        return Refusal("people.handles_it_itself")
    if not same_person:
        return Refusal("people.mandate_of_somebody_else")
    if act in NEVER_BY_WHO_HANDLES and view.unit in handled_by:
        return Refusal("people.handles_it_itself")
    return None


def revoke_refusal(by: Actor, view: MandateView, *, helps: bool) -> Refusal | None:
    """The person takes a mandate back; staff who file for others note it for them. It ends once."""
    if by.kind is not ActorKind.RESIDENT and not helps:
        return Refusal("people.may_not_help")
    return Refusal("people.mandate_over") if view.revoked_at else None


def join_refusal(by: Actor, *, helps: bool) -> Refusal | None:
    """Which matters are theirs the person says; staff who take matters in note it for them."""
    return None if by.kind is ActorKind.RESIDENT or helps else Refusal("people.may_not_help")


def dispute_refusal(*, disputed: bool, acted_at: datetime, at: datetime, days: int) -> Refusal | None:
    """An act is disputed once, within the days of the terms."""
    if disputed:
        return Refusal("people.disputed_already")
    return Refusal("people.dispute_over", {"days": days}) if at > acted_at + timedelta(days=days) else None
