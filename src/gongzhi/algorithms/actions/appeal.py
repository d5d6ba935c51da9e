"""Somebody objects to the part an algorithm had; a person answers in time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.algorithms.actions.watch import suspend
from gongzhi.algorithms.appeals import code_of, mark_of
from gongzhi.algorithms.models import Algorithm, AlgorithmAppeal, AlgorithmUse, AlgorithmVersion
from gongzhi.algorithms.register_facts import AppealAnswered, AppealMade
from gongzhi.algorithms.rules.appeals import answer_refusal, appeal_refusal
from gongzhi.algorithms.rules.monitors import APPEALS
from gongzhi.algorithms.rules.passing import MANAGE
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import erase_openings, record
from gongzhi.loops.public import clocks_of, hold, open_duty, settle_duty
from gongzhi.people.facts import Actor, TextsErased
from gongzhi.people.public import TIME_OVER, WORDS

APPEAL = "appeal"


@dataclass(frozen=True)
class Made:
    """An objection that came in: the code its maker reads the answer with, and until when there is one."""

    id: UUID
    code: str
    due_at: datetime


def appeal(
    *,
    code: str,
    text: str,
    by: Actor,
    at: datetime,
    use: UUID | None = None,
    about: UUID | None = None,
    once: UUID | None = None,
) -> Made:
    """Object to the part an algorithm had, in one matter or at all; a person of its owner's unit owes an answer.

    `use` or `about` name the matter where the caller knows that the actor may speak of it. The same request again
    returns what it did. Raises Refused ``algorithms.entry_unknown``, ``algorithms.appeal_empty``,
    ``algorithms.text_too_long``.
    """
    ensure(appeal_refusal(text))
    with transaction.atomic(durable=True):
        use = use or _used_in(code, about)
        version = _version(code, use)
        hold(version.loop_id)
        if once and (before := AlgorithmAppeal.objects.filter(once=once).first()):
            return Made(before.id, code_of(before.id), before.due_at)
        obligation = open_duty(loop_id=version.loop_id, what=APPEAL, several=True, by=by, at=at)
        clocks = clocks_of([version.loop_id], at=at)[version.loop_id]
        row = AlgorithmAppeal(
            id=new_id(),
            version=version,
            use_id=use,
            about=about,
            once=once,
            obligation=obligation,
            text=text.strip(),
            made_at=at,
            due_at=max(clock.due_at for clock in clocks if clock.what == APPEAL),
        )
        row.mark = mark_of(code_of(row.id))
        row.save(force_insert=True)
        fact = AppealMade(version_loop=version.loop_id, use_id=use, about=about, text=Private(row.text))
        record(fact, subject=row.id, by=by.name(), at=at)
        return Made(row.id, code_of(row.id), row.due_at)


def _used_in(code: str, about: UUID | None) -> UUID | None:
    """Return the last use of an algorithm in a matter: it is that version which is objected to."""
    if about is None:
        return None
    uses = AlgorithmUse.objects.filter(about=about, version__algorithm__code=code).order_by("-id")
    return uses.values_list("id", flat=True).first()


def _version(code: str, use: UUID | None) -> AlgorithmVersion:
    """Return the version the objection is about: the one that was used, the one in use, or the newest."""
    entry = Algorithm.objects.select_related("running", "trying").filter(code=code).first()
    if entry is None:
        raise Refused(Refusal("algorithms.entry_unknown"))
    if use is not None:
        used = AlgorithmUse.objects.select_related("version").filter(id=use, version__algorithm=entry).first()
        if used is None:
            raise Refused(Refusal("algorithms.entry_unknown"))
        return used.version
    newest = AlgorithmVersion.objects.filter(algorithm=entry).order_by("-n").first()
    found = entry.running or entry.trying or newest
    assert found is not None
    return found


def answer_appeal(
    *, appeal_id: UUID, upheld: bool, answer: str, by: Actor, at: datetime, severe: bool = False
) -> None:
    """Answer an objection. `severe`: it did grave harm, which stops the entry at once. The same again changes nothing.

    Raises Refused ``algorithms.answer_not_entitled``, ``algorithms.appeal_answered``, ``algorithms.answer_missing``,
    ``algorithms.text_too_long``, ``algorithms.severe_not_upheld``, ``loops.not_theirs``.
    """
    with transaction.atomic(durable=True):
        version = AlgorithmAppeal.objects.select_related("version").get(id=appeal_id).version
        hold(version.loop_id)
        row = AlgorithmAppeal.objects.select_for_update().get(id=appeal_id)
        if by.may(MANAGE) and (row.upheld, row.severe, row.answer) == (upheld, severe, answer.strip()):
            return
        answered = row.answered_at is not None
        ensure(answer_refusal(by, answer=answer, answered=answered, upheld=upheld, severe=severe))
        settle_duty(loop_id=version.loop_id, what=APPEAL, by=by, at=at, only=row.obligation)
        row.answered_at, row.upheld, row.severe, row.answer = at, upheld, severe, answer.strip()
        row.save(update_fields=["answered_at", "upheld", "severe", "answer"])
        if severe:
            _stop(version, by=by, at=at)
        fact = AppealAnswered(upheld=upheld, severe=severe, text=Private(row.answer))
        record(fact, subject=row.id, by=by.name(), at=at)


def _stop(version: AlgorithmVersion, *, by: Actor, at: datetime) -> None:
    """Stop what did grave harm at once, where it still speaks: a day is long until the next look."""
    entry = Algorithm.objects.select_for_update().get(id=version.algorithm_id)
    speaks = version.id in (entry.running_id, entry.trying_id)
    if speaks and not entry.suspended:
        suspend(entry, version, (APPEALS,), by=by, at=at)


def erase_appeals(*, before: datetime, by: Actor, at: datetime, limit: int = 20) -> int:
    """Erase what was written in objections that were answered before a time, and the answers; return how many.

    That there was one, and whether it was right, stays.
    """
    with transaction.atomic(durable=True):
        rows = AlgorithmAppeal.objects.filter(answered_at__lt=before).exclude(text="")
        some = list(rows.order_by("answered_at", "id").select_for_update(skip_locked=True)[:limit])
        for row in some:
            row.text = row.answer = ""
            row.save(update_fields=["text", "answer"])
            erase_openings(subject=row.id)
            record(TextsErased(what=WORDS, because=TIME_OVER), subject=row.id, by=by.name(), at=at)
        return len(some)
