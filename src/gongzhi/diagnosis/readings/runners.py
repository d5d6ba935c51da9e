"""What the gate runs of the readings: plain rules, no artefact; tree, articles and items are the installation's own."""

from functools import lru_cache
from typing import Any

from gongzhi.algorithms.facts import Result
from gongzhi.catalogue.public import items_in_force
from gongzhi.diagnosis.facts import Message, Proposed, Reading
from gongzhi.diagnosis.readings.answers import asks, shared
from gongzhi.diagnosis.readings.safety import read_safety
from gongzhi.diagnosis.readings.words import WordModel
from gongzhi.diagnosis.rules import result_of, safety_result
from gongzhi.knowledge.public import find_articles
from gongzhi.organization.facts import MatterView
from gongzhi.organization.public import matter_tree

MOST_POINTED = 3


def read_words(given: Message, *, version: str) -> Result | None:
    """Say by words what a message may be about, in the tree of the day it came; None for "I do not know"."""
    if given.at is None:
        return None
    reading = word_model(tuple(matter_tree(at=given.at))).read(given)
    return result_of(reading) if reading else None


def read_danger(given: Message, *, version: str) -> Result | None:
    """Say by words how soon somebody has to look, and what helps to talk."""
    return safety_result(read_safety(given))


def read_answers(given: Message, *, version: str) -> Result | None:
    """Point to the articles that may answer a question, and to the items it may be about, with the words in common.

    None for what asks nothing, and where nothing fits. The value is the id of the likeliest article.
    """
    asked = asks(given.text)
    if not asked.asks or given.at is None:
        return None
    articles = _articles(given)
    if not articles:
        return None
    best = result_of(Reading((articles[0],)))
    more = {"articles": _packed(articles), "items": _packed(_items(given))}
    return Result(best.value, None, more, best.reasons)


def _packed(found: list[Proposed]) -> list[Any]:
    """Return what is pointed to as it passes the gate."""
    return list(result_of(Reading(tuple(found))).more["levels"]) if found else []


def _articles(given: Message) -> list[Proposed]:
    """Return the articles in force here that share words with a question, the likeliest first."""
    assert given.at is not None
    found = list[tuple[float, float, Proposed]]()
    for hit in find_articles(
        given.text[:1_000], scope=given.division, at=given.at, public_only=True, limit=10
    ):
        text = hit.version.text
        name = f"{text.title}\n{text.title_en}"
        common = shared(given.text, f"{text.body}\n{text.body_en}", name=name)
        if common:
            best = Proposed(str(hit.version.article_id), common.weight, common.reasons)
            found.append((-common.named, -common.weight, best))
    return [best for *_, best in sorted(found, key=lambda each: each[:2])[:MOST_POINTED]]


def _items(given: Message) -> list[Proposed]:
    """Return the items of the catalogue whose names share words with a question, the likeliest first."""
    assert given.at is not None
    found = []
    for version in items_in_force(at=given.at):
        common = shared(given.text, f"{version.item.said.name}\n{version.item.said.name_en}")
        if common:
            found.append(Proposed(version.item.code, common.weight, common.reasons))
    return sorted(found, key=lambda each: -each.confidence)[:MOST_POINTED]


@lru_cache(maxsize=2)
def word_model(tree: tuple[MatterView, ...]) -> WordModel:
    """Return the function of a tree, made when it is first asked for."""
    return WordModel(tree)
