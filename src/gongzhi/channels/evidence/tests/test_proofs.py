"""The proof of one's own matter: who gets it, what is in it, and that both checkers find it in order."""

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from tests.small_county import County

from gongzhi.channels.evidence import proofs
from gongzhi.channels.portal import queries
from gongzhi.channels.portal.tests.resident import TEXT, filed, staff
from gongzhi.kernel.instants import now
from gongzhi.ledger.actions.collect import keep_cosignature
from gongzhi.ledger.note_keys import CosignatureSigner
from gongzhi.ledger.notes import open_note, sign_note
from gongzhi.ledger.public import key_digits, last_checkpoint, own_policy, quorum_view, rotate_key, sequence
from gongzhi.ledger.standalone import verify
from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import note_use
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db(transaction=True)

UP, AUDIT = (CosignatureSigner.generate(f"{name}.example/w") for name in ("city", "audit"))


@pytest.fixture(autouse=True)
def keys(settings: Any, tmp_path: Path, county: County) -> Path:
    queries.forget()
    cache.clear()
    settings.GONGZHI_KEYS = tmp_path / "keys"
    settings.GONGZHI_KEYS.mkdir(mode=0o700)
    return settings.GONGZHI_KEYS


def download(client: Client) -> bytes:
    response = client.get("/case/proof")
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    return b"".join(response) if response.streaming else response.content


def check(content: bytes, key: str = "", *, later: int = 0) -> verify.Report:
    return verify.Check([key] if key else [], None, int(now().timestamp()) + later).run(content)


def cosigned(*witnesses: CosignatureSigner, at: int) -> int:
    """Let witnesses cosign the last checkpoint; return its size."""
    head = last_checkpoint()
    assert head
    body = head.note.split("\n\n")[0] + "\n"
    for each in witnesses:
        signature = each.at(at)
        keep_cosignature(
            size=head.size,
            name=each.verifier.name,
            cosignature=_verified(body, signature),
            by="system",
            at=now(),
        )
    return head.size


def _verified(body: str, signer: Any) -> Any:
    return open_note(sign_note(body, [signer]), [signer.verifier]).verified[0]


def test_a_resident_gets_what_they_may_read_and_it_holds(client: Client, county: County) -> None:
    case_id = filed(client)
    staff(county, case_id, until="answered")
    sequence()
    content = download(client)
    report = check(content, key_digits())
    assert report.matched
    said = [fact.opened.get("text") for fact in report.facts]
    assert TEXT in said
    assert "已清运，并增加一次晚间收运。" in said
    kinds = {fact.entry["kind"] for fact in report.facts}
    assert {"loops.opened", "cases.filed", "loops.moved"} <= kinds
    assert not kinds & {"cases.noted", "cases.callback_drawn", "people.contact_left"}
    assert {fact.entry["subject"] for fact in report.facts} == {str(case_id)}
    assert not report.waiting


def test_what_is_not_signed_yet_waits(client: Client, county: County) -> None:
    case_id = filed(client)
    with pytest.raises(verify.Wrong, match="nothing"):
        check(download(client))
    sequence()
    staff(county, case_id, until="dispatched")
    report = check(download(client))
    assert report.facts
    assert report.waiting


def test_words_between_offices_stay_closed(client: Client, county: County) -> None:
    case_id = filed(client)
    staff(county, case_id, until="dispatched")
    sequence()
    report = check(download(client))
    dispatched = [fact for fact in report.facts if fact.entry["data"].get("event") == "dispatch"]
    assert dispatched
    assert not any(fact.opened for fact in dispatched)


def test_each_is_proven_as_of_the_first_checkpoint_its_witnesses_saw(
    client: Client, county: County, keys: Path
) -> None:
    (keys / "policy").write_text(
        f"# 上级与审计\nwitness city {UP.verifier.vkey()} https://inside.example/w\n"
        f"witness audit {AUDIT.verifier.vkey()}\n"
        "group both all city audit\nquorum both\n"
    )
    began = int(now().timestamp())
    case_id = filed(client)
    sequence()
    cosigned(UP, at=began)
    with pytest.raises(verify.Wrong, match="nothing"):  # one of two is not enough: it waits
        check(download(client))
    first = cosigned(AUDIT, at=began + 20)
    staff(county, case_id, until="dispatched")
    sequence()
    last = cosigned(UP, AUDIT, at=began + 40)
    report = check(download(client), later=60)
    assert "inside.example" not in download(client).decode()
    assert report.witnesses in Client().get("/evidence/").content.decode()
    heads = [fact.head for fact in report.facts]
    assert {(head.size, head.witnessed_at) for head in heads if head} == {
        (first, began + 20),
        (last, began + 40),
    }
    assert (report.head.size, report.head.witnessed_at) == (last, began + 40)


