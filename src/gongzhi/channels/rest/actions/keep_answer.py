"""Keep what was answered to a write, so that sending it again changes nothing and is answered alike.

What happened is on record by the action behind the write; what was answered to a program is a state of delivery and
no fact.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from time import sleep
from uuid import UUID, uuid4

from django.db import connection, transaction

from gongzhi.channels.rest.facts import Answer, Kept
from gongzhi.channels.rest.models import KeptAnswer
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.public import already_done

KEPT = timedelta(days=3)  # a default of this project: whoever was offline for a weekend sends again
CLEARED = 20  # old ones that go with each new one
TRIES, PAUSE = 100, 0.1


def name_of_key(text: str) -> str:
    """Return how a key of a sender's choice is kept."""
    return sha256(text.encode()).hexdigest()


@contextmanager
def one_at_a_time(key_id: UUID, name: str) -> Iterator[None]:
    """Let the same write in once at a time, over all processes; the second waits for the first one's answer.

    A lock of the connection and not of a transaction: the action behind the write opens its own. It falls with the
    connection when a process dies. Raises Refused ``channels.write_running`` after ten seconds.
    """
    number = int.from_bytes(sha256(f"{key_id}/{name}".encode()).digest()[:8], "big", signed=True)
    for _ in range(TRIES):
        if _asked("select pg_try_advisory_lock(%s)", number):
            break
        sleep(PAUSE)
    else:
        raise Refused(Refusal("channels.write_running"))
    try:
        yield
    finally:
        _asked("select pg_advisory_unlock(%s)", number)


def begin(*, key_id: UUID, name: str, asked: str, at: datetime) -> Kept:
    """Return what is known of a write; a new one is put down first. Old ones go meanwhile."""
    with transaction.atomic(durable=True):
        old = KeptAnswer.objects.filter(at__lt=at - KEPT).order_by("at").values("pk")[:CLEARED]
        KeptAnswer.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
        row, _new = KeptAnswer.objects.get_or_create(
            key_id=key_id, name=name, defaults={"asked": asked, "once": uuid4(), "at": at}
        )
        done = already_done(row.once) is not None
    answer = Answer(row.status, row.body, row.headers) if row.status else None
    return Kept(row=row.pk, once=row.once, same=row.asked == asked, done=done, answer=answer)


def keep_answer(*, row: int, answer: Answer) -> None:
    """Put down what was answered."""
    KeptAnswer.objects.filter(pk=row).update(
        status=answer.status, body=dict(answer.body), headers=dict(answer.headers)
    )


def _asked(sql: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [number])
        (found,) = cursor.fetchone() or (False,)
    return bool(found)
