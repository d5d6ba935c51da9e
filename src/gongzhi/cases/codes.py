"""The code a resident follows a case with: shown once, kept as a keyed hash."""

import hmac

from django.conf import settings


def hash_code(number: str, code: str) -> str:
    """Return the hash of a case's code. The key of the installation keeps a stolen table from being tried out."""
    message = f"{number}/{normal(code)}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, "sha256").hexdigest()


def is_code(number: str, code: str, code_hash: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(hash_code(number, code), code_hash)


def normal(code: str) -> str:
    """Return a code as it was given out: capitals, without the blanks and hyphens people add."""
    return "".join(sign for sign in code.upper() if sign.isalnum())
