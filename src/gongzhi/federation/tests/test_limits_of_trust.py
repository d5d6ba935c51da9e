"""What another node says is believed of its own units and of what is shared with it, and of nothing else."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.cache import cache
from tests.small_county import START, County

from gongzhi.cases.tests import steps as cases
from gongzhi.directives.tests.steps import days, issued, part_of
from gongzhi.federation.actions.deliver import DELIVERIES, SUBJECTS
from gongzhi.federation.items import Feed, Item
from gongzhi.federation.keys import key_of
from gongzhi.federation.models import Mirror
from gongzhi.federation.public import add_neighbour, host_unit, key_file, make_key, neighbour, receive
from gongzhi.federation.tests.test_actions import NODE, linked, placed, their_feed
from gongzhi.kernel.commitments import commit
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger import public as ledger
from gongzhi.ledger.facts import Sealed
from gongzhi.ledger.rules import BLIND_BYTES, entry_bytes
from gongzhi.loops.public import loop_row, registered_kinds
from gongzhi.people.facts import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _links(tmp_path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.GONGZHI_LINKS = tmp_path / "links"


def said(seq: int, kind: str, subject: UUID, data: Mapping[str, Any], units: Mapping[UUID, str]) -> Item:
    """Return an item as the other node would write it, whatever it says."""
    fact_id = new_id()
    entry = entry_bytes(
        fact_id=fact_id,
        node=NODE,
        kind=kind,
        subject=subject,
        actor="system",
        at=days(1),
        data=data,
        blind=b"x" * BLIND_BYTES,
    )
    return Item(seq, Sealed(fact_id, entry, {}), units)


def moved(event: str, came_from: str, party: str) -> dict[str, Any]:
    return {
        "event": event,
        "from_state": came_from,
        "party": party,
        "holders": {},
        "citation": "",
        "drawn": None,
    }


def stopped() -> str:
    view = neighbour(NODE)
    assert view is not None
    return view.stopped


def test_a_node_cannot_have_itself_told_of_what_is_not_shared_with_it(county: County) -> None:
    linked(county)
    placed()
    case = cases.filed().loop_id
    item = said(1, "federation.loop_mirrored", new_id(), {"node": "local", "remote_id": str(case)}, {})
    with pytest.raises(Refused, match=r"^federation.out_of_step$"):
        receive(node=NODE, feed=Feed(NODE, 1, (item,)), at=days(1))
    assert Mirror.objects.count() == 0


def test_a_node_takes_steps_for_its_own_units_only(county: County) -> None:
    linked(county)
    part = part_of(issued(county))
    placed()
    theirs = new_id()
    mirrored = said(1, "federation.loop_mirrored", theirs, {"node": "local", "remote_id": str(part)}, {})
    cannot = said(2, "loops.moved", theirs, moved("cannot", "received", "lead"), {})
    items = (mirrored, with_reason(cannot))
    assert receive(node=NODE, feed=Feed(NODE, 2, items), at=days(1)) == 2
    row = loop_row(part)
    assert row is not None
    assert row.state == "objected"
    # Releasing it is the issuer's, and the issuer works here.
    release = with_reason(said(3, "loops.moved", theirs, moved("release", "objected", "issuer"), {}))
    with pytest.raises(Refused, match=r"^federation.not_its_unit$"):
        receive(node=NODE, feed=Feed(NODE, 3, (release,)), at=days(2))
    row = loop_row(part)
    assert row is not None
    assert row.state == "objected"


def test_a_node_issues_in_the_name_of_its_own_units_only(county: County) -> None:
    feed, part = their_feed(county)
    host_unit(code="government", node="", by=SYSTEM, at=START)
    with pytest.raises(Refused, match=r"^federation.not_its_unit$"):
        receive(node=NODE, feed=feed, at=days(1))
    host_unit(code="government", node=NODE, by=SYSTEM, at=days(1))
    assert receive(node=NODE, feed=feed, at=days(2)) == 1
    assert Mirror.objects.filter(remote_id=part).exists()


def with_reason(item: Item) -> Item:
    salt, text = b"s" * 32, "没有经费"
    fact = ledger.read_entry(item.sealed.entry)
    data = {**fact.data, "reason": {"commitment": commit(text, salt)}}
    assert fact.subject is not None
    again = said(item.seq, fact.kind, fact.subject, data, item.units)
    return Item(item.seq, Sealed(again.sealed.id, again.sealed.entry, {"reason": (salt, text)}), item.units)


def test_a_part_for_a_unit_that_is_not_known_here_stops_the_link_until_it_is(county: County) -> None:
    feed, part = their_feed(county)
    unknown = {id_: "nobody" if code == "town" else code for id_, code in feed.items[1].units.items()}
    first, second = feed.items
    bad = Feed(NODE, 2, (first, Item(2, second.sealed, unknown)))
    with pytest.raises(Refused, match=r"^directives.unknown_unit$"):
        receive(node=NODE, feed=bad, at=days(1))
    assert receive(node=NODE, feed=feed, at=days(2)) == 1
    assert Mirror.objects.filter(remote_id=part).exists()


@pytest.mark.parametrize("field", ["citation", "holders"])
def test_what_does_not_fit_in_here_stops_one_link_and_no_other(county: County, field: str) -> None:
    """A newer version may write more than a column here holds, or another shape."""
    feed, _part = their_feed(county)
    first, second = feed.items
    issued_there = ledger.read_entry(second.sealed.entry)
    assert issued_there.subject is not None
    if field == "citation":
        data = {**issued_there.data, "citation": "据" * 400}
        item = said(2, "directives.issued", issued_there.subject, data, second.units)
        item = Item(2, Sealed(item.sealed.id, item.sealed.entry, second.sealed.openings), second.units)
        items = (first, item)
    else:
        receive(node=NODE, feed=feed, at=days(1))
        data = {**moved("accept", "received", "lead"), "holders": []}
        items = (said(3, "loops.moved", issued_there.subject, {**data, "party": ["lead"]}, second.units),)
    with pytest.raises(Refused, match=r"^federation.malformed$"):
        receive(node=NODE, feed=Feed(NODE, 3, items), at=days(2))
    assert stopped() == "federation.malformed"


def test_an_answer_that_was_overtaken_by_a_newer_one_is_no_lost_history(county: County) -> None:
    """Two workers ask at once, or a worker and an operator: the older answer may come in last."""
    feed, _part = their_feed(county)
    older = Feed(NODE, 1, feed.items[:1])
    receive(node=NODE, feed=feed, at=days(1), after=0)
    assert receive(node=NODE, feed=older, at=days(1), after=0) == 0
    assert stopped() == ""
    with pytest.raises(Refused, match=r"^federation.went_back$"):
        receive(node=NODE, feed=Feed(NODE, 1, ()), at=days(1), after=2)


@pytest.mark.parametrize("text", ["", "ab", "00" * 31])
def test_a_key_that_is_too_short_is_none(county: County, text: str) -> None:
    add_neighbour(node=NODE, address="http://127.0.0.1:1", by=SYSTEM, at=START)
    with pytest.raises(ValueError, match="32"):
        make_key(NODE, text=text)
    make_key(NODE)
    key_file(NODE).write_text(text)
    with pytest.raises(Refused, match=r"^federation.no_key$"):
        key_of(NODE)


@pytest.mark.parametrize(
    "address", ["https://who:secret@node.example", "https://a.example?x=1", "https://a.example/" + "a" * 300]
)
def test_an_address_has_no_password_and_nothing_behind_it(county: County, address: str) -> None:
    """It stands in a fact for ever, and on a page."""
    with pytest.raises(Refused, match=r"^federation.bad_address$"):
        add_neighbour(node=NODE, address=address, by=SYSTEM, at=START)


def test_a_busy_link_does_not_push_what_is_remembered_out_of_the_cache() -> None:
    """A nonce, and how often somebody guessed at a code, hold as long as they were meant to."""
    for number in range(600):  # what a neighbour that catches up asks in two minutes
        assert cache.add(f"federation:{NODE}:{number:03}", 1, 600)
    assert not cache.add(f"federation:{NODE}:000", 1, 600)


def test_what_holds_data_of_a_person_is_told_to_no_other_node() -> None:
    """Whoever lets cases travel has to write a line for the person each time, and to change this."""
    import_module(settings.ROOT_URLCONF)  # each kind registers itself with its pages
    personal = {kind.code for kind in registered_kinds() if kind.sheet.personal}
    assert personal == {"case", "application"}
    assert not personal & SUBJECTS
    assert {fact for fact in DELIVERIES if fact.startswith("people.")} == {"people.texts_erased"}, (
        "tells of nobody"
    )
