"""The kill switch: off at once, on again by a person, each with a reason that is published."""

from datetime import datetime

from django.db import transaction

from gongzhi.algorithms.models import Algorithm
from gongzhi.algorithms.queries import off_by_board
from gongzhi.algorithms.register_facts import SwitchedOff, SwitchedOn
from gongzhi.algorithms.rules.passing import REVIEW
from gongzhi.algorithms.rules.switching import off_refusal, on_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.organization.public import within
from gongzhi.people.facts import Actor


def switch_off(*, code: str, reason: str, by: Actor, at: datetime) -> None:
    """Switch an algorithm off: the next use goes the way without it. Off already, nothing changes.

    Raises Refused ``algorithms.switch_not_entitled``, ``algorithms.reason_missing``, ``algorithms.entry_unknown``.
    """
    with transaction.atomic(durable=True):
        entry = _locked(code)
        ensure(off_refusal(by, here=within(by.division, entry.division), reason=reason))
        if entry.switched_off:
            return
        entry.switched_off, entry.switched_at, entry.switched_because = True, at, reason.strip()
        entry.save(update_fields=["switched_off", "switched_at", "switched_because"])
        fact = SwitchedOff(by_board=by.may(REVIEW), reason=Private(reason.strip()))
        record(fact, subject=entry.id, by=by.name(), at=at)


def switch_on(*, code: str, reason: str, by: Actor, at: datetime) -> None:
    """Switch an algorithm on again, as far as its gates let it run. On already, nothing changes.

    Raises Refused ``algorithms.on_not_entitled`` for others where the board switched it off, and likewise.
    """
    with transaction.atomic(durable=True):
        entry = _locked(code)
        here, by_board = within(by.division, entry.division), off_by_board(entry.id)
        ensure(on_refusal(by, here=here, by_board=by_board, reason=reason))
        if not entry.switched_off:
            return
        entry.switched_off, entry.switched_at, entry.switched_because = False, at, reason.strip()
        entry.save(update_fields=["switched_off", "switched_at", "switched_because"])
        record(SwitchedOn(reason=Private(reason.strip())), subject=entry.id, by=by.name(), at=at)


def _locked(code: str) -> Algorithm:
    entry = Algorithm.objects.select_for_update().filter(code=code).first()
    if entry is None:
        raise Refused(Refusal("algorithms.entry_unknown"))
    return entry
