"""Put on record that a list was taken away as a file."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import connection, transaction

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import ensure
from gongzhi.ledger.public import ensure_checkpointed, facts_about, record
from gongzhi.loops.facts import ListExported
from gongzhi.loops.rules.exporting import export_refusal
from gongzhi.people.facts import Actor

RETRY = timedelta(minutes=10)  # within it the same request again is the same file and no second fact


def export_list(
    *,
    filters: Mapping[str, str],
    words: str,
    rows: int,
    cut: bool,
    purpose: str,
    once: UUID,
    by: Actor,
    at: datetime,
) -> None:
    """Record who takes which list away, how many rows it has, and what for; without this no file goes out.

    `filters` are codes; what was searched for and the purpose may name a person and are kept apart from the
    fact. Raises Refused: ``loops.not_entitled``, ``loops.purpose_missing``, ``loops.purpose_too_long``,
    ``ledger.evidence_late``.
    """
    ensure(export_refusal(by, purpose))
    ensure_checkpointed(at)
    # Whatever else is asked for with an old key is another file.
    subject = uuid5(once, repr((by.name(), sorted(filters.items()), words, purpose)))
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [subject.int % 2**63])
        if any(at - fact.at < RETRY for fact in facts_about([subject])):
            return
        fact = ListExported(
            filters=dict(filters),
            rows=rows,
            cut=cut,
            purpose=Private(purpose),
            words=Private(words) if words else None,
        )
        record(fact, subject=subject, by=by.name(), at=at)
