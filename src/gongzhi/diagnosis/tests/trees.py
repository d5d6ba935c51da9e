"""The two trees this project ships, read from their files: what the readings are tried on without a database."""

from functools import cache
from pathlib import Path

import gongzhi.organization
from gongzhi.diagnosis.readings.judging import TreeNode, tree_of
from gongzhi.diagnosis.readings.words import Seed, WordModel, seeds

_DATA = Path(gongzhi.organization.__file__).parent / "data"


@cache
def tree(folder: str = "") -> tuple[TreeNode, ...]:
    """Return the shipped tree, or the one of another folder."""
    return tree_of(_DATA / folder / "matters.csv")


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
