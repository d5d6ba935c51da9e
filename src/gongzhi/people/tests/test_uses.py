"""Uses of a person's data: numbered without gaps, whoever uses them at the same moment."""

import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from tests.small_county import BEIJING_TIME, START, County, import_county

from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import facts_about
from gongzhi.people.actions.check_uses import check_uses
from gongzhi.people.actions.note_opening import note_opening
from gongzhi.people.actions.note_use import Seal, note_use
from gongzhi.people.actions.seal_use import seal_look
from gongzhi.people.facts import ALL_SEALED, Actor, UseFault
from gongzhi.people.models import DataUse, UseCount
from gongzhi.people.uses import SealedCount, amiss, hidden_uses, sealed_uses, use_faults, uses_of

SEAL = Seal(until=START + timedelta(days=90), basis="《监察法》第二十一条")


@pytest.fixture
def county(transactional_db: None) -> Iterator[County]:
    """The small county, committed; each thread gets a connection of its own, not a pool's."""
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    pool = options.pop("pool", None)
    yield import_county()
    connection.close()
    options["pool"] = pool


def use(subject: UUID, by: Actor, *, fail: bool = False, seal: Seal | None = None, minute: int = 0) -> None:
    at = START + timedelta(minutes=minute)
    with transaction.atomic(durable=True):
        note_use(subject=subject, what="SHEET", purpose="HANDLE", basis="DUTY", by=by, at=at, seal=seal)
        if fail:
            raise ZeroDivisionError


def at_once(works: list[Callable[[], Any]]) -> list[str]:
    ends: list[str] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            work()
            ends.append("done")
        except Exception as error:
            ends.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    return sorted(ends)


def numbers(subject: UUID, *, sealed: bool = False) -> list[int]:
    rows = DataUse.objects.filter(subject=subject, sealed_until__isnull=not sealed)
    return sorted(rows.values_list("seq", flat=True))


@pytest.mark.django_db(transaction=True)
def test_thirty_at_once_are_numbered_one_to_n_though_some_fail(county: County) -> None:
    subject, by = new_id(), county.actor("town-handler")
    works = [lambda turn=turn: use(subject, by, fail=turn % 3 == 0) for turn in range(30)]
    assert at_once(works) == ["ZeroDivisionError"] * 10 + ["done"] * 20
    assert numbers(subject) == list(range(1, 21))
    assert sorted(fact.data["seq"] for fact in facts_about([subject])) == list(range(1, 21))
    assert UseCount.objects.get(subject=subject).size == 20


