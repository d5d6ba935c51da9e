"""The measuring tool itself: its results have a shape, and the cases it makes are like real ones."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from bench.copies import CODE
from bench.fill import BELONGS, Filling, Size, fill
from bench.load import get, post
from bench.measures.filing import catch_writes
from bench.processes import cpu_seconds, family, memory_megabytes
from bench.results import Result, line, number, percentile, write
from bench.visits import forms
from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.models import Case, Photo
from gongzhi.cases.public import Person, Place, case_by_code, case_for, file_case, resident_story
from gongzhi.kernel.canonical import decode, encode
from gongzhi.kernel.commitments import commit
from gongzhi.kernel.instants import now, to_text
from gongzhi.ledger.models import Entry, Fact, Opening, PendingFact
from gongzhi.ledger.public import all_entries, read_entry, size
from gongzhi.loops.models import Card, Deadline, Holder, Link, Loop, Obligation, Once, Pause
from gongzhi.loops.public import owed_by
from gongzhi.loops.rules.cards import marks_of, words_of
from gongzhi.loops.rules.replay import replay
from gongzhi.notices.models import Notice
from gongzhi.people.facts import RESIDENT
from gongzhi.people.models import Mandate, Reveal
from tests.small_county import COUNTY, IN_WEST, START, County, import_county

FIELDS = {"name", "unit", "value", "floor_name", "floor_value", "ratio", "n", "at_size", "target"}
CASES = 150


def test_results_are_a_list_of_nine_fields(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    against = Result("filing", "ms", 8.0, floor_name="bare rows", floor_value=2.0, n=50, at_size=10_000)
    write([against, Result("memory", "MB", 210.123456)], file)
    rows = json.loads(file.read_text())
    assert [set(row) for row in rows] == [FIELDS, FIELDS]
    assert rows[0]["ratio"] == 4.0
    assert rows[1] == {**dict.fromkeys(FIELDS), "name": "memory", "unit": "MB", "value": 210.1235, "n": 1}


def test_a_row_of_the_table_has_everything_on_one_line() -> None:
    row = line(Result("filing", "ms", 8.0, floor_name="bare rows", floor_value=2.0, n=50, at_size=10_000))
    assert row.split() == ["filing", "8", "ms", "4.00", "bare", "rows", "(2)", "50", "10,000"]
    assert "\n" not in row


@pytest.mark.parametrize(
    ("value", "floor", "target", "met"),
    [(8.0, 2.0, 4.0, True), (8.0, 2.0, 3.9, False), (3.0, None, 3.0, True), (8.0, 2.0, None, None)],
)
def test_a_target_is_for_the_ratio_or_for_the_value(
    value: float, floor: float | None, target: float | None, met: bool | None
) -> None:
    result = Result("filing", "ms", value, floor_value=floor, target=target)
    assert result.met is met
    told = f"  {'≤' if met else '>'} {number(target)}"
    assert line(result).endswith(told) is (target is not None)


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (0.012346, "0.01235"), (3.14159, "3.142"), (123456.7, "123,457")]
)
def test_numbers_have_four_digits(value: float | None, text: str) -> None:
    assert number(value) == text


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(value) for value in range(1, 101)]
    assert (percentile(values, 0.5), percentile(values, 0.99), percentile(values, 1)) == (50, 99, 100)
    assert percentile([7.0], 0.99) == 7


def test_requests_are_what_a_server_reads() -> None:
    assert get("/x/", {"a": "1", "b": "2"}).endswith(b"Cookie: a=1; b=2\r\n\r\n")
    head, _, body = post("/x/", {"text": "水"}, {}).partition(b"\r\n\r\n")
    assert body == b"text=%E6%B0%B4"
    assert f"Content-Length: {len(body)}".encode() in head


def test_a_process_has_a_family_a_cost_and_a_size() -> None:
    import os

    pid = os.getpid()
    assert pid in family(pid)
    before = cpu_seconds(pid)
    while cpu_seconds(pid) < before + 0.02:
        pass
    assert memory_megabytes([pid]) > 10


def test_what_belongs_to_a_case_is_copied() -> None:
    """A new table that hangs on a case must be copied too, or be named here with its reason."""
    copied = {model for model, _column, _of in BELONGS}
    # A retry that will not come; facts that have their place; files, which no list reads; looks at who is behind one.
    left_out = {Once, PendingFact, Photo, Reveal}
    # What only the bends of a case write: none of the stories of the bench takes one.
    left_out |= set(models_of("cases")) - {Case}
    # What other kinds of loop keep, and what ties loops together: the cases of the bench have none of it.
    # No algorithm is in force at the bench, so none has a word about its cases.
    others = ("algorithms", "applications", "diagnosis", "directives", "federation", "insight", "patrol")
    left_out |= {Link, *(model for name in others for model in models_of(name))}
    # Ways in and out beside the plain one: cases of the bench came by no paper or platform, and nobody is told of them.
    left_out |= {Mandate, *models_of("notices"), *models_of("channels")}
    hanging = {
        model
        for model in apps.get_app_config("gongzhi").get_models()
        if any(
            isinstance(field, models.ForeignKey) and field.related_model in copied
            for field in model._meta.concrete_fields
        )
    }
    assert hanging - copied - left_out == set()


@pytest.fixture
def full(db: None) -> County:
    county = import_county(at=now())
    fill(county, CASES, connection)
    return county


def test_copied_cases_replay_to_the_tables(full: County) -> None:
    assert Loop.objects.count() == Case.objects.count() == CASES
    entries = list(all_entries())
    assert [entry.position for entry in entries] == list(range(size()))
    rebuilt = replay(entries)
    connection.check_constraints()
    for model, found in (
        (Loop, rebuilt.loops),
        (Obligation, rebuilt.obligations),
        (Deadline, rebuilt.deadlines),
    ):
        rows = {str(row["id"]): row for row in model.objects.values()}
        assert set(rows) == set(found)
        for key, values in found.items():
            told = {name: value for name, value in values.items() if name in rows[key]}
            assert told == {name: plain(rows[key][name]) for name in told}, (model, key)
    assert {loop["state"] for loop in rebuilt.loops.values()} >= {
        "registered",
        "working",
        "closed",
        "unconfirmed",
    }


def test_copied_cases_have_words_of_their_own_that_their_facts_vouch_for(full: County) -> None:
    texts = dict(Case.objects.values_list("loop_id", "text"))
    assert len(set(texts.values())) > CASES / 2
    for card in Card.objects.select_related("loop"):
        loop = card.loop
        assert sorted(card.words) == words_of(texts[loop.id])
        assert sorted(card.marks) == marks_of(
            subject_kind=loop.subject_kind,
            division=loop.division,
            matter=loop.matter,
            opened_on=timezone.localdate(loop.opened_at),
        )
    filed = Fact.objects.filter(kind="cases.filed").prefetch_related("openings")
    assert filed.count() == CASES
    for fact in filed:
        opening = next(each for each in fact.openings.all() if each.field == "text")
        assert opening.text == texts[fact.subject]
        said = read_entry(bytes(fact.entry)).data["text"]["commitment"]
        assert said == commit(opening.text, bytes(opening.salt))
        assert encode(decode(bytes(fact.entry))) == bytes(fact.entry)


def test_a_county_grows_to_so_many_open_ended_lately_and_long_ago(county: County) -> None:
    filling = Filling(county, connection)
    real = {"open": Loop.objects.filter(ended_at=None).count(), "all": Loop.objects.count()}
    filling.grow(Size(20, 10, 30))
    filling.grow(Size(20, 10, 60))
    assert Loop.objects.count() == real["all"] + 90
    assert Loop.objects.filter(ended_at=None).count() == real["open"] + 20
    old = Loop.objects.filter(ended_at__lt=now() - timedelta(days=30)).count()
    assert old >= 60
    numbers = list(Loop.objects.values_list("number", flat=True))
    assert len(set(numbers)) == len(numbers)
    assert [entry.position for entry in all_entries()] == list(range(size()))


def test_copied_cases_are_read_like_real_ones(full: County) -> None:
    numbers = Case.objects.order_by("-loop__number").values_list("loop__number", flat=True)
    case = case_by_code(numbers[0], CODE)
    assert case is not None
    assert resident_story(case.loop.id)
    assert case_for(full.actor("dispatcher"), case.loop.id) is not None
    assert owed_by([full.unit("town")])


def test_the_floor_of_filing_writes_the_same_rows_anew(county: County) -> None:
    filing = catch_writes(
        lambda: file_case(
            text="西街口的垃圾桶满了三天没人收。",
            place=Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1]),
            channel=Channel.PORTAL,
            matter="city.waste.street",
            person=Person(filer=Filer.NAMED, name="周某", phone="13900000000"),
            by=RESIDENT,
            at=START,
            once=uuid5(NAMESPACE_URL, "once"),
        )
    )
    assert {write.table for write in filing.writes} >= {
        "gongzhi_loop",
        "gongzhi_obligation",
        "gongzhi_deadline",
        "gongzhi_case",
        "gongzhi_contact",
        "gongzhi_fact",
        "gongzhi_once",
    }
    counted = {model: model.objects.count() for model, _column, _of in BELONGS}
    with connection.cursor() as cursor:
        for sql, parameters in [*filing.fresh(), *filing.fresh()]:
            cursor.execute(sql, parameters)
    connection.check_constraints()
    first = {Notice, Entry, Pause}  # written later, or never
    grown = {model: model.objects.count() for model in counted}
    assert all(
        grown[model] == 3 * counted[model] > 0 for model in set(counted) - first - {Holder, Fact, Opening}
    )
    assert {
        len(set(Fact.objects.filter(subject=loop).values_list("kind", flat=True))) for loop in loops()
    } == {3}


def test_forms_are_read_as_a_browser_would_send_them() -> None:
    page = """
        <form action="/search"><input name="q"></form>
        <form method="post"><input type="hidden" name="once" value="1"><textarea name="text">a&amp;b</textarea>
        <input type="radio" name="filer" value="NAMED"><input type="radio" name="filer" value="HELPER" checked>
        <input type="checkbox" name="nowhere"><input name="phone">
        <select name="division"><option value=""><option value="1" selected></select>
        <button name="go" value="1">Send</button></form>
    """
    search, report = forms(page)
    assert search.method == "get"
    assert report.values == {"once": "1", "text": "a&b", "filer": "HELPER", "phone": "", "division": "1"}
    assert report.names >= {"nowhere", "division"}


def models_of(package: str) -> list[type[models.Model]]:
    every = apps.get_app_config("gongzhi").get_models()
    return [model for model in every if model.__module__.startswith(f"gongzhi.{package}.")]


def loops() -> list[UUID]:
    return list(Loop.objects.values_list("id", flat=True))


def plain(value: Any) -> Any:
    """Return a column's value as a fact says it."""
    if isinstance(value, UUID):
        return str(value)
    return to_text(value) if isinstance(value, datetime) else value
