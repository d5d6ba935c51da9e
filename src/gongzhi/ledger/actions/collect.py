"""Keep what witnesses say of this node's checkpoints."""

import logging
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from gongzhi.ledger.actions.record import record
from gongzhi.ledger.models import Cosignature
from gongzhi.ledger.notes import Verified, Verifier
from gongzhi.ledger.witness_facts import TimesDiffer, WitnessRefused
from gongzhi.ledger.witnesses import cosigned_up_to, key_text, last_refusal, subject_of

_OUTSIDE = """
    select count(*), min(place.position), min(fact.at), max(fact.at)
    from gongzhi_entry place join gongzhi_fact fact on fact.id = place.fact_id
    where place.position >= %s and place.position < %s and (fact.at < %s or fact.at > %s)
"""

_log = logging.getLogger("gongzhi.ledger")


def keep_cosignature(*, size: int, name: str, cosignature: Verified, by: str, at: datetime) -> bool:
    """Keep a witness's line under the checkpoint of `size`; return whether it is new.

    That is no fact: it would make the log grow, and be cosigned in turn, without end. A fact is what the line brings
    to light: entries whose own time is far from the first moment somebody else saw them.
    """
    seconds = cosignature.seconds
    assert seconds is not None
    moment = datetime.fromtimestamp(seconds, UTC)
    with transaction.atomic(durable=True):
        before = cosigned_up_to()
        _row, made = Cosignature.objects.get_or_create(
            checkpoint_id=size,
            key=key_text(cosignature.verifier.public),
            defaults={"name": name, "line": cosignature.line.removesuffix("\n"), "at": moment},
        )
        # Before the first witness nobody could have seen anything; that is no news about each entry.
        if made and before is not None and size > before:
            _compare_times(before, size, moment, by=by, at=at)
    return made


def note_refusal(*, witness: Verifier, name: str, size: int, code: str, by: str, at: datetime) -> bool:
    """Put on record that a witness does not cosign, once as long as it says the same; return whether it is news."""
    with transaction.atomic(durable=True):
        last = last_refusal(witness.public)
        done = cosigned_up_to(key_text(witness.public))
        if last and last.data["code"] == code and (done is None or last.data["size"] > done):
            return False
        fact = WitnessRefused(name=name, vkey=witness.vkey(), size=size, code=code)
        record(fact, subject=subject_of(witness.public), by=by, at=at)
    _log.error("a witness refused the log", extra={"witness": name, "size": size, "code": code})
    return True


def _compare_times(first: int, size: int, moment: datetime, *, by: str, at: datetime) -> None:
    """Record it when entries from `first` on say a time that is far from the one at which they were first seen."""
    limit = timedelta(seconds=settings.GONGZHI_WITNESS_LIMIT)
    with connection.cursor() as cursor:
        cursor.execute(_OUTSIDE, [first, size, moment - limit, moment + limit])
        count, position, earliest, latest = cursor.fetchone()
    if count:
        apart = max(abs(moment - earliest), abs(moment - latest))
        fact = TimesDiffer(count=count, first=position, size=size, seconds=int(apart.total_seconds()))
        record(fact, subject=None, by=by, at=at)
        _log.error("entries were cosigned late", extra={"count": count, "size": size})
