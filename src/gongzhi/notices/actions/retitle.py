"""Change what sent notices call the thing they are about, where its first title is not for everyone any more."""

from uuid import UUID

from django.db import connection

from gongzhi.notices.models import Notice


def retitle(*, subject: UUID, title: str) -> None:
    """Give every notice about `subject` another title, inside the caller's transaction; its fact says why."""
    assert connection.in_atomic_block
    Notice.objects.filter(subject=subject).update(title=title)
