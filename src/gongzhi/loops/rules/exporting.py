"""Who may take a list away as a file, and what a cell of it may hold."""

from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor

POWER = "list.export"
LONGEST_PURPOSE = 200  # characters
# A spreadsheet takes a cell that begins like this for a formula and runs it.
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")


def export_refusal(by: Actor, purpose: str) -> Refusal | None:
    """Tell why a list may not be taken away: ``loops.not_entitled``, ``loops.purpose_missing``, ``…_too_long``."""
    if not by.may(POWER):
        return Refusal("loops.not_entitled")
    if not purpose.strip():
        return Refusal("loops.purpose_missing")
    if len(purpose) > LONGEST_PURPOSE:
        return Refusal("loops.purpose_too_long", {"max": LONGEST_PURPOSE})
    return None


def cell(text: str) -> str:
    """Return a text as a spreadsheet may read it: a mark in front keeps what looks like a formula a text."""
    text = text.replace("\0", "")
    return f"'{text}" if text.lstrip(" \u3000\u00a0\ufeff")[:1] in _FORMULA and text.strip() else text
