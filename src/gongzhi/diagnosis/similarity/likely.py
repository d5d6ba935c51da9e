"""How sure it is that two reports are one problem: place × text, with what speaks against it. Pure.

`likely = √(place · issue)`. Place is what both name, or where both lie; issue is what stands outside of names, raised
where both name one kind of trouble, and cut where each names another: few words about one estate share its name and no
more.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from gongzhi.diagnosis.similarity.said import Said, issue_number, issue_settings, wide_kinds


class Where(StrEnum):
    """How two places lie to each other on the map, as far as it is known."""

    HERE = "HERE"  # one address, or within the metres of the time profile
    GRID = "GRID"
    APART = "APART"
    UNKNOWN = ""


@dataclass(frozen=True)
class Likeness:
    """What two signatures have in common: three cosines, and whether both texts name places."""

    place: float
    issue: float
    words: float
    both_name: bool


def how_likely(found: Likeness, *, where: Where, one: Said, other: Said) -> float:
    """Return from 0 to 1 how likely two reports are one problem."""
    return sqrt(_place(found, where, one, other) * _issue(found, one, other))


def is_likely(likely: float) -> bool:
    """Tell whether it is proposed to anybody."""
    return likely >= issue_number("likely")


def of_hundred(likely: float) -> int:
    """Return how many of a hundred written pairs as likely as this were the same problem."""
    bands = issue_settings()["bands"]
    return int(next((band["of_hundred"] for band in bands if likely >= band["from"]), 0))


def in_common(one: Said, other: Said) -> frozenset[str] | None:
    """Return the kinds of trouble both name; none for two that differ, None where nothing can be told.

    The list made for telling apart goes first; where it knows one of the two not, the words of the tree of matters do.
    """
    if one.issues and other.issues:
        return one.issues & other.issues
    if one.matters and other.matters:
        return one.matters & other.matters
    return None


def _each_more(one: Said, other: Said) -> bool:
    """Tell whether each names a kind of trouble as well that the other does not."""
    here, there = (each.issues if one.issues and other.issues else each.matters for each in (one, other))
    return bool(here - there and there - here)


def _place(found: Likeness, where: Where, one: Said, other: Said) -> float:
    named, both = found.place, found.both_name
    if one.places & other.places:
        named, both = 1.0, True
    elif one.places and other.places and not found.place:
        both = True
    if where is Where.APART:
        return min(max(named, found.words), issue_number("apart"))
    if where is Where.HERE:
        return max(named, issue_number("near"))
    if where is Where.GRID:
        ceiling = 1.0 if named >= issue_number("other_names") or not both else issue_number("other_names")
        return min(max(named, issue_number("grid")), ceiling)
    return named if both else found.words * issue_number("nowhere")


def _issue(found: Likeness, one: Said, other: Said) -> float:
    issue = max(found.issue, found.words if not found.both_name else 0.0)
    common = in_common(one, other)
    if common:
        issue = max(issue, issue_number("part_kind" if _each_more(one, other) else "same_kind"))
    elif common is not None:
        issue = min(issue, issue_number("other_kind"))
    elif bool(one.issues or one.matters) != bool(other.issues or other.matters):
        issue *= issue_number("one_kind")
    apart = one.blocks and other.blocks and not one.blocks & other.blocks
    if apart and not (common and common & wide_kinds()):
        issue *= issue_number("other_block")
    return min(1.0, issue)
