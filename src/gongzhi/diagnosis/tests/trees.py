"""The two trees this project ships, read from their files: what the readings are tried on without a database."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import gongzhi.organization
from gongzhi.diagnosis.readings.words import Seed, WordModel, seeds

_DATA = Path(gongzhi.organization.__file__).parent / "data"


@dataclass(frozen=True)
class TreeNode:
    code: str
    name: str
    name_en: str
    path: tuple[str, ...]
    leaf: bool


@cache
def tree(folder: str = "") -> tuple[TreeNode, ...]:
    """Return the shipped tree, or the one of another folder."""
    with (_DATA / folder / "matters.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    above = {row["code"]: row["parent"] for row in rows}

    def path(code: str) -> tuple[str, ...]:
        return (*path(above[code]), code) if above[code] else (code,)

    inner = set(above.values())
    return tuple(
        TreeNode(row["code"], row["name"], row["name_en"], path(row["code"]), row["code"] not in inner)
        for row in rows
    )


@cache
def shipped_model() -> WordModel:
    """Return the function of the shipped tree with all messages."""
    return WordModel(tree())


@cache
def model_without(part: int, parts: int) -> WordModel:
    """Return the one that has not seen every `parts`-th message from `part` on."""
    return WordModel(tree(), messages=[each for n, each in enumerate(seeds()) if n % parts != part])


def held_back(part: int, parts: int) -> list[Seed]:
    """Return the messages that one has not seen."""
    return [each for n, each in enumerate(seeds()) if n % parts == part]
