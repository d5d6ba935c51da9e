"""Reads of objections. Whoever made one reads its answer with a code that nobody can guess."""

from collections.abc import Iterator
from hashlib import sha256
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.crypto import salted_hmac

from gongzhi.algorithms.facts import AppealView
from gongzhi.algorithms.models import AlgorithmAppeal

CODE_LENGTH = 20


def code_of(appeal_id: UUID) -> str:
    """Return the code of an objection: made of its id with the installation's secret, so a retry shows it again."""
    return salted_hmac("gongzhi.algorithms.appeal", str(appeal_id), algorithm="sha256").hexdigest()[
        :CODE_LENGTH
    ]


def mark_of(code: str) -> str:
    """Return what the table keeps of a code."""
    return sha256(code.strip().lower().encode()).hexdigest()


def appeal_by_code(code: str) -> AppealView | None:
    """Return the objection of a code, or None."""
    return next(_views(AlgorithmAppeal.objects.filter(mark=mark_of(code))), None)


def appeal_by_id(appeal_id: UUID) -> AppealView | None:
    """Return an objection, for whoever has to answer it."""
    return next(_views(AlgorithmAppeal.objects.filter(id=appeal_id)), None)


def appeals_about(about: UUID) -> list[AppealView]:
    """Return the objections about a matter, oldest first."""
    return list(_views(AlgorithmAppeal.objects.filter(about=about).order_by("made_at", "id")))


def appeals_of(code: str, *, limit: int = 100) -> list[AppealView]:
    """Return the objections against an entry, of earlier versions as well, those still to be answered first."""
    rows = AlgorithmAppeal.objects.filter(version__algorithm__code=code)
    return list(_views(rows.order_by("-answered_at", "due_at", "id")[:limit]))


def was_made(once: UUID) -> bool:
    """Tell whether a request to object was carried out already."""
    return AlgorithmAppeal.objects.filter(once=once).exists()


def waiting_by_entry() -> dict[str, int]:
    """Return how many objections still wait for an answer, by the code of the entry."""
    rows = AlgorithmAppeal.objects.filter(answered_at=None).values_list("version__algorithm__code")
    return dict(rows.annotate(n=Count("id")))


def _views(rows: QuerySet[AlgorithmAppeal]) -> Iterator[AppealView]:
    for row in rows.select_related("version__algorithm"):
        yield AppealView(
            id=row.id,
            code=row.version.algorithm.code,
            version_id=row.version_id,
            loop_id=row.version.loop_id,
            use_id=row.use_id,
            about=row.about,
            text=row.text,
            made_at=row.made_at,
            due_at=row.due_at,
            answered_at=row.answered_at,
            upheld=row.upheld,
            severe=row.severe,
            answer=row.answer,
        )
