"""A list as a file: who may, what for, what it holds, and what stays on record of it."""

import csv
import io
import re
from html import unescape
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.small_county import TOWN, County

from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.models import Fact, Opening
from gongzhi.ledger.public import read_entry
from gongzhi.loops.actions.export_list import RETRY, export_list
from gongzhi.loops.actions.find_by import find_by
from gongzhi.loops.models import Loop
from gongzhi.loops.rules.exporting import LONGEST_PURPOSE, POWER, cell, export_refusal
from gongzhi.loops.tests.one_of_each import one_of_each
from gongzhi.loops.views import export as view
from gongzhi.organization.public import types_of_posts
from gongzhi.people.facts import Actor, ActorKind
from gongzhi.web.tests.staff import client_of, filed, long_ago

EXPORTERS = {"UNIT_HEAD", "LEADER", "SUPERVISOR", "STEWARD"}
NUMBER = re.compile(r"\d{6}-\d{7}")
PURPOSE = "周五的调度会"


# Rules


def test_posts_that_lead_or_supervise_may_and_others_may_not() -> None:
    may = set()
    for post in types_of_posts():
        actor = Actor(kind=ActorKind.STAFF, powers=frozenset(post.powers))
        refusal = export_refusal(actor, PURPOSE)
        if refusal is None:
            may.add(post.code)
        else:
            assert refusal.code == "loops.not_entitled"
    assert may == EXPORTERS
    assert export_refusal(Actor(kind=ActorKind.RESIDENT), PURPOSE) is not None


@pytest.mark.parametrize(
    ("purpose", "code"),
    [
        ("", "loops.purpose_missing"),
        (" \n", "loops.purpose_missing"),
        ("会" * LONGEST_PURPOSE, ""),
        ("会" * (LONGEST_PURPOSE + 1), "loops.purpose_too_long"),
    ],
)
def test_a_purpose_is_a_few_words(purpose: str, code: str) -> None:
    refusal = export_refusal(Actor(kind=ActorKind.STAFF, powers=frozenset({POWER})), purpose)
    assert (refusal.code if refusal else "") == code


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("垃圾桶满了", "垃圾桶满了"),
        ("", ""),
        ("3天没有水", "3天没有水"),
        ("261128-0000123", "261128-0000123"),
        ('=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("  =1", "'  =1"),
        ("\u3000=1", "'\u3000=1"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1", "'＝1"),
        ("a\0b", "ab"),
    ],
)
def test_no_cell_is_a_formula(text: str, kept: str) -> None:
    assert cell(text) == kept


# Actions


def exported() -> list[Fact]:
    return list(Fact.objects.filter(kind="loops.list_exported").order_by("id"))


def take(county: County, login: str = "leader", **changed: object) -> None:
    values: dict[str, object] = {
        "filters": {"state": "open", "kind": "case"},
        "words": "王小满",
        "rows": 12,
        "cut": False,
        "purpose": PURPOSE,
        "once": UUID("01a220bd-c4d7-7467-91bc-9f1bcf012040"),
        "by": county.actor(login),
        "at": long_ago(0),
    }
    export_list(**{**values, **changed})  # type: ignore[arg-type]


@pytest.mark.django_db
def test_who_took_what_stands_on_record_and_no_words_do(county: County) -> None:
    take(county)
    (fact,) = exported()
    leader = county.actor("leader")
    assert fact.actor == leader.name()
    data = read_entry(bytes(fact.entry)).data
    assert (data["rows"], data["cut"], data["filters"]) == (12, False, {"state": "open", "kind": "case"})
    assert "王小满" not in bytes(fact.entry).decode()
    assert PURPOSE not in bytes(fact.entry).decode()
    kept = dict(Opening.objects.filter(fact=fact).values_list("field", "text"))
    assert kept == {"purpose": PURPOSE, "words": "王小满"}


