"""Destroy a generation of keys, for good."""

from datetime import datetime

from django.db import transaction

from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor, KeyGenerationDestroyed
from gongzhi.people.models import KeyGeneration
from gongzhi.people.vault.identity import close_generations, live_keys
from gongzhi.people.vault.keys import key_store


def destroy_generation(*, name: str, by: Actor, at: datetime) -> bool:
    """Destroy one generation; False when a live key came back to it, or it is gone already.

    The key goes before the commit: killed in between, the next turn destroys what is gone already and tells of it.
    """
    with transaction.atomic(durable=True):
        close_generations()
        row = KeyGeneration.objects.select_for_update().filter(name=name, destroyed_at=None).first()
        if row is None or live_keys().get(name):
            return False
        row.destroyed_at = at
        row.left_at = row.left_at or at
        row.save(update_fields=["destroyed_at", "left_at"])
        record(KeyGenerationDestroyed(generation=name), subject=None, by=by.name(), at=at)
        key_store().destroy(name)
    return True
