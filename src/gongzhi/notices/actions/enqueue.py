"""Tell units something, inside the transaction of the reader that found it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.notices.models import Notice


def enqueue(
    *, units: Iterable[UUID], fact_id: UUID, code: str, subject: UUID, number: str, title: str, at: datetime
) -> None:
    """Tell each unit once because of one fact. The fact itself is the record of why; `enqueue` adds none."""
    assert connection.in_atomic_block
    Notice.objects.bulk_create(
        (
            Notice(
                unit_id=unit, fact_id=fact_id, code=code, subject=subject, number=number, title=title, at=at
            )
            for unit in set(units)
        ),
        ignore_conflicts=True,
    )
