"""Open an ended case again 重办."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.actions.helped import note_helped
from gongzhi.cases.actions.step import step
from gongzhi.cases.rules import text_refusal
from gongzhi.cases.together import reopen_refusal
from gongzhi.kernel.refusals import ensure
from gongzhi.loops.public import Words, already_done, hold
from gongzhi.people.facts import Actor, HelpedAct


def reopen(*, case_id: UUID, why: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Open a case again within the window of the profile, from any kind of end.

    The first deadline stays on record; the new limit is half of it. An earlier judgement stands in
    the story and is taken out of the figures. Raises Refused as the loop does.
    """
    ensure(reopen_refusal(by))
    ensure(text_refusal(why))
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        note_helped(HelpedAct.JUDGE, case_id=case_id, by=by, at=at)
        step("reopen", case_id=case_id, by=by, at=at, words=Words(text=why), once=once)
