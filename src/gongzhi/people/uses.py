"""Reads of the uses of a person's data: for the person, for supervision, and how many are sealed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from gongzhi.kernel.instants import to_text
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import facts_about
from gongzhi.people.facts import ALL_SEALED, DataUsed, NotedUse, UseFault, UsesStated, UsesSummed
from gongzhi.people.marks import officer_mark
from gongzhi.people.models import DataUse, UseCount
from gongzhi.people.use_rules import faults
from gongzhi.people.vocabulary import uses
from gongzhi.ui.names import in_english, name_of

A_DAY = timedelta(days=1)

# How many of the latest open lines say which matters a page looks at: the whole table would be too much for one.
LATEST = 2000

# Of the matters of the latest open lines, those whose lines are not 1 to n, or fewer than were stated; and whether the
# sealed ones have a hole.
_AMISS = """
    select lately.subject from (
        select distinct subject from (
            select subject from gongzhi_datause where sealed_until is null order by id desc limit %s
        ) latest
    ) lately
    left join gongzhi_usecount counts using (subject)
    cross join lateral (
        select count(*) as lines, max(seq) as last from gongzhi_datause uses
        where uses.subject = lately.subject and uses.sealed_until is null
    ) found
    where coalesce(greatest(counts.size, counts.stated), 0) <> found.lines or coalesce(counts.size, 0) <> found.last
    union all
    select counts.subject from gongzhi_usecount counts
    cross join lateral (
        select count(*) as lines, coalesce(max(seq), 0) as last from gongzhi_datause where sealed_until is not null
    ) found
    where counts.subject = %s and (counts.size <> found.lines or counts.size <> found.last)
    order by 1 limit %s
"""


@dataclass(frozen=True)
class UseLine:
    """A use as the person may read it. `officer` is a mark, not a name; `account` is for supervision alone.

    `sealed_until` is over where the line was sealed and is shown now.
    """

    seq: int
    what: str
    item: UUID | None
    purpose: str
    basis: str
    unit: UUID | None
    account: UUID | None
    officer: str
    at: datetime
    until: datetime | None
    sealed_until: datetime | None
    sealed_basis: str
    fact: UUID
    subject: UUID


@dataclass(frozen=True)
class SealedCount:
    """How many uses the persons are not told of now, and how many ever were sealed."""

    now: int
    ever: int


@dataclass(frozen=True)
class Statement:
    """A monthly statement on record: how many uses there were at the end of the month, and of these sealed ones."""

    month: str
    lines: int
    sealed: int
    fact: UUID
    at: datetime


def last_statement(subject: UUID) -> Statement | None:
    """Return what was stated last about a subject; None before its first month is over."""
    return _last(subject, UsesStated.kind)


def last_sum() -> Statement | None:
    """Return what was stated last about all of the installation."""
    return _last(ALL_SEALED, UsesSummed.kind)


def _last(subject: UUID, kind: str) -> Statement | None:
    found = facts_about([subject], only=(kind,))
    if not found:
        return None
    last = found[-1]
    return Statement(
        month=str(last.data["month"]),
        lines=int(last.data["lines"]),
        sealed=int(last.data.get("sealed", 0)),
        fact=last.id,
        at=last.at,
    )


def use_name(code: str, *, staff: bool = False) -> str:
    """Return what was used in the reader's language; the code itself where the installation has dropped it."""
    found = uses().get(code)
    if found is None or not staff:
        return name_of(found) if found else code
    return found.staff_en if in_english() else found.staff


def lately_noted(subject: UUID, account: UUID, *, at: datetime) -> list[NotedUse]:
    """Return what was noted of an account's uses of a subject within a day."""
    rows = DataUse.objects.filter(subject=subject, account=account, at__gt=at - A_DAY)
    return [
        NotedUse(row.what, row.item, row.unit, row.at, row.until, row.sealed_until, row.sealed_basis)
        for row in rows
    ]


def uses_of(
    subject: UUID, *, at: datetime, first: int = 0, limit: int = 25, sealed: bool = False
) -> tuple[int, list[UseLine]]:
    """Return how many uses of a subject's data the person may read of, and a page of them, newest first.

    What is sealed is neither shown nor counted before its end, unless `sealed` asks for it: for those who may seal.
    """
    rows = DataUse.objects.filter(subject=subject) if sealed else _told(subject, at)
    return rows.count(), _lines(rows.order_by("-at", "-id")[first : first + limit])


def use_of(subject: UUID, fact: UUID, *, at: datetime) -> UseLine | None:
    """Return one use the person may read of, by its fact, or None."""
    return next(iter(_lines(_told(subject, at).filter(fact=fact))), None)