@pytest.mark.django_db
def test_a_retry_is_one_fact_and_anything_else_another(county: County) -> None:
    first = long_ago(1)
    take(county, at=first)
    take(county, at=first + RETRY / 2)
    assert len(exported()) == 1
    # An old key opens no other list, and not the same one for ever.
    take(county, at=first, words="")
    take(county, at=first, filters={"state": "ended"})
    take(county, at=first, purpose="另一个会")
    take(county, at=first, login="supervisor")
    take(county, at=first + 2 * RETRY)
    assert len(exported()) == 6


@pytest.mark.django_db
@pytest.mark.parametrize(
    "login", ["town-handler", "dispatcher", "operator", "arbiter", "caller", "admin", "grid-worker"]
)
def test_nothing_is_taken_without_the_power(county: County, login: str) -> None:
    with pytest.raises(Refused) as refused:
        take(county, login)
    assert refused.value.refusal.code == "loops.not_entitled"
    assert not exported()


# Screens


def form_of(client: Client, **query: str) -> dict[str, str]:
    response = client.get("/list/export/", query)
    assert response.status_code == 200
    (once,) = re.findall(r'name="once" value="([^"]+)"', response.content.decode())
    return {"once": once, "purpose": PURPOSE}


def file_of(client: Client, query: str = "", **changed: str) -> list[list[str]]:
    response = client.post(f"/list/export/?{query}", {**form_of(client), **changed})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="list-')
    assert response.streaming
    text = b"".join(response.streaming_content).decode()  # type: ignore[arg-type]
    assert text.startswith("\ufeff")
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["", "kind=case", "state=all", "state=all&q=垃圾桶", f"place={TOWN}&matter=city"]
)
@pytest.mark.parametrize("login", ["leader", "town-head", "supervisor"])
def test_a_file_holds_the_rows_of_the_page_and_their_texts(county: County, login: str, query: str) -> None:
    one_of_each(county)
    client = client_of(login)
    shown = client.get(f"/list/?{query}").content.decode()
    lines = file_of(client, query)
    listed = NUMBER.findall(re.sub(r"<title>.*?</title>", "", shown))
    assert [line[0] for line in lines[1:]] == listed
    texts = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", shown)))
    for line in lines[1:]:
        for text in line:
            assert text.removeprefix("'") in texts, (login, query, text)
    whole = "\n".join(text for line in lines for text in line)
    assert "13800000001" not in whole
    assert "王小满" not in whole


@pytest.mark.django_db
@pytest.mark.parametrize(
    "login", ["town-handler", "dispatcher", "operator", "arbiter", "caller", "verifier", "admin"]
)
def test_a_post_without_the_power_gets_neither_link_nor_file(county: County, login: str) -> None:
    filed()
    client = client_of(login)
    shown = client.get("/list/")
    assert "/list/export/" not in shown.content.decode()
    assert client.get("/list/export/").status_code == 403
    assert client.post("/list/export/", {"once": str(uuid4()), "purpose": PURPOSE}).status_code == 403
    assert not exported()


@pytest.mark.django_db
def test_the_power_opens_no_list_a_post_may_not_read(county: County) -> None:
    one_of_each(county)
    steward = client_of("steward")  # exports what it may read, and reads no kind of loop
    assert steward.get("/list/export/").status_code == 403
    assert steward.post("/list/export/", {"once": str(uuid4()), "purpose": PURPOSE}).status_code == 403
    head = file_of(client_of("town-head"), "kind=directive")
    assert not [line for line in head[1:] if "入冬前检修" in line[2]]
    assert "Nothing matches" in client_of("township-head").get("/list/export/?state=all").content.decode()
    assert Client().get("/list/export/").status_code == 302


