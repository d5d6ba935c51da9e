"""Say how a unit is told beside its list: a mailbox of the office, a group's webhook, at once or once a day."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.notices.facts import HookKind, UnitTold, Way
from gongzhi.notices.models import UnitWay
from gongzhi.notices.rules import email_refusal, hook_refusal, may_set_unit
from gongzhi.people.facts import Actor


def set_unit_way(
    *,
    way: Way,
    on: bool,
    at_once: bool,
    address: str,
    by: Actor,
    at: datetime,
    kind: HookKind | None = None,
    secret: str = "",
) -> None:
    """Let the actor's unit be told by `way`, or not; an empty secret keeps the one there is.

    Raises Refused: ``notices.not_head``, ``notices.email_malformed``, ``notices.hook_host``,
    ``notices.way_needs_address``.
    """
    ensure(may_set_unit(by))
    if on:
        ensure(_address_refusal(way, address))
    assert by.unit_id
    with transaction.atomic(durable=True):
        row = UnitWay.objects.select_for_update().filter(unit=by.unit_id, way=way).first()
        if row is None:
            if not on:
                return
            row = UnitWay(unit_id=by.unit_id, way=way)
        row.on, row.at_once, row.at = on, at_once, at
        row.address, row.kind = address or row.address, kind or row.kind or ""
        row.secret = secret or row.secret
        row.save()
        told = UnitTold(
            unit_id=by.unit_id,
            way=way,
            on=on,
            at_once=at_once,
            address=Private(row.address) if row.address else None,
        )
        record(told, subject=by.unit_id, by=by.name(), at=at)


def _address_refusal(way: Way, address: str) -> Refusal | None:
    if not address:
        raise Refused(Refusal("notices.way_needs_address"))
    if way is Way.EMAIL:
        return email_refusal(address)
    return hook_refusal(address, settings.GONGZHI_HOOK_HOSTS)
