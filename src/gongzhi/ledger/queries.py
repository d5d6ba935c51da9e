"""Reads of the ledger."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Now

from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.facts import UNREADABLE, Recorded, Sealed, UnreadableFact
from gongzhi.ledger.models import Broken, Entry, Fact, Head, LogKey, PendingFact
from gongzhi.ledger.reading import read_row, read_whole
from gongzhi.ledger.verification import altered


@dataclass(frozen=True)
class Unread:
    """A fact that cannot be read: which one, and what its row says it was about."""

    fact: UUID
    kind: str
    subject: UUID | None


def entries_after(position: int, *, limit: int) -> list[Recorded]:
    """Return up to `limit` entries from `position` on, in order, without their texts.

    Ends before one that cannot be read, and raises UnreadableFact where it is the first: a reader stands still
    there, since whatever follows from that fact must not be lost.
    """
    rows = Entry.objects.filter(position__gte=position).order_by("position").select_related("fact")[:limit]
    found: list[Recorded] = []
    for row in rows:
        try:
            found.append(
                read_whole(row.fact_id, bytes(row.fact.entry), kind=row.fact.kind, position=row.position)
            )
        except UnreadableFact:
            if not found:
                raise
            break
    return found


def story_of(subject: UUID, *, without: Collection[str] = ()) -> list[Recorded]:
    """Return the facts about one subject, oldest first, with the texts that are not erased.

    `without` are kinds that no reader is told of one by one: there may be thousands of them. A fact that cannot be
    read stands in its place as `UNREADABLE`: the rest of the story can still be told.
    """
    rows = Fact.objects.filter(subject=subject).exclude(kind__in=without)
    rows = rows.order_by("id").prefetch_related("openings")
    return [
        read_row(row, texts={opening.field: opening.text for opening in row.openings.all()}) for row in rows
    ]


def facts_about(
    subjects: Collection[UUID],
    *,
    without: Collection[str] = (),
    only: Collection[str] = (),
    whole: bool = False,
) -> list[Recorded]:
    """Return the facts about several subjects, oldest first, without their texts: for replay.

    `without` are kinds that change no table, and of which there may be millions; `only` leaves out all others.
    Facts that cannot be read are left out (`unreadable` names them); `whole` raises UnreadableFact instead, for
    whoever must not lose one.
    """
    rows = Fact.objects.filter(subject__in=subjects).exclude(kind__in=without)
    rows = rows.filter(kind__in=only) if only else rows
    if whole:
        return [read_whole(row.id, bytes(row.entry), kind=row.kind) for row in rows.order_by("id")]
    return [fact for row in rows.order_by("id") if (fact := read_row(row)).kind != UNREADABLE]


def unreadable() -> Iterator[Unread]:
    """Yield every fact that cannot be read, by what its row says: for replay, which can fold the others only."""
    for row in Fact.objects.order_by("id").iterator():
        if read_row(row).kind == UNREADABLE:
            yield Unread(row.id, row.kind, row.subject)


def sealed(fact_ids: Collection[UUID]) -> dict[UUID, Sealed]:
    """Return facts as they are kept, with the openings that are not erased: to hand them on unchanged."""
    rows = Fact.objects.filter(id__in=fact_ids).prefetch_related("openings")
    return {
        row.id: Sealed(
            row.id,
            bytes(row.entry),
            {opening.field: (bytes(opening.salt), opening.text) for opening in row.openings.all()},
        )
        for row in rows
    }


def subjects_of(kind: str) -> Iterator[UUID]:
    """Yield the subject of every fact of a kind, in no order: for checks, not for screens."""
    rows = Fact.objects.filter(kind=kind, subject__isnull=False).values_list("subject", flat=True)
    for subject in rows.iterator():
        assert subject is not None
        yield subject


def all_entries(*, batch: int = 2000) -> Iterator[Recorded]:
    """Yield the whole order from the first entry on: for replay and verification only."""
    position = 0
    while found := entries_after(position, limit=batch):
        yield from found
        position += len(found)


def is_placed(fact_id: UUID) -> bool:
    """Tell whether a fact has its place in the order; the worker gives it one within a second."""
    return Entry.objects.filter(fact=fact_id).exists()


def size() -> int:
    """Return how many facts have their place in the order."""
    head = Head.objects.filter(id=1).first()
    return head.size if head else 0


def waiting() -> int:
    """Return how many facts wait for their place (stops counting at 10,000)."""
    return PendingFact.objects.all()[:10_000].count()


def behind() -> bool:
    """Tell whether a fact waits for its place, or an entry for its place in the tree."""
    return PendingFact.objects.exists() or Head.objects.filter(tree_size__lt=F("size")).exists()


def unsigned_since() -> datetime | None:
    """Return when the oldest fact that no checkpoint covers was recorded, by the database's clock."""
    waiting_since = PendingFact.objects.order_by("id").values_list("recorded_at", flat=True).first()
    unhashed_since = Head.objects.values_list("unhashed_since", flat=True).first()
    return min(filter(None, (waiting_since, unhashed_since)), default=None)


def evidence_is_late(at: datetime) -> bool:
    """Tell whether what happened has stood unsigned for longer than the limit (GONGZHI_EVIDENCE_LIMIT)."""
    since = unsigned_since()
    return since is not None and at - since > timedelta(seconds=settings.GONGZHI_EVIDENCE_LIMIT)


def ensure_checkpointed(at: datetime) -> None:
    """Raise Refused ``ledger.evidence_late`` where evidence is late: who gives out personal data asks this first.

    Whatever is released is on record only; as long as records are not signed, they could still be altered.
    """
    if evidence_is_late(at):
        raise Refused(Refusal("ledger.evidence_late"))


def keys_in_force() -> list[str]:
    """Return the keys for verifying of who signs the log now, the newest first."""
    rows = LogKey.objects.filter(Q(until_at=None) | Q(until_at__gt=Now()), since_at__lte=Now())
    return list(rows.order_by("-since_at", "-id").values_list("vkey", flat=True))


def broken(subject: UUID, *, unread: Collection[UUID] = ()) -> bool:
    """Tell whether what is kept about this subject is other than what was signed.

    That is what the last verification found; `unread` are facts a page just could not tell, and looks at by itself.
    """
    return Broken.objects.filter(subject=subject, mended_at=None).exists() or any(map(altered, unread))


def broken_places() -> int:
    """Return at how many places the last verification found something to be other than what was signed."""
    return Broken.objects.filter(mended_at=None).count()
