"""Check that the table of messages says what the facts say."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gongzhi.channels.sms.facts import SmsSettled, SmsTaken
from gongzhi.channels.sms.models import IncomingSms
from gongzhi.ledger.public import facts_about, subjects_of

_KINDS = (SmsTaken.kind, SmsSettled.kind)


@dataclass(frozen=True)
class SmsDifference:
    """A message that is not what the facts say. `table` or `facts` is None where it is missing."""

    subject: UUID
    what: str
    facts: Any
    table: Any


def check_sms() -> Iterator[SmsDifference]:
    """Yield each message in which table and facts differ. Works beside others: what differs in two looks is told."""
    first = _compare()
    if first:
        yield from (each for each in _compare() if each in first)


def _compare() -> list[SmsDifference]:
    table = {row.id: row.state for row in IncomingSms.objects.all()}
    told: dict[UUID, str] = {}
    subjects = {subject for kind in _KINDS for subject in subjects_of(kind)}
    for fact in facts_about(subjects, only=_KINDS):
        told[UUID(str(fact.data["sms_id"]))] = str(fact.data["state"])
    return [
        SmsDifference(each, f"sms/{each}", told.get(each), table.get(each))
        for each in sorted(told.keys() | table.keys())
        if told.get(each) != table.get(each)
    ]
