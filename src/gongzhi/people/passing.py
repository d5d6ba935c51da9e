"""A telephone number in passing: sealed for as long as a call lasts, and never part of anybody's identity.

It is not in the vault, since nobody has said yet that it belongs to a matter: with the filing it goes there, or it is
dropped. The key of each is wrapped by the vault's own store under this month's generation: of a backup the number
cannot be read once that generation is destroyed.
"""

from datetime import datetime
from uuid import UUID

from gongzhi.people.vault.keys import (
    GenerationGone,
    GenerationMissing,
    chosen_cipher,
    generation_at,
    key_store,
)
from gongzhi.people.vault.sealing import SealBroken, new_key, seal, unseal

_GENERATION_BYTES = 7  # "2026-11"


def seal_number(number: str, *, about: UUID, at: datetime) -> bytes:
    """Return a number sealed for one call; b"" for none, or where this month's key is gone."""
    if not number:
        return b""
    key, generation = new_key(), generation_at(at)
    try:
        wrapped = key_store().wrap(key, generation=generation, about=about.bytes)
    except GenerationGone:
        return b""
    head = generation.encode().ljust(_GENERATION_BYTES) + len(wrapped).to_bytes(2, "big")
    return head + wrapped + seal(number.encode(), key, about=about.bytes, cipher=chosen_cipher())


def open_number(sealed: bytes, *, about: UUID) -> str:
    """Return the number of a call, "" for none or where it cannot be opened any more."""
    if not sealed:
        return ""
    generation = sealed[:_GENERATION_BYTES].decode().strip()
    start = _GENERATION_BYTES + 2
    stop = start + int.from_bytes(sealed[_GENERATION_BYTES:start], "big")
    try:
        key = key_store().unwrap(sealed[start:stop], generation=generation, about=about.bytes)
        return unseal(sealed[stop:], key, about=about.bytes).decode()
    except (GenerationMissing, GenerationGone, SealBroken):
        return ""
