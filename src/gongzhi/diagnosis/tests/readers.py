"""Runners with known answers, for tests of what is done with them: offered, and run by the real gate."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from gongzhi.algorithms import offering
from gongzhi.algorithms.facts import Result, Tier
from gongzhi.algorithms.public import offer
from gongzhi.algorithms.tests.in_force import put_in_force
from gongzhi.diagnosis.facts import Message, Proposed, Reading, Reason, Safety, Side, Urgency
from gongzhi.diagnosis.rules import result_of, safety_result

DIGEST = "a" * 64
PURPOSES = ("triage", "safety", "answers")
Runner = Callable[..., Result | None]

# What is said of a text that holds these words.
BY_WORD: Mapping[str, str] = {
    "垃圾": "city.waste.street",
    "水管": "water.burst",
    "井盖": "safety.cover",
    "漏": "housing.leak",
}


def reads(message: Message, *, version: str) -> Result | None:
    """Propose by one word; nothing where there is none."""
    word = next((each for each in BY_WORD if each in message.text), None)
    if word is None:
        return None
    leaf = BY_WORD[word]
    against = (Reason("没人", 0.4, Side.AGAINST),) if "没人" in message.text else ()
    best = Proposed(leaf, 0.96, (Reason(word, 2.0), *against), level=leaf.count(".") + 1)
    top = Proposed(leaf.split(".")[0], 0.97)
    others = tuple(
        Proposed(code, 0.02, level=code.count(".") + 1) for code in BY_WORD.values() if code != leaf
    )[:2]
    return result_of(Reading((top, best), others))


def warns(message: Message, *, version: str) -> Result | None:
    """Call a missing cover a danger to life, and hear who needs sign language."""
    life = "井盖" in message.text
    needs = (Proposed("HEARING", 0.9),) if "手语" in message.text else ()
    reasons = (Reason("井盖", 1.0),) if life else ()
    return safety_result(Safety(Urgency.LIFE if life else Urgency.PLAIN, 0.9, reasons, needs))


@contextmanager
def offered(runners: Mapping[str, Runner]) -> Iterator[None]:
    """Offer runners under the codes of entries, and put back who was offered before."""
    before = dict(offering._runners)
    try:
        for code, runner in runners.items():
            offer(code, runner)
        yield
    finally:
        offering._runners.clear()
        offering._runners.update(before)


def in_force(
    *, at: datetime, model: Tier | None = Tier.SUGGESTS, words: bool = False, safety: bool = True
) -> None:
    """Put entries into force the real way, so that they are shown from `at` on."""
    if model is not None:
        put_in_force("triage.model", model, DIGEST, at=at, purposes=PURPOSES)
    if words:
        put_in_force("triage.words", Tier.RULES, at=at, purposes=PURPOSES)
    if safety:
        put_in_force("safety.words", Tier.RULES, at=at, purposes=PURPOSES)
