"""What a page costs does not grow with what stands behind it: queries are counted, nothing is timed."""

from datetime import timedelta
from uuid import UUID

import pytest
from bench.crowd import TABLES, Crowd, Size
from bench.every_kind import SHARES, tell_all
from bench.stories import Hand, settle
from bench.wide import grids_of, unit_code, widen
from django.db import connection
from django.db.models import Count, ForeignKey
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongzhi.cases.public import add, note, reopen
from gongzhi.directives.facts import PartSpec, Terms
from gongzhi.directives.public import issue
from gongzhi.kernel.instants import now
from gongzhi.loops.kinds import kind_of
from gongzhi.loops.links import readable
from gongzhi.loops.models import Loop
from gongzhi.loops.queries import row_of
from gongzhi.people.facts import RESIDENT
from gongzhi.web.tests.staff import client_of
from tests.small_county import COUNTY, County, import_county

PAGES = ("/board/", "/board/numbers/", "/list/", "/find/?q=垃圾", "/work/")
A_FEW = 10  # what may be read once more between two pages; one query for each part would be more
# What a process asks every few seconds, and not for a page: whether divisions and grids have changed, whether there is
# a platform above, profiles and calendars. On a slow machine each page would meet it.
NOW_AND_THEN = (
    "gongzhi_register",
    'SELECT 1 AS "a" FROM "gongzhi_upperplatform"',
    '"gongzhi_timeprofile"',
    '"gongzhi_calendarfile"',
    'FROM "gongzhi_loopdefinition"',
)
SIZES = Size(open=240, lately=120, long_ago=600)


def issued(county: County, parts: int) -> UUID:
    terms = Terms(
        title="入冬前检修老旧水管",
        text="各责任单位在入冬前检修辖区老旧水管，做到不漏、不冻。",
        legal_basis="城镇排水与污水处理条例第5条",
        matter="water",
        scope=COUNTY,
        due_on=timezone.localdate() + timedelta(days=60),
    )
    return issue(
        terms=terms,
        lead=county.unit("water"),
        parts=[PartSpec(county.unit(unit_code(0)), scope, grid) for scope, grid in grids_of(0)[:parts]],
        by=county.actor("leader"),
        at=now(),
    ).loop_id


def queries(client: Client, path: str) -> int:
    client.get(path)  # the first one reads what is remembered afterwards
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200, path
    return sum(not any(each in query["sql"] for each in NOW_AND_THEN) for query in captured.captured_queries)


def test_a_directive_to_many_takes_as_many_queries_as_one_to_few(db: None) -> None:
    county = import_county(at=now())
    widen()
    few, many = issued(county, 3), issued(county, 60)
    for login in ("leader", "water-handler"):
        client = client_of(login)
        for path in ("/loop/{}/", "/directives/{}/parts/"):
            least = queries(client, path.format(few))
            assert queries(client, path.format(many)) < least + A_FEW, (login, path)


MOST_FOR_A_CASE = 33
READERS = ("dispatcher", "town-handler", "town-head", "leader", "supervisor", "arbiter", "caller", "verifier")


def test_the_page_of_a_case_takes_as_few_queries_at_any_age(db: None) -> None:
    """Whoever opens it, in each of its states, and after eighty facts more."""
    county = import_county(at=now())
    hand = Hand(county, "city.waste.street", now() - timedelta(days=3), 0).file()
    seen = {}

    def look(stage: str) -> None:
        settle()
        for login in READERS:
            client, path = client_of(login), f"/loop/{hand.id}/"
            if client.get(path).status_code == 200:
                seen[stage, login] = queries(client, path)

    look("registered")
    hand.dispatch()
    look("dispatched")
    hand.handler("sign").contact()
    look("working")
    for turn in range(40):
        later = 0.2 + turn / 100
        by = county.actor("town-handler")
        note(case_id=hand.id, text=f"第{turn}次到现场。", by=by, at=hand.at(later))
        add(case_id=hand.id, text=f"第{turn}次补充。", by=RESIDENT, at=hand.at(later + 0.005))
    look("much said")
    hand.answer(1)
    look("answered")
    hand.judge(solved=True, hours=1.1)
    look("closed")
    reopen(case_id=hand.id, why="第二天又满了。", by=RESIDENT, at=hand.at(1.3))
    look("reopened")
    assert len({stage for stage, _login in seen}) == 7
    assert {login for _stage, login in seen} >= {"dispatcher", "town-handler", "leader"}
    assert not {where: number for where, number in seen.items() if number > MOST_FOR_A_CASE}


def test_pages_take_as_many_queries_over_a_crowd(db: None) -> None:
    """And the crowd is what was asked for, and whole."""
    tell_all(import_county(at=now()), at=now())
    real = Size(Loop.objects.filter(ended_at=None).count(), Loop.objects.exclude(ended_at=None).count(), 0)
    client = client_of("dispatcher")
    before = {path: queries(client, path) for path in PAGES}
    Crowd(connection.connection).grow(SIZES)
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = origin")
        cursor.execute("analyze")
    for path, least in before.items():
        assert queries(client, path) < least + A_FEW, path
    assert Loop.objects.count() == SIZES.total + real.total
    assert Loop.objects.filter(ended_at=None).count() == SIZES.open + real.open
    recent = Loop.objects.filter(number__startswith="C", ended_at__gt=now() - timedelta(days=30))
    assert recent.count() == SIZES.lately
    assert not Loop.objects.filter(opened_at__gt=now()).exists()
    copies = Loop.objects.filter(number__startswith="C").values_list("subject_kind").annotate(n=Count("pk"))
    shares = {kind: 100 * n / SIZES.total for kind, n in copies.order_by()}
    assert shares == pytest.approx(SHARES, abs=3)
    for model, _loop, _own in TABLES:  # foreign keys were not checked while they were written
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey):
                named = model._default_manager.filter(**{f"{field.name}__isnull": False})
                there = field.related_model._default_manager.values("pk")
                joined = named.filter(**{f"{field.name}__pk__in": there})
                assert named.count() == joined.count(), field


def test_what_may_be_opened_is_told_for_many_as_one_by_one(db: None) -> None:
    county = import_county(at=now())
    tell_all(county, at=now())
    rows = [row_of(loop) for loop in Loop.objects.all()]
    for login in ("leader", "dispatcher", "town-head", "water-handler", "verifier", "admin"):
        actor = county.actor(login)
        one_by_one = {
            row.id for row in rows if kind_of(row.subject_kind).sheet.find(actor, row.id) is not None
        }
        assert readable(actor, rows) == one_by_one, login
