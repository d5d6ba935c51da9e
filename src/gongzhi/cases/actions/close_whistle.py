"""End a whistle: the town in words, or the system where the town no longer leads the case."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.cases.helping import open_calls, standing
from gongzhi.cases.models import Whistle, WhistleCall
from gongzhi.cases.rules import text_refusal
from gongzhi.cases.whistle_facts import WhistleEnded, WhistleEnding
from gongzhi.cases.whistle_rules import conclude_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Receipt, already_done, hold, keep_receipt
from gongzhi.people.facts import Actor


def conclude_whistle(*, case_id: UUID, text: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Let the town say what came of it, when no department's part is open.

    Raises Refused: ``cases.no_whistle``, ``cases.not_yours``, ``loops.parts_open`` and those of a text.
    """
    ensure(text_refusal(text))
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        row = Whistle.objects.filter(loop=case_id, concluded_at=None).first()
        if row is None:
            raise Refused(Refusal("cases.no_whistle"))
        ensure(conclude_refusal(by, town=row.town_id, open_parts=len(open_calls(case_id))))
        _end(row, WhistleEnding.CONCLUDED, text=text, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="conclude_whistle"))


def close_if_stale(*, case_id: UUID, by: Actor, at: datetime) -> None:
    """End an open whistle whose town no longer leads the case, inside the caller's transaction.

    While the case is only elsewhere (asked up, parked, a return looked at) the whistle waits with it, and goes
    on if the same town gets it back. `web` runs it when a case moves.
    """
    assert connection.in_atomic_block
    row = Whistle.objects.filter(loop=case_id, concluded_at=None).first()
    if row is None:
        return
    hold(case_id)
    row.refresh_from_db()
    if row.concluded_at is not None:
        return
    case = standing(case_id)
    ending = None
    if case.ended:
        ending = WhistleEnding.CASE_ENDED
    elif case.state == "joined":
        ending = WhistleEnding.JOINED
    elif case.lead != row.town_id or row.town_id not in case.holders.get("lead", ()):
        ending = WhistleEnding.LEAD_CHANGED
    if ending:
        _end(row, ending, text="", by=by, at=at)


def _end(row: Whistle, ending: WhistleEnding, *, text: str, by: Actor, at: datetime) -> None:
    row.ending, row.conclusion, row.concluded_at = ending, text, at
    row.save(update_fields=["ending", "conclusion", "concluded_at"])
    WhistleCall.objects.filter(whistle=row, over_at=None).update(over_at=at)
    fact = WhistleEnded(
        whistle_id=row.id, unit_id=row.town_id, ending=ending, text=Private(text) if text else None
    )
    record(fact, subject=row.loop_id, by=by.name(), at=at)
