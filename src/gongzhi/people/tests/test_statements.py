"""Once a month the number of uses is stated on record: lines cut off at the end of the numbering show as well."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from tests.small_county import BEIJING_TIME, County

from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import facts_about
from gongzhi.people.actions.check_uses import check_uses
from gongzhi.people.actions.note_use import Seal, note_use
from gongzhi.people.actions.state_uses import state_uses
from gongzhi.people.facts import ALL_SEALED, SYSTEM, Actor, UseFault
from gongzhi.people.models import DataUse, UseCount
from gongzhi.people.uses import amiss, last_statement, last_sum, use_faults

NOVEMBER, DECEMBER = (datetime(2026, month, 20, 9, tzinfo=BEIJING_TIME) for month in (11, 12))
JANUARY = datetime(2027, 1, 3, 9, tzinfo=BEIJING_TIME)


def use(subject: UUID, by: Actor, at: datetime, seal: Seal | None = None) -> None:
    with transaction.atomic(durable=True):
        note_use(subject=subject, what="SHEET", purpose="HANDLE", basis="DUTY", by=by, at=at, seal=seal)


def state(at: datetime) -> list[int]:
    """State as the worker does, one subject at a time, until nothing is left; return how many at each turn."""
    done = []
    while turn := state_uses(by=SYSTEM, at=at, limit=1):
        done.append(turn)
    return done


@pytest.mark.django_db(transaction=True)
def test_each_month_states_what_there_was_by_its_end_once(county: County) -> None:
    one, other, by = new_id(), new_id(), county.actor("town-handler")
    assert state(NOVEMBER) == [], "there is nothing to state"
    for _ in range(3):
        use(one, by, NOVEMBER)
    use(one, by, NOVEMBER, Seal(DECEMBER, "《监察法》第二十一条"))
    use(other, by, DECEMBER)
    use(other, by, DECEMBER, Seal(JANUARY, "《监察法》第二十一条"))
    assert state(DECEMBER) == [1, 1], "one subject, then the sum; what is of December waits"
    assert state(DECEMBER) == []
    said, summed = last_statement(one), last_sum()
    assert said
    assert (said.month, said.lines) == ("2026-11", 3)
    assert summed
    assert (summed.month, summed.lines, summed.sealed) == ("2026-11", 3, 1)
    assert last_statement(other) is None
    use(one, by, DECEMBER)
    assert state(JANUARY) == [1, 1, 1]
    summed = last_sum()
    assert summed
    assert (summed.month, summed.lines, summed.sealed) == ("2026-12", 5, 2)
    assert [fact.data["lines"] for fact in facts_about([one], only=("people.uses_stated",))] == [3, 4]
    assert list(check_uses()) == []
    assert not [each for each in facts_about([ALL_SEALED]) if each.kind == "people.uses_stated"]


@pytest.mark.django_db(transaction=True)
def test_lines_cut_off_at_the_end_with_all_that_tells_of_them_show(county: County) -> None:
    subject, by = new_id(), county.actor("town-handler")
    for _ in range(3):
        use(subject, by, NOVEMBER)
    state(DECEMBER)
    last = DataUse.objects.get(subject=subject, seq=3)
    with connection.cursor() as cursor:  # as an owner of the tables does, who knows what belongs together
        cursor.execute("set session_replication_role = replica")
        cursor.execute("delete from gongzhi_pendingfact where fact_id = %s", [last.fact])
        cursor.execute("delete from gongzhi_fact where id = %s", [last.fact])
        cursor.execute("set session_replication_role = origin")
    last.delete()
    UseCount.objects.filter(subject=subject).update(size=2)
    assert use_faults(subject) == (UseFault("missing", 3),)
    assert {each.what for each in check_uses()} == {"uses/3/missing"}
    assert amiss(latest=10) == [subject]
    UseCount.objects.filter(subject=subject).update(stated=2)
    assert "uses/stated" in {each.what for each in check_uses()}


@pytest.mark.django_db(transaction=True)
def test_where_every_line_is_gone_the_statement_alone_tells(county: County) -> None:
    subject, by = new_id(), county.actor("town-handler")
    use(subject, by, NOVEMBER)
    use(subject, by, NOVEMBER, Seal(DECEMBER, "《监察法》第二十一条"))
    state(DECEMBER)
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        told = "select id from gongzhi_fact where subject = %s and kind = 'people.data_used'"
        cursor.execute(f"delete from gongzhi_pendingfact where fact_id in ({told})", [subject])  # noqa: S608
        cursor.execute(f"delete from gongzhi_opening where fact_id in ({told})", [subject])  # noqa: S608
        cursor.execute(f"delete from gongzhi_fact where id in ({told})", [subject])  # noqa: S608
        cursor.execute("set session_replication_role = origin")
    DataUse.objects.all().delete()
    UseCount.objects.all().delete()
    assert {(each.subject, each.what) for each in check_uses()} == {
        (subject, "uses/1/missing"),
        (subject, "uses/stated"),
        (ALL_SEALED, "uses/1/missing"),
    }


@pytest.mark.django_db(transaction=True)
def test_a_month_is_closed_though_many_stand_still_and_clocks_differ(county: County) -> None:
    by = county.actor("town-handler")
    use(new_id(), by, NOVEMBER)
    state(JANUARY)
    assert state(DECEMBER) == [], "a worker whose clock is behind states no older month after a newer one"
    assert state(JANUARY + timedelta(days=10)) == []
