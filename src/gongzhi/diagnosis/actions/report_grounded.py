"""Tell the register how many answers to the fixed questions rest on what they cite."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from gongzhi.algorithms import public as algorithms
from gongzhi.diagnosis.endpoint.grounding import Fixed, Grounding, questions
from gongzhi.diagnosis.endpoint.running import ENTRY
from gongzhi.people.facts import Actor

OWN = "questions.yaml"


def fixed_questions() -> list[Fixed]:
    """Return the shipped questions and the installation's own, from `questions.yaml` of the data folder."""
    return questions(Path(settings.GONGZHI_KEYS).parent / OWN)


def report_grounded(found: Grounding, *, by: Actor, at: datetime) -> None:
    """Put on record what became of the fixed questions. Raises Refused ``algorithms.not_running``.

    The questions were asked before, outside every transaction. Whether an advice was unlawful is for people to find.
    """
    with transaction.atomic(durable=True):
        algorithms.report_grounding(
            code=ENTRY, n=found.n, grounded=found.grounded, unlawful=False, by=by, at=at
        )
