"""Tell the register how many answers to the fixed questions rest on what they cite."""

from datetime import datetime

from django.db import transaction

from gongzhi.algorithms import public as algorithms
from gongzhi.diagnosis.endpoint.grounding import Grounding
from gongzhi.diagnosis.endpoint.running import ENTRY
from gongzhi.people.facts import Actor


def report_grounded(*, found: Grounding, by: Actor, at: datetime) -> None:
    """Put on record what became of the fixed questions. Raises Refused ``algorithms.not_running``.

    The questions were asked before, outside every transaction. Whether an advice was unlawful is for people to find.
    """
    with transaction.atomic(durable=True):
        algorithms.report_grounding(
            code=ENTRY, n=found.n, grounded=found.grounded, unlawful=False, by=by, at=at
        )
