"""Propose what a message is about: ask the gate, keep what it let through, and say what stands against acting on it."""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from gongzhi.algorithms import public as algorithms
from gongzhi.algorithms.facts import Answer, Tier, Without
from gongzhi.diagnosis.endpoint.running import wants_second
from gongzhi.diagnosis.facts import (
    DispatchedByItself,
    MatterProposed,
    Message,
    Proposed,
    Reading,
    Safety,
    Urgency,
)
from gongzhi.diagnosis.groups import groups_of
from gongzhi.diagnosis.limits import Limits, limits_on
from gongzhi.diagnosis.marks import marks_of
from gongzhi.diagnosis.models import MatterProposal
from gongzhi.diagnosis.queries import Measured, ProposalView, days_before, measured, view_of
from gongzhi.diagnosis.rules import Grounds, reading_of, safety_of, whole, why_not
from gongzhi.ledger.public import record
from gongzhi.organization.facts import LimitClass
from gongzhi.organization.public import duty_for
from gongzhi.organization.public import matter as find_matter
from gongzhi.people.facts import Actor
from gongzhi.people.public import masked

MODEL, WORDS, SAFETY, ANSWERS = "triage.model", "triage.words", "safety.words", "answers.words"
# Which entries are asked, what for, and how far each reaches; of the first two the first that answers is shown.
_PURPOSE: Mapping[str, tuple[str, Tier]] = {
    MODEL: ("triage", Tier.SUGGESTS),
    WORDS: ("triage", Tier.RULES),
    SAFETY: ("safety", Tier.RULES),
    ANSWERS: ("answers", Tier.RULES),
}
_RAN = frozenset({None, Without.SHADOW, Without.HUMAN_ARM, Without.ABSTAINED, Without.FAILED})


def propose_matter(
    *, subject: UUID, message: Message, matter: str, confidential: bool, by: Actor, at: datetime
) -> ProposalView | None:
    """Propose, once, what a message is about, in the caller's transaction; None where no algorithm ran.

    `matter`: what somebody set at filing, "" for nothing. `why_not` of what comes back says whether a program may
    follow it; the caller, who knows the way a case takes, does.
    """
    assert connection.in_atomic_block
    if MatterProposal.objects.filter(loop=subject).exists():
        return None
    groups = groups_of(message.text, channel=message.channel, division=message.division)
    answers = {code: _ask(code, subject, message, groups, by, at) for code in _PURPOSE}
    wants = not confidential and not _for_people_alone(answers) and wants_second(at=at)
    if not wants and not any(answer.without in _RAN for answer in answers.values()):
        return None
    row = MatterProposal(loop_id=subject, made_at=at, groups=groups, uses=_uses(answers), awaits_second=wants)
    limits = limits_on(timezone.localdate(at), message.division)
    _fill_safety(row, message, answers[SAFETY])
    row.article = _article(answers[ANSWERS])
    shown = _shown(answers)
    if shown is not None and shown.result is not None:
        _fill_matter(row, message, shown, reading_of(shown.result), limits, at)
    row.data = dict(Counter(found.kind.value for found in masked(message.text).findings))
    row.why_not = _against(row, message, matter, limits, confidential=confidential, at=at)
    row.save(force_insert=True)
    record(_fact(row), subject=subject, by=by.name(), at=at)
    return view_of(row)


def note_dispatched(*, subject: UUID, unit_id: UUID, division: str, by: Actor, at: datetime) -> None:
    """Keep that a program sent a case to its unit, and what it rested on, in the caller's transaction."""
    assert connection.in_atomic_block
    row = MatterProposal.objects.select_for_update().get(loop=subject)
    limits = limits_on(timezone.localdate(at), division)
    found = _measured(row, limits, at)
    row.dispatched_at = at
    row.save(update_fields=["dispatched_at"])
    fact = DispatchedByItself(
        matter=row.matter,
        unit_id=unit_id,
        entry=row.entry,
        version=row.version,
        right=found.right,
        verified=found.verified,
        at_least=limits.precision_at_least,
    )
    record(fact, subject=subject, by=by.name(), at=at)


def _ask(
    code: str, subject: UUID, message: Message, groups: Mapping[str, str], by: Actor, at: datetime
) -> Answer:
    purpose, tier = _PURPOSE[code]
    return algorithms.invoke(
        code=code,
        given=message,
        purpose=purpose,
        tier=tier,
        about=subject,
        kind="case",
        groups=groups,
        by=by,
        at=at,
    )


def _shown(answers: Mapping[str, Answer]) -> Answer | None:
    """Return whose proposal is shown. Where one was drawn for people alone, nobody's is: that is what is compared."""
    if _for_people_alone(answers):
        return None
    return next((answers[code] for code in (MODEL, WORDS) if answers[code].result is not None), None)


