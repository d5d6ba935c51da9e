"""Tell units something, inside the transaction of the reader that found it."""

from collections.abc import Sequence

from django.db import connection

from gongzhi.notices.actions.tell import tell_units
from gongzhi.notices.facts import NewNotice
from gongzhi.notices.models import Notice


def enqueue(notices: Sequence[NewNotice]) -> None:
    """Tell each unit once because of one fact. That fact is the record of why; `enqueue` adds none."""
    assert connection.in_atomic_block
    Notice.objects.bulk_create(
        (
            Notice(
                unit_id=new.unit_id,
                fact_id=new.fact_id,
                code=new.code,
                subject=new.subject,
                number=new.number,
                title=new.title,
                at=new.at,
            )
            for new in notices
        ),
        ignore_conflicts=True,
    )
    tell_units(notices)
