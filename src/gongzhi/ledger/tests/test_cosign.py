"""This node as a witness: what it cosigned stands in its database, whoever asks at the same moment."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, connections
from django.test import Client

from gongzhi.ledger.actions import cosign as module
from gongzhi.ledger.actions.cosign import cosign
from gongzhi.ledger.actions.watch_log import trust_log
from gongzhi.ledger.models import Fact, WitnessedLog
from gongzhi.ledger.notes import NoteError, add_signature, open_note
from gongzhi.ledger.queries import facts_about
from gongzhi.ledger.tests.test_witnessing import FORGED, HONEST, LOG, THIEF, WITNESS, asked, note_of
from gongzhi.ledger.tree import EMPTY_ROOT, root_of
from gongzhi.ledger.witnesses import subject_of, watched_log, watched_logs
from gongzhi.ledger.witnessing import Answer, Watched, origin_hash

AT = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
SUBJECT = subject_of(LOG.name.encode())


def trust() -> None:
    trust_log(vkey=LOG.verifier.vkey(), by="system", at=AT)


def ask(body: bytes) -> Answer:
    return cosign(body=body, cosigner=WITNESS, by="system", at=AT)


def kept() -> tuple[int, bytes]:
    row = WitnessedLog.objects.get(origin=LOG.name)
    return row.size, bytes(row.root)


@pytest.mark.django_db(transaction=True)
def test_a_log_is_trusted_by_key_and_never_begins_anew() -> None:
    with pytest.raises(NoteError):
        trust_log(vkey="no key", by="system", at=AT)
    assert ask(asked(0, 7)).status == 404
    trust()
    assert not trust_log(vkey=LOG.verifier.vkey(), by="system", at=AT)
    assert [(each.origin, each.size, each.root) for each in watched_logs()] == [(LOG.name, 0, EMPTY_ROOT)]
    assert ask(asked(0, 7)).status == 200
    trust_log(vkey=THIEF.verifier.vkey(), by="system", at=AT)
    trust_log(vkey=LOG.verifier.vkey(), trusted=False, by="system", at=AT)
    assert ask(asked(7, 20)).status == 403
    trust_log(vkey=THIEF.verifier.vkey(), trusted=False, by="system", at=AT)
    assert watched_logs() == []
    assert ask(asked(0, 7)).status == 404
    trust()
    assert ask(asked(0, 7)).body == "7\n"
    told = [
        (fact.data["vkey"] == LOG.verifier.vkey(), fact.data["trusted"]) for fact in facts_about([SUBJECT])
    ]
    assert told == [(True, True), (False, True), (True, False), (False, False), (True, True)]


@pytest.mark.django_db(transaction=True)
def test_growth_is_kept_and_anything_else_leaves_it_as_it_was() -> None:
    trust()
    grown = ask(asked(0, 7))
    assert grown.status == 200
    seconds = open_note(add_signature(note_of(7), grown.body), [WITNESS.verifier]).verified[0].seconds
    assert seconds == int(AT.timestamp())
    for body, status in [
        (asked(0, 20), 409),
        (asked(7, 7, FORGED), 422),
        (asked(7, 20, FORGED), 422),
        (asked(7, 20).replace(b"\n20\n", b"\n21\n"), 403),
        (asked(7, 5).replace(b"old 5", b"old 7"), 400),
        (b"", 400),
    ]:
        assert ask(body).status == status
        assert kept() == (7, root_of(HONEST[:7]))
    assert ask(asked(7, 20)).status == 200
    assert kept() == (20, root_of(HONEST[:20]))


@pytest.mark.django_db(transaction=True)
def test_of_two_racing_requests_neither_rolls_the_log_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both read the same row before either writes: a barrier sees to it. One of them must lose."""
    trust()
    assert ask(asked(0, 7)).status == 200
    together = threading.Barrier(2)
    swap = module._Table.swap
    waits = threading.local()

    def at_once(table: "module._Table", before: Watched, after: Watched) -> bool:
        if not getattr(waits, "over", False):
            waits.over = True
            together.wait(timeout=10)
        return swap(table, before, after)

    monkeypatch.setattr(module._Table, "swap", at_once)
    answers: dict[int, Answer] = {}

    def run(size: int) -> None:
        try:
            answers[size] = ask(asked(7, size))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[size]) for size in (10, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status for answer in answers.values()) == [200, 409]
    winner = next(size for size, answer in answers.items() if answer.status == 200)
    assert kept() == (winner, root_of(HONEST[:winner]))
    assert next(answer.body for answer in answers.values() if answer.status == 409) == f"{winner}\n"


@pytest.mark.django_db(transaction=True)
def test_cosigning_is_no_fact_and_a_fork_is_one_with_its_proof() -> None:
    trust()
    ask(asked(0, 20))
    before = Fact.objects.count()
    ask(asked(20, 20))
    assert Fact.objects.count() == before
    for _time in range(2):
        assert ask(asked(20, 20, FORGED)).status == 422
    assert ask(asked(20, 30, FORGED)).status == 422
    fork = [fact for fact in facts_about([SUBJECT]) if fact.kind == "ledger.fork_seen"]
    assert [(fact.data["origin"], fact.data["size"]) for fact in fork] == [(LOG.name, 20)]
    bodies = {open_note(note, [LOG.verifier]).body for note in fork[0].data["notes"]}
    assert len(bodies) == 2
    assert Fact.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_the_tables_own_role_keeps_what_was_cosigned_through_a_broken_connection() -> None:
    trust()
    ask(asked(0, 7))
    connection.close()
    assert watched_log(LOG.name) is not None
    assert kept()[0] == 7


@pytest.mark.django_db(transaction=True)
def test_over_http_it_asks_for_no_session_and_no_token(tmp_path, settings) -> None:
    settings.GONGZHI_KEYS = tmp_path
    client = Client(enforce_csrf_checks=True)
    trust()

    def post(body: bytes) -> tuple[int, str, str]:
        found = client.post("/witness/add-checkpoint", body, content_type="application/octet-stream")
        assert not found.cookies
        return found.status_code, found.content.decode(), found.headers["Content-Type"]

    assert post(asked(0, 7))[0] == 404  # it is no witness as long as it has no key
    (tmp_path / "witness.key").write_text(WITNESS.skey())
    assert client.get(f"/witness/{origin_hash(LOG.name)}/checkpoint").status_code == 404
    status, line, _kind = post(asked(0, 7))
    assert status == 200
    assert open_note(add_signature(note_of(7), line), [WITNESS.verifier])
    assert post(asked(0, 20)) == (409, "7\n", "text/x.tlog.size")
    assert post(b"x" * 300_000)[0] == 413
    assert post(b"")[0] == 400
    assert client.get("/witness/add-checkpoint").status_code == 405
    shown = client.get(f"/witness/{origin_hash(LOG.name)}/checkpoint")
    assert len(open_note(shown.content, [LOG.verifier, WITNESS.verifier]).verified) == 2
    assert client.get("/witness/00/checkpoint").status_code == 404
