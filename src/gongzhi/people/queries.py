"""Reads of accounts, of who may see an identity now, and of the identity itself: by an open reveal alone."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from gongzhi.kernel.instants import from_text
from gongzhi.kernel.refusals import ensure
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import ensure_checkpointed, story_of
from gongzhi.people.facts import Actor, RevealState
from gongzhi.people.marks import mark_of
from gongzhi.people.models import Account, Contact, Reveal
from gongzhi.people.rules import WAITS, opened_refusal
from gongzhi.people.vault.identity import Identity, read


@dataclass(frozen=True)
class AccountView:
    """An account as other packages see it."""

    id: UUID
    login: str
    name: str
    active: bool


@dataclass(frozen=True)
class RevealView:
    """A request to see an identity and what became of it; nothing of the identity."""

    id: UUID
    subject: UUID
    purpose: str
    basis: str
    minutes: int
    state: RevealState
    account: UUID
    post: UUID
    unit: UUID
    asked_at: datetime
    decided_at: datetime | None
    until: datetime | None
    closed_at: datetime | None
    review_until: datetime | None = None
    reviewed_by: UUID | None = None
    reviewed_at: datetime | None = None
    needed: bool | None = None

    def waits_at(self, at: datetime) -> bool:
        """Tell whether a second person can still decide about it."""
        return self.state is RevealState.ASKED and at - self.asked_at <= WAITS

    def open_at(self, at: datetime) -> bool:
        """Tell whether its time runs."""
        return self.until is not None and self.closed_at is None and at < self.until


@dataclass(frozen=True)
class Reviews:
    """How many looks in an emergency there were; how many wait for a review, are late, and were not needed."""

    looks: int
    waiting: int
    late: int
    not_needed: int


def account(account_id: UUID) -> AccountView | None:
    """Return one account, or None."""
    return _view(Account.objects.filter(id=account_id).first())


def account_by_login(login: str) -> AccountView | None:
    """Return the account with this login, or None."""
    return _view(Account.objects.filter(login=login).first())


def names_of(account_ids: set[UUID]) -> dict[UUID, str]:
    """Return the names of several accounts in one query."""
    return dict(Account.objects.filter(id__in=account_ids).values_list("id", "name"))


def same_people(contact_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return for each contact the first that was left with the same telephone number, by ids alone.

    Who that is, and the number, stays here: what comes out tells only how many people there are.
    """
    first: dict[str, UUID] = {}
    rows = Contact.objects.filter(id__in=list(contact_ids)).order_by("id").values_list("id", "mark")
    return {
        contact_id: first.setdefault(mark, contact_id) if mark else contact_id for contact_id, mark in rows
    }


def any_account() -> bool:
    """Tell whether anybody can sign in at all."""
    return Account.objects.exists()


def _view(row: Account | None) -> AccountView | None:
    if row is None:
        return None
    return AccountView(id=row.id, login=row.login, name=row.name, active=row.is_active)


def contacts_by_phone(phone: str) -> list[UUID]:
    """Return the contacts left with a telephone number: for whoever writes from it and wants to hear no more."""
    mark = mark_of(phone)
    return list(Contact.objects.filter(mark=mark).values_list("id", flat=True)) if mark else []


def ways_to(contact_id: UUID) -> frozenset[str]:
    """Return by which ways a person can be written to, by what was left: ``SMS``, ``EMAIL``, ``LETTER``."""
    row = Contact.objects.filter(id=contact_id, erased_at=None).first()
    if row is None:
        return frozenset()
    left = {"SMS": bool(row.mark), "EMAIL": row.has_email, "LETTER": row.has_address}
    return frozenset(way for way, there in left.items() if there)


def can_be_called(contact_id: UUID) -> bool:
    """Tell whether a telephone number was left, the person's own or a helper's."""
    return Contact.objects.filter(id=contact_id).exclude(mark="").exists()


def same_phone(one: UUID | None, other: UUID | None) -> bool:
    """Tell whether two contacts were left with the same telephone number, by its mark; False where either has none."""
    marks = set(Contact.objects.filter(id__in=[one, other]).values_list("mark", flat=True))
    return one is not None and other is not None and len(marks) == 1 and "" not in marks


