"""What the gate runs of the classifier. Its libraries and the model are loaded when something runs, not before."""

from typing import TYPE_CHECKING

from gongzhi.algorithms.facts import Result
from gongzhi.diagnosis.facts import Message, Proposed, Reading
from gongzhi.diagnosis.rules import result_of

if TYPE_CHECKING:
    from gongzhi.diagnosis.classifier.model import Model

MOST_OTHERS = 4


def read_with_model(given: Message, *, version: str) -> Result | None:
    """Say with the model of a digest what a message may be about; None for "I do not know"."""
    from gongzhi.diagnosis.classifier.artefact import loaded

    reading = reading_by(loaded(version), given)
    return result_of(reading) if reading else None


def reading_by(model: "Model", given: Message) -> Reading | None:
    """Return the best code of each level with its reasons, and what else may be meant at the deepest."""
    from gongzhi.diagnosis.classifier.reasons import account, reasons_of

    verdict = model.verdict(given.title, given.text)
    if verdict is None:
        return None
    titled = bool(given.title.strip())
    levels = tuple(
        Proposed(
            step.path[-1],
            step.confidence,
            reasons_of(titled, account(model, given.title, given.text, step.path)),
            number,
        )
        for number, step in enumerate(verdict.steps, 1)
    )
    others = tuple(
        Proposed(guess.path[-1], guess.confidence, (), len(levels))
        for guess in verdict.others[-1][:MOST_OTHERS]
    )
    return Reading(levels, others)
