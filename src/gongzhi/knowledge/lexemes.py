"""What an article is found by: pairs of Chinese characters as they stand, and English by its stems. Pure.

PostgreSQL cuts no Chinese, so the pairs are made here and given to it as they are; English is left to its own
dictionary. A word of the body counts less than one of the title.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

# The most places of a text, and of a question, that are looked at.
MOST_PLACES, MOST_ASKED = 16_000, 60
_RUNS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z0-9]+")
# Pairs that stand in every question and tell nothing (a list of this project).
_EMPTY = frozenset(
    (
        *(
            "我们",
            "你们",
            "他们",
            "这个",
            "那个",
            "什么",
            "怎么",
            "怎样",
            "如何",
            "现在",
            "没有",
            "一个",
            "已经",
        ),
        *(
            "可以",
            "不能",
            "我家",
            "请问",
            "就是",
            "还是",
            "因为",
            "所以",
            "时候",
            "您好",
            "你好",
            "需要",
            "想问",
        ),
        *("问一", "一下", "请帮", "帮我"),
    )
)


def pairs(text: str) -> list[str]:
    """Return the pairs of neighbours of each run of Chinese, in order; a character alone as itself."""
    found: list[str] = []
    for run in _runs(text):
        if run[0] > "\u2e7f":
            found += [run] if len(run) == 1 else [one + other for one, other in pairwise(run)]
    return found


def latin(text: str) -> str:
    """Return the words that are written apart, for a dictionary of English."""
    return " ".join(run for run in _runs(text) if run[0] <= "\u2e7f")


def vector(parts: Iterable[tuple[str, str]]) -> str:
    """Return texts with their weights (A to D) as the literal of a tsvector."""
    places: dict[str, list[str]] = {}
    place = 0
    for text, weight in parts:
        for lexeme in pairs(text):
            place += 1
            if place <= MOST_PLACES and len(places.setdefault(lexeme, [])) < 200:
                places[lexeme].append(f"{place}{weight}")
    return " ".join(f"'{lexeme}':{','.join(where)}" for lexeme, where in sorted(places.items()) if where)


def asked(text: str) -> list[str]:
    """Return the pairs a question asks for, those that tell nothing left out unless nothing else is asked."""
    every = list(dict.fromkeys(pairs(text)))
    return ([each for each in every if each not in _EMPTY] or every)[:MOST_ASKED]


def piece(body: str, text: str, *, around: int = 34) -> tuple[tuple[str, bool], ...]:
    """Return the piece of a body with the most of what was asked for, as (words, whether they were asked for)."""
    folded = body.casefold()
    wanted = {*asked(text), *(word for word in latin(text).split() if len(word) > 2)}
    marks = sorted({at for each in wanted for at in range(len(folded)) if folded.startswith(each, at)})
    if not marks or len(folded) != len(body):
        return ((body[: 2 * around] + ("…" if len(body) > 2 * around else ""), False),)
    best = max(marks, key=lambda at: sum(at <= other < at + around for other in marks))
    start, stop = max(0, best - around // 2), min(len(body), best + around + around // 2)
    hit = [False] * len(body)
    for each in wanted:
        for at in marks:
            if folded.startswith(each, at):
                hit[at : at + len(each)] = [True] * len(each)
    cut: list[tuple[str, bool]] = [("…", False)] if start else []
    for at in range(start, stop):
        if cut and cut[-1][1] is hit[at]:
            cut[-1] = (cut[-1][0] + body[at], hit[at])
        else:
            cut.append((body[at], hit[at]))
    return tuple([*cut, ("…", False)] if stop < len(body) else cut)


def _runs(text: str) -> list[str]:
    return _RUNS.findall(unicodedata.normalize("NFKC", text).casefold())
