"""Many loops at once, and loops tied to each other."""

from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from tests.small_county import START, WEST, County

from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger import public as ledger
from gongzhi.loops import public as loops
from gongzhi.loops.rules.replay import replay
from gongzhi.loops.tables import differences, state_of_tables
from gongzhi.people.facts import Actor, ActorKind

pytestmark = pytest.mark.django_db


def _issuer(county: County) -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        account_id=new_id(),
        post_id=new_id(),
        unit_id=county.unit("government"),
        division=WEST,
    )


def _openings(county: County, number: int) -> list[loops.Opening]:
    holders: dict[str, UUID | None] = {
        "issuer": county.unit("government"),
        "superior": county.unit("centre"),
        "reviewer": county.unit("recheck"),
    }
    return [loops.Opening(f"part {n}", WEST, holders, names=county.unit("town")) for n in range(number)]


def _open(county: County, number: int, **changes: Any) -> list[loops.LoopRow]:
    terms: dict[str, Any] = {
        "definition": "directive",
        "subject_kind": "anything",
        "openings": _openings(county, number),
        "matter": "",
        "limit_class": "45d",
        "event": "send",
        "by": _issuer(county),
        "at": START,
    }
    with transaction.atomic():
        return loops.open_many(**terms | changes)


def test_many_are_opened_and_sent_as_if_one_by_one(county: County) -> None:
    rows = _open(county, 7)
    assert [row.title for row in rows] == [f"part {n}" for n in range(7)]
    assert len({row.number for row in rows}) == 7
    assert {row.state for row in rows} == {"received"}
    ids = [row.id for row in rows]
    facts = ledger.facts_about(ids)
    assert sorted({fact.kind for fact in facts}) == ["loops.moved", "loops.opened"]
    assert differences(replay(facts), state_of_tables(ids)) == []
    assert len(loops.owed_by([county.unit("town")])) == 7
    # Each goes on by itself.
    town = Actor(kind=ActorKind.STAFF, account_id=new_id(), unit_id=county.unit("town"), division=WEST)
    with transaction.atomic():
        assert loops.move(loop_id=ids[3], event="accept", by=town, at=START).state == "working"
    assert loops.loops_by_id(ids)[ids[2]].state == "received"


def test_one_that_may_not_be_opened_stops_all(county: County) -> None:
    with pytest.raises(Refused):
        _open(county, 3, by=Actor(kind=ActorKind.STAFF, unit_id=county.unit("town")))
    with pytest.raises(Refused) as error:
        _open(county, 3, definition="nobody-knows")
    assert error.value.refusal.code == "loops.no_definition"
    assert loops.owed_by([county.unit("town"), county.unit("government")]) == []


def test_a_limit_set_case_by_case_is_a_duration(county: County) -> None:
    short, long = _open(county, 1, limit_class="10WD")[0], _open(county, 1, limit_class="45d")[0]
    assert short.first_due_at
    assert long.first_due_at
    assert START < short.first_due_at < long.first_due_at
    with pytest.raises(KeyError):
        _open(county, 1, limit_class="someday")


def test_links_are_read_from_both_ends_and_come_back_by_replay(county: County) -> None:
    one, two, three = (row.id for row in _open(county, 3))
    by = _issuer(county)
    with transaction.atomic():
        assert loops.link_loops(from_id=one, to_id=two, role="work", by=by, at=START)
        assert loops.link_loops(from_id=one, to_id=three, role="work", by=by, at=START)
        assert not loops.link_loops(from_id=one, to_id=two, role="work", by=by, at=START)
    assert [(link.role, link.outgoing, link.loop.id) for link in loops.links_of(one)] == [
        ("work", True, three),
        ("work", True, two),
    ]
    assert [(link.outgoing, link.loop.id) for link in loops.links_of(two)] == [(False, one)]
    assert loops.linked_ids([one, two], "work") == {one: [two, three]}
    assert loops.linking_ids(three, "work") == [one]
    ids = [one, two, three]
    assert differences(replay(ledger.facts_about(ids)), state_of_tables(ids)) == []
