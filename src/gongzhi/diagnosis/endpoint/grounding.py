"""Fixed questions with their articles: how many answers rest on what they should, and say what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from gongzhi.diagnosis.endpoint.prompt import Choice, Question, Source
from gongzhi.diagnosis.endpoint.reply import Reply, WrongReplyError, reply_of
from gongzhi.diagnosis.endpoint.speaking import Endpoint, UnansweredError, speak

FILE = Path(__file__).parent.parent / "data" / "questions.yaml"
_CHOICES = (Choice("question", "咨询"), Choice("report", "反映问题"))


@dataclass(frozen=True)
class Fixed:
    """A question of the set, and the articles an answer has to rest on; none where nothing given answers it."""

    id: str
    question: Question
    rests_on: tuple[str, ...]


@dataclass(frozen=True)
class Grounding:
    """How many were asked, how many answers were grounded, and what became of each: (id of the question, a code)."""

    n: int
    grounded: int
    outcomes: tuple[tuple[str, str], ...]


def questions(*own: Path) -> list[Fixed]:
    """Return the shipped questions, and those of an installation's own files."""
    rows = [row for file in (FILE, *own) if file.exists() for row in _rows(file)]
    return [
        Fixed(
            row["id"],
            Question(
                title="",
                text=row["ask"],
                choices=_CHOICES,
                sources=tuple(Source(each["id"], each["title"], each["body"]) for each in row["articles"]),
            ),
            tuple(row["rests_on"]),
        )
        for row in rows
    ]


def _rows(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))["questions"]
    return found


def outcome(reply: Reply, fixed: Fixed) -> str:
    """Return GROUNDED, or what is wrong: it rests on another article, on none, or answers what nothing answers.

    What an answer says and its articles do not has dropped it before (`reply.dropped`).
    """
    if reply.dropped:
        return reply.dropped
    if not fixed.rests_on:
        return "GROUNDED" if not reply.answer else "ANSWERED_WITHOUT"
    if not reply.answer:
        return "NO_ANSWER"
    return "GROUNDED" if set(reply.articles) == set(fixed.rests_on) else "OTHER_ARTICLE"


def ask_fixed(where: Endpoint, asked: Sequence[Fixed]) -> Grounding:
    """Ask every question of a set; what cannot be asked or read counts as not grounded."""
    outcomes = []
    for fixed in asked:
        try:
            code = outcome(reply_of(speak(where, fixed.question), fixed.question), fixed)
        except (UnansweredError, WrongReplyError) as error:
            code = error.code
        outcomes.append((fixed.id, code))
    grounded = sum(code == "GROUNDED" for _, code in outcomes)
    return Grounding(len(outcomes), grounded, tuple(outcomes))
