"""Records of the administration go out as a file."""

from datetime import datetime

from django.db import transaction

from gongzhi.accounts.facts import AuditExported
from gongzhi.accounts.rules import audit_refusal
from gongzhi.kernel.refusals import ensure
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor


def note_audit_export(*, rows: int, by: Actor, at: datetime) -> None:
    """Put on record that a file went out. Raises Refused ``accounts.not_entitled``."""
    ensure(audit_refusal(by))
    with transaction.atomic(durable=True):
        record(AuditExported(rows=rows), subject=None, by=by.name(), at=at)
