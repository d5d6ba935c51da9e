"""Recording, placing and following facts, on a real database with real concurrency."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

import pytest
from django.db import connection, transaction

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.ids import new_id
from gongzhi.ledger import public as ledger
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.models import Cursor, Entry, Opening

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Noted:
    kind: ClassVar[str] = "tests.noted"
    number: int
    text: Private


def note(number: int, *, subject: UUID | None = None) -> UUID:
    with transaction.atomic():
        return ledger.record(Noted(number, Private("楼道灯不亮")), subject=subject, by="system", at=AT)


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        ledger.record(Noted(1, Private("楼道灯不亮")), subject=None, by="system", at=AT)
    assert ledger.waiting() == 0


@pytest.mark.django_db
def test_a_story_tells_the_texts_and_the_order_does_not() -> None:
    subject = new_id()
    note(1, subject=subject)
    ledger.sequence()

    (told,) = ledger.story_of(subject)
    (placed,) = ledger.all_entries()

    assert told.texts == {"text": "楼道灯不亮"}
    assert (placed.id, placed.position, placed.texts) == (told.id, 0, None)


@pytest.mark.django_db
def test_an_opening_can_be_erased_while_the_entry_stays() -> None:
    subject = new_id()
    note(1, subject=subject)
    before = ledger.story_of(subject)[0]

    Opening.objects.filter(fact_id=before.id).delete()

    (after,) = ledger.story_of(subject)
    assert after.texts == {}
    assert after.data == before.data


@pytest.mark.django_db(transaction=True)
def test_the_order_has_no_gaps_while_two_write_and_two_sequence() -> None:
    per_writer, done = 60, threading.Event()
    subjects = [new_id(), new_id()]
    problems: list[BaseException] = []

    def write(subject: UUID) -> None:
        for number in range(per_writer):
            with transaction.atomic():
                ledger.record(Noted(number, Private("楼道灯不亮")), subject=subject, by="system", at=AT)
                transaction.set_rollback(number % 10 == 9)  # a serial column would leave a gap here

    def place() -> None:
        while not done.is_set() or ledger.waiting():
            ledger.sequence(limit=7)

    def run(work: object, *arguments: object) -> None:
        try:
            work(*arguments)  # type: ignore[operator]
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    writers = [threading.Thread(target=run, args=(write, subject)) for subject in subjects]
    placers = [threading.Thread(target=run, args=(place,)) for _ in range(2)]
    for thread in writers + placers:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in placers:
        thread.join()

    assert not problems
    kept = [number for number in range(per_writer) if number % 10 != 9]
    assert list(Entry.objects.order_by("position").values_list("position", flat=True)) == list(
        range(2 * len(kept))
    )
    assert ledger.size() == 2 * len(kept)
    order = list(ledger.all_entries())
    for subject in subjects:
        assert [entry.data["number"] for entry in order if entry.subject == subject] == kept


@pytest.mark.django_db(transaction=True)
def test_a_reader_resumes_after_the_last_batch_it_finished() -> None:
    for number in range(5):
        note(number)
    ledger.sequence()
    seen: list[int] = []

    def read(batch: Sequence[Recorded]) -> None:
        seen.extend(recorded.data["number"] for recorded in batch)

    def stumble(batch: Sequence[Recorded]) -> None:
        read(batch[:2])
        raise OSError("killed half-way")

    assert ledger.follow("tests", read, limit=2) == 2
    with pytest.raises(OSError, match="killed"):
        ledger.follow("tests", stumble, limit=10)
    assert ledger.follow("tests", read, limit=10) == 3
    assert ledger.follow("tests", read, limit=10) == 0
    assert seen == [0, 1, 2, 3, 2, 3, 4]
    assert ledger.follow("another", read, limit=1) == 1


@pytest.mark.django_db(transaction=True)
def test_a_reader_held_elsewhere_is_left_alone() -> None:
    note(1)
    ledger.sequence()
    ledger.follow("tests", lambda recorded: None)
    note(2)
    ledger.sequence()
    read: list[int] = []

    def elsewhere() -> None:
        read.append(ledger.follow("tests", lambda recorded: None))
        connection.close()

    with transaction.atomic():
        Cursor.objects.select_for_update().get(reader="tests")
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert read == [0]
