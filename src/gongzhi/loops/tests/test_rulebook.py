"""The pages of those who keep the rules: procedures, time limits, the working calendar."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.small_county import COUNTY, POSTS, TOWN, County

import gongzhi.loops
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.models import Fact
from gongzhi.ledger.public import read_entry
from gongzhi.loops.models import CalendarFile, LoopDefinition, TimeProfile
from gongzhi.loops.public import (
    load_calendar,
    loop_row,
    profile_of_loop,
    publish_definition,
    publish_profile,
)
from gongzhi.loops.rulebook import profile_changes
from gongzhi.loops.rules.definition_file import NotADefinition, definition_of, read_definition
from gongzhi.loops.tests.mutants import mutants
from gongzhi.loops.views.rulebook import _drawing
from gongzhi.organization.public import import_files
from gongzhi.people.facts import SYSTEM
from gongzhi.web.tests import staff
from gongzhi.web.tests.staff import client_of, long_ago

pytestmark = pytest.mark.django_db

FOLDER = Path(gongzhi.loops.__file__).parent
PROFILE = (FOLDER / "profiles/default.yaml").read_text(encoding="utf-8")
PAGES = ("/rules/", "/rules/new/", "/rules/limits/", "/rules/limits/new/", "/rules/calendar/")
NOTICE = """year,status,source,date,working,name
2031,official,通知,2031-01-01,no,元旦
2031,official,通知,2031-01-04,yes,元旦
"""


def case_text() -> str:
    return LoopDefinition.objects.filter(name="case").latest("version").text


def next_version(text: str | None = None) -> str:
    text = text or case_text()
    number = read_definition(text).version
    return text.replace(f"\nversion: {number}\n", f"\nversion: {number + 1}\n", 1)


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def send(client: Client, path: str, do: str, text: str = "", file: bytes = b"", **more: str):  # type: ignore[no-untyped-def]
    given: dict[str, object] = {"do": do, "text": text, **more}
    if file:
        given["file"] = SimpleUploadedFile("rules.yaml", file)
    return client.post(path, given)


@pytest.mark.parametrize("login", [login for login in POSTS if login != "steward"])
def test_nobody_else_keeps_the_rules(county: County, login: str) -> None:
    client = client_of(login)
    for path in (*PAGES, "/rules/procedures/case/"):
        assert client.get(path).status_code == 403, path
    before = LoopDefinition.objects.count(), TimeProfile.objects.count(), CalendarFile.objects.count()
    for path, text in (
        ("/rules/new/", next_version()),
        ("/rules/limits/new/", PROFILE),
        ("/rules/calendar/", NOTICE),
    ):
        assert send(client, path, "publish", text).status_code == 403
    assert before == (
        LoopDefinition.objects.count(),
        TimeProfile.objects.count(),
        CalendarFile.objects.count(),
    )


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_open_and_lead_to_each_other(county: County, language: str) -> None:
    client = client_of("steward", language=language)
    for path in PAGES:
        page = client.get(path)
        assert page.status_code == 200, path
        assert b'aria-current="page"' in page.content
    assert 'href="/rules/"' in client.get("/board/").content.decode()


# Procedures


def test_a_procedure_is_listed_with_version_digest_and_what_goes_by_it(county: County) -> None:
    staff.working(county)
    listed = client_of("steward").get("/rules/").content.decode()
    row = listed.split("/rules/procedures/case/")[1].split("</tr>")[0]
    newest = LoopDefinition.objects.filter(name="case").latest("version")
    assert newest.digest[:12] in row
    assert re.search(r'table__num">1</td>$', row)
    page = client_of("steward").get("/rules/procedures/case/").content.decode()
    assert "loop-diagram" in page
    assert "All checks are passed." in page
    file = client_of("steward").get(f"/rules/procedures/case/?version={newest.version}&download=1")
    assert file.content.decode() == newest.text
    for wrong in ("/rules/procedures/none/", "/rules/procedures/case/?version=77"):
        assert client_of("steward").get(wrong).status_code == 404


def test_a_check_writes_nothing_and_says_what_is_another(county: County) -> None:
    text = next_version().replace("due: sign,", "due: 9WD,", 1)
    staff.working(county)
    before = LoopDefinition.objects.count()
    page = send(client_of("steward"), "/rules/new/", "check", file=text.encode())
    assert page.status_code == 200
    shown = page.content.decode()
    assert "All checks are passed." in shown
    assert re.search(r"<ins>\+ .*due: 9WD,", shown)
    assert "1 that is open goes on by version" in shown
    assert "loop-diagram" in shown
    assert 'value="publish"' in shown
    assert "due: 9WD," in shown.split("<textarea")[1]
    assert LoopDefinition.objects.count() == before


def test_what_the_verifier_finds_is_shown_and_nothing_can_be_published(county: County) -> None:
    damaged = next_version().replace("due: sign, ", "", 1)
    before = LoopDefinition.objects.count()
    for do in ("check", "publish"):
        page = send(client_of("steward"), "/rules/new/", do, damaged)
        shown = page.content.decode()
        assert page.status_code == 422
        assert re.search(r"check \d+ \(.+\): ", shown)
        assert 'value="publish"' not in shown
        assert "id: case" in shown.split("<textarea")[1]
    assert LoopDefinition.objects.count() == before


def test_a_new_version_is_published_once_however_often_it_is_sent(county: County) -> None:
    running = staff.working(county)
    client = client_of("steward")
    text = next_version()
    for _each in range(2):
        # A browser sends lines of a field with another end than a file has.
        answer = send(client, "/rules/new/", "publish", text.replace("\n", "\r\n"))
        assert (answer.status_code, answer.headers["Location"]) == (302, "/rules/procedures/case/")
    newest = LoopDefinition.objects.filter(name="case").latest("version")
    assert newest.text == text
    row = loop_row(running)
    assert row
    assert row.definition_id != newest.pk
    published = Fact.objects.filter(kind="loops.definition_published").order_by("-id")
    assert [read_entry(bytes(fact.entry)).data["digest"] == newest.digest for fact in published][:2] == [
        True,
        False,
    ]
    old = send(client, "/rules/new/", "publish", text + "# another\n")
    assert old.status_code == 409
    assert "Give this one a higher number" in old.content.decode()


@pytest.mark.parametrize(
    ("text", "file", "said"),
    [
        ("", b"", "Choose a file, or write the text into the field."),
        ("", "定义".encode("gb18030"), "no text in UTF-8"),
        ("", b"x" * 300_000, "too large"),
        ("id: [case", b"", "not YAML"),
        ("just words", b"", "check 0"),
    ],
)
def test_a_bad_file_is_told_and_what_was_typed_stays(
    county: County, text: str, file: bytes, said: str
) -> None:
    for path in ("/rules/new/", "/rules/limits/new/", "/rules/calendar/"):
        page = send(client_of("steward"), path, "check", text, file)
        assert page.status_code == 422, path
        shown = page.content.decode()
        assert text in shown
        if path == "/rules/new/":
            assert said in shown


def test_whatever_can_be_read_is_drawn_or_left_undrawn(county: County) -> None:
    drawn = 0
    for _what, data in mutants(yaml.safe_load(case_text())):
        try:
            read = definition_of(data)
        except NotADefinition:
            continue
        drawn += _drawing(read).startswith("<svg")
    assert drawn > 100


# Time limits


def test_limits_are_compared_published_and_hold_from_their_day(county: County) -> None:
    client = client_of("steward")
    text = PROFILE.replace("general: 5WD", "general: 3d").replace(
        'jurisdiction: "*"', f'jurisdiction: "{TOWN}"'
    )
    more = {"division": TOWN, "valid_from": tomorrow().isoformat()}
    old = staff.filed()
    page = send(client, "/rules/limits/new/", "check", text, **more)
    shown = page.content.decode()
    assert page.status_code == 200
    assert re.search(r"limits\.general</th><td>5WD</td><td>3d</td>", shown)
    assert "Bridgehead Town, from" in shown
    assert not TimeProfile.objects.filter(division=TOWN).exists()
    for _each in range(2):
        assert send(client, "/rules/limits/new/", "publish", text, **more).status_code == 302
    assert TimeProfile.objects.filter(division=TOWN).count() == 1
    assert str(profile_of_loop(old).limits["general"]) == "5WD"
    listed = client.get("/rules/limits/").content.decode()
    assert "Bridgehead Town" in listed
    assert listed.count("in force") == 1  # the new one does not hold yet
    one = TimeProfile.objects.get(division=TOWN)
    assert "What is another than everywhere" in client.get(f"/rules/limits/{one.pk}/").content.decode()
    assert client.get("/rules/limits/987654/").status_code == 404
    again = send(client, "/rules/limits/new/", "publish", text + "# more\n", **more)
    assert again.status_code == 409
    assert "exists already" in again.content.decode()


def test_limits_for_days_that_have_begun_are_refused_with_a_sentence(county: County) -> None:
    today = timezone.localdate().isoformat()
    page = send(
        client_of("steward"), "/rules/limits/new/", "publish", PROFILE, division=COUNTY, valid_from=today
    )
    assert page.status_code == 409
    assert "Choose tomorrow or a later day" in page.content.decode()


def test_every_wrong_key_is_named_at_once(county: County) -> None:
    damaged = PROFILE.replace("general: 5WD", "general: soon").replace("  sign: 4wh", "  sgin: 4wh")
    page = send(client_of("steward"), "/rules/limits/new/", "publish", damaged)
    assert page.status_code == 422
    shown = page.content.decode()
    for where in ("limits.general", "durations.sign", "nothing was written"):
        assert where in shown
    assert "sgin: 4wh" in shown.split("<textarea")[1]


def test_a_difference_is_told_key_by_key() -> None:
    old, new = "a: 1\nb: {c: x, d: [p, q]}\n", "a: 1\nb: {d: [p]}\ne: null\n"
    found = [(each.key, each.before, each.after) for each in profile_changes(old, new)]
    assert found == [("b.c", "x", ""), ("b.d", "p, q", "p"), ("e", "", "–")]


# The working calendar


def test_a_year_is_checked_loaded_once_and_its_status_told(county: County) -> None:
    client = client_of("steward")
    before = client.get("/rules/calendar/").content.decode()
    assert "provisional: the notice is not out" in before
    assert "official" in before
    assert ">2031<" not in before
    shown = send(client, "/rules/calendar/", "check", file=NOTICE.encode()).content.decode()
    assert re.search(r"2031-01-01</th><td>–</td><td>day off", shown)
    assert re.search(r"2031-01-04</th><td>–</td><td>weekend day worked", shown)
    assert CalendarFile.objects.count() == 1
    assert send(client, "/rules/calendar/", "publish", NOTICE).status_code == 302
    again = client.post("/rules/calendar/", {"do": "publish", "text": NOTICE}, follow=True)
    assert "This file was loaded before" in again.content.decode()
    assert CalendarFile.objects.count() == 2
    assert ">2031<" in again.content.decode()


def test_every_wrong_line_of_a_calendar_is_named(county: County) -> None:
    wrong = NOTICE.replace("2031-01-01,no", "2031-13-01,no").replace("2031-01-04,yes", "2031-01-04,perhaps")
    shown = send(client_of("steward"), "/rules/calendar/", "publish", wrong)
    assert shown.status_code == 422
    assert "Line 2" in shown.content.decode()
    assert "Line 3" in shown.content.decode()
    assert CalendarFile.objects.count() == 1


# Whose rules they are


def test_who_keeps_the_rules_of_one_county_changes_nothing_of_another(county: County) -> None:
    steward = county.actor("steward")
    day = tomorrow()
    foreign = "888801000000"

    def refusal(action) -> str:  # type: ignore[no-untyped-def]
        with pytest.raises(Refused) as error:
            action()
        return error.value.refusal.code

    def limits(division: str):  # type: ignore[no-untyped-def]
        return lambda: publish_profile(
            division=division, text=PROFILE, valid_from=day, valid_to=None, by=steward, at=long_ago(0)
        )

    assert refusal(limits(foreign)) == "loops.outside_scope"
    rows = (
        "code,code_set,name,level,parent,valid_from\n"
        "880000000000,TEST,雨省,province,,2020-01-01\n"
        "888800000000,TEST,湖市,city,880000000000,2020-01-01\n"
        f"{foreign},TEST,岸县,county,888800000000,2020-01-01\n"
    )
    import_files(files={"divisions": rows.encode()}, by=SYSTEM, at=long_ago(0))
    # Of two counties, what all go by is nobody's alone.
    assert refusal(limits("")) == "loops.shared"
    assert (
        refusal(lambda: publish_definition(text=next_version(), by=steward, at=long_ago(0))) == "loops.shared"
    )
    assert refusal(lambda: load_calendar(text=NOTICE, by=steward, at=long_ago(0))) == "loops.shared"
    limits(COUNTY)()
    publish_profile(division=foreign, text=PROFILE, valid_from=day, valid_to=None, by=SYSTEM, at=long_ago(0))
    listed = client_of("steward").get("/rules/limits/").content.decode()
    assert "Bridge County" in listed
    assert "岸县" not in listed
