"""The code a resident follows a matter with: shown once, kept as a keyed hash."""

import hmac
from uuid import UUID

from django.conf import settings

from gongzhi.kernel.ids import CODE_ALPHABET, new_code

LENGTH = 10


def make_code(once: UUID | None) -> str:
    """Return the code of a new matter. The same request gets the same one again.

    Whoever files and loses the answer on the way sends again, and must still get the code: it follows from
    the secret key of the request, which only the sender and we know, and is stored nowhere.
    """
    if once is None:
        return new_code(LENGTH)
    digest = hmac.new(settings.SECRET_KEY.encode(), f"code/{once}".encode(), "sha256").digest()
    value = int.from_bytes(digest, "big")
    signs = []
    for _ in range(LENGTH):
        value, sign = divmod(value, len(CODE_ALPHABET))
        signs.append(CODE_ALPHABET[sign])
    return "".join(signs)


def hash_code(number: str, code: str) -> str:
    """Return the hash of a matter's code. The key of the installation keeps a stolen table from being tried out."""
    message = f"{number}/{normal(code)}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, "sha256").hexdigest()


def is_code(number: str, code: str, code_hash: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(hash_code(number, code), code_hash)


def normal(code: str) -> str:
    """Return a code as it was given out: capitals, without the blanks and hyphens people add."""
    return "".join(sign for sign in code.upper() if sign.isalnum())
