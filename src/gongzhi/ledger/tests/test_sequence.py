"""Placing, hashing and signing: one batch whole or not at all, and every checkpoint leads to the next."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger import public as ledger
from gongzhi.ledger.actions import sequence as sequencing
from gongzhi.ledger.checkpoints import read_checkpoint
from gongzhi.ledger.models import Checkpoint, Edge, Entry, Fact, Head, LogKey, PendingFact, Tile
from gongzhi.ledger.notes import Ed25519Signer, Verifier, open_note, parse_vkey
from gongzhi.ledger.tests.test_actions import AT, Noted
from gongzhi.ledger.tree import (
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
)

LATER = datetime(2100, 1, 1, tzinfo=UTC)


def facts(count: int) -> None:
    with transaction.atomic():
        noted = [(Noted(number, Private("楼道灯不亮")), None) for number in range(count)]
        ledger.record_many(noted, by="system", at=AT)


def entries() -> list[bytes]:
    return [
        bytes(entry) for entry in Entry.objects.order_by("position").values_list("fact__entry", flat=True)
    ]


def everything_holds() -> None:
    """Every checkpoint is signed, is the root of its entries, and begins with each earlier one; entries are in it."""
    leaves = [leaf_hash(entry) for entry in entries()]
    signed = [parse_vkey(row.vkey) for row in LogKey.objects.all()]
    found = list(Checkpoint.objects.order_by("size"))
    for row in found:
        opened = open_note(row.note, signed)
        stated = read_checkpoint(opened.body)
        assert (stated.origin, stated.size, stated.root) == (ledger.origin(), row.size, bytes(row.root))
        assert root_of(leaves[: row.size]) == stated.root
    sizes = [(row.size, bytes(row.root)) for row in found]
    for at, (size, root) in enumerate(sizes):
        read = ledger.read_tree(size)
        for earlier, its_root in sizes[:at]:
            check_consistency(earlier, size, its_root, root, consistency_proof(earlier, size, read))
    if sizes:
        size, root = sizes[-1]
        assert size == ledger.tree_size()
        for index in {*range(0, size, max(1, size // 50)), size - 1}:
            read = ledger.read_tree(size, index)
            check_inclusion(index, size, leaves[index], inclusion_proof(index, size, read), root)


@pytest.mark.django_db
def test_a_batch_is_placed_hashed_and_signed() -> None:
    facts(3)
    assert ledger.sequence() == 3
    assert ledger.sequence() == 0
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [3]
    assert not ledger.behind()
    everything_holds()


@pytest.mark.django_db
def test_full_tiles_are_written_once_and_batches_of_any_size_lead_to_one_tree() -> None:
    facts(600)
    for limit in (1, 255, 1, 300, 43):
        assert ledger.sequence(limit=limit) == limit
    assert list(Tile.objects.order_by("number").values_list("level", "number")) == [(0, 0), (0, 1)]
    assert {edge.level: len(bytes(edge.hashes)) // 32 for edge in Edge.objects.all()} == {0: 88, 1: 2}
    assert ledger.sequence() == 0
    everything_holds()


@pytest.mark.django_db
def test_after_an_upgrade_the_tree_catches_up_in_steps() -> None:
    facts(70)
    ledger.sequence()
    with connection.cursor() as cursor:  # as migration 0007 leaves a database of before
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("delete from gongzhi_checkpoint")
        cursor.execute("delete from gongzhi_edge")
        cursor.execute("update gongzhi_head set tree_size = 0")
        cursor.execute("set local session_replication_role = origin")
    facts(2)
    assert ledger.behind()
    done = []
    while some := ledger.sequence(limit=3):
        done.append(some)
    assert done == [30, 30, 12]
    assert ledger.size() == ledger.tree_size() == 72
    everything_holds()


@pytest.mark.django_db(transaction=True)
def test_facts_that_come_one_by_one_are_placed_at_once_and_signed_together() -> None:
    facts(1)
    pause = timedelta(seconds=30)
    assert ledger.sequence(pause=pause) == 1
    facts(2)
    assert ledger.sequence(pause=pause) == 2
    assert (ledger.size(), ledger.tree_size()) == (3, 1)
    assert ledger.unsigned_since() is not None
    assert ledger.sequence(pause=pause) == 0
    assert ledger.behind()
    assert ledger.sequence(pause=timedelta(microseconds=1)) == 2
    assert ledger.unsigned_since() is None
    facts(3)
    assert ledger.sequence(limit=3, pause=pause) == 3, "a full batch waits for nothing"
    assert ledger.tree_size() == 6
    everything_holds()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["tile", "edge", "checkpoint", "head"])
def test_torn_down_at_any_write_nothing_of_the_batch_is_there(table: str) -> None:
    facts(255)
    ledger.sequence()
    facts(10)
    before = [(row.size, row.note) for row in Checkpoint.objects.all()], ledger.size(), ledger.waiting()
    event = "update" if table in {"edge", "head"} else "insert"
    with connection.cursor() as cursor:
        cursor.execute(
            "create function pulls_the_plug() returns trigger language plpgsql as"
            " $$ begin raise exception 'pulled'; end $$"
        )
        cursor.execute(
            f"create trigger plug before {event} on gongzhi_{table} for each row execute function pulls_the_plug()"
        )
    try:
        with pytest.raises(DatabaseError, match="pulled"):
            ledger.sequence()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop function pulls_the_plug cascade")
    assert (
        [(row.size, row.note) for row in Checkpoint.objects.all()],
        ledger.size(),
        ledger.waiting(),
    ) == before
    assert ledger.sequence() == 10
    assert Entry.objects.count() == Fact.objects.count() == 265
    everything_holds()


@pytest.mark.django_db
@pytest.mark.parametrize("damage", ["edge", "checkpoint", "gap"])
def test_a_tree_that_was_tampered_with_is_not_signed_on(
    damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    facts(5)
    ledger.sequence()
    facts(1)
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        if damage == "edge":
            cursor.execute(
                "update gongzhi_edge set hashes = set_byte(hashes, 40, 1 - sign(get_byte(hashes, 40))::int)"
            )
        elif damage == "checkpoint":
            cursor.execute("update gongzhi_checkpoint set root = sha256(root)")
        else:
            cursor.execute("update gongzhi_head set size = 7")
        cursor.execute("set local session_replication_role = origin")
    caplog.set_level(logging.CRITICAL, "gongzhi.ledger")
    assert ledger.sequence() == 1, "residents' matters go on"
    assert Checkpoint.objects.count() == 1
    assert ledger.sequence() == 0
    assert ledger.unsigned_since() is not None


@pytest.mark.django_db
def test_an_entry_no_bundle_could_hold_is_refused() -> None:
    from dataclasses import dataclass
    from typing import ClassVar

    @dataclass(frozen=True)
    class Long:
        kind: ClassVar[str] = "tests.long"
        text: str

    with transaction.atomic():
        ledger.record(Long("a" * 65_000), subject=None, by="system", at=LATER)
        with pytest.raises(ValueError, match=r"65535 bytes; this tests\.long has"):
            ledger.record(Long("a" * 65_536), subject=None, by="system", at=LATER)
    assert ledger.sequence() == 1


@pytest.mark.django_db
def test_the_log_grows_by_itself_when_nothing_happens() -> None:
    hour, soon = timedelta(hours=1), timedelta(microseconds=1)
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert not ledger.keep_growing(every=soon, by="system", at=at), "a log that has not begun is left alone"
    facts(1)
    assert not ledger.keep_growing(every=soon, by="system", at=at), (
        "what waits brings a checkpoint of its own"
    )
    ledger.sequence()
    assert not ledger.keep_growing(every=hour, by="system", at=at)
    assert ledger.keep_growing(every=soon, by="system", at=at)
    assert not ledger.keep_growing(every=soon, by="system", at=at), "one is enough"
    ledger.sequence()
    assert [fact.kind for fact in ledger.all_entries()] == ["tests.noted", "ledger.heartbeat"]
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [1, 2]


@pytest.mark.django_db
def test_with_a_stopped_worker_nothing_is_given_out_after_a_while(settings: Any) -> None:
    limit = timedelta(seconds=settings.GONGZHI_EVIDENCE_LIMIT)
    ledger.ensure_checkpointed(LATER)
    facts(2)
    since = PendingFact.objects.order_by("id")[0].recorded_at
    assert ledger.unsigned_since() == since
    ledger.ensure_checkpointed(since + limit)
    with pytest.raises(Refused) as refused:
        ledger.ensure_checkpointed(since + limit + timedelta(seconds=1))
    assert refused.value.refusal.code == "ledger.evidence_late"
    ledger.sequence()
    ledger.ensure_checkpointed(LATER)


class Broken:
    """A device that does not answer."""

    @property
    def verifier(self) -> Verifier:
        return DEVICE.verifier

    def sign(self, body: str) -> bytes:
        raise OSError("no answer")


DEVICE = Ed25519Signer.generate("device.example/evidence")


def device() -> Any:
    return DEVICE


def broken_device() -> Any:
    return Broken()


@pytest.mark.django_db
def test_a_device_that_does_not_answer_stops_signing_and_giving_out_and_nothing_else(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.GONGZHI_ORIGIN = DEVICE.name
    settings.GONGZHI_SIGNER = "gongzhi.ledger.tests.test_sequence:broken_device"
    facts(3)
    assert ledger.sequence() == 3
    assert (ledger.size(), Checkpoint.objects.count(), Head.objects.get().tree_size) == (3, 0, 0)
    assert "no checkpoint was signed" in caplog.text
    assert ledger.evidence_is_late(LATER)
    settings.GONGZHI_SIGNER = "gongzhi.ledger.tests.test_sequence:device"
    assert ledger.sequence() == 3
    everything_holds()
    assert not ledger.evidence_is_late(LATER)


def test_a_step_keeps_up_with_a_batch() -> None:
    assert sequencing._CATCHING_UP > 1, "or a tree that is behind would never catch up while facts arrive"


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path) -> None:
    settings.GONGZHI_KEYS = tmp_path / "keys"
