"""One way of writing digits, letters and dashes, so that a rule reads them all. No place in the text moves."""

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full-width forms
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2009\u202f\u3000\t"), " ")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣"), "-")
_DOTS = dict.fromkeys(map(ord, "•・‧∙"), "·")
_TABLE: dict[int, int | str | None] = {**_WIDE, **_BLANKS, **_DASHES, **_DOTS}
_NUMERALS = str.maketrans(
    "〇零○洞一壹幺二贰两三叁四肆五伍六陆七柒拐八捌九玖", "000" + "0" + "111222334455667778899"
)


def plain(text: str) -> str:
    """Return the text with ASCII digits, letters and signs in the place of their full-width forms."""
    return text.translate(_TABLE)


def spoken(text: str) -> str:
    """Return the plain text with digits in the place of Chinese numerals, as a number is read aloud."""
    return plain(text).translate(_NUMERALS)
