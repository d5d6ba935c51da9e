"""Division and grid codes.

The statistical code has 12 digits: 2 province + 2 city + 2 county + 3 town + 3 village or community
(National Bureau of Statistics, rules for statistical division codes). Grid codes are a default of this
project: 12 digits + 3 for the grid + 2 for the micro-grid.
"""

import re

from gongzhi.organization.facts import Level

DIVISION_LENGTH = 12
GRID_LENGTH = 15
MICRO_LENGTH = 17

_PREFIX_LENGTHS = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.TOWN: 9, Level.COMMUNITY: 12}
_DIVISION = re.compile(r"[1-9][0-9]{11}")
_GRID = re.compile(r"[1-9][0-9]{14}(?:[0-9]{2})?")


def is_division_code(text: str) -> bool:
    """Tell whether `text` has the form of a division code."""
    return bool(_DIVISION.fullmatch(text))


def is_grid_code(text: str) -> bool:
    """Tell whether `text` has the form of a grid or micro-grid code."""
    return bool(_GRID.fullmatch(text))


def level_of(code: str) -> Level:
    """Return the level of a division code, by its trailing zeros; ValueError when it is none."""
    if not is_division_code(code):
        raise ValueError("a division code has 12 digits")
    for level, length in _PREFIX_LENGTHS.items():
        if not code[length:].strip("0"):
            return level
    raise AssertionError("the last level takes all digits")


def prefix_of(code: str) -> str:
    """Return the digits that all codes of this division's tree share."""
    return code[: _PREFIX_LENGTHS[level_of(code)]]


def lineage(code: str) -> tuple[str, ...]:
    """Return the codes from the division itself up to its province.

    Levels a code leaves out (a county directly under its province has city digits all the same) are
    named too; whether such a division exists is for the tables to say.
    """
    own = len(prefix_of(code))
    lengths = sorted((length for length in _PREFIX_LENGTHS.values() if length <= own), reverse=True)
    return tuple(dict.fromkeys(code[:length].ljust(DIVISION_LENGTH, "0") for length in lengths))


def parent_code(code: str) -> str | None:
    """Return the code of the division above, or None for a province."""
    above = lineage(code)[1:]
    return above[0] if above else None


def within(scope: str, code: str) -> bool:
    """Tell whether the division or grid `code` lies in the tree of the division `scope`.

    An empty scope covers nothing: a post without a division must not see the whole country.
    """
    return bool(scope) and code.startswith(prefix_of(scope))


def county_of(code: str) -> str:
    """Return the six digits of the county."""
    return code[:6]


def depth(code: str) -> int:
    """Return how many digits matter: the lower a division, the more."""
    return len(prefix_of(code))
