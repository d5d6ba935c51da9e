"""Reads of keys, remembered for some seconds: every request of another system asks."""

import hashlib
import time
from collections.abc import Collection
from datetime import date
from uuid import UUID

from gongzhi.channels.keys.facts import KeyView, Scope
from gongzhi.channels.keys.models import ApiKey, KeyDay

# A revoked key opens doors for so long at most, in the processes that did not revoke it.
REMEMBERED_SECONDS = 5.0

_SCOPES = frozenset(scope.value for scope in Scope)
_known: dict[str, tuple[float, KeyView | None]] = {}


def digest_of(text: str) -> str:
    """Return the SHA-256 of a key, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def key_of(text: str) -> KeyView | None:
    """Return the key with this text, revoked ones as well; None when there is none.

    The digest is looked up, not the key: how long it takes tells nothing of a key that exists.
    """
    digest, at = digest_of(text), time.monotonic()
    known = _known.get(digest)
    if known and known[0] > at:
        return known[1]
    row = ApiKey.objects.filter(digest=digest).first()
    view = _view(row) if row else None
    if view:
        if len(_known) > 1_000:
            _known.clear()
        _known[digest] = (at + REMEMBERED_SECONDS, view)
    return view


def forget_known() -> None:
    """Ask the table again at the next request."""
    _known.clear()


def keys() -> list[KeyView]:
    """Return all keys, the newest first."""
    return [_view(row) for row in ApiKey.objects.order_by("-made_at")[:500]]


def key_by_id(key_id: UUID) -> KeyView | None:
    """Return one key, or None."""
    row = ApiKey.objects.filter(id=key_id).first()
    return _view(row) if row else None


def used_today(key_ids: Collection[UUID], on: date) -> dict[UUID, int]:
    """Return how many requests came with each of some keys on a day; those never used left out."""
    return dict(KeyDay.objects.filter(key__in=list(key_ids), on=on).values_list("key", "used"))


def _view(row: ApiKey) -> KeyView:
    return KeyView(
        id=row.id,
        name=row.name,
        unit_id=row.unit_id,
        division=row.division,
        # A scope of a newer or older version opens nothing here, and keeps no other one from opening.
        scopes=frozenset(Scope(each) for each in row.scopes.split(",") if each in _SCOPES),
        per_minute=row.per_minute,
        per_day=row.per_day,
        prefix=row.prefix,
        made_at=row.made_at,
        revoked_at=row.revoked_at,
    )
