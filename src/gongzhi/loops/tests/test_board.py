"""The board: each number is what its list has, whoever looks; the last weeks; the map of grids."""

import re
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.small_county import County

from gongzhi.loops import atlas, weeks
from gongzhi.loops.kinds import kinds
from gongzhi.loops.models import Deadline, Loop
from gongzhi.loops.public import fire_due
from gongzhi.loops.tests.one_of_each import one_of_each
from gongzhi.web.tests import staff
from gongzhi.web.tests.staff import client_of, long_ago

pytestmark = pytest.mark.django_db

LIST_LINK = re.compile(r'href="(/list/[^"]+)"[^>]*>\s*(?:<span class="tile__figure[^"]*">)?(\d+)')
GRID = '<path class="atlas__grid'
LOOKING = ("leader", "dispatcher", "supervisor", "arbiter", "town-head", "township-head")


@pytest.fixture
def each(county: County) -> dict[str, UUID]:
    return one_of_each(county)


def page(client: Client, path: str, *, status: int = 200, **query: str) -> str:
    response = client.get(path, query)
    assert response.status_code == status, path
    return response.content.decode()


def ended(case_id: UUID, kind: str, *, hours: float) -> UUID:
    """Let a case have ended some hours ago."""
    Loop.objects.filter(id=case_id).update(ended_at=long_ago(hours), end_kind=kind, state="closed")
    return case_id


def came(case_id: UUID, *, weeks_ago: int) -> UUID:
    """Let a case have come in some weeks ago."""
    Loop.objects.filter(id=case_id).update(opened_at=long_ago(weeks_ago * 24 * 7))
    return case_id


def numbers_of(client: Client, path: str) -> list[tuple[str, int]]:
    """Return the lists a board leads to, each with its number; there is no link without one."""
    content = page(client, path).split("<main")[1].split("</main>")[0]
    drawn = set(
        re.findall(r'href="(/list/[^"]+)"', "".join(re.findall(r"<svg.*?</svg>", content, re.DOTALL)))
    )
    content = re.sub(r"<svg.*?</svg>", "", content, flags=re.DOTALL)
    found = LIST_LINK.findall(content)
    assert drawn <= {link for link, _number in found}, "a map leads where its table leads"
    assert len(found) == content.count('href="/list/'), path
    return [(link.replace("&amp;", "&"), int(number)) for link, number in found]


def all_sorts(county: County) -> None:
    """One of each kind, and cases that are late, ended, old, without a matter, or of one that holds no more."""
    one_of_each(county)
    ended(staff.answered(county), "fulfilled", hours=1)
    ended(staff.answered(county), "unconfirmed", hours=24 * 9)
    came(ended(staff.answered(county), "fulfilled", hours=24 * 40), weeks_ago=8)
    came(staff.working(county), weeks_ago=3)
    staff.filed(matter="")
    Loop.objects.filter(id=staff.working(county)).update(matter="gone")
    late = staff.dispatched(county)
    due_at = Loop.objects.get(id=late).due_at
    assert due_at
    Loop.objects.filter(id=late).update(due_at=long_ago(1))
    Deadline.objects.filter(obligation__loop=late, next_at__isnull=False).update(
        amber_at=long_ago(3), due_at=long_ago(1), supervise_at=due_at, next_at=long_ago(3)
    )
    fire_due(at=timezone.now())


def test_each_number_is_what_its_list_has_whoever_looks(county: County) -> None:
    all_sorts(county)
    seen = set()
    for login in LOOKING:
        client = client_of(login)
        paths = ["/board/", "/board/map/", *(f"/board/?kind={kind.code}" for kind in kinds())]
        for path in paths:
            for link, number in numbers_of(client, path):
                assert page(client, link).count("data-row") == number, (login, path, link)
                seen |= set(re.findall(r"state=\w+|matter=none|place=none|place|grid|flag|week", link))
    assert seen >= {"state=late", "state=opened", "state=overdue", "state=unconfirmed", "week"}
    assert seen >= {"matter=none", "place", "grid", "flag"}