def is_phone_of(contact_id: UUID | None, phone: str) -> bool:
    """Tell whether this telephone number was left with a contact, by its mark: the vault is not asked.

    Compared in constant time, and against something also where there is no contact.
    """
    found = Contact.objects.filter(id=contact_id or UUID(int=0))
    mark = found.values_list("mark", flat=True).first()
    return hmac.compare_digest(mark_of(phone) or "-", mark or "0" * 64)


def reveal_view(row: Reveal) -> RevealView:
    """Return a row as other packages see it."""
    return RevealView(
        id=row.id,
        subject=row.subject,
        purpose=row.purpose,
        basis=row.basis,
        minutes=row.minutes,
        state=RevealState(row.state),
        account=row.account,
        post=row.post,
        unit=row.unit,
        asked_at=row.asked_at,
        decided_at=row.decided_at,
        until=row.until,
        closed_at=row.closed_at,
        review_until=row.review_until,
        reviewed_by=row.reviewed_by,
        reviewed_at=row.reviewed_at,
        needed=row.needed,
    )


def reveal_of(reveal_id: UUID) -> RevealView | None:
    """Return one request, or None."""
    row = Reveal.objects.filter(id=reveal_id).first()
    return reveal_view(row) if row else None


def latest_reveal(subject: UUID, by: Actor) -> RevealView | None:
    """Return what somebody asked last about a matter in this post."""
    if by.account_id is None or by.post_id is None:
        return None
    rows = Reveal.objects.filter(subject=subject, account=by.account_id, post=by.post_id)
    row = rows.order_by("asked_at", "id").last()
    return reveal_view(row) if row else None


def waiting_reveals(*, at: datetime) -> list[RevealView]:
    """Return the requests that wait for a second person, the oldest first."""
    rows = Reveal.objects.filter(state=RevealState.ASKED, asked_at__gte=at - WAITS)
    return [reveal_view(row) for row in rows.order_by("asked_at", "id")]


def reveals_to_review() -> list[RevealView]:
    """Return the looks in an emergency that somebody else has yet to review, the one due first."""
    rows = Reveal.objects.filter(review_until__isnull=False, reviewed_at=None)
    return [reveal_view(row) for row in rows.order_by("review_until", "id")]


def reviews(*, at: datetime) -> Reviews:
    """Return how looks in an emergency were reviewed, for everybody to see."""
    counted = Reveal.objects.filter(review_until__isnull=False).aggregate(
        looks=Count("id"),
        waiting=Count("id", filter=Q(reviewed_at=None)),
        late=Count("id", filter=Q(reviewed_at=None, review_until__lt=at)),
        not_needed=Count("id", filter=Q(needed=False)),
    )
    return Reviews(**counted)


def reason_of(reveal_id: UUID) -> str:
    """Return the reason of a request or a look; "" where it was forgotten."""
    return asked_reason(Reveal.objects.get(id=reveal_id))


def last_call(subject: UUID, by: Actor, *, at: datetime) -> Recorded | None:
    """Return the fact of the last call this actor was put through with, while it can still be dialled."""
    for fact in reversed(story_of(subject)):
        if fact.kind == "people.call_relayed" and fact.actor == by.name():
            return fact if from_text(str(fact.data["until"])) > at else None
    return None


def asked_reason(row: Reveal) -> str:
    """Return the reason a request was made with: it stands in the opening of its fact, nowhere else."""
    for fact in story_of(row.subject):
        asked = fact.kind in ("people.reveal_asked", "people.identity_revealed")
        if asked and fact.data["reveal_id"] == str(row.id):
            return (fact.texts or {}).get("reason", "")
    return ""


def identity_of(reveal_id: UUID, *, by: Actor, at: datetime) -> Identity | None:
    """Return the identity that is open to this actor now; None when it was forgotten in the meantime.

    Raises Refused: ``people.not_yours``, ``people.reveal_not_open``, ``people.reveal_over``,
    ``ledger.evidence_late``, and ``people.vault_closed`` when no fact on record carries it.
    """
    row = Reveal.objects.get(id=reveal_id)
    closed = row.closed_at is not None
    ensure(opened_refusal(by, account=row.account, post=row.post, until=row.until, closed=closed, at=at))
    assert row.fact is not None
    ensure_checkpointed(at)
    return read(row.contact_id, fact=row.fact)
