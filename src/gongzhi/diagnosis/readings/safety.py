"""Danger, haste and what helps to talk: by words, which are shown. It only ever proposes to raise.

The rules and their words stand in `data/safety.yaml`. A rule is taken back where its words are denied, tell of another
time, of a drill or the news, or of what is only feared. What comes out is how soon somebody has to look, and the very
words; never which rule it was, and nothing about the mood or the worth of whoever wrote it. Nothing is kept of anybody.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from gongzhi.diagnosis.facts import Message, Proposed, Reason, Safety, Side, Urgency
from gongzhi.people.facts import readable

FILE = Path(__file__).parent.parent / "data" / "safety.yaml"
MOST = 30_000  # places of a text that are read
_ENOUGH, _TRIED = 3, 60  # of one rule: places that count, and places that are looked at
_SHOWN = 12  # the most reasons
_SENTENCE, _CLAUSE = "。.!?;！？；\n", "。.!?;！？；\n,，、:："
_BEFORE_ZH, _BEFORE_EN = 4, 24  # how far before words a denial may stand
_ORDER = (Urgency.PLAIN, Urgency.SOON, Urgency.LIFE)
_FEW, _MORE, _DOTS = r"[^。.!?;\n]{0,8}?", r"[^.!?;\n]{0,30}?", re.escape(" ... ")
_YEAR = re.compile(
    r"(?:19|20)?[0-9]{2}年(?!级)|\b(?:in|since) (?:19|20)[0-9]{2}\b"
)  # a year that is named is past
_HAN = re.compile(r"[\u3400-\u9fff]")

Words = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Rule:
    """Words that speak for something; `gives` is an urgency or the code of a need."""

    name: str
    gives: str
    words: re.Pattern[str]
    against: re.Pattern[str]
    feared: str
    examples: tuple[str, ...]
    counter: tuple[str, ...]


@dataclass(frozen=True)
class Turns:
    """Words that turn the sense of a sentence."""

    denied: re.Pattern[str]
    past: re.Pattern[str]
    told: re.Pattern[str]
    feared: re.Pattern[str]
    now: re.Pattern[str]


@dataclass(frozen=True)
class Hit:
    """Words of a rule in a text; `turn` are the words that take them back, if any do. Places are of the plain text."""

    rule: Rule
    start: int
    end: int
    gives: str
    turn: tuple[int, int] | None = None


def _pattern(words: Words) -> re.Pattern[str]:
    """Return one pattern of Chinese words and English ones; "…" stands for up to eight signs, " ... " for thirty."""
    chinese = [re.escape(word).replace("…", _FEW) for word in words.get("zh", ())]
    english = [rf"\b{re.escape(word.casefold()).replace(_DOTS, _MORE)}\b" for word in words.get("en", ())]
    every = sorted((*chinese, *english), key=len, reverse=True)
    return re.compile("|".join(every) or r"(?!)")


@cache
def shipped() -> tuple[Turns, tuple[Rule, ...], tuple[Rule, ...]]:
    """Return the turns, the rules of urgency and those of needs."""
    file = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    turns = Turns(**{name: _pattern(words) for name, words in file["turns"].items()})
    urgent = tuple(_rule(row, row["urgency"]) for row in file["rules"])
    return turns, urgent, tuple(_rule({"name": row["code"], **row}, row["code"]) for row in file["needs"])


def _rule(row: Mapping[str, Any], gives: str) -> Rule:
    feared = gives if row.get("even_if_feared") else str(row.get("feared", ""))
    return Rule(
        name=row["name"],
        gives=gives,
        words=_pattern(row),
        against=_pattern(row.get("against", {})),
        feared=feared,
        examples=tuple(row["examples"]),
        counter=tuple(row["counter"]),
    )


def raised(chosen: Urgency, read: Urgency) -> Urgency:
    """Return what holds where a person chose one and a text reads as another: never less than the person chose."""
    return max(chosen, read, key=_ORDER.index)


def read_safety(message: Message) -> Safety:
    """Return how soon somebody has to look at a message, what helps to talk, and the words that say so."""
    text, places = _read(message.text)
    title, _ = _read(message.title)
    turns, urgent, needs = shipped()
    hits = [hit for rule in urgent for hit in _hits(rule, text, turns)]
    in_title = [hit for rule in urgent for hit in _hits(rule, title, turns)]
    found = [Urgency(hit.gives) for hit in (*hits, *in_title) if hit.gives]
    reasons = (
        *_reasons(hits, message.text, places),
        *(Reason(message.title[h.start : h.end], 1.0) for h in in_title if h.gives),
    )
    return Safety(
        urgency=max(found, key=_ORDER.index, default=Urgency.PLAIN),
        reasons=reasons[:_SHOWN],
        needs=tuple(_needs(needs, text, turns, message.text, places)),
    )


def _read(text: str) -> tuple[str, Sequence[int]]:
    shown, places = readable(text[:MOST])
    lower = shown.lower()
    return (lower if len(lower) == len(shown) else shown), places


def _hits(rule: Rule, text: str, turns: Turns) -> list[Hit]:
    """Return where the words of a rule stand, and for each whether something takes it back; enough is enough."""
    found: list[Hit] = []
    for match in islice(rule.words.finditer(text), _TRIED):
        found.append(_turned(rule, match.start(), match.end(), text, turns))
        if sum(bool(hit.gives) for hit in found) >= _ENOUGH:
            break
    return found


def _turned(rule: Rule, start: int, end: int, text: str, turns: Turns) -> Hit:
    first, last = _around(text, start, end, _SENTENCE)
    if found := rule.against.search(text, first, last):
        return Hit(rule, start, end, "", found.span())
    if denied := _denied(text, start, turns):
        return Hit(rule, start, end, "", denied)
    clause = _around(text, start, end, _CLAUSE)
    now = turns.now.search(text, *clause)
    for pattern in (turns.past, turns.told, _YEAR):
        found = pattern.search(text, first, last)
        if found and not (now and not clause[0] <= found.start() < clause[1]):
            return Hit(rule, start, end, "", found.span())
    if found := turns.feared.search(text, *clause):
        return Hit(rule, start, end, rule.feared, found.span())
    return Hit(rule, start, end, rule.gives)


def _denied(text: str, start: int, turns: Turns) -> tuple[int, int] | None:
    """Return the denial that stands right before words, in their clause."""
    reach = _BEFORE_ZH if _HAN.match(text, start) else _BEFORE_EN
    first = max(_around(text, start, start, _CLAUSE)[0], start - reach)
    found = turns.denied.search(text, first, start)
    return found.span() if found else None


def _around(text: str, start: int, end: int, ends: str, most: int = 80) -> tuple[int, int]:
    """Return where the sentence or clause of some words begins and ends."""
    first = max(start - most, 0)
    before = max(text.rfind(sign, first, start) for sign in ends)
    after = [at for sign in ends if (at := text.find(sign, end, end + most)) >= 0]
    return (before + 1 if before >= 0 else first), (min(after) if after else min(end + most, len(text)))


def _reasons(hits: Sequence[Hit], text: str, places: Sequence[int]) -> list[Reason]:
    """Return the words that count first, then those that took others back."""
    ordered = sorted(hits, key=lambda hit: (-_ORDER.index(Urgency(hit.gives)) if hit.gives else 1, hit.start))
    return [_reason(hit, text, places) for hit in ordered[:_SHOWN]]


def _reason(hit: Hit, text: str, places: Sequence[int]) -> Reason:
    at = (hit.start, hit.end) if hit.gives or hit.turn is None else hit.turn
    start, end = places[at[0]], places[at[1] - 1] + 1
    return Reason(text[start:end], 1.0, Side.FOR if hit.gives else Side.AGAINST, ((start, end),))


def _needs(
    rules: Sequence[Rule], text: str, turns: Turns, given: str, places: Sequence[int]
) -> Sequence[Proposed]:
    found = []
    for rule in rules:
        hits = [hit for hit in _hits(rule, text, turns) if hit.gives]
        if hits:
            found.append(Proposed(rule.gives, 1.0, tuple(_reason(hit, given, places) for hit in hits[:3])))
    return found
