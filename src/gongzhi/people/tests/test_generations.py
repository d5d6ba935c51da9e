"""Key generations: live keys go on with the months, and what nothing needs any more is destroyed."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.models import Fact
from gongzhi.ledger.public import record
from gongzhi.people.actions.destroy_generation import destroy_generation
from gongzhi.people.actions.note_generations import note_generations
from gongzhi.people.actions.rewrap_keys import rewrap_keys
from gongzhi.people.facts import SYSTEM, IdentityErased
from gongzhi.people.models import KeyGeneration
from gongzhi.people.tests.test_vault import matter_of, revealed, soon
from gongzhi.people.turning import Turner, retire_generation, turn_keys
from gongzhi.people.vault.identity import Identity, forget, keep, live_keys, read
from gongzhi.people.vault.keys import GenerationGone, key_store

pytestmark = pytest.mark.django_db(transaction=True)

NOVEMBER = datetime(2026, 11, 28, 10, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, 0, 5, tzinfo=UTC)
WHO = Identity(name="王小满", phone="13800000001")


@pytest.fixture(autouse=True)
def _keys(tmp_path: Path, settings: Any) -> None:
    settings.GONGZHI_KEYS = tmp_path / "keys"


def kept(at: datetime = NOVEMBER) -> UUID:
    contact = new_id()
    with transaction.atomic():
        keep(contact, WHO, subject=matter_of(contact), at=at)
    return contact


def forgotten(contact: UUID) -> None:
    with transaction.atomic():
        erasing = IdentityErased(contact_id=contact, because="ASKED")
        fact = record(erasing, subject=matter_of(contact), by="system", at=NOVEMBER)
        assert forget(contact, fact=fact)


def raw(contact: UUID) -> tuple[bytes, bytes]:
    with connection.cursor() as cursor:
        cursor.execute("select sealed, wrapped from vault.identity where contact = %s", [contact])
        sealed, wrapped = cursor.fetchone() or (b"", b"")
    return bytes(sealed), bytes(wrapped)


def test_live_keys_go_on_with_the_month() -> None:
    contacts = [kept() for _each in range(3)]
    before = [raw(contact) for contact in contacts]
    assert turn_keys(by=SYSTEM, at=NOVEMBER).wrapped == 0
    turned = turn_keys(by=SYSTEM, at=DECEMBER)
    assert (turned.wrapped, turned.lost, turned.destroyed) == (3, 0, ())
    assert live_keys() == {"2026-12": 3}
    for contact, (sealed, wrapped) in zip(contacts, before, strict=True):
        assert raw(contact)[0] == sealed, "only the key is wrapped anew"
        assert raw(contact)[1] != wrapped
        assert read(contact, fact=revealed(contact, until=soon())) == WHO
    assert turn_keys(by=SYSTEM, at=DECEMBER).wrapped == 0
    row = KeyGeneration.objects.get(name="2026-11")
    assert (row.left_at, row.destroyed_at) == (DECEMBER, None)


def test_more_keys_than_one_batch_go_on_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongzhi.people.actions.rewrap_keys._BATCH", 2)
    for _each in range(5):
        kept()
    assert rewrap_keys(by=SYSTEM, at=DECEMBER) == (5, 0)


def test_the_worker_goes_on_in_small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongzhi.people.actions.rewrap_keys._BATCH", 2)
    for _each in range(5):
        kept()
    turner = Turner()
    assert [turner.turn(by=SYSTEM, at=DECEMBER, batches=1) for _each in range(4)] == [2, 2, 1, 0]
    assert live_keys() == {"2026-12": 5}
    assert KeyGeneration.objects.get(name="2026-11").left_at == DECEMBER
    assert turner.turn(by=SYSTEM, at=DECEMBER + timedelta(days=90)) == 6, (
        "and from the beginning, months later"
    )


def test_a_generation_is_destroyed_when_its_backups_have_had_their_time() -> None:
    contact = kept()
    turn_keys(by=SYSTEM, at=NOVEMBER)
    turn_keys(by=SYSTEM, at=DECEMBER)
    assert turn_keys(by=SYSTEM, at=DECEMBER + timedelta(days=89)).destroyed == ()
    assert "2026-11" in key_store().generations()
    over = DECEMBER + timedelta(days=90)
    assert turn_keys(by=SYSTEM, at=over).destroyed == ("2026-11",)
    assert "2026-11" not in key_store().generations()
    assert KeyGeneration.objects.get(name="2026-11").destroyed_at == over
    assert turn_keys(by=SYSTEM, at=over + timedelta(days=1)).destroyed == ()
    told = Fact.objects.filter(kind="people.key_generation_destroyed")
    assert told.count() == 1
    with pytest.raises(GenerationGone):
        key_store().unwrap(b"", generation="2026-11", about=b"")
    assert read(contact, fact=revealed(contact, until=soon())) == WHO, "what lives has gone on"


def test_a_turn_that_was_killed_is_made_up_for() -> None:
    kept()
    turn_keys(by=SYSTEM, at=DECEMBER)
    key_store().destroy("2026-11")  # and killed before the commit
    over = DECEMBER + timedelta(days=90)
    assert turn_keys(by=SYSTEM, at=over).destroyed == ("2026-11",)
    assert Fact.objects.filter(kind="people.key_generation_destroyed").count() == 1


def test_a_key_whose_generation_is_lost_stops_nobody() -> None:
    lost = kept()
    (Path(str(key_store()._folder)) / "kek-2026-11.key").unlink()  # type: ignore[attr-defined]
    other = kept(datetime(2026, 10, 3, tzinfo=UTC))
    turned = turn_keys(by=SYSTEM, at=DECEMBER)
    assert (turned.wrapped, turned.lost) == (1, 1)
    assert read(other, fact=revealed(other, until=soon())) == WHO
    assert KeyGeneration.objects.filter(name="2026-11").first() is None
    assert live_keys() == {"2026-11": 1, "2026-12": 1}
    with pytest.raises(Refused) as refused:
        read(lost, fact=revealed(lost, until=soon()))
    assert refused.value.refusal.code == "people.key_missing"


def test_by_hand_only_what_nobody_needs_is_destroyed() -> None:
    kept()
    assert not retire_generation(generation="2026-11", by=SYSTEM, at=NOVEMBER), "this month's"
    assert not retire_generation(generation="2026-11", by=SYSTEM, at=DECEMBER), "a live key is under it"
    turn_keys(by=SYSTEM, at=DECEMBER)
    assert retire_generation(generation="2026-11", by=SYSTEM, at=DECEMBER)
    assert not retire_generation(generation="2026-11", by=SYSTEM, at=DECEMBER), (
        "a second time changes nothing"
    )
    assert key_store().generations() == ["2026-12"]


def test_who_tells_late_of_a_month_that_is_gone_uses_a_later_one() -> None:
    kept()
    turn_keys(by=SYSTEM, at=DECEMBER)
    assert retire_generation(generation="2026-11", by=SYSTEM, at=DECEMBER)
    contact = kept(NOVEMBER)
    assert live_keys() == {"2026-12": 2}
    assert read(contact, fact=revealed(contact, until=soon())) == WHO


def test_a_key_wrapped_by_somebody_else_in_the_meantime_is_left_alone() -> None:
    contact = kept()
    _sealed, wrapped = raw(contact)
    with connection.cursor() as cursor:
        cursor.execute("select vault.rewrap(%s, %s, %s, %s)", [contact, b"another", b"mine", "2026-12"])
        assert cursor.fetchone() == (False,)
    assert raw(contact)[1] == wrapped


@pytest.mark.parametrize("generation", ["2026-11", "2026-10", "later", "2026-13", ""])
def test_a_key_goes_to_no_generation_but_a_later_one(generation: str) -> None:
    contact = kept()
    _sealed, wrapped = raw(contact)
    with connection.cursor() as cursor:
        cursor.execute("select vault.rewrap(%s, %s, %s, %s)", [contact, wrapped, b"rubbish", generation])
        assert cursor.fetchone() == (False,)
    assert raw(contact)[1] == wrapped


def test_what_was_left_takes_no_new_key_even_told_late() -> None:
    contact = kept()
    forgotten(contact)
    turn_keys(by=SYSTEM, at=DECEMBER)
    assert KeyGeneration.objects.get(name="2026-11").left_at == DECEMBER
    assert key_store().generations() == ["2026-11"], "nothing has asked for December yet"
    late = kept(NOVEMBER)
    assert live_keys() == {"2026-12": 1}
    assert destroy_generation(name="2026-11", by=SYSTEM, at=DECEMBER)
    assert read(late, fact=revealed(late, until=soon())) == WHO


def test_no_generation_is_destroyed_while_somebody_wraps_under_it() -> None:
    first = kept()
    forgotten(first)
    note_generations(by=SYSTEM, at=NOVEMBER)  # known, and not left yet
    contact, wraps, goes_on = new_id(), threading.Event(), threading.Event()

    def keeps() -> None:
        with transaction.atomic():
            keep(contact, WHO, subject=matter_of(contact), at=NOVEMBER)
            wraps.set()
            goes_on.wait(10)
        connection.close()

    def destroys() -> bool:
        try:
            return destroy_generation(name="2026-11", by=SYSTEM, at=DECEMBER)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        keeping = pool.submit(keeps)
        assert wraps.wait(10)
        destroying = pool.submit(destroys)
        time.sleep(0.5)
        assert not destroying.done(), "it waits for whoever wraps"
        goes_on.set()
        keeping.result(10)
        assert destroying.result(10) is False
    assert read(contact, fact=revealed(contact, until=soon())) == WHO
