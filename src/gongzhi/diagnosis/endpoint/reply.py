"""What came back, held to what was asked: a code of the tree, articles that were given, words of the message. Pure."""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gongzhi.diagnosis.endpoint.prompt import (
    ANSWER_LIMIT,
    MOST_ARTICLES,
    WORD_LIMIT,
    WORDS_LIMIT,
    Question,
    Source,
)

_KEYS = frozenset({"code", "confidence", "words", "answer", "articles"})
_FENCE = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL)
_LINK = re.compile(r"(?:https?://|www\.)[^\s，。）)]+", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9][0-9 -]{3,}[0-9]")
_SAME = 0.5  # of the pairs of an answer have to stand in what it cites


class WrongReplyError(Exception):
    """What came back is no answer. `code`: which rule it broke; never a word of it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Reply:
    """A code ("" for "I do not know"), how sure it says it is, words of the message, and an answer with what it cites.

    An answer that says what its articles do not is dropped; `dropped` says why.
    """

    code: str
    confidence: float
    words: tuple[str, ...] = ()
    answer: str = ""
    articles: tuple[str, ...] = ()
    dropped: str = ""


def reply_of(content: str, question: Question) -> Reply:
    """Return what a model said, or raise `WrongReplyError`."""
    said = _object(content)
    if frozenset(said) != _KEYS:
        raise WrongReplyError("KEYS")
    code, confidence = said["code"], said["confidence"]
    if not isinstance(code, str) or code not in {"", *(each.code for each in question.choices)}:
        raise WrongReplyError("CODE")
    if isinstance(confidence, bool) or not isinstance(confidence, int | float):
        raise WrongReplyError("CONFIDENCE")
    if not math.isfinite(confidence) or not 0 <= confidence <= 1:
        raise WrongReplyError("CONFIDENCE")
    words = _strings(said["words"], most=WORDS_LIMIT, length=WORD_LIMIT, code="WORDS")
    cited = _strings(said["articles"], most=MOST_ARTICLES, length=80, code="ARTICLES")
    if not set(cited) <= {each.id for each in question.sources[:MOST_ARTICLES]}:
        raise WrongReplyError("CITES_UNKNOWN")
    answer = said["answer"]
    if not isinstance(answer, str) or len(answer) > ANSWER_LIMIT:
        raise WrongReplyError("ANSWER")
    text = f"{question.title}\n{question.text}"
    kept = tuple(each for each in dict.fromkeys(words) if each.strip() and each in text)
    dropped = _why_dropped(answer.strip(), [each for each in question.sources if each.id in cited])
    if dropped or not answer.strip():
        return Reply(code, float(confidence), kept, dropped=dropped)
    return Reply(code, float(confidence), kept, answer.strip(), tuple(dict.fromkeys(cited)))


def _why_dropped(answer: str, cited: Sequence[Source]) -> str:
    """Return why an answer is not shown: it cites nothing, or says what what it cites does not."""
    if not answer:
        return ""
    if not cited:
        return "CITES_NOTHING"
    said = "\n".join(f"{each.title}\n{each.body}" for each in cited)
    numbers = re.sub(r"[ -]", "", said)
    if any(link[0] not in said for link in _LINK.finditer(answer)):
        return "LINK"
    if any(re.sub(r"[ -]", "", number[0]) not in numbers for number in _NUMBER.finditer(answer)):
        return "NUMBER"
    return "" if support(answer, cited) >= _SAME else "UNSUPPORTED"


def support(answer: str, cited: Sequence[Source]) -> float:
    """Return how much of an answer, by pairs of its letters, stands in what it cites."""
    said = _pairs("".join(f"{each.title}{each.body}" for each in cited))
    own = _pairs(answer)
    return len(own & said) / len(own) if own else 0.0


def _pairs(text: str) -> set[str]:
    letters = "".join(char for char in text.casefold() if char.isalnum())
    return {letters[at : at + 2] for at in range(len(letters) - 1)}


def _object(content: str) -> dict[str, Any]:
    fenced = _FENCE.match(content)
    try:
        said = json.loads(
            fenced[1] if fenced else content, parse_constant=_no_constant, object_pairs_hook=_no_doubles
        )
    except (ValueError, RecursionError):
        raise WrongReplyError("JSON") from None
    if not isinstance(said, dict):
        raise WrongReplyError("JSON")
    return said


def _no_constant(_name: str) -> float:
    raise ValueError


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _strings(given: Any, *, most: int, length: int, code: str) -> list[str]:
    if not isinstance(given, list) or len(given) > most:
        raise WrongReplyError(code)
    if not all(isinstance(each, str) and len(each) <= length for each in given):
        raise WrongReplyError(code)
    return given
