"""Set or correct what a case is about."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.actions.proposing import propose
from gongzhi.cases.facts import CaseClassified
from gongzhi.cases.models import Case
from gongzhi.cases.rules import classify_refusal
from gongzhi.diagnosis.public import danger_confirmed
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import LoopRow, classify_loop, hold, holders_of
from gongzhi.organization.facts import LimitClass
from gongzhi.organization.public import matter as find_matter
from gongzhi.people.facts import Actor


def classify(*, case_id: UUID, matter: str, by: Actor, at: datetime) -> None:
    """Set the matter of a case at intake; limit and proposal follow from it.

    Raises Refused: ``loops.not_entitled``, ``cases.not_yours``, ``cases.matter_unknown``, ``loops.past_intake``.
    """
    with transaction.atomic(durable=True):
        loop = hold(case_id)
        ensure(classify_refusal(by, intake=holders_of(case_id).get("intake", ())))
        classify_held(loop=loop, matter=matter, by=by, at=at)


def classify_held(*, loop: LoopRow, matter: str, by: Actor, at: datetime) -> None:
    """Set the matter of a case whose loop is held in the caller's transaction."""
    if find_matter(matter, at=at) is None:
        raise Refused(Refusal("cases.matter_unknown", {"matter": matter}))
    if loop.matter == matter:
        return
    proposal = propose(matter=matter, division=loop.division, at=at)
    limit_class = proposal.limit_class
    if danger_confirmed(loop.id):
        # What a person said of this case holds, whatever the matter.
        limit_class = LimitClass.LIFE_SAFETY.value
    classify_loop(loop_id=loop.id, matter=matter, limit_class=limit_class, by=by, at=at)
    case = Case.objects.get(loop=loop.id)
    case.proposed_unit_id, case.citation = proposal.unit_id, proposal.citation
    case.save(update_fields=["proposed_unit", "citation"])
    fact = CaseClassified(
        matter=matter, before=loop.matter, proposed_unit=proposal.unit_id, citation=proposal.citation
    )
    record(fact, subject=loop.id, by=by.name(), at=at)