def test_the_last_weeks_are_counted_where_they_happened(county: County) -> None:
    all_sorts(county)
    counted = weeks.trend(county.actor("leader").division, kinds(), at=timezone.now())
    this, ago = weeks.WEEKS - 1, lambda back: weeks.WEEKS - 1 - back
    opened, over = counted[weeks.OPENED], counted[weeks.LATE]
    assert (opened[ago(3)], opened[ago(8)]) == (1, 1)
    assert sum(opened) == Loop.objects.count()
    assert sum(over) == over[this] + over[this - 1] == 1  # an hour ago may still be the last week
    assert sum(counted[weeks.ENDED]) == 3
    shown = page(client_of("leader"), "/board/")
    assert "The last 12 weeks" in shown
    assert shown.count("columns__bar--overdue") == weeks.WEEKS


def test_silence_of_a_resident_is_no_delay_of_an_office(county: County) -> None:
    case_id = staff.answered(county)
    due_at = Loop.objects.get(id=case_id).due_at
    assert due_at
    Deadline.objects.filter(obligation__loop=case_id, next_at__isnull=False).update(
        amber_at=long_ago(3), due_at=long_ago(1), supervise_at=long_ago(0.5), next_at=long_ago(3)
    )
    fire_due(at=timezone.now())
    assert not any(weeks.trend(county.actor("leader").division, kinds(), at=timezone.now())[weeks.LATE])


@pytest.mark.parametrize("week", ["2026-11-24", "nonsense", "0001-01-01", "9999-12-31", "2026-13-01"])
def test_a_list_of_no_week_shows_all(county: County, week: str) -> None:
    staff.filed()
    assert page(client_of("leader"), "/list/", state="opened", week=week).count("data-row") == 1


def test_a_week_begins_on_monday_at_midnight_of_the_place() -> None:
    span = weeks.week_of(date(2026, 11, 28))
    assert span.day == date(2026, 11, 23)
    assert (timezone.localtime(span.since).hour, span.until - span.since) == (0, timedelta(days=7))
    assert weeks.last_weeks(datetime(2026, 11, 28, 8, tzinfo=timezone.get_current_timezone()))[-1] == span


def test_nothing_yet_is_said_in_words(county: County) -> None:
    shown = page(client_of("leader"), "/board/")
    assert "Nothing came in during these weeks" in shown
    assert not LIST_LINK.findall(shown.split("stack-section")[2].partition("tiles")[2].partition("<h2>")[2])


def test_without_script_the_numbers_are_counted_anew_by_a_link(each: dict[str, UUID]) -> None:
    client = client_of("leader")
    assert re.search(r'href="/board/">Count again', page(client, "/board/"))
    assert re.search(r'href="/board/\?kind=case">Count again', page(client, "/board/", kind="case"))
    anew = client.get("/board/numbers/", headers={"HX-Request": "true"})
    assert re.fullmatch(r"\d\d:\d\d", anew.headers["Counted-At"])
    # What changes by itself is read out to nobody.
    assert b"aria-live" not in anew.content
    assert b'role="status"' not in anew.content


def test_a_board_ranks_nothing(county: County) -> None:
    for _each in range(3):
        staff.filed("water.burst")
    staff.filed("city.waste.street")
    shown = page(client_of("leader"), "/board/").split("By matter")[-1]
    assert shown.index("City management") < shown.index("Water")


def test_a_map_is_as_dark_as_its_share_of_the_most() -> None:
    assert [atlas.level_of(n, 8) for n in (0, 1, 2, 3, 8)] == [0, 1, 1, 2, 4]
    assert atlas.level_of(5, 0) == 0
    assert atlas.steps(8) == [(0, 0, 0), (1, 1, 2), (2, 3, 4), (3, 5, 6), (4, 7, 8)]
    assert atlas.steps(1) == [(0, 0, 0), (4, 1, 1)]
    assert atlas.steps(0) == [(0, 0, 0)]
    far = atlas.steps(40_000)
    assert far == [(0, 0, 0), (1, 1, 10_000), (2, 10_001, 20_000), (3, 20_001, 30_000), (4, 30_001, 40_000)]


def test_a_drawing_keeps_its_shape_and_leaves_out_what_has_none() -> None:
    square = [[110, 30], [110.02, 30], [110.02, 30.02], [110, 30.02], [110, 30]]
    hole = [[110.005, 30.005], [110.01, 30.005], [110.01, 30.01], [110.005, 30.005]]
    features = [
        {"properties": {"code": "a"}, "geometry": {"type": "Polygon", "coordinates": [square, hole]}},
        {
            "properties": {"code": "b"},
            "geometry": {"type": "MultiPolygon", "coordinates": [[square], [hole]]},
        },
        {"properties": {"code": "c"}, "geometry": None},
    ]
    drawn = atlas.draw(features, {"a": 4, "b": 1})
    assert [(shape.code, shape.level, shape.path.count("z")) for shape in drawn.shapes] == [
        ("a", 4, 2),
        ("b", 1, 2),
    ]
    # As far north as this a degree of longitude is about seven eighths of one of latitude.
    assert 0.84 < (drawn.width - 16) / (drawn.height - 16) < 0.88
    assert drawn.width <= atlas.WIDTH
    assert atlas.draw([], {}).shapes == ()


