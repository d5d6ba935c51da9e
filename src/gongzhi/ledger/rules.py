"""From a fact to its bytes, and back."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from gongzhi.kernel.canonical import decode, encode
from gongzhi.kernel.commitments import Private, commit, new_salt
from gongzhi.kernel.instants import from_text, to_text
from gongzhi.ledger.facts import Recorded

VERSION = 1
BLIND_BYTES = 16


def seal(fact: Any) -> tuple[dict[str, Any], dict[str, tuple[bytes, str]]]:
    """Split a fact into what may stand in the ledger for ever and what may be forgotten.

    Returns the data of the entry and the openings ``{field: (salt, text)}``. A `Private` is allowed
    as a field of the fact itself only, so that an opening is found by the field's name.
    """
    data: dict[str, Any] = {}
    openings: dict[str, tuple[bytes, str]] = {}
    for field in fields(fact):
        value = getattr(fact, field.name)
        if isinstance(value, Private):
            salt = new_salt()
            openings[field.name] = (salt, value.text)
            data[field.name] = {"commitment": commit(value.text, salt)}
        else:
            data[field.name] = plain(value)
    return data, openings


def plain(value: Any) -> Any:
    """Return `value` in the types canonical JSON knows; raises ValueError for anything else."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Private):
        raise ValueError("a private text stands as a field of the fact itself")
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str | int):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    raise ValueError(f"a fact cannot hold a {type(value).__name__}")


def entry_bytes(
    *,
    fact_id: UUID,
    node: str,
    kind: str,
    subject: UUID | None,
    actor: str,
    at: datetime,
    data: Any,
    blind: bytes,
) -> bytes:
    """Return the canonical bytes of an entry: what a later tree hashes and a proof shows.

    The blind keeps the hash of an entry that could be guessed from telling what the entry says.
    """
    if len(blind) != BLIND_BYTES:
        raise ValueError(f"a blind has {BLIND_BYTES} bytes")
    return encode(
        {
            "v": VERSION,
            "id": str(fact_id),
            "node": node,
            "kind": kind,
            "subject": None if subject is None else str(subject),
            "actor": actor,
            "at": to_text(at),
            "data": data,
            "blind": blind.hex(),
        }
    )


def read_entry(
    entry: bytes, *, position: int | None = None, texts: Mapping[str, str] | None = None
) -> Recorded:
    """Read the bytes of an entry; raises ValueError when they are not canonical."""
    value = decode(entry)
    return Recorded(
        id=UUID(value["id"]),
        node=value["node"],
        kind=value["kind"],
        subject=None if value["subject"] is None else UUID(value["subject"]),
        actor=value["actor"],
        at=from_text(value["at"]),
        data=value["data"],
        position=position,
        texts=texts,
    )
