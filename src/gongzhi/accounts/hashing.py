"""Keyed hashes of what is counted or compared and must not stand in a table, and how passwords are hashed."""

import hmac
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with the second recommended set of RFC 9106, section 4: 64 MiB, three passes, four lanes."""

    time_cost = 3
    memory_cost = 65_536
    parallelism = 4


def name_key(login: str) -> str:
    """Return what tries under a sign-in name are counted by."""
    return _keyed("name", login)


def address_key(address: str) -> str:
    """Return what tries from a network address are counted by."""
    return _keyed("address", address)


def code_hash(account_id: UUID, code: str) -> str:
    """Return the hash of a recovery code: 50 bits under the installation's key, so a stolen table opens nothing."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return _keyed(f"recovery/{account_id}", plain)


def _keyed(what: str, text: str) -> str:
    message = f"accounts/{what}/{text}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, "sha256").hexdigest()
