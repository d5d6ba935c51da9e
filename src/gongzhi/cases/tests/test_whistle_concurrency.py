"""Twelve departments at once: nobody's part, arrival or objection is lost."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from tests.small_county import COUNTY, START, County, import_county

from gongzhi.cases import public as cases
from gongzhi.cases.facts import Rating, WhistleGround
from gongzhi.cases.helping import whistles_of
from gongzhi.cases.tests.steps import working
from gongzhi.kernel.ids import new_id
from gongzhi.loops import public as loops
from gongzhi.loops.models import Deadline, Obligation
from gongzhi.loops.tests.test_concurrency import at_once
from gongzhi.organization.public import import_files, unit_by_code
from gongzhi.people.facts import SYSTEM, Actor, ActorKind

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = 12


@pytest.fixture
def county(transactional_db: None) -> Iterator[County]:
    """The small county with twelve more bureaus, committed, so that other connections see it."""
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    pool = options.pop("pool", None)
    found = import_county()
    rows = [f"bureau{n},WATER_BUREAU,{COUNTY},第{n}局,Bureau {n},0,2020-01-01" for n in range(NUMBER)]
    text = "\n".join(["code,kind,division,name,name_en,approves_answers,valid_from", *rows])
    import_files(files={"units": text.encode()}, by=SYSTEM, at=START)
    yield found
    connection.close()
    options["pool"] = pool


def bureaus() -> list[Actor]:
    """Somebody who handles cases in each of the twelve."""
    found = []
    for n in range(NUMBER):
        unit = unit_by_code(f"bureau{n}")
        assert unit
        found.append(
            Actor(
                kind=ActorKind.STAFF,
                account_id=new_id(),
                post_id=new_id(),
                unit_id=unit.id,
                division=COUNTY,
                powers=frozenset({"case.handle"}),
            )
        )
    return found


AT = START + timedelta(hours=2)
LATE = AT + timedelta(minutes=40)


def test_twelve_departments_come_finish_and_object_at_once(county: County) -> None:
    case_id, everybody = working(county), bureaus()
    head = county.actor("town-head")
    they_are_called(case_id, everybody, head)
    they_arrive(case_id, everybody)
    they_finish(case_id, everybody, head)
    they_are_rated_and_object(case_id, everybody, head, county.actor("arbiter"))
    assert [*cases.check_whistles(), *cases.check_replay(), *loops.check_replay()] == []


def they_are_called(case_id: UUID, everybody: list[Actor], head: Actor) -> None:
    tasks = [cases.Task(by.unit_id, "请到现场。") for by in everybody if by.unit_id]

    def call() -> None:
        ground = WhistleGround.EMERGENCY
        cases.whistle(case_id=case_id, ground=ground, text="管廊塌陷。", tasks=tasks, by=head, at=AT)

    assert at_once(call, call, call) == {"done": 1, "cases.whistle_open": 2}
    assert Obligation.objects.filter(loop=case_id, party="co", settled_at=None).count() == NUMBER


def they_arrive(case_id: UUID, everybody: list[Actor]) -> None:
    arrivals = [lambda by=by: cases.arrive(case_id=case_id, by=by, at=LATE) for by in everybody]
    ends = at_once(*arrivals, lambda: loops.fire_due(at=LATE), *arrivals)
    assert ends == {"done": NUMBER + 1, "cases.arrived_already": NUMBER}
    (found,) = whistles_of(case_id)
    assert all(each.arrived_at == LATE and each.late for each in found.calls)
    assert not Deadline.objects.filter(what="arrive", cancelled_at=None).exists()


def they_finish(case_id: UUID, everybody: list[Actor], head: Actor) -> None:
    def part(by: Actor, index: int) -> Callable[[], None]:
        if index % 3:
            return lambda: cases.finish_part(case_id=case_id, text="已处理。", by=by, at=LATE)
        return lambda: cases.refuse_part(case_id=case_id, reason="不属本局。", by=by, at=LATE)

    def conclude() -> None:
        cases.conclude_whistle(case_id=case_id, text="处理完毕。", by=head, at=LATE)

    ends = at_once(*[part(by, index) for index, by in enumerate(everybody)], conclude)
    assert ends["done"] >= NUMBER
    assert set(ends) <= {"done", "loops.parts_open"}
    assert not Obligation.objects.filter(loop=case_id, party="co", settled_at=None).exists()
    if ends["loops.parts_open"]:
        conclude()


def they_are_rated_and_object(case_id: UUID, everybody: list[Actor], head: Actor, arbiter: Actor) -> None:
    def rate(by: Actor) -> Callable[[], None]:
        assert by.unit_id
        given = {"unit_id": by.unit_id, "rating": Rating.POOR, "words": "慢。"}
        return lambda: cases.rate(case_id=case_id, by=head, at=LATE, **given)  # type: ignore[arg-type]

    def decide(by: Actor, upheld: bool) -> Callable[[], None]:
        assert by.unit_id
        given = {"unit_id": by.unit_id, "upheld": upheld, "reason": "查实。"}
        return lambda: cases.decide_rating(case_id=case_id, by=arbiter, at=LATE, **given)  # type: ignore[arg-type]

    rates = [rate(by) for by in everybody]
    assert at_once(*rates, *rates) == {"done": NUMBER, "cases.rated_already": NUMBER}
    objections = [
        lambda by=by: cases.object_to_rating(case_id=case_id, text="不服。", by=by, at=LATE)
        for by in everybody
    ]
    assert at_once(*objections, *objections) == {"done": NUMBER, "cases.objected_already": NUMBER}
    assert len(loops.duties_of(case_id, "rating_objection")) == NUMBER
    decisions = [decide(by, n % 2 == 0) for n, by in enumerate(everybody)]
    assert at_once(*decisions, *decisions) == {"done": NUMBER, "cases.no_objection": NUMBER}
    assert loops.duties_of(case_id, "rating_objection") == {}
