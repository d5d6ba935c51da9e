"""Telephone numbers as people type them."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SHORTEST, LONGEST = 5, 20
_BETWEEN = str.maketrans("", "", "-()·.‐–—")


def plain_phone(text: str) -> str:
    """Return a telephone number in plain digits, "" for none. Numbers of all kinds pass; letters do not."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).translate(_BETWEEN)
    digits = plain.removeprefix("+")
    if plain and not (digits.isascii() and digits.isdigit() and SHORTEST <= len(plain) <= LONGEST):
        raise ValidationError(_("This is no phone number. Write digits only, such as 13800000000."))
    return plain
