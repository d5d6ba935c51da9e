"""The endpoint at the gate, in two steps: asked outside every transaction, and its reply brought to the gate.

No call goes out unless the gate would run it now; the gate is asked again with the reply, and decides as for any other.
"""

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from gongzhi.algorithms import public as algorithms
from gongzhi.algorithms.facts import Result, Tier
from gongzhi.diagnosis.endpoint.away import Away
from gongzhi.diagnosis.endpoint.grounding import Fixed, questions
from gongzhi.diagnosis.endpoint.prompt import (
    MOST_ARTICLES,
    MOST_CODES,
    MOST_TEXT,
    Choice,
    Question,
    Source,
    digest_of,
)
from gongzhi.diagnosis.endpoint.reply import Reply, WrongReplyError, reply_of
from gongzhi.diagnosis.endpoint.speaking import Endpoint, UnansweredError, speak
from gongzhi.diagnosis.facts import Message, Proposed, Reading, Reason
from gongzhi.diagnosis.readings.runners import word_model
from gongzhi.diagnosis.rules import result_of
from gongzhi.knowledge.public import find_articles
from gongzhi.organization.facts import MatterView
from gongzhi.organization.public import matter_tree
from gongzhi.people.public import fit_to_leave

ENTRY = "triage.endpoint"
OWN = "questions.yaml"  # in the data folder: an installation's own fixed questions


@dataclass(frozen=True)
class Replied:
    """A message with what the endpoint said about it; `failed` says why it said nothing. What `invoke` is given."""

    message: Message
    reply: Reply | None
    failed: str
    took_ms: int
    digest: str


def endpoint() -> Endpoint | None:
    """Return where the model is asked, as the installation is set; None where it is not."""
    if not settings.GONGZHI_ENDPOINT_URL:
        return None
    file = settings.GONGZHI_ENDPOINT_KEY_FILE
    return Endpoint(
        url=settings.GONGZHI_ENDPOINT_URL,
        model=settings.GONGZHI_ENDPOINT_MODEL,
        key=Path(file).read_text(encoding="utf-8").strip() if file else "",
        timeout=settings.GONGZHI_ENDPOINT_TIMEOUT,
        ca=settings.GONGZHI_ENDPOINT_CA,
    )


def fixed_questions() -> list[Fixed]:
    """Return the shipped questions and the installation's own."""
    return questions(Path(settings.GONGZHI_KEYS).parent / OWN)


def may_ask(*, at: datetime) -> bool:
    """Tell whether the gate would run the endpoint now: shown, in a pilot, or in shadow."""
    return algorithms.would_run(ENTRY, purpose="triage", tier=Tier.SUGGESTS, at=at)


def wants_second(*, at: datetime) -> bool:
    """Tell whether an endpoint is set and the gate would run it; where none is set nothing is read."""
    return bool(settings.GONGZHI_ENDPOINT_URL) and may_ask(at=at)


def ask(message: Message, *, at: datetime) -> Away[Replied] | None:
    """Ask the endpoint about a message, in a thread of its own; None where it is not set, or the gate would not run it.

    Stands outside every transaction: nobody waits at a lock for another machine. What is asked is read here; personal
    data and house numbers are masked before anything is sent. Never raises for what the other machine does.
    """
    assert all(getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)
    where = endpoint()
    if where is None or not may_ask(at=at):
        return None
    question = question_of(message, at=at)
    return Away(lambda: replied(where, message, question))


def replied(where: Endpoint, message: Message, question: Question) -> Replied:
    """Ask, and return what came back, held to what was asked."""
    began, reply, failed = time.monotonic(), None, ""
    try:
        reply = reply_of(speak(where, question), question)
    except (UnansweredError, WrongReplyError) as error:
        failed = error.code
    took = round((time.monotonic() - began) * 1000)
    return Replied(message, reply, failed, took, digest_of(where.model))


def question_of(message: Message, *, at: datetime) -> Question:
    """Return what is asked about a message: masked, with the leaves of the tree and the articles that may fit."""
    tree = tuple(matter_tree(at=at))
    hits = find_articles(
        message.text[:1000], scope=message.division, at=at, public_only=True, limit=MOST_ARTICLES
    )
    return Question(
        title=fit_to_leave(message.title[:400]).text[:200],
        text=fit_to_leave(message.text[: MOST_TEXT + 1_000]).text[
            :MOST_TEXT
        ],  # masked first, so that no cut halves a number
        choices=choices_of(tree, message),
        sources=tuple(
            Source(str(hit.version.article_id), hit.version.text.title, hit.version.text.body) for hit in hits
        ),
    )


def choices_of(tree: tuple[MatterView, ...], message: Message) -> tuple[Choice, ...]:
    """Return the leaves there are, of a large tree the likeliest by words."""
    leaves = [node for node in tree if node.leaf]
    if len(leaves) > MOST_CODES:
        shares = word_model(tree).shares(message.text)
        leaves = sorted(leaves, key=lambda node: (-shares.get(node.code, 0.0), node.code))[:MOST_CODES]
    return tuple(Choice(node.code, node.name) for node in leaves)


class NoReplyError(Exception):
    """What the gate puts on record as a failure."""


def read_reply(given: Replied, *, version: str) -> Result | None:
    """Return what the endpoint said as what passes the gate; asks nothing. None for "I do not know"."""
    if given.reply is None or (version and version != given.digest):
        raise NoReplyError(given.failed or "ANOTHER_MODEL")
    reply, message = given.reply, given.message
    path = _path(reply.code, message)
    if not path:
        return None
    reasons = tuple(
        Reason(each, 1.0, places=((at, at + len(each)),))
        for each in reply.words
        if (at := message.text.find(each)) >= 0
    )
    levels = tuple(Proposed(code, reply.confidence, reasons, level) for level, code in enumerate(path, 1))
    result = result_of(Reading(levels))
    more = {"answer": reply.answer, "articles": list(reply.articles), "dropped": reply.dropped}
    return Result(result.value, result.confidence, {**result.more, **more}, result.reasons)


def _path(code: str, message: Message) -> tuple[str, ...]:
    """Return the way from the top to a code, as the tree is on the day of the message; () for a code it has not."""
    if not code or message.at is None:
        return ()
    return next((node.path for node in matter_tree(at=message.at) if node.code == code), ())


def cited(result: Result) -> tuple[UUID, ...]:
    """Return the articles the answer of a result rests on."""
    return tuple(UUID(each) for each in result.more.get("articles", ()))
