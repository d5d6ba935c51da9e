"""What a language model behind an address said of a message: brought to the gate, kept beside the proposal.

It replaces nothing and no program follows it. Its answer in words is not kept; the articles it rests on are.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.algorithms import public as algorithms
from gongzhi.algorithms.facts import Tier
from gongzhi.diagnosis.endpoint.running import ENTRY, Replied, cited
from gongzhi.diagnosis.facts import SecondProposed
from gongzhi.diagnosis.marks import marks_of
from gongzhi.diagnosis.models import MatterProposal
from gongzhi.diagnosis.rules import reading_of, whole
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor


def bring_second(*, subject: UUID, replied: Replied | None, keep: bool, by: Actor, at: datetime) -> bool:
    """Bring what came back to the gate, in the caller's transaction; False where nobody waits for it any more.

    `keep`: whether it may stand beside the proposal; what became confidential or was erased meanwhile may not, and is
    a use of the entry all the same. Without `replied` it was not asked, and is not to be asked any more.
    """
    assert connection.in_atomic_block
    row = MatterProposal.objects.select_for_update().filter(loop=subject, awaits_second=True).first()
    if row is None:
        return False
    if replied is None:
        row.awaits_second = False
        row.save(update_fields=["awaits_second"])
        return True
    answer = algorithms.invoke(
        code=ENTRY,
        given=replied,
        purpose="triage",
        tier=Tier.SUGGESTS,
        about=subject,
        kind="case",
        groups=row.groups,
        by=by,
        at=at,
    )
    row.awaits_second = False
    if answer.use is not None:
        use = {"part": "matter", "entry": ENTRY, "version": answer.version, "use": str(answer.use)}
        row.uses = [*row.uses, use]
    if answer.result is not None and keep:
        best = reading_of(answer.result).levels[-1]
        fact = SecondProposed(
            matter=best.code,
            confidence=whole(best.confidence),
            articles=cited(answer.result),
            entry=ENTRY,
            version=answer.version,
        )
        row.second = {
            "entry": ENTRY,
            "version": answer.version,
            "matter": best.code,
            "confidence": fact.confidence,
            "marks": marks_of(replied.message.text, best.reasons),
            "articles": [str(each) for each in fact.articles],
        }
        record(fact, subject=subject, by=by.name(), at=at)
    row.save(update_fields=["awaits_second", "uses", "second"])
    return True
