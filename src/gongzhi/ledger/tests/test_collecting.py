"""Collecting cosignatures from real witnesses over HTTP: honest ones, silent ones, lying ones."""

import logging
import socket
import threading
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from gongzhi.kernel.instants import now
from gongzhi.ledger import asking, collecting
from gongzhi.ledger.actions import collect
from gongzhi.ledger.collecting import Collector, trouble_key
from gongzhi.ledger.models import Checkpoint, Cosignature, Fact
from gongzhi.ledger.notes import CosignatureSigner, Ed25519Signer, parse_vkey
from gongzhi.ledger.own_policy import own_policy
from gongzhi.ledger.policy import PolicyError
from gongzhi.ledger.queries import keys_in_force
from gongzhi.ledger.rules import read_entry
from gongzhi.ledger.stored_tree import last_checkpoint
from gongzhi.ledger.tests.witnesses_at_work import (
    answering,
    grow,
    line_of,
    note,
    place,
    refusals,
    rounds,
    write_policy,
)
from gongzhi.ledger.witness_store import FileStore
from gongzhi.ledger.witnesses import quorum_view, times_that_differ, uncosigned_since
from gongzhi.ledger.witnessing import Watched

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings: Any) -> Path:
    settings.GONGZHI_KEYS = tmp_path / "keys"
    settings.GONGZHI_KEYS.mkdir()
    return settings.GONGZHI_KEYS


def test_without_a_policy_nobody_is_asked(keys: Path) -> None:
    grow()
    collector = Collector(by="system")
    assert collector.turn(at=now()) == 0
    assert not collector.waits
    assert own_policy() is None
    (keys / "policy").write_text("quorum q\n")
    with pytest.raises(PolicyError):
        collector.turn(at=now() + timedelta(minutes=1))


def test_every_witness_cosigns_the_same_checkpoint_and_the_quorum_is_met(tmp_path: Path, keys: Path) -> None:
    first, second = place("first", tmp_path), place("second", tmp_path)
    size = grow(3)
    with first.serving() as one, second.serving() as two:
        write_policy(keys, {first: one, second: two})
        policy = own_policy()
        assert policy is not None
        before = quorum_view(policy)
        assert (before.size, [str(lack) for lack in before.lacks]) == (
            None,
            ["q needs 2, has 0, missing: w0 w1"],
        )
        assert uncosigned_since() is not None
        collector = Collector(by="system")
        at = rounds(collector)
        assert set(Cosignature.objects.values_list("checkpoint_id", "key")) == {
            (size, first.key),
            (size, second.key),
        }
        found = quorum_view(policy)
        assert (found.size, found.lacks) == (size, ())
        assert found.at is not None
        assert uncosigned_since() is None
        newest = last_checkpoint()
        assert newest is not None
        assert policy.open(newest.text)

        larger = grow(300)
        rounds(collector, at=at)
        assert Cosignature.objects.filter(checkpoint_id=larger).count() == 2
    assert first.told == ["200 cosigned " + newest.note.split("\n")[0]] * 2
    # Neither lines nor rounds are facts: two nodes that watch each other come to rest.
    assert not Fact.objects.filter(kind__startswith="ledger.", actor="system").exists()


def test_who_knows_the_log_already_names_the_size_to_begin_from(tmp_path: Path, keys: Path) -> None:
    """A new worker believes what the table says; a witness may have seen more."""
    one = place("one", tmp_path)
    grow(5)
    with one.serving() as url:
        write_policy(keys, {one: url})
        rounds(Collector(by="system"))
        with connection.cursor() as cursor:
            cursor.execute("set session_replication_role = replica")
            cursor.execute("delete from gongzhi_cosignature")
            cursor.execute("set session_replication_role = origin")
        size = grow(5)
        rounds(Collector(by="system"))
        assert list(Cosignature.objects.values_list("checkpoint_id", flat=True)) == [size]
    assert [line.split()[0] for line in one.told] == ["200", "409", "200"]


def test_a_silent_witness_keeps_nobody_waiting_and_is_no_fact(
    tmp_path: Path, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "SECONDS", 1)
    one, silent, dead = (place(name, tmp_path) for name in ("one", "silent", "dead"))
    size = grow()
    with ExitStack() as stack:
        url = stack.enter_context(one.serving())
        ear = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        mute = f"http://127.0.0.1:{ear.getsockname()[1]}"
        write_policy(keys, {one: url, silent: mute, dead: "http://127.0.0.1:1"}, quorum="any")
        collector = Collector(by="system")
        at = now()
        began = datetime.now(UTC)
        collector.turn(at=at)
        assert (datetime.now(UTC) - began).total_seconds() < 0.5
        rounds(collector, at=at)
        policy = own_policy()
        assert policy is not None
        assert quorum_view(policy).size == size
        from django.core.cache import cache

        assert cache.get(trouble_key("w2")) == "unreachable"
        assert cache.get(trouble_key("w0")) is None
    assert refusals(dead) == refusals(silent) == []


