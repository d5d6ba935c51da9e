"""What is erased is found nowhere any more: in no column of any table, in no file. What happened stays proved."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from tests.small_county import COUNTY, IN_WEST, START, County, import_county

from gongzhi.applications import public as applications
from gongzhi.applications.facts import Grade
from gongzhi.applications.tests import steps as apply_steps
from gongzhi.cases import public as cases
from gongzhi.cases.facts import Channel, Filer, Finding, Need, Satisfaction
from gongzhi.cases.models import Case, Exclusion, Photo, Whistle, WhistleCall
from gongzhi.cases.tests.pictures import picture
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.models import Entry, Head, Opening
from gongzhi.ledger.public import faults, follow, sequence
from gongzhi.loops.models import Loop
from gongzhi.loops.public import ERASED_TITLE, loop_row
from gongzhi.notices.models import Notice
from gongzhi.people.erasures import list_file
from gongzhi.people.facts import RESIDENT, SYSTEM
from gongzhi.people.models import Contact, Erasure
from gongzhi.people.public import ASKED, TIME_OVER, erased_of
from gongzhi.web.erasures import erase_again, erase_due
from gongzhi.web.reactions import react
from gongzhi.web.replays import all_differences

pytestmark = pytest.mark.django_db(transaction=True)

WHO = ("王糯米甲", "13911112222", "李糯米乙", "13911113333")
NEEDS = "糯米丙只听得懂方言"
WORDS = tuple(f"紫色犀牛{sign}在西街" for sign in "子丑寅卯辰巳午未申酉戌亥")
ADDRESS = "糯米丁巷七号后门"
POINT = (round(IN_WEST[0] * 1e6), round(IN_WEST[1] * 1e6))


@pytest.fixture
def county(tmp_path: Path, settings: Any) -> County:
    """A small county with keys of its own."""
    settings.GONGZHI_KEYS = tmp_path / "keys"
    return import_county()


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def rich_case(county: County) -> UUID:
    """File a case with something unmistakable in every field that may hold something of a person, and end it."""
    dispatcher, handler = county.actor("dispatcher"), county.actor("town-handler")
    case_id = cases.file_case(
        text=WORDS[0],
        place=cases.Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1], address=ADDRESS),
        channel=Channel.PORTAL,
        matter="city.waste",
        person=cases.Person(
            filer=Filer.NAMED, name=WHO[0], phone=WHO[1], helper_name=WHO[2], helper_phone=WHO[3]
        ),
        photos=[cases.clean_photo(picture())],
        by=RESIDENT,
        at=START,
    ).loop_id
    cases.say_needs(case_id=case_id, needs=list(Need)[:1], note=NEEDS, by=RESIDENT, at=START)
    cases.classify(case_id=case_id, matter="city.waste.street", by=dispatcher, at=at(0.2))
    cases.dispatch(
        case_id=case_id,
        event="dispatch",
        unit_id=county.unit("town"),
        by=dispatcher,
        at=at(0.5),
        once=new_id(),
    )
    cases.handle(case_id=case_id, event="sign", by=handler, at=at(1))
    cases.note(case_id=case_id, text=WORDS[1], by=handler, at=at(1))
    cases.ask(case_id=case_id, question=WORDS[2], by=handler, at=at(1))
    cases.reply(case_id=case_id, text=WORDS[3], by=RESIDENT, at=at(2))
    cases.add(case_id=case_id, text=WORDS[4], photos=[cases.clean_photo(picture())], by=RESIDENT, at=at(2))
    cases.answer(case_id=case_id, finding=Finding.SOLVED, text=WORDS[5], by=handler, at=at(3))
    cases.judge(
        case_id=case_id, solved=True, satisfied=Satisfaction.SATISFIED, words=WORDS[6], by=RESIDENT, at=at(4), drawn=999
    )  # fmt: skip
    _beside(case_id, county)
    return case_id


def _beside(case_id: UUID, county: County) -> None:
    """What other stories would leave: rows of their own beside the case."""
    town, when = county.unit("town"), {"arrive_by": at(1)}
    whistle = Whistle.objects.create(
        loop_id=case_id, town_id=town, ground="UNSOLVABLE", text=WORDS[7], called_at=at(1), **when,
        conclusion=WORDS[8], concluded_at=at(2), ending="CONCLUDED",
    )  # fmt: skip
    WhistleCall.objects.create(
        whistle=whistle, unit_id=town, obligation=new_id(), task=WORDS[9], **when, rating="GOOD", rated_at=at(2),
        rating_words=WORDS[10], objection=WORDS[11], objected_at=at(3),
    )  # fmt: skip
    Exclusion.objects.create(
        loop_id=case_id, ground="PROVEN_FALSE", evidence=WORDS[7], proposed_by_id=town, proposed_at=at(4),
        state="DENIED", objection=WORDS[8], objected_at=at(5),
    )  # fmt: skip


def everything() -> Iterator[tuple[str, str]]:
    """Yield each row of each table there is, as text with bytes in hex, and each file."""
    with connection.cursor() as cursor:
        cursor.execute("select schemaname, tablename from pg_tables where schemaname in ('public', 'vault')")
        for schema, table in cursor.fetchall():
            cursor.execute(f'select t::text from "{schema}"."{table}" t')  # noqa: S608 - names of the catalogue
            for (row,) in cursor.fetchall():
                yield f"{schema}.{table}", row
    for file in (path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()):
        yield str(file), file.read_bytes().hex()


def found(*texts: str) -> set[tuple[str, str]]:
    """Return where any of some texts stands, in clear, in hex, or escaped as JSON."""
    forms = {text: {text, text.encode().hex(), text.encode("unicode_escape").decode()} for text in texts}
    return {
        (place, text)
        for place, row in everything()
        for text, ways in forms.items()
        if any(way in row for way in ways)
    }


def place_all() -> int:
    while sequence() or follow("reactions", react):
        pass
    return Head.objects.get(id=1).size


def roots(size: int) -> list[bytes]:
    return [bytes(row.fact.entry) for row in Entry.objects.filter(position__lt=size).order_by("position")]


def test_nothing_of_a_case_is_found_after_its_words_are_erased(county: County) -> None:
    case_id = rich_case(county)
    Notice.objects.create(
        unit_id=county.unit("town"), fact_id=new_id(), code="x", subject=case_id, number="1", title=WORDS[0], at=at(4)
    )  # fmt: skip
    files = list(Photo.objects.filter(loop=case_id).values_list("stored", flat=True))
    size = place_all()
    before = roots(size)
    assert {text for _place, text in found(*WORDS, ADDRESS, str(POINT[0]))} >= {
        *WORDS,
        ADDRESS,
        str(POINT[0]),
    }
    beside = list(all_differences())  # of the rows put there by hand
    assert not found(*WHO), "who it is stands in the vault alone, sealed"

    assert cases.erase_words(case_id=case_id, because=TIME_OVER, by=SYSTEM, at=at(30_000))
    assert not cases.erase_words(case_id=case_id, because=TIME_OVER, by=SYSTEM, at=at(30_000))

    assert found(*WORDS, *WHO, ADDRESS, NEEDS, str(POINT[0]), str(POINT[1])) == set()
    assert not any((Path(settings.MEDIA_ROOT) / name).exists() for name in files)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from vault.identity")
        assert cursor.fetchone() == (0,)
    assert not Opening.objects.filter(fact__subject=case_id).exclude(fact__kind="people.data_used").exists()
    contact = Case.objects.get(loop=case_id).contact
    assert contact
    assert (contact.mark, bytes(contact.salt)) == ("", b"")
    row = loop_row(case_id)
    assert row
    assert (row.title, row.end_kind) == (ERASED_TITLE, Loop.objects.get(id=case_id).end_kind)
    assert erased_of(case_id).keys() == {"contact", "words"}

    place_all()
    assert roots(size) == before, "not a byte of what was on record is another"
    assert list(faults()) == []
    assert list(all_differences()) == beside


def test_nothing_of_an_application_is_found_after_its_decisions_are_erased(county: County) -> None:
    others = set(Path(settings.MEDIA_ROOT).rglob("*"))
    apply_steps.open_catalogue()
    application_id = apply_steps.granted(county)
    applications.confirm(application_id=application_id, received=True, by=RESIDENT, at=at(30))
    applications.rate(
        application_id=application_id, grade=Grade.VERY_GOOD, text=WORDS[0], by=RESIDENT, at=at(31)
    )
    size = place_all()
    before, files = (
        roots(size),
        {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()} - others,
    )
    assert files
    answers = tuple(apply_steps.ANSWERS.values())[:2]
    answers = (*answers, WORDS[0])
    assert found(*answers)
    late = at(30_000)
    assert applications.erase_words(application_id=application_id, because=TIME_OVER, by=SYSTEM, at=late)
    assert not {
        place for place, _text in found(*answers) if place.startswith("public.gongzhi_applicationanswer")
    }
    assert applications.erase_decisions(application_id=application_id, because=TIME_OVER, by=SYSTEM, at=late)
    assert found(*answers, "13800000001") == set()
    assert not any(path.exists() for path in files)
    assert (
        not Opening.objects.filter(fact__subject=application_id)
        .exclude(fact__kind="people.data_used")
        .exists()
    )
    place_all()
    assert roots(size) == before
    assert list(faults()) == []
    assert list(all_differences()) == []


def ended_case(county: County, *, ended: datetime, name: str) -> UUID:
    """File a case and let it end, long ago."""
    case_id = cases.file_case(
        text=f"{name}门口的灯坏了。",
        place=cases.Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1]),
        channel=Channel.PORTAL,
        matter="city.waste.street",
        person=cases.Person(filer=Filer.NAMED, name=name, phone="13911112222"),
        by=RESIDENT,
        at=ended - timedelta(hours=5),
    ).loop_id
    when = {"by": county.actor("dispatcher"), "at": ended - timedelta(hours=4)}
    cases.dispatch(case_id=case_id, event="dispatch", unit_id=county.unit("town"), once=new_id(), **when)
    handler = county.actor("town-handler")
    cases.handle(case_id=case_id, event="sign", by=handler, at=ended - timedelta(hours=3))
    cases.answer(
        case_id=case_id, finding=Finding.SOLVED, text="已修好。", by=handler, at=ended - timedelta(hours=2)
    )
    cases.judge(
        case_id=case_id, solved=True, satisfied=Satisfaction.SATISFIED, by=RESIDENT, at=ended, drawn=999
    )
    return case_id


def test_each_matter_is_erased_when_its_time_has_come(county: County) -> None:
    first = ended_case(county, ended=at(10), name="甲某")
    other = ended_case(county, ended=at(40), name="乙某")
    open_ = cases.file_case(
        text="丙某", place=cases.Place(division=COUNTY), channel=Channel.PORTAL, by=RESIDENT, at=START
    ).loop_id  # fmt: skip
    year = START.replace(year=START.year + 1)
    assert erase_due(at=year) == 0
    assert erase_due(at=year + timedelta(hours=11)) == 1
    assert erase_due(at=year + timedelta(hours=11)) == 0, "once is enough"
    assert erased_of(first).keys() == {"contact"}
    assert erased_of(other) == {}
    assert Case.objects.get(loop=first).text == "甲某门口的灯坏了。"
    third = START.replace(year=START.year + 3) + timedelta(days=3)
    assert erase_due(at=third, limit=1) == 2  # the other contact, the first words
    assert erase_due(at=third, limit=1) == 1
    assert erased_of(first).keys() == erased_of(other).keys() == {"contact", "words"}
    assert Case.objects.get(loop=first).text == ""
    assert Erasure.objects.filter(subject=open_).count() == 0
    assert Case.objects.get(loop=open_).text == "丙某"


def test_what_is_opened_again_comes_again_after_its_next_end(county: County) -> None:
    case_id = ended_case(county, ended=at(10), name="甲某")
    cases.reopen(case_id=case_id, why="又坏了。", by=RESIDENT, at=at(20))
    late = START.replace(year=START.year + 2)
    assert erase_due(at=late) == 0
    with pytest.raises(Refused, match=r"cases\.erase_not_ended"):
        cases.erase_contact(case_id=case_id, because=ASKED, by=RESIDENT, at=late)


def test_what_was_said_after_an_erasure_is_erased_after_the_next_end(county: County) -> None:
    case_id = ended_case(county, ended=at(10), name="甲某")
    assert cases.erase_contact(case_id=case_id, because=ASKED, by=RESIDENT, at=at(11))
    cases.reopen(case_id=case_id, why="又坏了。", by=RESIDENT, at=at(20))
    cases.say_needs(case_id=case_id, needs=list(Need)[:1], note=NEEDS, by=RESIDENT, at=at(21))
    Loop.objects.filter(id=case_id).update(ended_at=at(40), end_kind="DONE", due_at=None)
    assert cases.erase_contact(case_id=case_id, because=TIME_OVER, by=SYSTEM, at=at(10_000))
    assert found(NEEDS) == set()
    assert not cases.erase_contact(case_id=case_id, because=TIME_OVER, by=SYSTEM, at=at(10_001))
    cases.say_needs(case_id=case_id, needs=list(Need)[:1], note=NEEDS, by=RESIDENT, at=at(10_002))
    assert cases.erase_words(case_id=case_id, because=TIME_OVER, by=SYSTEM, at=at(30_000))
    assert found(NEEDS) == set()


def test_what_is_swept_is_found_by_an_index(county: County) -> None:
    ended_case(county, ended=at(10), name="甲某")
    erase_due(at=at(30_000))
    rows = Loop.objects.filter(subject_kind="case", ended_at__lt=at(30_000), ended_at__gte=at(5))
    with connection.cursor() as cursor:
        cursor.execute("set enable_seqscan = off")
        plan = rows.order_by("ended_at", "id").explain()
        cursor.execute("reset enable_seqscan")
    assert "loop_ended_lately" in plan
    assert "Index Cond" in plan


def test_a_resident_may_ask_for_it_once_the_case_has_ended(county: County) -> None:
    case_id = ended_case(county, ended=at(10), name="甲某")
    with pytest.raises(Refused, match=r"cases\.erase_not_entitled"):
        cases.erase_contact(case_id=case_id, because=ASKED, by=county.actor("town-handler"), at=at(11))
    assert cases.erase_contact(case_id=case_id, because=ASKED, by=RESIDENT, at=at(11))
    assert not cases.erase_contact(case_id=case_id, because=ASKED, by=RESIDENT, at=at(12))
    contact = Contact.objects.get(id=Case.objects.get(loop=case_id).contact_id)
    assert contact.erased_at == at(11)
    assert Case.objects.get(loop=case_id).text, "what happened stays for its own time"


def test_what_a_backup_brings_back_is_erased_again(county: County) -> None:
    case_id, other = (ended_case(county, ended=at(10), name=name) for name in ("甲某", "乙某"))
    with connection.cursor() as cursor:
        cursor.execute("create table kept as select * from vault.identity")
        cursor.execute("create table kept_contact as select * from gongzhi_contact")
        cases.erase_contact(case_id=case_id, because=ASKED, by=RESIDENT, at=at(11))
        # What a restore does to these tables.
        cursor.execute("truncate vault.identity")
        cursor.execute("insert into vault.identity select * from kept")
        cursor.execute(
            "update gongzhi_contact now set mark = before.mark, salt = before.salt, erased_at = null"
            " from kept_contact before where before.id = now.id"
        )
        cursor.execute("delete from gongzhi_erasure")
        cursor.execute("drop table kept, kept_contact")
        with list_file().open("ab") as outside:
            outside.write(b"\n01a22180-5d45-76d")  # cut off by a crash
        assert erase_again(at=at(12)) == 1
        assert erase_again(at=at(12)) == 0
        cursor.execute("select count(*) from vault.identity")
        assert cursor.fetchone() == (1,)
    assert erased_of(case_id).keys() == {"contact"}
    assert erased_of(other) == {}


def test_killed_between_file_and_commit_it_is_done_again(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = rich_case(county)
    with monkeypatch.context() as broken:
        broken.setattr(Photo, "save", _killed)
        with pytest.raises(RuntimeError):
            cases.erase_words(case_id=case_id, because=TIME_OVER, by=SYSTEM, at=at(30_000))
    assert Case.objects.get(loop=case_id).text == WORDS[0], "all or nothing in the tables"
    assert cases.erase_words(case_id=case_id, because=TIME_OVER, by=SYSTEM, at=at(30_000))
    assert found(*WORDS, *WHO, ADDRESS, NEEDS) == set()


def _killed(*_arguments: object, **_named: object) -> None:
    raise RuntimeError("killed")
