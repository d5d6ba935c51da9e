"""Is it a question that an article answers? By words, which are shown; the articles are found by knowledge."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from gongzhi.diagnosis.facts import Reason, Side
from gongzhi.diagnosis.readings.pieces import Piece, pieces_of
from gongzhi.people.facts import readable

FILE = Path(__file__).parent.parent / "data" / "consultation.yaml"
MOST = 2_000  # places that are read: a question stands at the beginning or the text is a report
LEAST_SHARED = 2  # words an article has to share with a question
LEAST_NAMED = 1 / 3  # of the telling words of its name that have to be asked for
_HAN = re.compile(r"[\u3400-\u9fff]")
# Words that stand in questions of every kind, and so say nothing about which article is meant.
_EMPTY = re.compile(
    "请问|办理|怎么办|怎么|什么|需要|咨询|如何|哪里|材料|多少|时候|可以|一下|我想|想问|您好|你好|能不能|能办|有没有|没有"
    "|是否|这个|那个|申请|手续|怎样|知道|了解|我们|现在"
)


@dataclass(frozen=True)
class Asked:
    """Whether a text asks something, and the words for and against."""

    asks: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Shared:
    """What a text of an office shares with a question: how much of the question, and of its name, from 0 to 1."""

    weight: float
    reasons: tuple[Reason, ...]
    named: float = 0.0


@cache
def _patterns() -> Mapping[Side, re.Pattern[str]]:
    file = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {Side.FOR: _pattern(file["asks"]), Side.AGAINST: _pattern(file["complains"])}


def _pattern(words: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    every = [*map(re.escape, words["zh"]), *(rf"\b{re.escape(word)}\b" for word in words["en"])]
    return re.compile("|".join(sorted(every, key=len, reverse=True)))


def asks(text: str) -> Asked:
    """Tell whether a text asks something that can be answered, rather than reports or complains."""
    shown, places = readable(text[:MOST])
    lower = shown.lower() if len(shown.lower()) == len(shown) else shown
    reasons, count = list[Reason](), {Side.FOR: 0, Side.AGAINST: 0}
    for side, pattern in _patterns().items():
        known = set[str]()
        for match in pattern.finditer(lower):
            if match[0] not in known:
                known.add(match[0])
                start, end = places[match.start()], places[match.end() - 1] + 1
                reasons.append(Reason(text[start:end], 1.0, side, ((start, end),)))
        count[side] = len(known)
    question = count[Side.FOR] + min(1, lower.count("?"))
    return Asked(count[Side.FOR] > 0 and question > count[Side.AGAINST], tuple(reasons))


def shared(question: str, said: str, *, name: str = "", most: int = 6) -> Shared | None:
    """Return what words of a question an office's text holds; None where too few.

    With a `name`, a line in each language, part of what it says has to be asked for: any two texts have some words in
    common. A name may have one telling word only ("怎样申请低保"), which is enough then.
    """
    own = _telling(question)
    words = {each.words for each in own}
    names = [{each.words for each in _telling(line)} for line in name.splitlines()]
    named = max((len(line & words) / len(line) for line in names if line), default=0.0)
    there = set().union(*names, (each.words for each in pieces_of(said, most=8_000)))
    common = [each for each in own if each.words in there]
    if (name and named < LEAST_NAMED) or (len(common) < LEAST_SHARED and named < 1):
        return None
    ordered = sorted(common, key=lambda each: (-len(each.words), each.places[0]))[:most]
    reasons = tuple(
        Reason(question[each.places[0][0] : each.places[0][1]], float(len(each.words)), places=each.places)
        for each in ordered
    )
    return Shared(round(len(common) / len(own), 4), reasons, named)


def _telling(text: str) -> list[Piece]:
    """Return the words that say what a text is about."""
    left = _EMPTY.sub(lambda match: " " * len(match[0]), text)
    return [each for each in pieces_of(left, most=MOST) if _tells(each.words)]


def _tells(words: str) -> bool:
    """Tell whether words say what a question is about: two characters, or one English word."""
    return len(words) == 2 if _HAN.match(words) else " " not in words
