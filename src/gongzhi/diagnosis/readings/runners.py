"""What the gate runs of the readings: plain rules, so no artefact; the tree of matters is the installation's own."""

from functools import lru_cache

from gongzhi.algorithms.facts import Result
from gongzhi.diagnosis.facts import Message
from gongzhi.diagnosis.readings.safety import read_safety
from gongzhi.diagnosis.readings.words import WordModel
from gongzhi.diagnosis.rules import result_of, safety_result
from gongzhi.organization.facts import MatterView
from gongzhi.organization.public import matter_tree


def read_words(given: Message, *, version: str) -> Result | None:
    """Say by words what a message may be about, in the tree of the day it came; None for "I do not know"."""
    if given.at is None:
        return None
    reading = word_model(tuple(matter_tree(at=given.at))).read(given)
    return result_of(reading) if reading else None


def read_danger(given: Message, *, version: str) -> Result | None:
    """Say by words how soon somebody has to look, and what helps to talk."""
    return safety_result(read_safety(given))


@lru_cache(maxsize=2)
def word_model(tree: tuple[MatterView, ...]) -> WordModel:
    """Return the function of a tree, made when it is first asked for."""
    return WordModel(tree)
