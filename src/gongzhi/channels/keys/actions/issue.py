"""Give another system a key, and take it back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.channels.keys.facts import KeyIssued, KeyRevoked, Scope
from gongzhi.channels.keys.models import ApiKey
from gongzhi.channels.keys.queries import digest_of, forget_known
from gongzhi.channels.keys.rules import PER_DAY, PER_MINUTE, issue_refusal
from gongzhi.kernel.ids import new_code, new_id
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.organization.public import unit
from gongzhi.people.facts import Actor

PREFIX, LENGTH = 8, 32  # 32 signs of 31 values are 158 bits: nobody guesses one, so a plain SHA-256 keeps it


@dataclass(frozen=True)
class Issued:
    """A new key. `text` is shown once and kept nowhere."""

    id: UUID
    text: str


def issue_key(
    *,
    name: str,
    unit_id: UUID,
    scopes: Collection[Scope],
    by: Actor,
    at: datetime,
    per_minute: int = PER_MINUTE,
    per_day: int = PER_DAY,
    once: UUID | None = None,
) -> Issued:
    """Give a key to a system a unit answers for; `per_minute` and `per_day` count requests.

    The same `once` again gives no second key, and the text of the first one to nobody: it is empty then.

    Raises Refused ``loops.not_entitled``, ``channels.key_name_missing``, ``channels.key_scope_missing``,
    ``channels.key_quota_wrong``, ``channels.key_unit_unknown``.
    """
    ensure(issue_refusal(by, name=name, scopes=scopes, per_minute=per_minute, per_day=per_day))
    home = unit(unit_id)
    if home is None:
        raise Refused(Refusal("channels.key_unit_unknown"))
    prefix = f"gz_{new_code(PREFIX)}"
    text = f"{prefix}_{new_code(LENGTH)}"
    wanted = sorted({Scope(scope) for scope in scopes})
    with transaction.atomic(durable=True):
        if once and ApiKey.objects.select_for_update().filter(id=once).exists():
            return Issued(once, "")
        row = ApiKey.objects.create(
            id=once or new_id(),
            name=name.strip(),
            unit_id=unit_id,
            division=home.division,
            scopes=",".join(wanted),
            per_minute=per_minute,
            per_day=per_day,
            prefix=prefix,
            digest=digest_of(text),
            made_at=at,
        )
        fact = KeyIssued(
            key_id=row.id,
            unit_id=unit_id,
            scopes=tuple(scope.value for scope in wanted),
            per_minute=per_minute,
            per_day=per_day,
        )
        record(fact, subject=row.id, by=by.name(), at=at)
    return Issued(row.id, text)


def revoke_key(*, key_id: UUID, by: Actor, at: datetime) -> None:
    """Take a key back; doing so again changes nothing.

    Raises Refused ``loops.not_entitled``, ``channels.key_unknown``.
    """
    if not by.may("security.manage"):
        raise Refused(Refusal("loops.not_entitled"))
    with transaction.atomic(durable=True):
        row = ApiKey.objects.select_for_update().filter(id=key_id).first()
        if row is None:
            raise Refused(Refusal("channels.key_unknown"))
        if row.revoked_at is None:
            row.revoked_at = at
            row.save(update_fields=["revoked_at"])
            record(KeyRevoked(key_id=key_id), subject=key_id, by=by.name(), at=at)
    forget_known()