def test_a_witness_that_is_away_for_long_hides_nothing_it_has_seen(
    client: Client, county: County, keys: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr("gongzhi.ledger.proving._LOOKED_AT", 2)
    monkeypatch.setattr("gongzhi.ledger.witnesses.LOOKED_AT", 2)
    (keys / "policy").write_text(
        f"witness city {UP.verifier.vkey()}\nwitness audit {AUDIT.verifier.vkey()}\n"
        "group both all city audit\nquorum both\n"
    )
    began = int(now().timestamp())
    case_id = filed(client)
    sequence()
    seen = cosigned(UP, AUDIT, at=began)
    for number in range(4):
        rotate_key(overlap=timedelta(days=1), by="system", at=now())
        sequence()
        cosigned(UP, at=began + number)
    staff(county, case_id, until="dispatched")
    report = check(download(client), later=60)
    assert report.head.size == seen
    assert report.facts
    assert report.waiting
    policy = own_policy()
    assert policy
    assert quorum_view(policy).size == seen
    assert quorum_view(policy).lacks[0].missing == ("audit",)


def test_the_key_of_an_old_receipt_leads_to_the_new_one(client: Client, county: County) -> None:
    case_id = filed(client)
    sequence()
    old = key_digits()
    rotate_key(overlap=timedelta(seconds=0.2), by="system", at=now())
    sequence()
    assert key_digits() != old
    time.sleep(0.3)
    staff(county, case_id, until="dispatched")
    sequence()
    content = download(client)
    assert len(json.loads(content)["rotations"]) == 1
    report = check(content, old)
    assert report.matched
    assert len(report.keys) == 2
    with pytest.raises(verify.Wrong, match=r"key\.other"):
        check(content, "1" * 30)


def test_nobody_else_gets_it(client: Client, county: County) -> None:
    filed(client)
    assert Client().get("/case/proof").headers["Location"] == "/follow"
    assert Client().get("/application/proof").headers["Location"] == "/follow"


def test_an_altered_row_shows_in_the_file(client: Client, county: County) -> None:
    filed(client)
    sequence()
    with connection.cursor() as cursor:
        cursor.execute("update gongzhi_opening set text = 'Nothing of the kind.' where field = 'text'")
    with pytest.raises(verify.Wrong, match=r"opening\.wrong"):
        check(download(client))


def test_a_log_that_lacks_a_part_is_said_to(client: Client, county: County) -> None:
    filed(client)
    sequence()
    with connection.cursor() as cursor:
        cursor.execute("delete from gongzhi_edge")
    response = client.get("/case/proof", follow=True)
    assert "存证日志缺了一部分" in response.content.decode()


def test_a_list_of_witnesses_that_cannot_be_read_is_said_to(
    client: Client, county: County, keys: Path
) -> None:
    filed(client)
    sequence()
    (keys / "policy").write_text("witness city nonsense\n")
    assert "见证方名单目前读不出来" in client.get("/case/proof", follow=True).content.decode()
    page = Client().get("/evidence/").content.decode()
    assert "见证方名单目前读不出来" in page
    assert "尚未指定见证方" not in page


def test_of_very_many_uses_the_file_holds_the_first_and_lacks_no_number(
    client: Client, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proofs, "_USES", 2)
    case_id = filed(client)
    for _ in range(4):
        with transaction.atomic():
            note_use(subject=case_id, what="SHEET", purpose="HANDLE", basis="DUTY", by=SYSTEM, at=now())
    sequence()
    assert verify.numbering(check(download(client)).facts) == (2, [])


def test_the_page_names_the_download_and_the_receipt_the_key(client: Client, county: County) -> None:
    filed(client)
    assert "30 位数字" not in client.get("/report/receipt").content.decode()  # no key yet
    sequence()
    page = client.get("/case/").content.decode()
    assert 'href="/case/proof" download' in page
    assert 'href="/evidence/check"' in page
    receipt = client.get("/report/receipt").content.decode()
    assert key_digits() in receipt
    assert "data:image/svg+xml" in receipt


@pytest.mark.parametrize("witnessed", [True, False])
def test_the_page_promises_no_more_than_its_witnesses_allow(
    client: Client, county: County, keys: Path, witnessed: bool
) -> None:
    if witnessed:
        key = CosignatureSigner.generate("a.example/w").verifier.vkey()
        (keys / "policy").write_text(f"witness a {key} https://a.example\nquorum a\n")
    filed(client)
    page = client.get("/case/").content.decode()
    assert ("不需要相信我们" in page) is witnessed
    assert ("本单位尚未指定见证方" in page) is not witnessed
    assert page.index('href="/case/uses') < page.index("您写的内容" if "您写的内容" in page else "</main>")
    (keys / "policy").write_text("nonsense\n")
    assert "不需要相信我们" not in client.get("/case/").content.decode()


def test_the_address_in_the_picture_names_the_key_and_nobody(rf: Any, client: Client, county: County) -> None:
    filed(client)
    sequence()
    asked: list[str] = []
    real = proofs.segno.make

    def make(address: str, **more: Any) -> Any:
        asked.append(address)
        return real(address, **more)

    proofs.segno.make = make
    try:
        assert proofs.paper_key(rf.get("/report/receipt"))
    finally:
        proofs.segno.make = real
    assert asked == [f"http://testserver/evidence/check#k={key_digits().replace(' ', '')}"]


def test_the_checking_page_is_shut_in_by_its_own_policy(client: Client) -> None:
    response = client.get("/evidence/check")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe" not in policy
    assert "connect-src" not in policy
    assert client.get("/evidence/check.html").content == response.content
    program = client.get("/evidence/verify.py")
    assert program.content == Path(verify.__file__).read_bytes()
    assert "attachment" in program.headers["Content-Disposition"]


def test_supervision_gets_every_record_and_no_word(client: Client, county: County) -> None:
    case_id = filed(client)
    staff(county, case_id, until="answered")
    sequence()
    inside = client_of("supervisor")
    assert f'href="/loop/{case_id}/records/"' in inside.get(f"/loop/{case_id}/uses/").content.decode()
    response = inside.get(f"/loop/{case_id}/records/")
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    report = check(response.content, key_digits())
    assert len(report.facts) > len(check(download(client)).facts)
    assert not any(fact.opened for fact in report.facts)
    assert TEXT not in response.content.decode()
    assert client_of("town-handler").get(f"/loop/{case_id}/records/").status_code == 403
    assert Client().get(f"/loop/{case_id}/records/").status_code == 302