@pytest.mark.django_db(transaction=True)
def test_sealed_uses_leave_no_hole_among_the_others(county: County) -> None:
    subjects, by = [new_id(), new_id()], county.actor("supervisor")
    works = [
        lambda turn=turn: use(subjects[turn // 2 % 2], by, seal=SEAL if turn % 2 else None)
        for turn in range(16)
    ]
    assert at_once(works) == ["done"] * 16
    for subject in subjects:
        assert numbers(subject) == [1, 2, 3, 4]
    assert sorted(numbers(subjects[0], sealed=True) + numbers(subjects[1], sealed=True)) == list(range(1, 9))
    assert UseCount.objects.get(subject=ALL_SEALED).size == 8


def test_a_use_outside_the_vocabulary_is_a_bug(db: None) -> None:
    by = import_county().actor("town-handler")
    with pytest.raises(AssertionError), transaction.atomic():
        note_use(subject=new_id(), what="GOSSIP", purpose="HANDLE", basis="DUTY", by=by, at=START)


def test_the_basis_of_a_seal_is_only_a_commitment_on_record(db: None) -> None:
    subject = new_id()
    use(subject, import_county().actor("supervisor"), seal=SEAL)
    (fact,) = facts_about([subject])
    assert set(fact.data["sealed_basis"]) == {"commitment"}
    assert DataUse.objects.get(subject=subject).sealed_basis == SEAL.basis


def opened(
    subject: UUID, by: Actor, at: datetime, what: str = "SHEET", item: UUID | None = None
) -> list[DataUse]:
    note_opening(subject=subject, what=what, purpose="HANDLE", by=by, at=at, item=item)
    return list(DataUse.objects.filter(subject=subject).order_by("id"))


def test_a_sheet_is_noted_once_a_day_for_each_reader(db: None) -> None:
    county, subject = import_county(), new_id()
    reader, other = county.actor("town-handler"), county.actor("dispatcher")
    assert len(opened(subject, reader, START)) == 1
    assert len(opened(subject, reader, START + timedelta(hours=9))) == 1
    assert len(opened(subject, other, START + timedelta(hours=9))) == 2
    assert len(opened(new_id(), reader, START)) == 1
    assert len(opened(subject, reader, START + timedelta(days=1))) == 3
    last = DataUse.objects.get(subject=subject, seq=3)
    assert (last.account, last.unit, last.basis) == (reader.account_id, reader.unit_id, "DUTY")


def test_a_file_is_noted_once_an_hour_and_each_file_by_itself(db: None) -> None:
    by, subject, one, two = import_county().actor("town-handler"), new_id(), new_id(), new_id()
    assert len(opened(subject, by, START, "MATERIAL", one)) == 1
    assert len(opened(subject, by, START + timedelta(minutes=59), "MATERIAL", one)) == 1
    assert len(opened(subject, by, START + timedelta(minutes=59), "MATERIAL", two)) == 2
    assert len(opened(subject, by, START + timedelta(minutes=61), "MATERIAL", one)) == 3


def test_what_is_noted_already_costs_one_query(
    db: None, django_assert_num_queries: Callable[[int], Any]
) -> None:
    by, subject = import_county().actor("town-handler"), new_id()
    opened(subject, by, START)
    with django_assert_num_queries(1):
        note_opening(subject=subject, what="SHEET", purpose="HANDLE", by=by, at=START + timedelta(hours=1))


@pytest.mark.django_db(transaction=True)
def test_ten_tabs_opened_at_once_are_one_line(county: County) -> None:
    subject, by = new_id(), county.actor("town-handler")
    assert at_once([lambda: opened(subject, by, START)] * 10) == ["done"] * 10
    assert numbers(subject) == [1]


def test_an_identity_is_never_seen_under_seal(county: County) -> None:
    subject, by = new_id(), county.actor("supervisor")
    seal_look(subject=subject, basis=SEAL.basis, until=date(2026, 6, 1), by=by, at=START)
    with transaction.atomic():
        note_use(subject=subject, what="IDENTITY", purpose="SUPERVISE", basis="DUTY", by=by, at=START)
        note_use(subject=subject, what="PHOTO", purpose="HANDLE", basis="DUTY", by=by, at=START)
    assert numbers(subject) == [1]
    assert DataUse.objects.get(subject=subject, sealed_until=None).what == "IDENTITY"


def test_a_look_under_seal_hides_all_that_is_opened_until_it_ends(db: None) -> None:
    county, subject, file = import_county(), new_id(), new_id()
    by = county.actor("supervisor")
    end = date(2026, 6, 1)
    until = seal_look(subject=subject, basis=SEAL.basis, until=end, by=by, at=START)
    again = seal_look(subject=subject, basis=SEAL.basis, until=end, by=by, at=START + timedelta(minutes=1))
    assert until == again == START + timedelta(hours=2)
    assert len(opened(subject, by, START + timedelta(minutes=5))) == 1
    assert len(opened(subject, by, START + timedelta(minutes=5), "MATERIAL", file)) == 2
    assert len(opened(subject, by, START + timedelta(minutes=6), "MATERIAL", file)) == 2
    assert len(opened(subject, county.actor("town-handler"), START + timedelta(minutes=7))) == 3
    assert numbers(subject) == [1]
    assert numbers(subject, sealed=True) == [1, 2]
    seen, lines = uses_of(subject, at=START + timedelta(minutes=8))
    assert (seen, [line.account for line in lines]) == (1, [county.actor("town-handler").account_id])
    assert len(hidden_uses(subject, at=START + timedelta(minutes=8))) == 2
    assert sealed_uses(at=START + timedelta(minutes=8)) == SealedCount(now=2, ever=2)
    # The look is over: what is read now is told.
    assert len(opened(subject, by, until)) == 4
    assert numbers(subject) == [1, 2]
    # And from the day after the end on all of it is.
    midnight = datetime(2026, 6, 2, tzinfo=BEIJING_TIME)
    assert uses_of(subject, at=midnight - timedelta(seconds=2))[0] == 2
    assert uses_of(subject, at=midnight)[0] == 4
    assert sealed_uses(at=midnight) == SealedCount(now=0, ever=2)
    assert not use_faults(subject)
    assert not list(check_uses())
    assert not amiss()


@pytest.mark.parametrize(
    ("login", "basis", "days", "code"),
    [
        ("town-head", SEAL.basis, 30, "people.may_not_seal"),
        ("leader", SEAL.basis, 30, "people.may_not_seal"),
        ("supervisor", " 某法 ", 30, "people.seal_basis_missing"),
        ("supervisor", "法" * 201, 30, "people.seal_basis_too_long"),
        ("supervisor", SEAL.basis, 0, "people.seal_end_past"),
        ("supervisor", SEAL.basis, 731, "people.seal_end_too_far"),
    ],
)
def test_a_seal_needs_power_basis_and_an_end(db: None, login: str, basis: str, days: int, code: str) -> None:
    by, subject = import_county().actor(login), new_id()
    with pytest.raises(Refused) as refused:
        seal_look(subject=subject, basis=basis, until=START.date() + timedelta(days=days), by=by, at=START)
    assert refused.value.refusal.code == code
    assert not DataUse.objects.exists()


def test_whoever_changes_lines_is_found(db: None) -> None:
    county, subject = import_county(), new_id()
    by = county.actor("town-handler")
    for day in range(3):
        opened(subject, by, START + timedelta(days=day))
    seal_look(
        subject=subject,
        basis=SEAL.basis,
        until=date(2026, 6, 1),
        by=county.actor("supervisor"),
        at=START,
    )
    assert not list(check_uses())
    assert not amiss()

    DataUse.objects.filter(subject=subject, seq=2, sealed_until=None).update(purpose="SUPERVISE")
    assert use_faults(subject) == (UseFault("differs", 2),)
    assert {each.what.split("/")[0] for each in check_uses()} == {"uses"}

    DataUse.objects.filter(subject=subject, seq=2, sealed_until=None).delete()
    assert use_faults(subject) == (UseFault("missing", 2),)
    assert amiss() == [subject]
    assert [each.what for each in check_uses()][-1] == "uses/2/missing"

    DataUse.objects.filter(subject=subject, seq=3).delete()
    UseCount.objects.filter(subject=subject).update(size=1)
    assert use_faults(subject) == (UseFault("missing", 2), UseFault("missing", 3))

    DataUse.objects.filter(sealed_until__isnull=False).delete()
    assert ALL_SEALED in amiss()


def test_a_page_looks_at_the_matters_of_the_latest_lines_alone(db: None) -> None:
    by, old, new = import_county().actor("town-handler"), new_id(), new_id()
    for subject in (old, new):
        for day in range(3):
            opened(subject, by, START + timedelta(days=day))
    DataUse.objects.filter(seq=2).delete()
    assert set(amiss()) == {old, new}
    assert amiss(latest=2) == [new]
    UseCount.objects.filter(subject=new).delete()
    assert amiss(latest=2) == [new], "lines nobody counted are amiss as well"
    assert {each.subject for each in check_uses()} == {old, new}, "the check of everything finds both"


def test_the_lines_of_one_reader_are_found_by_an_index(db: None) -> None:
    reader, subject = new_id(), new_id()
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    rows = DataUse.objects.filter(subject=subject, account=reader, at__gt=START)
    assert "use_of_subject" in rows.explain(), "opening a sheet must not read everybody's lines"
    assert "use_of_subject" in DataUse.objects.filter(subject=subject).explain()
