"""How the generations of keys stand: for whoever runs the installation."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.people.models import KeyGeneration
from gongzhi.people.vault.identity import live_keys
from gongzhi.people.vault.keys import key_store


@dataclass(frozen=True)
class GenerationView:
    """A generation: how many live keys are under it, when it was seen first, left, destroyed; and is it here?"""

    name: str
    live: int
    made_at: datetime | None
    left_at: datetime | None
    destroyed_at: datetime | None
    here: bool


def generations() -> list[GenerationView]:
    """Return every generation there is or was, oldest first: on record, in the store, or needed by a live key."""
    rows = {row.name: row for row in KeyGeneration.objects.all()}
    live, stored = live_keys(), set(key_store().generations())
    found = []
    for name in sorted({*rows, *live, *stored}):
        row = rows.get(name)
        found.append(
            GenerationView(
                name=name,
                live=live.get(name, 0),
                made_at=row.made_at if row else None,
                left_at=row.left_at if row else None,
                destroyed_at=row.destroyed_at if row else None,
                here=name in stored,
            )
        )
    return found
