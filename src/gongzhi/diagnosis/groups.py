"""The coarse groups figures are told by: of messages and places, never of a person. Pure."""

from collections.abc import Mapping

SHORT, MIDDLE = 30, 200  # characters, a default of this project
_HAN = ("\u3400", "\u9fff")


def groups_of(text: str, *, channel: str, division: str) -> Mapping[str, str]:
    """Return channel, kind of division, language and length of a message."""
    return {
        "channel": channel,
        "division": division_kind(division),
        "language": language_of(text),
        "length": length_of(text),
    }


def division_kind(code: str) -> str:
    """Return what kind of place a code of the national list names: the code itself says whether it is town or country.

    Of the three digits of a town those up to 099 are street offices, up to 199 towns, then townships; of the last three
    those up to 199 are residents' committees, then villages (National Bureau of Statistics, rules of 2009 on codes for
    divisions of statistics).
    """
    if len(code) != 12 or not code.isdigit() or code[6:9] == "000":
        return "county"
    if code[9:] != "000":
        return "village" if int(code[9:]) >= 200 else "community"
    return "street" if int(code[6:9]) < 100 else "town" if int(code[6:9]) < 200 else "township"


def language_of(text: str) -> str:
    """Return "zh", "en" (any language in Latin letters) or "mixed"."""
    han = sum(_HAN[0] <= sign <= _HAN[1] for sign in text)
    latin = sum(sign.isascii() and sign.isalpha() for sign in text)
    # A word of Latin letters takes about five of them, one of Chinese about two.
    words, total = han / 2, han / 2 + latin / 5
    if not total:
        return "zh"
    share = words / total
    return "zh" if share >= 0.8 else "en" if share <= 0.2 else "mixed"


def length_of(text: str) -> str:
    """Return how long a text is, in three steps."""
    letters = sum(not sign.isspace() for sign in text)
    return "short" if letters <= SHORT else "middle" if letters <= MIDDLE else "long"
