"""How good the rule for likely duplicates is: on pairs of reports written for this project, by who wrote what when.

The numbers were chosen on part A. B to D were written after that, each looked at once and then used to widen the words;
E was written last, and nothing was changed after it.
"""

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gongzhi.diagnosis.readings.report import interval
from gongzhi.diagnosis.similarity.likely import Likeness, Where, how_likely, is_likely
from gongzhi.diagnosis.similarity.reading import text_of
from gongzhi.diagnosis.similarity.said import said_in
from gongzhi.diagnosis.similarity.signature import Counted, alike_to, nothing_counted, parts_alike, sign

PARTS = ("A", "B", "C", "D", "E")
_PAIR = 0.20  # from where two messages were called alike by the words alone


@dataclass(frozen=True)
class Pair:
    """Two reports, how their places lie, and whether they are one problem."""

    part: str
    where: Where
    same: bool
    one: str
    other: str


@dataclass(frozen=True)
class Told:
    """How often “likely the same” was right, and how many of the same were found."""

    pairs: int
    same: int
    said: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.same if self.same else 0.0


@cache
def pairs() -> tuple[Pair, ...]:
    """Return the pairs that were written."""
    path = Path(__file__).parent.parent / "data" / "pairs.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Pair(row["part"], Where(row["where"]), row["same"] == "1", row["one"], row["other"])
            for row in csv.DictReader(file)
        )


def likely_of(one: str, other: str, *, where: Where = Where.UNKNOWN) -> float:
    """Return how likely two texts are one problem, as on the first day: before any word was counted."""
    found, counted = _signed(one, other)
    place, issue, words = (float(each[0]) for each in parts_alike(found[0], [found[1]], counted))
    both = found[0].names_a_place and found[1].names_a_place
    return how_likely(
        Likeness(place, issue, words, both), where=where, one=said_in(one), other=said_in(other)
    )


def told(among: Iterable[Pair]) -> Told:
    """Judge the rule on some pairs."""
    return _told((pair.same, is_likely(likely_of(pair.one, pair.other, where=pair.where))) for pair in among)


def told_by_words(among: Iterable[Pair]) -> Told:
    """Judge what came before it on the same pairs: the words alone, from the floor at which two begin a topic."""
    found = []
    for pair in among:
        (one, other), counted = _signed(pair.one, pair.other)
        found.append((pair.same, float(alike_to(one, [other], counted)[0]) >= _PAIR))
    return _told(found)


def _told(found: Iterable[tuple[bool, bool]]) -> Told:
    rows = list(found)
    same, said = sum(row[0] for row in rows), sum(row[1] for row in rows)
    return Told(len(rows), same, said, sum(row[0] and row[1] for row in rows))


def _signed(one: str, other: str):  # type: ignore[no-untyped-def]
    counted: Counted = nothing_counted()
    signed = [sign(text_of("", each), counted, keys_kept=24, key_at_most=150) for each in (one, other)]
    return signed, counted


def pairs_report(*, as_json: bool = False) -> str:
    """Return precision and recall by the part the pairs are of, with 95 % intervals, beside the words alone."""
    lines: dict[str, dict[str, Any]] = {}
    for part in (*PARTS, "all"):
        some = [pair for pair in pairs() if part in (pair.part, "all")]
        found, before = told(some), told_by_words(some)
        lines[part] = {
            "pairs": found.pairs,
            "same": found.same,
            "precision": round(found.precision, 3),
            "precision_interval": interval(found.right, found.said),
            "recall": round(found.recall, 3),
            "recall_interval": interval(found.right, found.same),
            "by_words_alone": {"precision": round(before.precision, 3), "recall": round(before.recall, 3)},
        }
    if as_json:
        return json.dumps(lines, ensure_ascii=False)
    return "\n".join(
        f"  {part}: n={line['pairs']} precision={line['precision']} recall={line['recall']}"
        f"  words alone: {line['by_words_alone']['precision']} {line['by_words_alone']['recall']}"
        for part, line in lines.items()
    )