def _for_people_alone(answers: Mapping[str, Answer]) -> bool:
    return any(answers[code].without is Without.HUMAN_ARM for code in (MODEL, WORDS))


def _uses(answers: Mapping[str, Answer]) -> list[dict[str, Any]]:
    return [
        {
            "part": {SAFETY: "urgency", ANSWERS: "article"}.get(code, "matter"),
            "entry": code,
            "version": answer.version,
            "use": str(answer.use),
        }
        for code, answer in answers.items()
        if answer.use is not None
    ]


def _fill_safety(row: MatterProposal, message: Message, answer: Answer) -> None:
    if answer.result is None:
        return
    safety: Safety = safety_of(answer.result)
    row.urgency = safety.urgency
    if safety.urgency is not Urgency.PLAIN:
        row.urgent_reasons = [
            [start, end, weight, "LIFE"]
            for start, end, weight, _side in marks_of(message.text, safety.reasons)
        ]
    row.needs = ",".join(dict.fromkeys(each.code for each in safety.needs))


def _article(answer: Answer) -> UUID | None:
    """Return the article that may answer it, where it seems to be a question."""
    with suppress(ValueError):
        return UUID(answer.result.value) if answer.result else None
    return None


def _fill_matter(
    row: MatterProposal, message: Message, answer: Answer, reading: Reading, limits: Limits, at: datetime
) -> None:
    best = reading.levels[-1]
    row.entry, row.version = answer.entry, answer.version
    row.matter, row.confidence = best.code, whole(best.confidence)
    row.levels = [{"code": each.code, "confidence": whole(each.confidence)} for each in reading.levels]
    row.others = [_other(message, each) for each in reading.others[: limits.others_shown]]
    row.reasons = marks_of(message.text, best.reasons)
    first = next(iter(duty_for(best.code, message.division, at=at)), None)
    row.unit_id = first.unit.id if first else None


def _other(message: Message, proposed: Proposed) -> dict[str, Any]:
    return {
        "code": proposed.code,
        "confidence": whole(proposed.confidence),
        "marks": marks_of(message.text, proposed.reasons),
    }


def _against(
    row: MatterProposal,
    message: Message,
    matter: str,
    limits: Limits,
    *,
    confidential: bool,
    at: datetime,
) -> list[str]:
    acts = bool(row.entry) and _acts(row.entry, row.version, at)
    # What was measured is asked only where it can decide something: it costs a query a case.
    found = _measured(row, limits, at) if acts else Measured(0, 0)
    grounds = Grounds(
        proposed=bool(row.matter),
        set_already=bool(matter) and matter != row.matter,
        in_force=acts,
        wanted=limits.by_itself,
        life_safety=row.urgency == Urgency.LIFE or _is_of_life(row.matter, at),
        confidential=confidential,
        confidence=row.confidence or 0,
        confidence_at_least=limits.confidence_at_least,
        right=found.right,
        verified=found.verified,
        precision_at_least=limits.precision_at_least,
        sure_at_least=limits.sure_at_least,
        units=_leads(row.matter, message.division, at),
    )
    return [code.value for code in why_not(grounds)]


def _acts(code: str, version: str, at: datetime) -> bool:
    """Tell whether the register holds this version as one that acts, in production: a pilot only suggests."""
    return algorithms.in_production(code, digest=version, tier=Tier.ACTS, at=at)


def _measured(row: MatterProposal, limits: Limits, at: datetime) -> Measured:
    return measured(
        row.matter,
        entry=row.entry,
        version=row.version,
        confidence_at_least=limits.confidence_at_least,
        since=days_before(at, limits.window_days),
    )


def _is_of_life(code: str, at: datetime) -> bool:
    found = find_matter(code, at=at) if code else None
    return found is not None and found.limit_class is LimitClass.LIFE_SAFETY


def _leads(code: str, division: str, at: datetime) -> int:
    """Count the units that may lead a matter at the level nearest to the place: of a town and a county, the town."""
    found = duty_for(code, division, at=at) if code else []
    return sum(each.unit.level is found[0].unit.level for each in found)


def _fact(row: MatterProposal) -> MatterProposed:
    return MatterProposed(
        matter=row.matter,
        confidence=row.confidence,
        others=tuple(each["code"] for each in row.others),
        unit_id=row.unit_id,
        urgency=row.urgency,
        data=tuple(f"{kind}:{number}" for kind, number in sorted(row.data.items())),
        article=row.article,
        entry=row.entry,
        version=row.version,
        why_not=tuple(row.why_not),
    )
