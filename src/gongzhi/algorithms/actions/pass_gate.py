"""Lead a version through its gates."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.algorithms.actions.versions import draw_pilot, keep_post_mortem, lock_version, step
from gongzhi.algorithms.gates import gates
from gongzhi.algorithms.rules.passing import post_mortem_refusal, share_refusal
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.loops.public import Words, already_done, holders_of
from gongzhi.people.facts import Actor

PLAIN = frozenset(
    {
        *(
            "ask_simple",
            "drop",
            "return",
            "state_impact",
            "extend",
            "ask_up",
            "report_test",
            "submit",
            "test_again",
        ),
        *("take_back", "experts_ok", "experts_bad", "ask_comparison", "pilot_ok", "pilot_bad"),
        *("better", "not_better", "begin_anew", "refuse", "reopen"),
    }
)
NAMES_TESTER = frozenset({"state_need", "send_back"})


def pass_gate(
    *,
    version_id: UUID,
    event: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    text: str = "",
    once: UUID | None = None,
) -> None:
    """Carry out one of `PLAIN`. Raises Refused those of `rules.passing` and of the loop."""
    assert event in PLAIN
    with transaction.atomic(durable=True):
        entry, row = lock_version(version_id)
        if once and already_done(once):
            return
        step(event, entry=entry, row=row, by=by, at=at, words=Words(reason=reason, text=text), once=once)


def name_tester(
    *,
    version_id: UUID,
    event: str,
    unit_id: UUID,
    by: Actor,
    at: datetime,
    reason: str = "",
    once: UUID | None = None,
) -> None:
    """Give a version to whoever states its impact and tests it: one of `NAMES_TESTER`.

    Raises Refused ``algorithms.tester_not_apart`` for the unit that wants it and for the board, and as the loop does.
    """
    assert event in NAMES_TESTER
    with transaction.atomic(durable=True):
        entry, row = lock_version(version_id)
        if once and already_done(once):
            return
        _apart(row.loop_id, unit_id, "algorithms.tester_not_apart", "owner", "board")
        words = Words(reason=reason)
        step(event, entry=entry, row=row, by=by, at=at, words=words, names=unit_id, once=once)


def send_to_experts(
    *, version_id: UUID, unit_id: UUID, by: Actor, at: datetime, once: UUID | None = None
) -> None:
    """Send what the board approved to experts outside.

    Raises Refused ``algorithms.experts_not_apart`` for a unit that has a part in it, and as the loop does.
    """
    with transaction.atomic(durable=True):
        entry, row = lock_version(version_id)
        if once and already_done(once):
            return
        _apart(row.loop_id, unit_id, "algorithms.experts_not_apart", "owner", "tester", "board")
        holders = {"expert": unit_id}
        step("send_to_experts", entry=entry, row=row, by=by, at=at, holders=holders, once=once)


def start_pilot(*, version_id: UUID, share: int, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Begin the pilot; people alone decide `share` per cent of the matters, drawn with a seed on record.

    Raises Refused ``algorithms.share_unfit``, ``algorithms.too_early``, ``algorithms.evaluation_expired``, and as the
    loop does.
    """
    with transaction.atomic(durable=True):
        entry, row = lock_version(version_id)
        if once and already_done(once):
            return
        ensure(share_refusal(share, gates=gates()))
        step("start_pilot", entry=entry, row=row, by=by, at=at, once=once)
        draw_pilot(row, share, by=by, at=at)


def retire(
    *,
    version_id: UUID,
    post_mortem: str,
    by: Actor,
    at: datetime,
    post_mortem_en: str = "",
    once: UUID | None = None,
) -> None:
    """End a version that is, or was, in production, and publish what was learned.

    Raises Refused ``algorithms.post_mortem_missing``, ``algorithms.text_too_long``, and as the loop does.
    """
    with transaction.atomic(durable=True):
        entry, row = lock_version(version_id)
        if once and already_done(once):
            return
        ensure(
            post_mortem_refusal(post_mortem)
            or (post_mortem_refusal(post_mortem_en) if post_mortem_en else None)
        )
        step("retire", entry=entry, row=row, by=by, at=at, once=once)
        keep_post_mortem(row, {"zh": post_mortem, "en": post_mortem_en}, by=by, at=at)


def _apart(loop_id: UUID, unit_id: UUID, code: str, *parties: str) -> None:
    held = holders_of(loop_id)
    if any(unit_id in held.get(party, ()) for party in parties):
        raise Refused(Refusal(code))
