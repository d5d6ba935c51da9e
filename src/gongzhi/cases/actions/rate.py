"""The town rates a department that was called to the place; the department objects; the arbiter decides."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.facts import Rating
from gongzhi.cases.models import WhistleCall
from gongzhi.cases.rules import reason_refusal, text_refusal
from gongzhi.cases.whistle_facts import DepartmentRated, RatingDecided, RatingObjected
from gongzhi.cases.whistle_rules import (
    OBJECT_WITHIN,
    RATING_OBJECTION,
    judge_rating_refusal,
    objection_refusal,
    rate_refusal,
    rating_words_refusal,
)
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import (
    Receipt,
    already_done,
    hold,
    holders_of,
    keep_receipt,
    open_duty,
    settle_duty,
    window_ends,
)
from gongzhi.people.facts import Actor


def rate(
    *,
    case_id: UUID,
    unit_id: UUID,
    rating: Rating,
    words: str = "",
    by: Actor,
    at: datetime,
    once: UUID | None = None,
) -> None:
    """Let the town rate one department of its latest whistle that is over, once.

    Raises Refused: ``cases.not_called``, ``cases.not_yours``, ``cases.whistle_not_over``,
    ``cases.rated_already``, ``cases.rating_words_missing``.
    """
    ensure(rating_words_refusal(rating, words))
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        call = _call(case_id, unit_id)
        ended = call.whistle.concluded_at is not None
        town, rated = call.whistle.town_id, call.rated_at is not None
        ensure(rate_refusal(by, town=town, department=unit_id, ended=ended, rated=rated))
        call.rating, call.rating_words, call.rated_at = rating, words, at
        call.save(update_fields=["rating", "rating_words", "rated_at"])
        fact = DepartmentRated(
            whistle_id=call.whistle_id,
            unit_id=unit_id,
            rating=rating,
            text=Private(words) if words.strip() else None,
        )
        record(fact, subject=case_id, by=by.name(), at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="rate"))


def object_to_rating(*, case_id: UUID, text: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Let a department object to its rating; the arbiter owes a decision from now on.

    Raises Refused: ``cases.not_called``, ``cases.not_rated``, ``cases.objected_already``,
    ``cases.objection_over`` and those of a text.
    """
    ensure(text_refusal(text))
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        call = _call(case_id, by.unit_id, rated=True)
        ensure(
            objection_refusal(
                by,
                department=call.unit_id,
                rated=call.rated_at is not None,
                objected=call.objected_at is not None,
                until=objection_until(case_id, call.rated_at),
                at=at,
            )
        )
        duty = open_duty(loop_id=case_id, what=RATING_OBJECTION, by=by, at=at, several=True)
        call.objection, call.objected_at, call.objection_duty = text, at, duty
        call.save(update_fields=["objection", "objected_at", "objection_duty"])
        fact = RatingObjected(whistle_id=call.whistle_id, unit_id=call.unit_id, duty=duty, text=Private(text))
        record(fact, subject=case_id, by=by.name(), at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="object_to_rating"))


def objection_until(case_id: UUID, rated_at: datetime | None) -> datetime | None:
    """Return until when a department may object to a rating of this instant."""
    return None if rated_at is None else window_ends(case_id, OBJECT_WITHIN, since=rated_at)


def decide_rating(
    *,
    case_id: UUID,
    unit_id: UUID,
    upheld: bool,
    reason: str,
    by: Actor,
    at: datetime,
    once: UUID | None = None,
) -> None:
    """Let the arbiter decide on a department's objection: upheld, the rating is set aside.

    Raises Refused: ``cases.no_objection``, ``cases.not_yours``, ``loops.own_work``, ``cases.reason_missing``.
    """
    ensure(reason_refusal(reason))
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        call = _call(case_id, unit_id, waits=True)
        ensure(
            judge_rating_refusal(
                by,
                town=call.whistle.town_id,
                department=unit_id,
                arbiter=holders_of(case_id).get("arbiter", ()),
                waits=call.objected_at is not None and call.upheld is None,
            )
        )
        settle_duty(loop_id=case_id, what=RATING_OBJECTION, by=by, at=at, only=call.objection_duty)
        call.upheld = upheld
        call.save(update_fields=["upheld"])
        fact = RatingDecided(
            whistle_id=call.whistle_id, unit_id=unit_id, upheld=upheld, reason=Private(reason)
        )
        record(fact, subject=case_id, by=by.name(), at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="decide_rating"))


def _call(case_id: UUID, unit_id: UUID | None, *, waits: bool = False, rated: bool = False) -> WhistleCall:
    """Return the call of a department by the latest whistle.

    First come: with `waits` one whose objection is not decided, with `rated` the latest that was rated.
    """
    rows = WhistleCall.objects.select_related("whistle").filter(whistle__loop=case_id, unit=unit_id)
    rows = rows.order_by("-whistle__called_at", "-id")
    wanted = None
    if waits:
        wanted = rows.filter(objected_at__isnull=False, upheld=None).last()
    elif rated:
        wanted = rows.filter(rated_at__isnull=False).first()
    call = wanted or rows.first()
    if call is None:
        raise Refused(Refusal("cases.not_called"))
    return call
