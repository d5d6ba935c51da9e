"""Give a loop another title, for a kind that hides what the first one told."""

from uuid import UUID

from django.db import connection

from gongzhi.loops.actions.hold import hold
from gongzhi.loops.models import Loop


def retitle(*, loop_id: UUID, title: str) -> None:
    """Change what lists, notices to come and pages call a loop, inside the caller's transaction.

    The caller's fact says why. What it is found by is another matter: `find_by`.
    """
    assert connection.in_atomic_block
    hold(loop_id)
    Loop.objects.filter(id=loop_id).update(title=title)
