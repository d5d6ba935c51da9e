"""The record of the administration: who reads it, what stands in it, and that no page costs more than another."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.small_county import County

from gongzhi.accounts.actions.export import note_audit_export
from gongzhi.accounts.audit_kinds import kinds_of
from gongzhi.accounts.facts import SecondFactorReset
from gongzhi.channels.events.facts import HookEnded, HookMade, HookReplayed
from gongzhi.kernel.commitments import Private
from gongzhi.ledger.public import facts_of_kinds, record
from gongzhi.people.facts import AccountOpened
from gongzhi.people.public import account_by_login
from gongzhi.web.tests.staff import client_of, filed

pytestmark = pytest.mark.django_db


def test_the_audit_administrator_reads_who_did_what_and_no_case(county: County) -> None:
    filed(text="西街口的垃圾桶满了三天没人收。")
    account = account_by_login("town-handler")
    assert account
    with transaction.atomic():
        fact = SecondFactorReset(account_id=account.id, reason=Private("手机丢失，已当面核实"))
        record(fact, subject=account.id, by=county.actor("security").name(), at=timezone.now())
    auditor = client_of("auditor")
    page = auditor.get("/audit/").content.decode()
    assert "手机丢失，已当面核实" in page
    assert "all second factors taken away" in page
    assert ">security<" in page  # by whom
    assert "垃圾桶" not in page
    only = auditor.get("/audit/", {"what": "posts"}).content.decode()
    assert "手机丢失" not in only
    whose = auditor.get("/audit/", {"login": "town-handler", "what": "sign_ins"}).content.decode()
    assert whose.count("<tr>") == 2
    assert "Nothing matches" in auditor.get("/audit/", {"login": "nobody"}).content.decode()
    assert auditor.get("/audit/", {"until": "2020-01-01", "since": "x", "before": "y~z"}).status_code == 200
    for login in ("admin", "security", "supervisor", "town-handler"):
        assert client_of(login).get("/audit/").status_code == 403
        assert client_of(login).post("/audit/export/").status_code == 403


def test_where_events_go_is_read_by_the_audit_administrator(county: County) -> None:
    by, at, hook_id = county.actor("security").name(), timezone.now(), uuid4()
    made = HookMade(hook_id=hook_id, key_id=uuid4(), host="sys.example.org", kinds=("cases.",))
    facts = (made, HookReplayed(hook_id=hook_id, from_position=0, messages=7), HookEnded(hook_id=hook_id))
    with transaction.atomic():
        for fact in facts:
            record(fact, subject=hook_id, by=by, at=at)
    page = client_of("auditor").get("/audit/", {"what": "keys"}).content.decode()
    for words in ("webhook of another system made", "sys.example.org", "events sent again", "webhook ended"):
        assert words in page, words


def test_every_line_comes_once_and_each_page_asks_as_much(county: County) -> None:
    account = account_by_login("town-handler")
    assert account
    with transaction.atomic():
        for _time in range(80):
            record(AccountOpened(account_id=account.id), subject=account.id, by="system", at=timezone.now())
    whole = len(facts_of_kinds(kinds_of(""), limit=10_000))
    client, seen, asked, path = client_of("auditor"), 0, set(), "/audit/"
    while path:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(path).content.decode()
        asked.add(len(queries))
        seen += page.count("<tr>") - 1
        found = re.search(r'rel="next" href="([^"]+)"', page)
        path = "/audit/" + found[1].replace("&amp;", "&") if found else ""
    assert seen == whole
    assert len(asked) == 1


def test_a_page_is_found_by_its_place_not_by_counting(county: County) -> None:
    newest = facts_of_kinds(kinds_of(""), limit=5)
    rest = facts_of_kinds(kinds_of(""), limit=500, before=(newest[2].at, newest[2].id))
    assert [fact.id for fact in rest[:2]] == [newest[3].id, newest[4].id]
    assert facts_of_kinds((), limit=5) == []


def test_an_export_is_on_record_and_holds_no_formula(county: County) -> None:
    client = client_of("auditor")
    response = client.post("/audit/export/?what=accounts")
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert text.splitlines()[0].startswith("When,What,By whom")
    assert "account opened" in text
    assert "post taken" not in text
    assert "taken away as a file" in client.get("/audit/?what=files").content.decode()
    from gongzhi.accounts.views.audit import _safe

    assert _safe("=1+1") == "'=1+1"


def test_only_the_audit_administrator_puts_an_export_on_record(county: County) -> None:
    from gongzhi.kernel.refusals import Refused

    at = timezone.now() - timedelta(days=1)
    with pytest.raises(Refused):
        note_audit_export(rows=1, by=county.actor("admin"), at=at)
