"""Seal the secrets of second factors under a key of their own, a file beside the vault's keys."""

from uuid import UUID

from django.conf import settings

from gongzhi.kernel.key_files import keep_once
from gongzhi.people.public import chosen_cipher, new_key, seal, unseal

_KEY = "accounts.key"


def seal_secret(secret: str, account_id: UUID) -> bytes:
    """Return a secret sealed for this account: in another account's row it opens nothing."""
    return seal(secret.encode(), _key(), about=_about(account_id), cipher=chosen_cipher())


def unseal_secret(sealed: bytes, account_id: UUID) -> str:
    """Return a secret. Raises SealBroken for another account's, or when the key was lost."""
    return unseal(sealed, _key(), about=_about(account_id)).decode()


def _key() -> bytes:
    return keep_once(settings.GONGZHI_KEYS / _KEY, new_key)


def _about(account_id: UUID) -> bytes:
    return f"accounts/second/{account_id}".encode()