def hidden_uses(subject: UUID, *, at: datetime) -> frozenset[UUID]:
    """Return the facts of uses that are still sealed: nothing the person is given may hold them."""
    rows = DataUse.objects.filter(subject=subject, sealed_until__gt=at)
    return frozenset(rows.values_list("fact", flat=True))


def sealed_lines(*, at: datetime, limit: int = 100) -> list[UseLine]:
    """Return what is sealed now, for those who may seal, the one that ends next first."""
    return _lines(DataUse.objects.filter(sealed_until__gt=at).order_by("sealed_until", "id")[:limit])


def sealed_uses(*, at: datetime) -> SealedCount:
    """Return how many uses are sealed, for everybody to see."""
    ever = UseCount.objects.filter(subject=ALL_SEALED).values_list("size", flat=True).first()
    return SealedCount(DataUse.objects.filter(sealed_until__gt=at).count(), ever or 0)


def use_faults(subject: UUID) -> tuple[UseFault, ...]:
    """Return what is amiss with the open lines of a subject: the table, its count and the record must agree.

    What was stated at the end of a month is on record as well: who cuts off the last lines with all that tells of
    them, and sets the count back, has to find that too.
    """
    rows = _lines(DataUse.objects.filter(subject=subject, sealed_until=None))
    count = UseCount.objects.filter(subject=subject).values_list("size", flat=True).first() or 0
    known = facts_about([subject], only=(DataUsed.kind, UsesStated.kind))
    told = [fact for fact in known if fact.kind == DataUsed.kind and not fact.data["sealed_until"]]
    stated = max((int(fact.data["lines"]) for fact in known if fact.kind == UsesStated.kind), default=0)
    return faults_between(rows, told, size=max(count, stated))


def faults_between(rows: Sequence[UseLine], told: Sequence[Recorded], *, size: int) -> tuple[UseFault, ...]:
    """Compare lines with the facts that tell of them."""
    said = {fact.data["seq"]: said_by(fact) for fact in told}
    differing = {row.seq for row in rows if row.seq in said and said[row.seq] != shown_by(row)}
    return faults(
        rows=[row.seq for row in rows],
        facts=[fact.data["seq"] for fact in told],
        size=size,
        differing=differing,
    )


def lines_of(subjects: Collection[UUID]) -> list[UseLine]:
    """Return every line of several subjects, the sealed ones too: for checks, not for screens."""
    return _lines(DataUse.objects.filter(subject__in=subjects).order_by("id"))


def amiss(*, latest: int = LATEST, limit: int = 100) -> list[UUID]:
    """Return subjects whose lines are not as many as were counted; `ALL_SEALED` stands for the sealed ones.

    Looks at the subjects of the `latest` open lines, and at all sealed lines. `check_uses` looks at everything.
    """
    with connection.cursor() as cursor:
        cursor.execute(_AMISS, [latest, ALL_SEALED, limit])
        return [row[0] for row in cursor.fetchall()]


def said_by(fact: Recorded) -> dict[str, object]:
    """Return what a fact tells of a use, to be compared; who did it stands in its actor."""
    names = ("seq", "what", "item", "purpose", "basis", "unit_id", "officer", "until", "sealed_until")
    return {name: fact.data[name] for name in names} | {"at": to_text(fact.at), "fact": str(fact.id)}


def shown_by(row: UseLine) -> dict[str, object]:
    """Return what a line of the table says, in the words of `said_by`."""
    return {
        "seq": row.seq,
        "what": row.what,
        "item": str(row.item) if row.item else None,
        "purpose": row.purpose,
        "basis": row.basis,
        "unit_id": str(row.unit) if row.unit else None,
        "officer": row.officer,
        "until": to_text(row.until) if row.until else None,
        "sealed_until": to_text(row.sealed_until) if row.sealed_until else None,
        "at": to_text(row.at),
        "fact": str(row.fact),
    }


def _told(subject: UUID, at: datetime) -> QuerySet[DataUse]:
    return DataUse.objects.filter(Q(sealed_until=None) | Q(sealed_until__lte=at), subject=subject)


def _lines(rows: Iterable[DataUse]) -> list[UseLine]:
    return [
        UseLine(
            seq=row.seq,
            what=row.what,
            item=row.item,
            purpose=row.purpose,
            basis=row.basis,
            unit=row.unit,
            account=row.account,
            officer=officer_mark(str(row.account)) if row.account else "",
            at=row.at,
            until=row.until,
            sealed_until=row.sealed_until,
            sealed_basis=row.sealed_basis,
            fact=row.fact,
            subject=row.subject,
        )
        for row in rows
    ]
