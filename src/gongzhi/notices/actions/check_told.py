"""Check that the ways people chose are those the facts tell. Messages themselves are delivery states and no replay."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from gongzhi.ledger.public import facts_about, subjects_of
from gongzhi.notices.facts import ChoiceState, WayEnded, WaysChosen
from gongzhi.notices.models import ToldBy
from gongzhi.people.public import CONTACT, erased_of

_KINDS = (WaysChosen.kind, WayEnded.kind)
Ways = dict[str, tuple[str, str]]


@dataclass(frozen=True)
class ToldDifference:
    """The ways of one matter that are not what the facts say: by way, state and contact."""

    subject: UUID
    facts: Any
    table: Any


def check_told(*, batch: int = 500) -> Iterator[ToldDifference]:
    """Yield each matter whose chosen ways differ from the facts about it."""
    known = set(subjects_of(WaysChosen.kind)) | set(ToldBy.objects.values_list("subject", flat=True))
    ids = iter(sorted(known))
    while some := list(islice(ids, batch)):
        said: dict[UUID, Ways] = {subject: {} for subject in some}
        for fact in facts_about(some, only=_KINDS):
            if fact.subject:
                _fold(said[fact.subject], fact.kind, fact.data)
        kept: dict[UUID, Ways] = {subject: {} for subject in some}
        for row in ToldBy.objects.filter(subject__in=some):
            kept[row.subject][row.way] = (row.state, str(row.contact_id))
        for subject in some:
            if CONTACT in erased_of(subject):
                said[subject] = {}
            if said[subject] != kept[subject]:
                yield ToldDifference(subject, said[subject], kept[subject])


def _fold(ways: Ways, kind: str, data: Any) -> None:
    if kind == WayEnded.kind:
        ways[data["way"]] = (data["state"], ways[data["way"]][1])
        return
    for way, (state, contact) in list(ways.items()):
        if way not in data["contacts"] and state == ChoiceState.ON:
            ways[way] = (ChoiceState.OFF, contact)
    ways.update({way: (ChoiceState.ON.value, contact) for way, contact in data["contacts"].items()})
