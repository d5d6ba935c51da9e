"""Two nodes in one database cannot be: here the sending half and the receiving half are tried one by one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client, override_settings
from tests.small_county import START, TOWN, County

from gongzhi.directives.facts import PartSpec
from gongzhi.directives.public import handle, issue
from gongzhi.directives.tests.steps import days, issued, part_of, terms
from gongzhi.federation.items import Feed, Item
from gongzhi.federation.models import HostedUnit, Mirror, Neighbour, Outgoing
from gongzhi.federation.public import (
    add_neighbour,
    host_of,
    host_unit,
    key_file,
    make_key,
    neighbour,
    put_up,
    receive,
    resume,
)
from gongzhi.federation.queries import feed_for
from gongzhi.federation.rules.signing import header
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger import public as ledger
from gongzhi.ledger.facts import Recorded
from gongzhi.loops.public import loop_row, loops_by_id
from gongzhi.people.facts import SYSTEM

pytestmark = pytest.mark.django_db
NODE = "999902"


@pytest.fixture(autouse=True)
def _links(tmp_path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.GONGZHI_LINKS = tmp_path / "links"


def linked(county: County) -> None:
    add_neighbour(node=NODE, address="http://127.0.0.1:1", by=SYSTEM, at=START)
    host_unit(code="town", node=NODE, by=SYSTEM, at=START)


def placed() -> int:
    while ledger.sequence():
        pass
    taken = 0

    def take(facts: Sequence[Recorded]) -> None:
        put_up(facts=facts, by=SYSTEM, at=START)

    while found := ledger.follow("federation", take):
        taken += found
    return taken


def test_what_concerns_the_other_node_is_put_up_once_in_order_and_nothing_else(county: County) -> None:
    linked(county)
    found = issued(county)
    part = part_of(found)
    placed()
    feed = feed_for(NODE, after=0)
    kinds = [ledger.read_entry(item.sealed.entry).kind for item in feed.items]
    assert kinds == ["loops.moved", "directives.issued"]
    assert [item.seq for item in feed.items] == [1, 2]
    assert {ledger.read_entry(item.sealed.entry).subject for item in feed.items} == {part}
    assert "town" in feed.items[0].units.values()
    assert feed.items[1].sealed.openings["text"][1].startswith("各责任单位")
    assert placed() > 0 or feed_for(NODE, after=0) == feed  # the reader's own facts concern nobody
    assert feed_for(NODE, after=2).items == ()
    with pytest.raises(Refused, match=r"^directives.elsewhere$"):  # the town's steps are taken on its node
        handle(directive_id=part, event="accept", by=county.actor("town-head"), at=days(1))
    host_unit(code="town", node="", by=SYSTEM, at=days(1))
    handle(directive_id=part, event="accept", by=county.actor("town-head"), at=days(1))
    placed()
    assert [item.seq for item in feed_for(NODE, after=2).items] == [3]


def their_feed(county: County, *, at: datetime = START) -> tuple[Feed, UUID]:
    """Return a feed as another node would send it: issued there by our county government to our town."""
    with override_settings(GONGZHI_NODE=NODE):
        found = issue(
            terms=terms(),
            lead=county.unit("water"),
            parts=[PartSpec(county.unit("town"), TOWN)],
            by=county.actor("leader"),
            at=at,
        )
        part = part_of(found)
    add_neighbour(node=NODE, address="http://127.0.0.1:1", by=SYSTEM, at=START)
    placed()
    host_unit(code="government", node=NODE, by=SYSTEM, at=START)
    facts = [fact for fact in ledger.facts_about([part]) if fact.kind in ("loops.moved", "directives.issued")]
    kept = ledger.sealed([fact.id for fact in facts])
    codes = {county.unit(code): code for code in ("government", "town", "recheck", "water")}
    items = tuple(Item(seq, kept[fact.id], codes) for seq, fact in enumerate(facts, start=1))
    return Feed(NODE, len(items), items), part


def test_a_part_of_another_node_gets_a_mirror_once(county: County) -> None:
    feed, part = their_feed(county)
    assert receive(node=NODE, feed=feed, at=days(1)) == 2
    mirror = Mirror.objects.get(neighbour=NODE, remote_id=part)
    row = loop_row(mirror.loop_id)
    assert row is not None
    assert (row.state, row.title) == ("received", "入冬前检修老旧水管")
    assert mirror.loop_id != part
    assert receive(node=NODE, feed=feed, at=days(1)) == 0  # all of it again changes nothing
    assert Mirror.objects.count() == 1
    view = neighbour(NODE)
    assert view is not None
    assert (view.received, view.behind, view.stopped) == (2, 0, "")
    # What the town answers here goes back; what came from there does not.
    handle(
        directive_id=mirror.loop_id,
        event="cannot",
        reason="没有经费",
        by=county.actor("town-head"),
        at=days(2),
    )
    placed()
    kinds = [ledger.read_entry(item.sealed.entry).kind for item in feed_for(NODE, after=0).items]
    assert kinds == ["federation.loop_mirrored", "loops.moved"]


def test_a_mirror_is_due_when_the_part_is_whatever_the_hour(county: County) -> None:
    feed, part = their_feed(county, at=START - timedelta(hours=6))  # at night: the day before in UTC
    receive(node=NODE, feed=feed, at=days(1))
    mirror = loop_row(Mirror.objects.get(remote_id=part).loop_id)
    theirs = loop_row(part)
    assert mirror is not None
    assert theirs is not None
    assert (mirror.limit_class, mirror.first_due_at) == (theirs.limit_class, theirs.first_due_at)


@pytest.mark.parametrize("damage", ["gap", "text", "node", "back"])
def test_what_cannot_be_right_stops_the_link_and_loses_nothing(county: County, damage: str) -> None:
    feed, part = their_feed(county)
    first, second = feed.items
    salt, _text = second.sealed.openings["text"]
    bad = {
        "gap": replace(feed, items=(replace(first, seq=2), replace(second, seq=3))),
        "text": replace(
            feed,
            items=(
                first,
                replace(second, sealed=replace(second.sealed, openings={"text": (salt, "换了的话")})),
            ),
        ),
        "node": replace(feed, items=(first, replace(second, sealed=_of_ours(county)))),
        "back": feed,
    }[damage]
    if damage == "back":
        receive(node=NODE, feed=feed, at=days(1))
        bad = Feed(NODE, 1, ())
    with pytest.raises(Refused):
        receive(node=NODE, feed=bad, at=days(1))
    view = neighbour(NODE)
    assert view is not None
    assert view.stopped
    assert Mirror.objects.filter(remote_id=part).exists() == (damage == "back")
    assert any(each.kind == "federation.link_stopped" for each in _all_facts())
    if damage != "back":  # the right items bring it going again
        receive(node=NODE, feed=feed, at=days(2))
        view = neighbour(NODE)
        assert view is not None
        assert (view.received, view.stopped) == (2, "")


def test_a_link_goes_on_after_somebody_looked_and_only_past_what_they_saw(county: County) -> None:
    feed, part = their_feed(county)
    first, second = feed.items
    salt, _text = second.sealed.openings["text"]
    wrong = replace(second.sealed, openings={"text": (salt, "换了的话")})
    bad = replace(feed, items=(first, replace(second, sealed=wrong)))
    admin = county.actor("admin")
    going_on = {"node": NODE, "seq": 2, "reason": "对方确认作废。", "by": admin, "at": days(2)}
    with pytest.raises(Refused, match=r"^federation.not_stopped$"):
        resume(**going_on, set_aside=True)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        receive(node=NODE, feed=bad, at=days(1))
    for changes, code in (
        ({"by": county.actor("leader")}, "loops.not_entitled"),
        ({"reason": " "}, "loops.reason_missing"),
        ({"seq": 3}, "federation.not_this_number"),
        ({"node": "nobody"}, "federation.unknown_node"),
    ):
        with pytest.raises(Refused, match=f"^{code}$"):
            resume(**going_on | changes, set_aside=True)  # type: ignore[arg-type]
    resume(**going_on, set_aside=False)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        receive(node=NODE, feed=bad, at=days(2))  # asked again, and still wrong
    for _click in range(2):
        resume(**going_on, set_aside=True)  # type: ignore[arg-type]
    view = neighbour(NODE)
    assert view is not None
    assert (view.received, view.stopped) == (2, "")
    assert not Mirror.objects.filter(remote_id=part).exists()
    (aside,) = [each for each in _all_facts() if each.kind == "federation.item_set_aside"]
    assert (aside.data["seq"], aside.data["code"]) == (2, "federation.wrong_text")
    assert "对方" not in str(aside.data)
    assert receive(node=NODE, feed=feed, at=days(3)) == 0  # what was set aside does not come back


def test_a_lost_history_is_never_set_aside(county: County) -> None:
    feed, _part = their_feed(county)
    receive(node=NODE, feed=feed, at=days(1))
    with pytest.raises(Refused):
        receive(node=NODE, feed=Feed(NODE, 1, ()), at=days(1))
    with pytest.raises(Refused, match=r"^federation.never_aside$"):
        resume(node=NODE, seq=3, set_aside=True, reason="算了。", by=SYSTEM, at=days(1))
    resume(node=NODE, seq=3, set_aside=False, reason="备份已恢复。", by=SYSTEM, at=days(1))
    assert receive(node=NODE, feed=feed, at=days(2)) == 0


def _of_ours(county: County):  # type: ignore[no-untyped-def]
    host_unit(code="government", node="", by=SYSTEM, at=START)
    own = issued(county, scope="999901100000")
    host_unit(code="government", node=NODE, by=SYSTEM, at=START)
    fact = ledger.facts_about([own.loop_id])[-1]
    return ledger.sealed([fact.id])[fact.id]


def _all_facts() -> list:  # type: ignore[type-arg]
    while ledger.sequence():
        pass
    return list(ledger.all_entries())


def test_the_same_fact_under_a_second_number_stops_the_link_and_doubles_nothing(county: County) -> None:
    feed, _part = their_feed(county)
    again = Feed(NODE, 3, (*feed.items, replace(feed.items[1], seq=3)))
    with pytest.raises(Refused, match=r"^federation.malformed$"):
        receive(node=NODE, feed=again, at=days(1))
    view = neighbour(NODE)
    assert view is not None
    assert (view.received, view.stopped) == (2, "federation.malformed")
    assert Mirror.objects.count() == 1
    assert HostedUnit.objects.count() == 1  # the issuer, as before


def test_a_step_out_of_step_stops_the_link(county: County) -> None:
    feed, part = their_feed(county)
    receive(node=NODE, feed=feed, at=days(1))
    with override_settings(GONGZHI_NODE=NODE):
        handle(directive_id=part, event="cannot", reason="没有人手", by=county.actor("town-head"), at=days(1))
    mirror = Mirror.objects.get(remote_id=part).loop_id
    handle(directive_id=mirror, event="accept", by=county.actor("town-head"), at=days(1))
    fact = ledger.facts_about([part])[-1]
    item = Item(3, ledger.sealed([fact.id])[fact.id], feed.items[0].units)
    with pytest.raises(Refused) as error:
        receive(node=NODE, feed=Feed(NODE, 3, (item,)), at=days(2))
    assert error.value.refusal.code == "directives.out_of_step"
    assert loops_by_id([mirror])[mirror].state == "working"


def test_only_a_neighbour_reads_and_each_request_counts_once(county: County, client: Client) -> None:
    linked(county)
    issued(county)
    placed()
    key = bytes.fromhex(make_key(NODE).read_text())
    path = "/federation/facts?after=0&limit=10"

    def ask(**changes: object):  # type: ignore[no-untyped-def]
        signed: dict[str, object] = {
            "node": NODE,
            "method": "GET",
            "path": path,
            "at": now(),
            "nonce": str(changes.pop("nonce", "n1")),
            "body": b"",
        }
        name = header(changes.pop("key", key), **signed | changes)  # type: ignore[arg-type]
        return client.get(path, headers={"authorization": name})

    assert client.get(path).status_code == 401
    for minutes in (-6, 6):
        assert ask(at=now() + timedelta(minutes=minutes)).json() == {"error": "federation.too_old"}
    assert ask(key=b"x" * 32).status_code == 401
    assert ask(node="nobody").status_code == 401
    assert ask(path=path + "0").status_code == 401
    right = ask()
    assert right.status_code == 200
    assert right.json()["head"] == 2
    assert "Gongzhi-Signature" in right.headers
    assert ask().status_code == 401  # the same nonce again
    assert ask(nonce="n2").status_code == 200
    assert client.post(path).status_code == 405
    for number, query in enumerate(("after=-1", "after=x", "limit=0", "limit=201", f"after={'9' * 19}")):
        path = f"/federation/facts?{query}"
        assert ask(nonce=f"q{number}", path=path).status_code == 400
    key_file(NODE).unlink()
    assert ask(nonce="n3").json() == {"error": "federation.no_key"}


def test_neighbours_and_hosts_are_named_in_words(county: County) -> None:
    for code, call in {
        "federation.own_node": lambda: add_neighbour(node="local", address="http://a", by=SYSTEM, at=START),
        "federation.bad_address": lambda: add_neighbour(node="x", address="ftp://a", by=SYSTEM, at=START),
        "federation.unit_unknown": lambda: host_unit(code="nobody", node=NODE, by=SYSTEM, at=START),
        "federation.unknown_node": lambda: host_unit(code="town", node="nobody", by=SYSTEM, at=START),
    }.items():
        with pytest.raises(Refused) as error:
            call()
        assert error.value.refusal.code == code
    linked(county)
    assert host_of(county.unit("town")) == NODE
    host_unit(code="town", node="", by=SYSTEM, at=START)
    assert (host_of(county.unit("town")), HostedUnit.objects.count()) == ("", 0)
    assert Neighbour.objects.count() == 1
    assert Outgoing.objects.count() == 0
