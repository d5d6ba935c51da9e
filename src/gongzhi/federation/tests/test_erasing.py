"""What is erased on one node is erased where its mirror stands as well, and the answer comes back."""

import re
from typing import Any
from uuid import UUID

import pytest
from tests.small_county import County

from gongzhi.directives.models import Directive
from gongzhi.directives.public import erase_words
from gongzhi.directives.tests.steps import days, issued, part_of
from gongzhi.federation.items import Feed, Item
from gongzhi.federation.models import Mirror
from gongzhi.federation.public import neighbours, receive
from gongzhi.federation.queries import feed_for, unanswered_erasures
from gongzhi.federation.tests.test_actions import NODE, linked, placed, their_feed
from gongzhi.federation.tests.test_limits_of_trust import moved, said
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger import public as ledger
from gongzhi.ledger.facts import Sealed
from gongzhi.loops.public import ERASED, ERASED_TITLE, loop_row
from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import AGAIN, TIME_OVER, erased_of
from gongzhi.web.erasures import ERASERS
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db
ERASURE = {"what": "decisions", "because": "TIME_OVER"}


@pytest.fixture(autouse=True)
def _links(tmp_path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.GONGZHI_LINKS = tmp_path / "links"
    settings.GONGZHI_KEYS = tmp_path / "keys"


def told(*, after: int = 0) -> list[tuple[str, UUID | None]]:
    facts = [ledger.read_entry(item.sealed.entry) for item in feed_for(NODE, after=after).items]
    return [(fact.kind, fact.subject) for fact in facts]


def erasing() -> int:
    return len(unanswered_erasures(NODE))


def test_an_erasure_goes_to_the_mirror_and_its_answer_is_shown(county: County) -> None:
    linked(county)
    part, theirs = part_of(issued(county)), new_id()
    placed()
    mirrored = said(1, "federation.loop_mirrored", theirs, {"node": "local", "remote_id": str(part)}, {})
    receive(node=NODE, feed=Feed(NODE, 1, (mirrored,)), at=days(1))
    # What was issued here is not erased because another node says so.
    receive(node=NODE, feed=Feed(NODE, 2, (said(2, "people.texts_erased", theirs, ERASURE, {}),)), at=days(1))
    assert Directive.objects.get(loop=part).text != ERASED
    assert erasing() == 0
    with pytest.raises(Refused, match=r"^loops.not_now$"):
        erase_words(directive_id=part, because=TIME_OVER, by=SYSTEM, at=days(2))
    before = len(told())
    assert ERASERS["directive", "decisions"](part, AGAIN, days(2))
    placed()
    assert told(after=before) == [("people.texts_erased", part)]
    # The answer of the second node has come before, so nothing is open; of a third one it would be.
    assert erasing() == 0
    assert Directive.objects.get(loop=part).text == ERASED


def test_as_long_as_the_other_node_has_not_answered_the_page_says_so(
    county: County, django_assert_num_queries: Any
) -> None:
    linked(county)
    part, theirs = part_of(issued(county)), new_id()
    placed()
    mirrored = said(1, "federation.loop_mirrored", theirs, {"node": "local", "remote_id": str(part)}, {})
    receive(node=NODE, feed=Feed(NODE, 1, (mirrored,)), at=days(1))
    erase_words(directive_id=part, because=AGAIN, by=SYSTEM, at=days(2))
    assert erasing() == 1
    page = client_of("admin").get("/federation/").content.decode()
    assert re.search(r"not confirmed there yet</dt><dd class=\"num\">1</dd>", page)
    with django_assert_num_queries(1):
        neighbours()  # it is read at every request of a neighbour, and reads no history
    receive(node=NODE, feed=Feed(NODE, 2, (said(2, "people.texts_erased", theirs, ERASURE, {}),)), at=days(3))
    assert erasing() == 0


def test_what_came_from_another_node_goes_with_it_and_is_answered(county: County) -> None:
    feed, part = their_feed(county)
    receive(node=NODE, feed=feed, at=days(1))
    mirror = Mirror.objects.get(remote_id=part).loop_id
    placed()
    before = len(told())
    erased = said(3, "people.texts_erased", part, ERASURE, {})
    for _again in range(2):
        receive(node=NODE, feed=Feed(NODE, 3, (erased,)), at=days(2))
    row = loop_row(mirror)
    assert row
    assert (row.title, Directive.objects.get(loop=mirror).text) == (ERASED_TITLE, ERASED)
    assert erased_of(mirror).keys() == {"decisions"}
    assert not [text for fact in ledger.story_of(mirror) for text in (fact.texts or {}).values()]
    kinds = [fact.kind for fact in ledger.story_of(mirror)]
    assert kinds.count("people.texts_erased") == kinds.count("federation.erased_there") == 1
    placed()
    assert told(after=before) == [("people.texts_erased", mirror)], "the answer, once"


def test_a_step_whose_reason_was_erased_before_it_was_fetched_is_taken_all_the_same(county: County) -> None:
    linked(county)
    part, theirs = part_of(issued(county)), new_id()
    placed()
    mirrored = said(1, "federation.loop_mirrored", theirs, {"node": "local", "remote_id": str(part)}, {})
    step = moved("cannot", "received", "lead") | {"reason": {"commitment": "0" * 64}}
    receive(node=NODE, feed=Feed(NODE, 2, (mirrored, said(2, "loops.moved", theirs, step, {}))), at=days(1))
    row = loop_row(part)
    assert row
    assert row.state != "received"


def test_what_was_erased_before_it_was_fetched_opens_a_mirror_without_words(county: County) -> None:
    feed, part = their_feed(county)
    bare = tuple(
        Item(item.seq, Sealed(item.sealed.id, item.sealed.entry, {}), item.units) for item in feed.items
    )
    assert receive(node=NODE, feed=Feed(NODE, 2, bare), at=days(1)) == 2
    assert Directive.objects.get(loop=Mirror.objects.get(remote_id=part).loop_id).text == ERASED
