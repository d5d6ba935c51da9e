"""Write down which generations of keys there are, and which of them nothing living needs any more."""

from datetime import datetime

from django.db import transaction

from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor, KeyGenerationMade
from gongzhi.people.models import KeyGeneration
from gongzhi.people.vault.identity import live_keys
from gongzhi.people.vault.keys import generation_at, key_store


def note_generations(*, by: Actor, at: datetime) -> None:
    """Bring the table of generations up to date: new ones, and from when on no live key is under one."""
    live, current = live_keys(), generation_at(at)
    with transaction.atomic(durable=True):
        known = {row.name: row for row in KeyGeneration.objects.select_for_update()}
        for name in key_store().generations():
            if name not in known:
                known[name] = KeyGeneration.objects.create(name=name, made_at=at)
                record(KeyGenerationMade(generation=name), subject=None, by=by.name(), at=at)
        for name, row in known.items():
            left = name < current and not live.get(name)
            if row.destroyed_at is None and left != (row.left_at is not None):
                row.left_at = at if left else None
                row.save(update_fields=["left_at"])
