"""Sessions: begun, and ended by their owner or by the security administrator."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.accounts.facts import Device, SessionsEnded, Way
from gongzhi.accounts.models import OpenSession
from gongzhi.accounts.rules import reason_refusal, security_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.organization.public import covers_account
from gongzhi.people.facts import Actor


def begin_session(*, account_id: UUID, device: Device, way: Way, by: Actor, at: datetime) -> UUID:
    """Note that a session began. No fact: when somebody comes and goes is nobody's business."""
    with transaction.atomic(durable=True):
        row = OpenSession.objects.create(account_id=account_id, device=device, way=way, begun_at=at)
    return row.id


def leave_session(*, session_id: UUID, by: Actor, at: datetime) -> None:
    """Note that somebody signed out; like its beginning this is no fact."""
    with transaction.atomic(durable=True):
        OpenSession.objects.filter(id=session_id, ended_at=None).update(ended_at=at)


def end_own_sessions(
    *, account_id: UUID, only: UUID | None, but: UUID | None, by: Actor, at: datetime
) -> int:
    """End one of one's own sessions, or all `but` the one it is done in; return how many.

    Raises Refused ``accounts.not_entitled`` for somebody else's.
    """
    if by.account_id != account_id:
        raise Refused(Refusal("accounts.not_entitled"))
    with transaction.atomic(durable=True):
        rows = OpenSession.objects.filter(account=account_id, ended_at=None)
        rows = rows.filter(id=only) if only else rows.exclude(id=but) if but else rows
        return _end(rows, account_id, reason=None, by=by, at=at)


def end_sessions(*, account_id: UUID, reason: str, by: Actor, at: datetime) -> int:
    """End all sessions of somebody else; return how many.

    Raises Refused ``accounts.not_entitled``, ``accounts.own_account``, ``accounts.outside_area``,
    ``accounts.reason_missing``, ``accounts.reason_too_long``.
    """
    ensure(security_refusal(by, account=account_id, covers=covers_account(by.division, account_id)))
    ensure(reason_refusal(reason))
    with transaction.atomic(durable=True):
        rows = OpenSession.objects.filter(account=account_id, ended_at=None)
        return _end(rows, account_id, reason=Private(reason), by=by, at=at)


def _end(rows, account_id: UUID, *, reason: Private | None, by: Actor, at: datetime) -> int:  # type: ignore[no-untyped-def]
    count: int = rows.update(ended_at=at)
    if count:
        fact = SessionsEnded(account_id=account_id, sessions=count, reason=reason)
        record(fact, subject=account_id, by=by.name(), at=at)
    return count
