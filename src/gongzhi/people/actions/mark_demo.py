"""Mark the invented people of the demo, so that none of them signs in anywhere else."""

from datetime import datetime

from django.db import transaction

from gongzhi.people.facts import Actor
from gongzhi.people.models import Account


def mark_demo_accounts(*, by: Actor, at: datetime) -> int:
    """Mark every account there is; return how many. For the loading of the demo into an empty database.

    No fact: that an account is invented is no event of anybody's work, and it only ever takes something away.
    """
    with transaction.atomic(durable=True):
        return Account.objects.filter(opened_at__lte=at, demo=False).update(demo=True)
