"""The one lock of the organization."""

from django.db import connection

from gongzhi.organization.models import Register


def lock_register() -> None:
    """Wait for other changes of the organization, inside the caller's transaction.

    Rules about who holds what when read several rows; with one change at a time they stay true. Such
    changes are rare, and nothing residents or handlers do waits for this lock.
    """
    assert connection.in_atomic_block
    Register.objects.get_or_create(id=1)
    Register.objects.select_for_update().get(id=1)
