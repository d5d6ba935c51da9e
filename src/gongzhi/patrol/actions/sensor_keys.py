"""Keys with which the sensors of a unit are read in: made, shown once, revoked."""

import secrets
from datetime import datetime

from django.db import transaction

from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import record
from gongzhi.organization.public import unit_by_code
from gongzhi.patrol.facts import SensorKeyMade, SensorKeyRevoked
from gongzhi.patrol.models import SensorKey
from gongzhi.patrol.readings import SENSOR_CODE
from gongzhi.patrol.sensors import digest_of
from gongzhi.people.facts import Actor

# A mark by which a key is recognised where it should not stand: in a file, in a repository.
PREFIX = "gongzhi-sensors-"
_BYTES = 32


def make_sensor_key(*, name: str, unit_code: str, by: Actor, at: datetime) -> str:
    """Make a key for the sensors of a unit and return it: the only time it can be read.

    Raises Refused ``loops.not_entitled``, ``patrol.key_name_malformed``, ``patrol.key_name_taken``,
    ``organization.unknown_unit``.
    """
    _ensure_manages(by)
    if not SENSOR_CODE.fullmatch(name):
        raise Refused(Refusal("patrol.key_name_malformed"))
    unit = unit_by_code(unit_code)
    if unit is None:
        raise Refused(Refusal("organization.unknown_unit"))
    key = PREFIX + secrets.token_urlsafe(_BYTES)
    with transaction.atomic(durable=True):
        row = SensorKey(name=name, unit_id=unit.id, digest=digest_of(key), made_at=at)
        # Whoever comes second waits for the first and then finds the name taken.
        SensorKey.objects.bulk_create([row], ignore_conflicts=True)
        if not SensorKey.objects.filter(id=row.id).exists():
            raise Refused(Refusal("patrol.key_name_taken", {"name": name}))
        record(SensorKeyMade(name=name, unit_id=unit.id), subject=row.id, by=by.name(), at=at)
    return key


def revoke_sensor_key(*, name: str, by: Actor, at: datetime) -> None:
    """Revoke a key: it opens nothing from now on. Doing it again changes nothing.

    Raises Refused ``loops.not_entitled``, ``patrol.key_unknown``.
    """
    _ensure_manages(by)
    with transaction.atomic(durable=True):
        row = SensorKey.objects.select_for_update().filter(name=name).first()
        if row is None:
            raise Refused(Refusal("patrol.key_unknown", {"name": name}))
        if row.revoked_at is None:
            row.revoked_at = at
            row.save(update_fields=["revoked_at"])
            record(SensorKeyRevoked(), subject=row.id, by=by.name(), at=at)


def _ensure_manages(by: Actor) -> None:
    if not by.may("organization.manage"):
        raise Refused(Refusal("loops.not_entitled"))
