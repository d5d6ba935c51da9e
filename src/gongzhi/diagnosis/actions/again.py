"""Propose anew what a returned message is about: without the units that returned it, with their reason read as well."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from gongzhi.algorithms import public as algorithms
from gongzhi.algorithms.facts import Answer, Tier, Without
from gongzhi.diagnosis.actions.propose import MODEL, WORDS
from gongzhi.diagnosis.facts import Message, Proposed, ProposedAgain, Reading
from gongzhi.diagnosis.limits import limits_on
from gongzhi.diagnosis.marks import marks_of
from gongzhi.diagnosis.models import MatterProposal
from gongzhi.diagnosis.rules import reading_of, whole
from gongzhi.ledger.public import record
from gongzhi.organization.public import duty_for
from gongzhi.people.facts import Actor

_TIERS = {MODEL: Tier.SUGGESTS, WORDS: Tier.RULES}


def propose_again(
    *,
    subject: UUID,
    message: Message,
    reason: str,
    returned: str,
    without: Collection[UUID],
    by: Actor,
    at: datetime,
) -> None:
    """Ask the gate once more, in the caller's transaction, and keep it beside what was proposed first.

    `returned` is the matter it came back with, `without` every unit that said it is not its own. Nothing where nothing
    was proposed at filing, or nothing may run. What is shown may be the second best: the best one's unit was asked.
    """
    assert connection.in_atomic_block
    row = MatterProposal.objects.select_for_update().filter(loop=subject).first()
    if row is None or not message.text:
        return
    read = replace(message, text=f"{message.text}\n{reason}" if reason else message.text)
    answers = [_ask(code, subject, read, row, by, at) for code in _TIERS]
    if all(answer.use is None for answer in answers):
        return
    alone = any(answer.without is Without.HUMAN_ARM for answer in answers)
    shown = None if alone else next((answer for answer in answers if answer.result is not None), None)
    left: list[dict[str, Any]] = []
    if shown is not None and shown.result is not None:
        left = list(_left(message, reading_of(shown.result), frozenset(without), at))
    shown_others = limits_on(timezone.localdate(at), message.division).others_shown
    row.again = _kept(shown, left[: 1 + shown_others], returned, without)
    asked = [answer for answer in answers if answer.use is not None]
    row.uses = [*row.uses, *(_use(each, row.again["matter"] if each is shown else "") for each in asked)]
    row.save(update_fields=["uses", "again"])
    record(_fact(row.again), subject=subject, by=by.name(), at=at)


def _ask(code: str, subject: UUID, message: Message, row: MatterProposal, by: Actor, at: datetime) -> Answer:
    return algorithms.invoke(
        code=code,
        given=message,
        purpose="triage",
        tier=_TIERS[code],
        about=subject,
        kind="case",
        groups=row.groups,
        by=by,
        at=at,
    )


def _use(answer: Answer, said: str) -> dict[str, Any]:
    """`said`: what was shown of it. It may be its second best: the unit of the best one had returned it."""
    use = {"part": "again", "entry": answer.entry, "version": answer.version, "use": str(answer.use)}
    return {**use, "said": said}


def _left(
    message: Message, reading: Reading, without: frozenset[UUID], at: datetime
) -> Iterable[dict[str, Any]]:
    """Yield what may be meant and has a unit that was not asked yet, the likelier first."""
    for each in (reading.levels[-1], *reading.others):
        units = (found.unit.id for found in duty_for(each.code, message.division, at=at))
        unit = next((unit for unit in units if unit not in without), None)
        if unit is not None:
            yield _choice(message, each, unit)


def _choice(message: Message, proposed: Proposed, unit: UUID) -> dict[str, Any]:
    return {
        "code": proposed.code,
        "confidence": whole(proposed.confidence),
        "unit": str(unit),
        # Words of the unit's reason lie behind the end of the resident's text, and have no place in it.
        "marks": marks_of(message.text, proposed.reasons),
    }


def _kept(
    shown: Answer | None, left: list[dict[str, Any]], returned: str, without: Collection[UUID]
) -> dict[str, Any]:
    best = left[0] if left else {"code": "", "confidence": None, "unit": None, "marks": []}
    return {
        "matter": best["code"],
        "confidence": best["confidence"],
        "unit_id": best["unit"],
        "marks": best["marks"],
        "others": left[1:],
        "without": sorted(map(str, without)),
        "returned": returned,
        "entry": shown.entry if shown else "",
        "version": shown.version if shown else "",
    }


def _fact(again: dict[str, Any]) -> ProposedAgain:
    return ProposedAgain(
        matter=again["matter"],
        confidence=again["confidence"],
        unit_id=UUID(again["unit_id"]) if again["unit_id"] else None,
        others=tuple(each["code"] for each in again["others"]),
        without=tuple(map(UUID, again["without"])),
        returned=again["returned"],
        entry=again["entry"],
        version=again["version"],
    )