@pytest.mark.django_db
def test_a_missing_purpose_comes_back_with_the_form(county: County) -> None:
    filed()
    client = client_of("leader")
    form = form_of(client)
    empty = client.post("/list/export/?kind=case", {**form, "purpose": " "})
    assert empty.status_code == 422
    assert "Say what the file is for." in empty.content.decode()
    assert form["once"] in empty.content.decode()
    long = "会" * (LONGEST_PURPOSE + 1)
    refused = client.post("/list/export/?kind=case", {**form, "purpose": long})
    assert refused.status_code == 409
    assert long in refused.content.decode()
    assert "The purpose has more than 200 characters" in refused.content.decode()
    assert client.post("/list/export/", {"once": "x", "purpose": PURPOSE}).status_code == 422
    assert not exported()


@pytest.mark.django_db
def test_the_same_form_twice_is_the_same_file_and_one_fact(county: County) -> None:
    filed()
    client = client_of("leader")
    form = form_of(client)
    first, second = (file_of(client, "kind=case", **form) for _ in range(2))
    assert first == second
    (fact,) = exported()
    assert read_entry(bytes(fact.entry)).data["rows"] == len(first) - 1 == 1


@pytest.mark.django_db
def test_a_file_ends_where_it_must_and_says_so(
    county: County, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hours in (1, 2, 3, 4, 5):
        filed(hours=hours)
    settings.GONGZHI_EXPORT_ROWS = 3  # type: ignore[attr-defined]
    monkeypatch.setattr(view, "AT_ONCE", 2)
    client = client_of("leader")
    asked = client.get("/list/export/?state=all").content.decode()
    assert "It will hold the first 3 rows only." in asked
    response = client.post("/list/export/?state=all", form_of(client))
    assert "-first-3.csv" in response.headers["Content-Disposition"]
    lines = b"".join(response.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 1 + 3
    newest = Loop.objects.order_by("-opened_at").values_list("number", flat=True)[:3]
    assert [line.partition(",")[0] for line in lines[1:]] == list(newest)
    data = read_entry(bytes(exported()[0].entry)).data
    assert (data["rows"], data["cut"]) == (3, True)
    settings.GONGZHI_EXPORT_ROWS = 5  # type: ignore[attr-defined]
    assert "only" not in re.sub(
        r"<[^>]*>", " ", client.get("/list/export/?state=all").content.decode().split("<main")[1]
    )


@pytest.mark.django_db
def test_a_title_is_no_formula_in_the_file(county: County) -> None:
    case_id = filed(text="=1+1 这样的内容也要原样保留。")
    Loop.objects.filter(id=case_id).update(title="=HYPERLINK(A1)")
    (line,) = file_of(client_of("leader"), "kind=case")[1:]
    assert "'=HYPERLINK(A1)" in line


@pytest.mark.django_db
def test_what_searches_may_not_find_no_file_finds(county: County) -> None:
    hidden = filed(text="邻居家里有人打人。请保密。")
    find_by(loop_id=hidden, text="")
    assert len(file_of(client_of("leader"), "state=all&q=打人")) == 1
    assert len(file_of(client_of("leader"), "state=all")) == 2


@pytest.mark.django_db
def test_filters_on_record_are_codes(county: County) -> None:
    filed()
    client = client_of("leader")
    query = f"kind=case&state=all&place={TOWN}&matter=city&q=垃圾桶&grid=王小满&week=2026-03-02&flag=nonsense"
    file_of(client, query)
    data = read_entry(bytes(exported()[0].entry)).data
    assert data["filters"] == {
        "kind": "case",
        "state": "recent",
        "place": TOWN,
        "matter": "city",
        "week": "2026-03-02",
    }


@pytest.mark.django_db
def test_the_file_speaks_the_language_of_whoever_takes_it(county: County) -> None:
    filed()
    client = client_of("leader", language="zh-hans")
    response = client.post("/list/export/?kind=case", form_of(client))
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.splitlines()[0] == "\ufeff编号,标题,地点,状态,剩余时间,办结方式,承办单位的结论,反映人的评价"
    assert "桥头镇西街社区" in text
    assert timezone.get_current_timezone_name() == "Asia/Shanghai"
