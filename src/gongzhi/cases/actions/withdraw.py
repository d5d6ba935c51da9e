"""Withdraw a case. Pressed withdrawals are a known game: a neutral desk asks whether it was meant."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.actions.family import hold_family
from gongzhi.cases.actions.helped import note_helped
from gongzhi.cases.actions.signals import note_signals
from gongzhi.cases.actions.step import step
from gongzhi.loops.public import Words, already_done, hold
from gongzhi.people.facts import Actor, HelpedAct


def withdraw(*, case_id: UUID, why: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Let the resident ask to withdraw; the case waits for the callback desk's question."""
    with transaction.atomic(durable=True):
        hold_family(case_id)
        if once and already_done(once):
            return
        note_helped(HelpedAct.WITHDRAW, case_id=case_id, by=by, at=at)
        step("withdraw", case_id=case_id, by=by, at=at, words=Words(text=why), once=once)


def confirm_withdrawal(
    *,
    case_id: UUID,
    meant: bool,
    note: str,
    by: Actor,
    at: datetime,
    pressed: bool | None = None,
    once: UUID | None = None,
) -> None:
    """Let the callback desk record what the resident said: meant or not, and whether somebody pressed for it."""
    event = "withdrawal_confirmed" if meant else "withdrawal_not_meant"
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        step(event, case_id=case_id, by=by, at=at, words=Words(text=note), once=once)
        note_signals(case_id=case_id, lead=None, words="", pressed=pressed, by=by, at=at)
