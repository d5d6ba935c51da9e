"""Watch a log of somebody else, or trust one of its keys no more."""

from datetime import datetime

from django.db import transaction

from gongzhi.ledger.actions.record import record
from gongzhi.ledger.models import WitnessedLog
from gongzhi.ledger.notes import parse_vkey
from gongzhi.ledger.tree import EMPTY_ROOT
from gongzhi.ledger.witness_facts import LogTrusted
from gongzhi.ledger.witnesses import subject_of


def trust_log(*, vkey: str, trusted: bool = True, by: str, at: datetime) -> bool:
    """Cosign the log of this key as long as it only grows, or trust the key no more; return whether that is new.

    How far a log had come is never forgotten: one that is trusted again goes on from there. Raises NoteError for
    what is no key.
    """
    verifier = parse_vkey(vkey)
    with transaction.atomic(durable=True):
        WitnessedLog.objects.get_or_create(origin=verifier.name, defaults={"root": EMPTY_ROOT, "at": at})
        row = WitnessedLog.objects.select_for_update().get(origin=verifier.name)
        keys = row.vkeys.split()
        if (verifier.vkey() in keys) == trusted:
            return False
        keys = [*keys, verifier.vkey()] if trusted else [key for key in keys if key != verifier.vkey()]
        row.vkeys = "\n".join(keys)
        row.save(update_fields=["vkeys"])
        fact = LogTrusted(origin=verifier.name, vkey=verifier.vkey(), trusted=trusted)
        record(fact, subject=subject_of(verifier.name.encode()), by=by, at=at)
    return True
