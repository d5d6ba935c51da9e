"""Who somebody is: kept, read and forgotten through the functions of the vault, and in no other way."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.utils import ProgrammingError

from gongzhi.kernel.canonical import decode, encode
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.people.models import KeyGeneration
from gongzhi.people.vault.keys import (
    GenerationGone,
    GenerationMissing,
    chosen_cipher,
    generation_at,
    key_store,
)
from gongzhi.people.vault.sealing import SealBroken, new_key, seal, unseal


@dataclass(frozen=True)
class Identity:
    """What is known of a person; all of it may be empty. `voice` names a recording in the storage."""

    name: str = ""
    phone: str = ""
    helper_name: str = ""
    helper_phone: str = ""
    id_number: str = ""
    address: str = ""
    email: str = ""
    voice: str = ""

    def __repr__(self) -> str:  # a log line or a traceback must not tell it
        return "Identity(…)"


def keep(contact_id: UUID, identity: Identity, *, subject: UUID, at: datetime) -> None:
    """Seal an identity under a key of its own, wrapped by this month's generation; inside the caller's transaction.

    Where that generation was left, told late of it, by one that was not: it may be destroyed any day.
    """
    assert connection.in_atomic_block
    with connection.cursor() as cursor:
        _hold_generations(cursor)
        generation = _not_left(generation_at(at))
        sealed, wrapped, generation = sealed_identity(contact_id, identity, at=at, generation=generation)
        cursor.execute(
            "select vault.keep(%s, %s, %s, %s, %s)", [contact_id, subject, sealed, wrapped, generation]
        )


def sealed_identity(
    contact_id: UUID, identity: Identity, *, at: datetime, generation: str = ""
) -> tuple[bytes, bytes, str]:
    """Return ``(sealed, wrapped key, generation)``, as the vault keeps them."""
    key, generation, about, store = new_key(), generation or generation_at(at), contact_id.bytes, key_store()
    try:
        wrapped = store.wrap(key, generation=generation, about=about)
    except GenerationGone:  # the folder of the keys knows of it, the tables do not: they are from a backup
        generation = max([*store.generations(), generation_at(_present())])
        wrapped = store.wrap(key, generation=generation, about=about)
    sealed = seal(encode(asdict(identity)), key, about=about, cipher=chosen_cipher())
    return sealed, wrapped, generation


def _present() -> datetime:
    """Return the instant by the database's clock, which also says when a reveal is over."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        (instant,) = cursor.fetchone() or (None,)
    assert isinstance(instant, datetime)
    return instant


def read(contact_id: UUID, *, fact: UUID) -> Identity | None:
    """Return an identity on the strength of a committed fact that has not run out; None when it was forgotten.

    Raises Refused ``people.vault_closed`` when no such fact stands on record, and ``people.key_missing`` when the key
    generation it is sealed under does not stand here.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("select sealed, wrapped, generation from vault.read(%s, %s)", [contact_id, fact])
            row = cursor.fetchone()
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") == "42501":
            raise Refused(Refusal("people.vault_closed")) from error
        raise
    if row is None:
        return None
    sealed, wrapped, generation = bytes(row[0]), bytes(row[1]), row[2]
    try:
        key = key_store().unwrap(wrapped, generation=generation, about=contact_id.bytes)
    except GenerationMissing as missing:
        raise Refused(Refusal("people.key_missing")) from missing
    return Identity(**decode(unseal(sealed, key, about=contact_id.bytes)))


def forget(contact_id: UUID, *, fact: UUID) -> bool:
    """Destroy an identity and its key; `fact` tells of it in the same transaction. False when it was gone already."""
    assert connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("select vault.forget(%s, %s)", [contact_id, fact])
        row = cursor.fetchone()
    return bool(row and row[0])


def rewrap(*, generation: str, after: UUID, limit: int) -> tuple[UUID | None, int, int]:
    """Wrap up to `limit` keys of other generations under `generation`, inside the caller's transaction.

    Return the last contact looked at (None when there are no more), how many keys were wrapped anew, and how many
    could not be, since their generation does not stand here. A key forgotten or wrapped by somebody else in the
    meantime is left alone.
    """
    assert connection.in_atomic_block
    store, done, lost = key_store(), 0, 0
    with connection.cursor() as cursor:
        _hold_generations(cursor)
        cursor.execute(
            "select contact, wrapped, generation from vault.stale(%s, %s, %s)", [generation, after, limit]
        )
        rows = cursor.fetchall()
        for contact, wrapped, old in rows:
            try:
                key = store.unwrap(bytes(wrapped), generation=old, about=contact.bytes)
            except (GenerationMissing, SealBroken):
                lost += 1
                continue
            new = store.wrap(key, generation=generation, about=contact.bytes)
            cursor.execute("select vault.rewrap(%s, %s, %s, %s)", [contact, wrapped, new, generation])
            done += bool((cursor.fetchone() or (False,))[0])
    return (rows[-1][0] if len(rows) == limit else None), done, lost


def close_generations() -> None:
    """Let nobody wrap a key until the caller's transaction ends, and wait for those who do; before one is destroyed."""
    assert connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('gongzhi key generations'))")


def _hold_generations(cursor: CursorWrapper) -> None:
    cursor.execute("select pg_advisory_xact_lock_shared(hashtext('gongzhi key generations'))")


def _not_left(generation: str) -> str:
    """Return a generation, or the first after it that nobody has left. Each is left in a later month than its own."""
    left = dict(KeyGeneration.objects.exclude(left_at=None).values_list("name", "left_at"))
    while (left_at := left.get(generation)) and generation_at(left_at) > generation:
        generation = generation_at(left_at)
    return generation


def live_keys() -> dict[str, int]:
    """Return how many identities are sealed under keys of each generation."""
    with connection.cursor() as cursor:
        cursor.execute("select generation, size from vault.generations()")
        return dict(cursor.fetchall())