def test_who_answers_a_byte_at_a_time_keeps_nobody_waiting(
    tmp_path: Path, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It runs into no time-out, so it is left hanging: by one thread, and not asked again while that hangs."""
    asked: list[str] = []
    over = threading.Event()

    def post(url: str, body: bytes) -> asking.Reply:
        if url != "http://slow":
            return real(url, body)
        asked.append(url)
        over.wait(60)
        return asking.Reply(0, kind="unreachable")

    real = asking.post
    monkeypatch.setattr(asking, "post", post)
    one, slow = place("one", tmp_path), place("slow", tmp_path)
    grow()
    with one.serving() as url:
        write_policy(keys, {one: url, slow: "http://slow"}, quorum="any")
        collector, at = Collector(by="system"), now()
        for _minute in range(10):
            collector.turn(at=at)
            collector.wait(0.5)
            size = grow()
            at += collecting.PATIENCE * 2
        assert len(asked) == 1
        assert set(Cosignature.objects.values_list("key", flat=True)) == {one.key}
        assert (
            Cosignature.objects.order_by("-checkpoint_id").values_list("checkpoint_id", flat=True)[0]
            >= size - 3
        )
        over.set()
        for _minute in range(3):
            collector.turn(at=at)
            collector.wait(0.5)
            at += timedelta(minutes=10)
        assert len(asked) > 1


def test_no_transaction_is_open_while_a_witness_is_asked(
    tmp_path: Path, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the thread that waits has no connection to the database at all."""
    seen: list[tuple[bool, bool]] = []
    post = asking.post

    def watched(url: str, body: bytes) -> asking.Reply:
        seen.append((connection.in_atomic_block, connection.connection is None))
        return post(url, body)

    monkeypatch.setattr(asking, "post", watched)
    one = place("one", tmp_path)
    grow()
    with one.serving() as url:
        write_policy(keys, {one: url})
        rounds(Collector(by="system"))
    assert seen == [(False, True)]


def test_a_refusal_is_on_record_once_until_the_witness_cosigns_again(
    tmp_path: Path, keys: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The operator of the log cut it and grew it anew; whoever saw the old one says so, and goes on saying so."""
    one = place("one", tmp_path)
    grow(5)
    with one.serving() as url:
        write_policy(keys, {one: url})
        honest = FileStore(one.path, one.signer.verifier, [parse_vkey(vkey) for vkey in keys_in_force()])
        origin = keys_in_force()[0].split("+")[0]
        before = honest.find(origin)
        assert before is not None
        # It saw another history of the same log.
        assert honest.swap(before, Watched(origin, before.verifiers, 4, b"\x01" * 32, "seen"))
        collector = Collector(by="system")
        at = rounds(collector)
        with caplog.at_level(logging.ERROR, logger="gongzhi.ledger"):
            size = grow(1)
            rounds(collector, count=60, at=at)
        assert [code for _size, code in refusals(one)] == ["inconsistent"]
        policy = own_policy()
        assert policy is not None
        view = quorum_view(policy).witnesses[0]
        assert (view.size, view.refused) == (None, "inconsistent")
        # It is put right; the line comes, and the refusal is history.
        wrong = honest.find(origin)
        assert wrong is not None
        assert honest.swap(wrong, before)
        rounds(Collector(by="system"))
        view = quorum_view(policy).witnesses[0]
        assert view.refused == ""
        assert view.size is not None
        assert view.size == size
    assert len([line for line in one.told if line.startswith("422 inconsistent")]) > 1


def test_a_witness_that_saw_more_than_there_is_tells_of_a_history_set_back(
    tmp_path: Path, keys: Path
) -> None:
    one = place("one", tmp_path)
    size = grow(5)
    with one.serving() as url:
        write_policy(keys, {one: url})
        store = FileStore(one.path, one.signer.verifier, [parse_vkey(vkey) for vkey in keys_in_force()])
        origin = keys_in_force()[0].split("+")[0]
        before = store.find(origin)
        assert before is not None
        assert store.swap(before, Watched(origin, before.verifiers, 1000, b"\x01" * 32, "seen"))
        rounds(Collector(by="system"))
    assert refusals(one) == [(size, "ahead")]


def test_what_a_lying_witness_sends_is_not_kept(tmp_path: Path, keys: Path) -> None:
    one, other = place("one", tmp_path), place("other", tmp_path)
    grow()
    present = int(now().timestamp())
    signed = line_of(one, seconds=present)
    for status, body, kind, expected in [
        (200, b"", "text/plain", "bad_cosignature"),
        (200, line_of(other, seconds=present), "text/plain", "bad_cosignature"),
        (
            200,
            line_of(one, seconds=present, body="another\n5\n" + "A" * 43 + "=\n"),
            "text/plain",
            "bad_cosignature",
        ),
        (200, b"further words\n\n" + signed, "text/plain", "bad_cosignature"),
        (200, line_of(one, seconds=present + 3600), "text/plain", "wrong_time"),
        (200, line_of(one, seconds=present - 3600), "text/plain", "wrong_time"),
        (403, b"", "text/plain", "bad_signature"),
        (404, b"", "text/plain", "unknown_log"),
        (422, b"", "text/plain", "inconsistent"),
        (409, b"9999\n", "text/x.tlog.size", "ahead"),
        (200, signed + b"x" * 70_000, "text/plain", ""),
        (409, b"9999\n", "text/plain", ""),
        (409, b"-1\n", "text/x.tlog.size", ""),
        (409, b"0\n", "text/x.tlog.size", ""),
        (302, b"", "text/plain", ""),
        (500, b"", "text/plain", ""),
    ]:
        known = refusals(one)
        with answering(status, body, kind) as url:
            write_policy(keys, {one: url})
            rounds(Collector(by="system"), count=5)
        assert not Cosignature.objects.exists()
        fresh = [code for _size, code in refusals(one)[len(known) :]]
        assert fresh == [expected] * (bool(expected) and (not known or known[-1][1] != expected)), (
            status,
            body,
        )
    with answering(200, line_of(other, seconds=present) + signed) as url:
        write_policy(keys, {one: url})
        rounds(Collector(by="system"))
    assert Cosignature.objects.get().key == one.key


def test_an_entry_dated_falsely_is_on_record_when_a_witness_sees_it(
    tmp_path: Path, keys: Path, caplog: pytest.LogCaptureFixture
) -> None:
    one = place("one", tmp_path)
    grow(3)
    with one.serving() as url:
        write_policy(keys, {one: url})
        collector = Collector(by="system")
        at = rounds(collector)
        assert times_that_differ() == []  # before the first witness there was nobody to see it in time
        note(1, at=now() - timedelta(days=30))
        note(2)
        size = grow(0)
        with caplog.at_level(logging.ERROR, logger="gongzhi.ledger"):
            rounds(collector, at=at)
        (found,) = times_that_differ()
        assert (found.data["count"], found.data["first"], found.data["size"]) == (1, size - 2, size)
        assert abs(found.data["seconds"] - 30 * 86_400) < 60
        assert "entries were cosigned late" in caplog.text
        grow(1)
        rounds(collector, at=at + timedelta(minutes=1))
        assert len(times_that_differ()) == 1


def test_a_late_witness_is_told_by_the_time_that_went_by(tmp_path: Path, keys: Path, settings: Any) -> None:
    settings.GONGZHI_WITNESS_LIMIT = 2
    one = place("one", tmp_path)
    grow(1)
    with one.serving() as url:
        write_policy(keys, {one: url})
        collector = Collector(by="system")
        at = rounds(collector)
        one.clock = lambda: now().timestamp() + 60
    grow(2)
    with one.serving() as url:
        write_policy(keys, {one: url})
        rounds(collector, at=at)
    (found,) = times_that_differ()
    assert found.data["count"] == 2
    assert found.data["seconds"] >= 59


def test_a_line_of_the_table_that_was_altered_counts_no_more(tmp_path: Path, keys: Path) -> None:
    one = place("one", tmp_path)
    grow()
    with one.serving() as url:
        write_policy(keys, {one: url})
        rounds(Collector(by="system"))
    policy = own_policy()
    assert policy is not None
    assert quorum_view(policy).size is not None
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute("update gongzhi_cosignature set line = replace(line, right(line, 8), 'AAAAAAA=')")
        cursor.execute("set session_replication_role = origin")
    assert quorum_view(policy).size is None


def test_one_key_has_one_line_under_a_checkpoint(tmp_path: Path) -> None:
    one = place("one", tmp_path)
    size = grow()
    checkpoint = Checkpoint.objects.get(size=size)
    body = checkpoint.note.split("\n\n")[0] + "\n"
    alias = CosignatureSigner(Ed25519Signer("alias.example/w", one.signer.key.seed))
    from gongzhi.ledger.notes import Verified

    for each, name in ((one.signer, "one"), (alias, "alias")):
        at = each.at(int(now().timestamp()))
        collect.keep_cosignature(
            size=size, name=name, cosignature=Verified(each.verifier, at.sign(body)), by="system", at=now()
        )
    assert Cosignature.objects.count() == 1
    entries = [read_entry(bytes(entry)).kind for entry in Fact.objects.values_list("entry", flat=True)]
    assert not [kind for kind in entries if kind.startswith("ledger.")]