def test_the_board_has_a_tab_for_each_kind_that_has_anything(each: dict[str, UUID], county: County) -> None:
    whole = page(client_of("leader"), "/board/")
    assert set(re.findall(r'href="/board/\?kind=(\w+)"', whole)) == set(each)
    assert "By kind" in whole
    one = page(client_of("leader"), "/board/", kind="round")
    assert "Rounds: now, and the last 30 days" in one
    assert "something was found" in one
    assert "By kind" not in one
    assert "kind=round" in one  # the numbers that refresh themselves stay with the kind
    assert page(client_of("leader"), "/board/", kind="nonsense") != one


def test_with_one_kind_the_board_needs_no_tabs(county: County) -> None:
    staff.working(county)
    shown = page(client_of("leader"), "/board/")
    assert "Everything" not in shown
    assert "Cases: now, and the last 30 days" in shown
    assert "went to the arbiter" in shown


def test_a_post_without_the_power_to_read_sees_counts_and_no_links(each: dict[str, UUID]) -> None:
    shown = page(client_of("steward"), "/board/")
    assert "By kind" in shown
    assert not LIST_LINK.findall(shown)
    # A head reads cases and events, but not directives: the count is there, the list is not.
    head = page(client_of("town-head"), "/board/")
    assert "Directives" in head
    assert not re.search(r'href="/list/\?kind=directive', head)
    assert re.search(r'href="/list/\?kind=case', head)
    assert page(client_of("town-head"), "/list/", kind="directive").count("入冬前检修") == 0


def test_ends_are_counted_by_their_kind(county: County) -> None:
    done, silent = staff.answered(county), staff.answered(county)
    Loop.objects.filter(id=done).update(ended_at=long_ago(1), end_kind="fulfilled", state="closed")
    Loop.objects.filter(id=silent).update(ended_at=long_ago(24 * 40), end_kind="unconfirmed")
    shown = page(client_of("leader"), "/board/")
    assert "How it ended, in the last 30 days" in shown
    assert "state=fulfilled" in shown
    assert "state=unconfirmed" not in shown.split("How it ended")[1].split("</section>")[0]


def test_the_map_counts_the_kinds_that_are_shown(each: dict[str, UUID]) -> None:
    client = client_of("leader")

    def counted(path: str) -> list[tuple[str, int]]:
        drawn = page(client, path)
        assert drawn.count(GRID) == 6
        return [(link.replace("&amp;", "&"), int(number)) for link, number in LIST_LINK.findall(drawn)]

    ((of_case, one),) = counted("/board/map/?kind=case")
    assert (one, "kind=case" in of_case) == (1, True)
    assert [number for _link, number in counted("/board/map/?kind=patrol")] == [1]
    ((link, all_three),) = counted("/board/map/")
    assert all_three == 3  # the round is planned for the same grid
    assert page(client, link).count("data-row") == 3


def test_the_map_is_drawn_on_request_for_the_whole_or_for_one_area(each: dict[str, UUID]) -> None:
    client = client_of("leader")
    board = page(client, "/board/")
    assert GRID not in board
    assert 'href="/board/map/"' in board
    west = page(client, "/board/map/", place="999901100000")
    assert west.count(GRID) == 4
    hills = page(client, "/board/map/", place="999901200000")
    assert (hills.count(GRID), "Nothing is open in any grid" in hills) == (2, True)
    assert page(client, "/board/map/", place="nonsense").count(GRID) == 6
    part = client.get("/board/map/", headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert "HX-Request" in part.headers["Vary"]


def test_the_board_asks_no_more_for_five_kinds_than_for_one(county: County) -> None:
    def queries() -> int:
        client = client_of("leader")
        client.get("/board/")
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/board/").status_code == 200
        return len(seen)

    staff.working(county)
    few = queries()
    one_of_each(county)
    assert queries() <= few + 6
