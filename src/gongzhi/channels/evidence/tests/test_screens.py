"""What the log gives out to whom, and the page that says what it is."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from tests.small_county import START, import_county

from gongzhi.kernel.instants import now
from gongzhi.ledger import public as ledger
from gongzhi.ledger.checkpoints import read_checkpoint
from gongzhi.ledger.models import Entry, PendingFact
from gongzhi.ledger.notes import open_note, parse_vkey
from gongzhi.ledger.tests.test_sequence import facts
from gongzhi.ledger.tiles import grow, read_bundle
from gongzhi.ledger.tree import leaf_hash
from gongzhi.people.public import account_by_login

pytestmark = pytest.mark.django_db

FOR_EVER = "public, max-age=31536000, immutable"
TOKEN = "a-token-of-the-audit-office"


@pytest.fixture(autouse=True)
def keys(settings: Any, tmp_path: Path) -> Path:
    settings.GONGZHI_KEYS = tmp_path / "keys"
    return tmp_path / "keys"


@pytest.fixture
def log() -> list[bytes]:
    """Return the leaf hashes of a log of 600."""
    facts(600)
    while ledger.sequence():
        pass
    rows = Entry.objects.order_by("position").values_list("fact__entry", flat=True)
    return [leaf_hash(bytes(entry)) for entry in rows]


def test_before_the_first_entry_there_is_no_checkpoint(client: Client) -> None:
    assert client.get("/evidence/checkpoint").status_code == 404
    assert client.get("/evidence/tile/0/000").status_code == 404
    page = client.get("/evidence/", headers={"Accept-Language": "en"}).content.decode()
    assert "None yet: the first comes with the first entry." in page


def test_the_checkpoint_is_signed_and_never_old(client: Client, log: list[bytes]) -> None:
    response = client.get("/evidence/checkpoint")
    (vkey,) = ledger.keys_in_force()
    opened = open_note(response.content, [parse_vkey(vkey)])
    stated = read_checkpoint(opened.body)
    assert (stated.origin, stated.size) == (ledger.origin(), 600)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=1, must-revalidate"
    assert response["Access-Control-Allow-Origin"] == "*"


def test_every_tile_comes_as_it_follows_from_the_leaves(client: Client, log: list[bytes]) -> None:
    whole = grow(0, {}, log)
    for level, number, data in whole.full:
        response = client.get(f"/evidence/tile/{level}/{number:03}")
        assert (response.status_code, response.content) == (200, data)
        assert response["Cache-Control"] == FOR_EVER
        assert response["Content-Type"] == "application/octet-stream"
        assert response["Access-Control-Allow-Origin"] == "*"
    for level, number, width in ((0, 2, 88), (0, 2, 5), (1, 0, 2), (1, 0, 1), (0, 0, 17)):
        edge = whole.edges[level] if number == 2 or level else whole.full[0][2]
        response = client.get(f"/evidence/tile/{level}/{number:03}.p/{width}")
        assert (response.status_code, response.content) == (200, edge[: 32 * width])
        assert response["Cache-Control"] == FOR_EVER


@pytest.mark.parametrize(
    "path",
    [
        "0/002",
        "0/002.p/89",
        "0/003",
        "0/002.p/0",
        "1/000",
        "1/000.p/3",
        "2/000.p/1",
        "0/2",
        "64/000",
        "x/../0",
        "0/x000/001",
    ],
)
def test_beyond_the_tree_and_in_other_spellings_there_is_nothing(
    client: Client, log: list[bytes], path: str
) -> None:
    response = client.get(f"/evidence/tile/{path}")
    assert response.status_code == 404
    # It may be there in a second: nothing between us and a monitor may remember that it was not.
    assert response["Cache-Control"] == "no-store"
    assert len(response.content) < 100


def test_only_reading_is_possible(client: Client) -> None:
    assert client.post("/evidence/checkpoint").status_code == 405
    assert client.post("/evidence/tile/0/000").status_code == 405


def test_entries_are_given_to_an_auditor_with_a_token(client: Client, log: list[bytes], keys: Path) -> None:
    (keys / "auditors").write_text(
        f"# who reads entries\n{sha256(TOKEN.encode()).hexdigest()} audit office\n"
    )
    assert client.get("/evidence/tile/entries/000").status_code == 403
    for wrong in (
        f"Bearer {TOKEN}x",
        f"Basic {TOKEN}",
        "Bearer ",
        f"Bearer {sha256(TOKEN.encode()).hexdigest()}",
        "Bearer #",
    ):
        assert client.get("/evidence/tile/entries/000", headers={"Authorization": wrong}).status_code == 403
    by = {"Authorization": f"Bearer {TOKEN}"}
    response = client.get("/evidence/tile/entries/001", headers=by)
    assert [leaf_hash(entry) for entry in read_bundle(response.content)] == log[256:512]
    assert response["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in response
    response = client.get("/evidence/tile/entries/002.p/88", headers=by)
    assert [leaf_hash(entry) for entry in read_bundle(response.content)] == log[512:]
    assert client.get("/evidence/tile/entries/002.p/89", headers=by).status_code == 404
    assert client.get("/evidence/tile/entries/003", headers=by).status_code == 404


def test_entries_are_given_to_supervision_and_to_no_other_post(client: Client) -> None:
    import_county()
    while ledger.sequence():
        pass
    width = min(ledger.tree_size(), 256)
    path = "/evidence/tile/entries/000" + (f".p/{width}" if width < 256 else "")
    answers = {}
    for login in ("town-handler", "dispatcher", "supervisor"):
        account = account_by_login(login)
        assert account, login
        client.force_login(_user(account.id))
        answers[login] = client.get(path).status_code
    assert answers == {"town-handler": 403, "dispatcher": 403, "supervisor": 200}


def _user(account_id: UUID) -> Any:
    from gongzhi.people.models import Account

    return Account.objects.get(id=account_id)


@pytest.mark.parametrize(("language", "said"), [("en", "600 entries"), ("zh-hans", "600 条")])
def test_the_page_says_what_to_print_and_compare(
    client: Client, log: list[bytes], language: str, said: str
) -> None:
    page = client.get("/evidence/", headers={"Accept-Language": language}).content.decode()
    (vkey,) = ledger.keys_in_force()
    assert vkey in page
    assert page.count(ledger.fingerprint(vkey)) == 2
    assert said in page
    assert ledger.origin() in page
    assert len(page) < 20_000


def test_the_page_says_when_evidence_is_late_and_when_it_is_broken(client: Client, settings: Any) -> None:
    facts(2)
    english = {"Accept-Language": "en"}
    assert "has not been put under seal yet" not in client.get("/evidence/", headers=english).content.decode()
    PendingFact.objects.update(recorded_at=now() - timedelta(seconds=settings.GONGZHI_EVIDENCE_LIMIT + 60))
    assert "has not been put under seal yet" in client.get("/evidence/", headers=english).content.decode()
    answer = client.get("/readyz").json()
    assert (answer["ready"], answer["evidence_late"]) == (True, True)
    assert answer["evidence_age"] >= settings.GONGZHI_EVIDENCE_LIMIT + 60
    ledger.sequence()
    answer = client.get("/readyz").json()
    assert (answer["evidence_late"], answer["evidence_age"]) == (False, 0)
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("update gongzhi_fact set actor = 'nobody' where actor = 'system'")
        cursor.execute("set local session_replication_role = origin")
    ledger.keep_findings(found=list(ledger.faults()), by="system", at=START)
    assert (
        "At 2 places the log is not what was put under seal"
        in client.get("/evidence/", headers=english).content.decode()
    )


def test_the_start_leads_to_it(client: Client) -> None:
    assert 'href="/evidence/"' in client.get("/").content.decode()
