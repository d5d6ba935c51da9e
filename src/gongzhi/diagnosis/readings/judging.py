"""How good the words of the tree are on seed messages they have not seen: what `evaluate --words` prints."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongzhi.diagnosis.readings.report import interval
from gongzhi.diagnosis.readings.words import SHIPPED, Seed, WordModel, seeds

PARTS = 5


@dataclass(frozen=True)
class TreeNode:
    """A matter of a file."""

    code: str
    name: str
    name_en: str
    path: tuple[str, ...]
    leaf: bool


def tree_of(file: Path = SHIPPED) -> tuple[TreeNode, ...]:
    """Return the tree of a file of matters."""
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    above = {row["code"]: row["parent"] for row in rows}

    def path(code: str) -> tuple[str, ...]:
        return (*path(above[code]), code) if above[code] else (code,)

    inner = set(above.values())
    return tuple(
        TreeNode(row["code"], row["name"], row["name_en"], path(row["code"]), row["code"] not in inner)
        for row in rows
    )


def words_figures(parts: int = PARTS) -> dict[str, Any]:
    """Hold back each part of the seed in turn; return how often leaf and top were right, and how sure it was."""
    tree, every = tree_of(), seeds()
    leaves = {node.name: node for node in tree if node.leaf}
    said: list[tuple[Seed, dict[str, float]]] = []
    for part in range(parts):
        model = WordModel(tree, messages=[each for n, each in enumerate(every) if n % parts != part])
        said += [(each, model.shares(each.text)) for n, each in enumerate(every) if n % parts == part]
    found: dict[str, Any] = {"messages": len(every), "leaves": len(leaves), "parts": parts}
    found["all"] = _figures(said, leaves)
    for language in ("zh", "en"):
        found[language] = _figures([pair for pair in said if pair[0].language == language], leaves)
    return found


def _figures(said: list[tuple[Seed, dict[str, float]]], leaves: dict[str, TreeNode]) -> dict[str, Any]:
    n, leaf, top, three, sure = len(said), 0, 0, 0, list[tuple[float, bool]]()
    for seed, shares in said:
        wanted = leaves[seed.name]
        order = sorted(shares, key=lambda code: (-shares[code], code))
        right = order[:1] == [wanted.code]
        leaf += right
        three += wanted.code in order[:3]
        top += bool(order) and _top(order[0], leaves) == wanted.path[0]
        if order:
            sure.append((shares[order[0]], right))
    return {
        "n": n,
        "leaf": _share(leaf, n),
        "first_three": _share(three, n),
        "top": _share(top, n),
        "said_nothing": n - len(sure),
        "ece": _ece(sure),
    }


def _top(code: str, leaves: dict[str, TreeNode]) -> str:
    return next(node.path[0] for node in leaves.values() if node.code == code)


def _share(hits: int, n: int) -> dict[str, Any]:
    bounds = interval(hits, n)
    return {"share": round(hits / n, 4), "interval": [round(each, 4) for each in bounds]} if bounds else {}


def _ece(sure: list[tuple[float, bool]], bins: int = 15) -> float | None:
    """Return the expected calibration error of the first leaf."""
    if not sure:
        return None
    gaps = [0.0] * bins
    for confidence, right in sure:
        gaps[min(int(confidence * bins), bins - 1)] += right - confidence
    return round(sum(map(abs, gaps)) / len(sure), 4)
