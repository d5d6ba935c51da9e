"""What an objection and its answer need."""

from gongzhi.algorithms.rules.passing import MANAGE
from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor

TEXT_LIMIT = 2000


def appeal_refusal(text: str) -> Refusal | None:
    """An objection says something."""
    if not text.strip():
        return Refusal("algorithms.appeal_empty")
    return Refusal("algorithms.text_too_long", {"limit": TEXT_LIMIT}) if len(text) > TEXT_LIMIT else None


def answer_refusal(by: Actor, *, answer: str, answered: bool, upheld: bool, severe: bool) -> Refusal | None:
    """Whoever answers for the algorithm answers once, in words; grave harm is never called unfounded."""
    if not by.may(MANAGE):
        return Refusal("algorithms.answer_not_entitled")
    if answered:
        return Refusal("algorithms.appeal_answered")
    if not answer.strip():
        return Refusal("algorithms.answer_missing")
    if len(answer) > TEXT_LIMIT:
        return Refusal("algorithms.text_too_long", {"limit": TEXT_LIMIT})
    return Refusal("algorithms.severe_not_upheld") if severe and not upheld else None
