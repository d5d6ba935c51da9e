"""What the resident's pages make of what people type: numbers, codes, and whether two requests are one."""

import hashlib
import re
import unicodedata
from uuid import UUID, uuid5

_DASHES = re.compile(r"[‐‑‒–—―−－_]")
_NUMBER = re.compile(r"(\d{6})-?(\d{7,})")


def plain_signs(text: str) -> str:
    """Return a number or code without blanks, in half-width signs: input methods write １２３ for 123."""
    return "".join(_DASHES.sub("-", unicodedata.normalize("NFKC", text)).split())


def case_number(text: str) -> str:
    """Return a case's number as it was given out, also when it was typed without the hyphen."""
    plain = plain_signs(text)
    found = _NUMBER.fullmatch(plain)
    return f"{found[1]}-{found[2]}" if found else plain


def code_in_groups(code: str) -> str:
    """Return a code as people read it aloud: in groups of five."""
    return " ".join(code[start : start + 5] for start in range(0, len(code), 5))


def request_key(once: str, *content: str) -> UUID | None:
    """Return the key under which a request counts once; None when the page sent none.

    The same page sent twice has the same key. With the browser's back button and other words it has
    another: what somebody wrote anew must not be taken for a retry.
    """
    try:
        key = UUID(once)
    except ValueError:
        return None
    digest = hashlib.sha256("\x00".join(content).encode()).hexdigest()
    return uuid5(key, digest)
