"""Ask who reported the same before: by words and place, of what is being written or of a case.

An action, since each use of the register's entry stands on record. What was written is neither kept nor recorded.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.algorithms.facts import Tier
from gongzhi.algorithms.public import invoke
from gongzhi.diagnosis.public import groups_of
from gongzhi.insight.actions.place_message import clustering
from gongzhi.insight.topic_facts import SIMILAR, SIMILAR_PURPOSE, Alike
from gongzhi.insight.topic_models import PlacedMessage
from gongzhi.insight.topic_queries import topic_settings
from gongzhi.organization.public import prefix_of
from gongzhi.people.facts import Actor

NOBODY = UUID(int=0)
NONE = Alike((), 0, None)


def ask_alike(
    *,
    text: str,
    address: str,
    division: str,
    channel: str,
    by: Actor,
    at: datetime,
    case_id: UUID | None = None,
) -> Alike:
    """Return which messages of the window are like these words at this place, in the tree of a division.

    Nothing where the register holds no entry for it, or where the text is too short to say anything: then the way
    without an algorithm stays the only one. No confidential case is ever among them: none is kept.
    """
    if len(text.strip()) < topic_settings()["alike_from"] or not clustering(SIMILAR):
        return NONE
    from gongzhi.insight.topics.candidates import counted_now, signature_of, words_of
    from gongzhi.insight.topics.same import ToFind, said_in

    with transaction.atomic(durable=True):
        counted = counted_now()
        signature = signature_of(words_of(text, address), counted)
        answer = invoke(
            code=SIMILAR,
            given=ToFind(case_id or NOBODY, signature, counted, said_in(f"{address}。{text}")),
            purpose=SIMILAR_PURPOSE,
            tier=Tier.SEARCH,
            about=case_id,
            kind="case" if case_id else "draft",
            groups=groups_of(text, channel=channel, division=division),
            by=by,
            at=at,
        )
    if answer.result is None or not answer.result.more["cases"]:
        return NONE
    found = [UUID(each) for each in answer.result.more["cases"]]
    rows = PlacedMessage.objects.filter(
        case_id__in=found, division__startswith=prefix_of(division), live=True
    )
    there = {row[0]: row[1:] for row in rows.values_list("case_id", "at", "topic")}
    kept = tuple(each for each in found if each in there)
    topic = next((there[each][1] for each in kept if there[each][1]), None)
    since = min((there[each][0] for each in kept), default=None)
    return Alike(kept, len(kept), since, topic)
