"""Lists at any size: pages that go on from a row, counts that stop, words found wherever they stand."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.small_county import TOWN, County

from gongzhi.cases.public import classify
from gongzhi.loops import cards, search
from gongzhi.loops.actions.find_by import find_by
from gongzhi.loops.choosing import ALL, Choice, Count, count, ids_of, matching, page_of
from gongzhi.loops.kinds import kinds
from gongzhi.loops.models import Card, Loop
from gongzhi.loops.paging import Order, Place, place_named
from gongzhi.loops.public import loop_row
from gongzhi.loops.rules.cards import marks_of, words_of
from gongzhi.loops.tests.one_of_each import one_of_each
from gongzhi.loops.views import listing
from gongzhi.web.tests.staff import client_of, filed, long_ago

pytestmark = pytest.mark.django_db

ROW = re.compile(r'id="row-([0-9a-f-]{36})"')
AGES = (2, 30, 200, 24 * 9, 24 * 40, 24 * 41, 24 * 300, 24 * 300, 24 * 900)  # hours


def page(client: Client, path: str, **query: str) -> str:
    response = client.get(path, query)
    assert response.status_code == 200, path
    return response.content.decode()


def rows_on(shown: str) -> list[UUID]:
    return [UUID(found) for found in ROW.findall(shown)]


def link(shown: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', shown)
    return found[1].replace("&amp;", "&") if found else ""


def aged(hours: float, text: str = "") -> UUID:
    """File a case that long ago; the older half has ended."""
    case_id = filed(hours=hours, text=text)
    if hours > 24 * 30:
        ended_at = long_ago(hours - 24)
        Loop.objects.filter(id=case_id).update(
            ended_at=ended_at, end_kind="fulfilled", state="closed", due_at=None
        )
    return case_id


@pytest.fixture
def history(county: County) -> list[UUID]:
    """Return cases of nearly three years, newest first."""
    made = [aged(hours) for hours in AGES]
    return list(Loop.objects.filter(id__in=made).order_by("-opened_at", "-id").values_list("id", flat=True))


# Pages


@pytest.mark.parametrize("state", ["open", ALL, "recent"])
def test_pages_show_every_row_once_forth_and_back(
    history: list[UUID], monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    client = client_of("leader")
    whole = rows_on(page(client, "/list/", state=state))
    assert len(whole) >= 3
    monkeypatch.setattr(listing, "PAGE", 2)
    first = shown = page(client, "/list/", state=state, place=TOWN)
    there = [shown]
    while path := link(shown, "next"):
        shown = page(client, path if path.startswith("/") else f"/list/{path}")
        there.append(shown)
    assert [row for each in there for row in rows_on(each)] == whole
    back = [shown]
    while path := link(shown, "prev"):
        shown = page(client, path if path.startswith("/") else f"/list/{path}")
        back.insert(0, shown)
    assert [row for each in back for row in rows_on(each)][-len(whole) :] == whole
    assert rows_on(back[0]) == rows_on(first)


def test_a_row_that_comes_meanwhile_moves_no_other(
    history: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 3)
    client = client_of("leader")
    first = page(client, "/list/", state=ALL)
    new = filed(hours=0.1)
    second = page(client, f"/list/{link(first, 'next')}")
    assert rows_on(first) + rows_on(second) == history[:6]
    assert rows_on(page(client, "/list/", state=ALL))[0] == new


@pytest.mark.parametrize(
    "text", ["", "x", "2026-01-01", "2026-01-01T00:00:00.000000Z_x", "_", "\0", "9" * 300]
)
def test_a_place_that_is_none_leads_to_the_first_page(history: list[UUID], text: str) -> None:
    assert place_named(text) is None
    if "\0" not in text:
        assert rows_on(page(client_of("leader"), "/list/", state=ALL, after=text)) == history


def test_a_place_is_what_its_address_says() -> None:
    place = Place(timezone.now(), UUID("01a220bd-c4d7-7467-91bc-9f1bcf012040"))
    assert place_named(str(place)) == place


def test_each_open_loop_is_due_so_that_the_order_has_a_place_for_it(county: County) -> None:
    one_of_each(county)
    assert not Loop.objects.filter(ended_at=None, due_at=None).exists()


# Counts


def test_counts_stop(history: list[UUID], county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    leader, at = county.actor("leader"), timezone.now()
    for state, number in (("open", 4), (ALL, 9)):
        assert count(matching(Choice(state=state), leader, kinds(), at=at)) == Count(number)
    monkeypatch.setattr(cards, "MOST", 3)
    for state in ("open", ALL):
        assert count(matching(Choice(state=state), leader, kinds(), at=at)) == Count(3, more=True)
        assert '<span class="count">3+</span>' in page(client_of("leader"), "/list/", state=state)


# All there ever was


@pytest.mark.parametrize("most", [1000, 4, 2])
@pytest.mark.parametrize("late", [1, 200])
def test_however_many_there_are_the_same_is_found_in_the_same_order(
    history: list[UUID], county: County, monkeypatch: pytest.MonkeyPatch, most: int, late: int
) -> None:
    """Few are named one by one, many of late are met on the way back, others are read some weeks at a time."""
    aged(24 * 500, "路灯不亮已经两周。")
    monkeypatch.setattr(cards, "MOST", most)
    monkeypatch.setattr(cards, "_LATE_WEEKS", late)
    leader, at = county.actor("leader"), timezone.now()
    for choice in (
        Choice(state=ALL, words="垃圾桶"),
        Choice(state=ALL, words="垃圾桶", place=TOWN, matter="city"),
        Choice(state=ALL, words="垃"),
    ):
        found = matching(choice, leader, kinds(), at=at)
        assert ids_of(found, 100) == history
        assert ids_of(found, 5) == history[:5]
        seen, after = [], None
        while True:
            part = page_of(found, 4, after=after)
            seen += [row.id for row in part.rows]
            if part.after is None:
                break
            after = part.after
        assert seen == history
        last = page_of(found, 4, after=Place(*_stands(history[7])))
        assert last.before is not None
        before = page_of(found, 4, before=last.before)
        assert [row.id for row in before.rows] == history[4:8]


def _stands(loop_id: UUID) -> tuple[object, UUID]:
    row = loop_row(loop_id)
    assert row is not None
    return row.opened_at, row.id


def test_marks_keep_to_the_tree_the_kind_and_the_matter(county: County) -> None:
    each = one_of_each(county)
    at = timezone.now()

    def found(login: str, **chosen: str) -> set[UUID]:
        actor = county.actor(login)
        readable = [kind for kind in kinds() if actor.may(kind.read)]
        return set(ids_of(matching(Choice(state=ALL, **chosen), actor, readable, at=at), 100))

    assert set(each.values()) <= found("leader")
    assert each["directive"] not in found("town-head")
    assert each["case"] in found("town-head")
    assert not found("township-head")
    assert each["case"] in found("leader", matter="city")
    assert each["application"] not in found("leader", matter="city")
    assert each["case"] not in found("leader", matter="water")
    # A place asked for outside the own tree opens nothing.
    assert not found("township-head", place=TOWN)
    assert not found("leader", place="none") & {each["case"]}


def test_what_is_marked_nowhere_is_asked_of_short_lists_only(history: list[UUID]) -> None:
    for query in ({"kind": "case", "flag": "reopened"}, {"grid": "999901100001001"}, {"matter": "none"}):
        shown = page(client_of("leader"), "/list/", state=ALL, **query)
        assert re.search(r'<option value="recent" selected', shown), query


# Words


def test_words_of_the_text_find_a_case_in_any_list(county: County) -> None:
    said = filed(text="路口的灯不亮了。已经两周，晚上过马路很危险，老人不敢出门。")
    filed()
    client = client_of("leader")
    for state in ("open", "recent", "opened", ALL):
        assert rows_on(page(client, "/list/", state=state, q="不敢出门")) == [said], state
        assert rows_on(page(client, "/list/", state=state, q="出门 路口的灯")) == [said], state
        assert not rows_on(page(client, "/list/", state=state, q="没有这样的事")), state
        assert not rows_on(page(client, "/list/", state=state, q="。")), state
    assert str(said) in page(client, "/find/", q="不敢出门")
    assert "/list/?state=all&amp;q=" in page(client, "/find/", q="不敢出门")


def test_a_search_that_finds_more_than_it_shows_says_so(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        filed()
    assert "There is more" not in page(client_of("leader"), "/find/", q="垃圾桶")
    monkeypatch.setattr(search, "SHOWN", 2)
    shown = page(client_of("leader"), "/find/", q="垃圾桶")
    assert "There is more than this page shows." in shown
    assert len(rows_on(shown)) == 2


def test_the_beginning_of_a_number_is_no_word(county: County) -> None:
    first, second = filed(), filed()
    row = loop_row(first)
    assert row is not None
    day = row.number.partition("-")[0]
    for state in ("open", ALL):
        assert set(rows_on(page(client_of("leader"), "/list/", state=state, q=f"{day}-"))) == {first, second}
    assert client_of("leader").get("/list/", {"q": row.number}).headers["Location"] == f"/loop/{first}/"


def test_what_is_found_by_nothing_is_found_by_its_number_only(county: County) -> None:
    hidden = filed(text="邻居家里有人打人。请不要告诉别人是我说的。")
    find_by(loop_id=hidden, text="")
    client = client_of("leader")
    for state in ("open", ALL):
        assert not rows_on(page(client, "/list/", state=state, q="打人"))
        assert hidden in rows_on(page(client, "/list/", state=state))
    assert str(hidden) not in page(client, "/find/", q="打人")


# Cards


def test_each_loop_has_a_card_and_a_corrected_matter_changes_its_marks(county: County) -> None:
    one_of_each(county)
    case_id = filed(matter="water.burst")
    classify(case_id=case_id, matter="city.waste", by=county.actor("dispatcher"), at=timezone.now())
    for loop in Loop.objects.select_related("card"):
        assert sorted(loop.card.marks) == marks_of(
            subject_kind=loop.subject_kind,
            division=loop.division,
            matter=loop.matter,
            opened_on=timezone.localdate(loop.opened_at),
        )
        assert set(words_of(loop.title)) <= set(loop.card.words)
    assert Card.objects.count() == Loop.objects.count()
    shown = page(client_of("leader"), "/list/", state=ALL, matter="city")
    assert case_id in rows_on(shown)


def test_searches_go_by_the_index_and_orders_by_theirs(history: list[UUID], county: County) -> None:
    """With tables read in a row made dear, as they are at a million, nothing is read in a row."""
    leader, at = county.actor("leader"), timezone.now()
    found = cards.cards_with(cards.Asked("垃圾桶", places=("999901",)))
    ordered = Loop.objects.filter(ended_at=None).order_by(*Order("due_at").columns())[:50]
    assert matching(Choice(state=ALL), leader, kinds(), at=at).rows.exists()
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        # Of a few rows any index will do, so only those ways are left that a million would leave.
        cursor.execute("set local enable_indexscan = off")
        assert "card_words_and_marks" in found.explain()
        cursor.execute("set local enable_indexscan = on")
        cursor.execute("set local enable_bitmapscan = off")
        cursor.execute("set local enable_sort = off")
        assert "loop_open_by_due" in ordered.explain()


def test_an_empty_list_says_how_to_go_on(county: County) -> None:
    shown = page(client_of("leader"), "/list/", q="没有这样的事")
    assert "Nothing matches" in shown
    assert 'href="/list/"' in shown
    assert "Export as CSV" not in shown


def test_the_second_page_is_entered_where_it_begins(history: list[UUID]) -> None:
    """The condition names the column alone as well, so that an index is entered there and not filtered."""
    place = Place(timezone.now() - timedelta(days=1), history[0])
    assert "opened_at__lte" in str(Order("opened_at", falling=True).beyond(place))
    assert "due_at__gte" in str(Order("due_at").beyond(place))
