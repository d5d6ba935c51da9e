"""One way of writing digits, letters and dashes, so that a rule reads them all.

`plain` and the readings after it move no place of the text. `seen` leaves out what shows nothing, and says where each
place that is left stood.
"""

import re
import unicodedata
from collections.abc import Sequence

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full-width forms
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2004\u2005\u2007\u2009\u200a\u202f\u205f\u3000\t"), " ")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣⁃➖"), "-")
_DOTS = dict.fromkeys(map(ord, "•・‧∙●"), "·")
# Letters of other alphabets that cannot be told from Latin ones by looking.
_ALIKE = str.maketrans(
    "АВЕКМНОРСТУХІЈЅаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο×", "ABEKMHOPCTYXIJSaeopcyxijsABEZHIKMNOPTYXox"
)
# Signs in circles and mathematical ones, and what stands for an @.
_BLOCKS = (
    range(0x2070, 0x20A0),
    range(0x2100, 0x2150),
    range(0x2460, 0x2500),
    range(0xFE50, 0xFE70),
    range(0x1D400, 0x1D800),
)


def _figures() -> dict[int, str]:
    """Return the figures of every writing and the letters of `_BLOCKS` with their plain forms."""
    found = {}
    for code in (*range(0x660, 0x3000), *range(0xA620, 0xAC00), *range(0x104A0, 0x1FC00)):
        value = unicodedata.decimal(chr(code), None)
        if value is not None:
            found[code] = str(int(value))
    for block in _BLOCKS:
        for code in block:
            form = unicodedata.normalize("NFKC", chr(code))
            if len(form) == 1 and form.isascii():
                found[code] = form
    found |= {code: str(code - 0x2775) for code in range(0x2776, 0x277F)}  # white figures on black
    return found


_TABLE: dict[int, int | str | None] = {**_figures(), **_WIDE, **_BLANKS, **_DASHES, **_DOTS, **_ALIKE}
_NUMERALS = str.maketrans(
    "〇零○洞一壹幺二贰两三叁四肆五伍六陆七柒拐八捌九玖", "000" + "0" + "111222334455667778899"
)
_MISTAKEN = str.maketrans("OolI|", "00111")
# Where a number could be at all.
_MAY_BE = re.compile(
    r"(?:[0-9OolI|〇零○洞一壹幺二贰两三叁四肆五伍六陆七柒拐八捌九玖][ .,·_/*~+、()-]{0,3}){5}"
)
# What shows nothing: control signs, marks over other signs, signs for direction, joiners, fillers, tags.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u0300-\u036f\u0483-\u0489\u061c\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff"
    "\u3164\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]+"
)


def plain(text: str) -> str:
    """Return the text with ASCII digits, letters and signs in the place of their other forms."""
    return text.translate(_TABLE)


def spoken(text: str) -> str:
    """Return a plain text with digits in the place of Chinese numerals, as a number is read aloud."""
    return text.translate(_NUMERALS) if _MAY_BE.search(text) else text


def mistaken(text: str) -> str:
    """Return what is read aloud with digits in the place of letters that look like them."""
    return text.translate(_MISTAKEN) if _MAY_BE.search(text) else text


def seen(text: str) -> tuple[str, Sequence[int]]:
    """Return the text as it looks, and where each of its places stood."""
    if not _UNSEEN.search(text):
        return text, range(len(text))
    pieces, places, last = list[str](), list[int](), 0
    for match in _UNSEEN.finditer(text):
        pieces.append(text[last : match.start()])
        places += range(last, match.start())
        last = match.end()
    places += range(last, len(text))
    return "".join([*pieces, text[last:]]), places


def readable(text: str) -> tuple[str, Sequence[int]]:
    """Return the plain form of what is seen of a text, and where each of its places stood."""
    shown, places = seen(text)
    return plain(shown), places
