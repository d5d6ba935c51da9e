"""Likely the same: at the desk and on a handler's sheet, with reasons; joined, opened again, or said not to be; and who
must not see what."""

from datetime import timedelta
from time import monotonic
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import reverse
from tests.small_county import VILLAGE, WEST, County

from gongzhi.algorithms.facts import Tier
from gongzhi.algorithms.models import AlgorithmUse
from gongzhi.algorithms.public import switch_off
from gongzhi.algorithms.tests.in_force import put_in_force, who
from gongzhi.cases.actions.ask_likely import ask_likely
from gongzhi.cases.actions.say import say_apart
from gongzhi.cases.facts import Channel, Finding
from gongzhi.cases.likely import said_of, words_in_common
from gongzhi.cases.public import (
    Person,
    Place,
    answer,
    check_replay,
    dispatch,
    file_case,
    handle,
    join,
    judge,
    separate,
    set_confidential,
)
from gongzhi.cases.tests.steps import refused
from gongzhi.diagnosis.facts import SIMILAR, SIMILAR_PURPOSE
from gongzhi.insight.public import place_message
from gongzhi.insight.topic_facts import CLUSTER, CLUSTER_PURPOSE
from gongzhi.kernel.ids import new_id
from gongzhi.loops.public import loop_row
from gongzhi.people.facts import RESIDENT, SYSTEM
from gongzhi.web.tests.staff import client_of, long_ago, post

pytestmark = pytest.mark.django_db
LAMPS = "柳林路路灯不亮。从学校门口到加油站一段全黑，晚上走路看不见。"
LAMPS_AGAIN = "柳林路的路灯坏了。加油站到学校门口黑漆漆的，请来修。"
TITLE = "Likely the same"


@pytest.fixture
def finding(county: County) -> County:
    for code, purpose in ((CLUSTER, CLUSTER_PURPOSE), (SIMILAR, SIMILAR_PURPOSE)):
        put_in_force(code, Tier.SEARCH, at=long_ago(90), purposes=(purpose,), level=1, limit_ms=60000)
    return county


def filed(text: str, *, matter: str = "city", division: str = WEST, hours: float = 4) -> UUID:
    """File a case without a point or an address: it lies nowhere but in its words."""
    case_id = file_case(
        text=text, place=Place(division=division), channel=Channel.PORTAL, person=Person(), matter=matter,
        by=RESIDENT, at=long_ago(hours), once=new_id(),
    ).loop_id  # fmt: skip
    with transaction.atomic(durable=True):
        place_message(case_id=case_id, by=SYSTEM, at=long_ago(hours))
    return case_id


def number(case_id: UUID) -> str:
    row = loop_row(case_id)
    assert row
    return row.number


def desk(case_id: UUID, login: str = "dispatcher") -> str:
    return client_of(login).get(f"/desk/{case_id}/").content.decode()


def section(page: str) -> str:
    """Return what the page says is likely the same, "" for nothing."""
    return page.partition('id="likely"')[2].partition("</section>")[0]


def sheet(case_id: UUID, login: str) -> str:
    response = client_of(login).get(reverse("loop", args=[case_id]))
    assert response.status_code == 200, login
    return response.content.decode()


def working(county: County, case_id: UUID, unit: str) -> None:
    by = county.actor("dispatcher")
    dispatch(case_id=case_id, event="dispatch", unit_id=county.unit(unit), by=by, at=long_ago(2))
    handle(case_id=case_id, event="sign", by=county.actor(f"{unit}-handler"), at=long_ago(1.5))


def uses(case_id: UUID) -> list[tuple[str, bool | None]]:
    rows = AlgorithmUse.objects.filter(about=case_id, version__algorithm__code=SIMILAR).order_by("id")
    return list(rows.values_list("decided", "agreed"))


def test_the_desk_reads_which_is_the_same_why_and_how_sure_and_joins_by_one_press(finding: County) -> None:
    first, second = filed(LAMPS), filed(LAMPS_AGAIN, hours=3)
    shown = section(desk(second))
    assert number(first) in shown
    assert "加油站" in shown
    assert "the same day" in shown or "1 day before" in shown
    assert "93 of a hundred" in shown
    at = long_ago(0).replace(minute=1)
    for seconds in (0, 60, 120):  # looked at again, no second use stands on record
        assert ask_likely(case_id=first, by=SYSTEM, at=at + timedelta(seconds=seconds))
    assert uses(first) == [("", None)]
    key = str(new_id())
    for _ in range(2):
        sent = client_of("dispatcher").post(f"/desk/{second}/join/", {"once": key, "number": number(first)})
        assert sent.status_code == 302
    row = loop_row(second)
    assert row
    assert row.state == "joined"
    assert uses(second) == [(first.hex, True)]
    assert not list(check_replay())


def test_said_not_to_be_the_same_it_is_not_proposed_again(finding: County) -> None:
    first, second = filed(LAMPS), filed(LAMPS_AGAIN, hours=3)
    at, by = long_ago(1), finding.actor("dispatcher")
    with refused("loops.not_entitled"):
        say_apart(case_id=second, other_id=first, by=finding.actor("town-handler"), at=at)
    with refused("cases.joined_to_itself"):
        say_apart(case_id=second, other_id=second, by=by, at=at)
    with refused("cases.no_such_case"):
        say_apart(case_id=second, other_id=new_id(), by=by, at=at)
    with pytest.MonkeyPatch.context() as patch, refused("cases.no_such_case"):
        patch.setattr("gongzhi.cases.actions.say.case_for", lambda *_args, **_more: None)  # of another tree
        say_apart(case_id=second, other_id=first, by=by, at=at)
    assert said_of(second) == {}
    assert number(first) in section(desk(second))
    sent = post(client_of("dispatcher"), f"/desk/{second}/apart/", other=str(first))
    assert sent.headers["Location"] == f"/desk/{second}/"
    assert not section(desk(second))
    assert not section(desk(first))
    assert said_of(first) == {second: False}
    assert uses(second)[0] == ("apart", False)
    join(case_ids=[second], parent_id=first, by=by, at=long_ago(0.9))
    assert said_of(second) == {first: True}
    assert uses(second)[0] == (first.hex, True)
    with refused("cases.are_joined"):
        say_apart(case_id=second, other_id=first, by=by, at=long_ago(0.8))
    separate(case_id=second, reason="是两处。", by=by, at=long_ago(0.7))
    assert said_of(second) == {first: False}
    assert uses(second)[0] == ("apart", False), "the last word counts"
    assert not list(check_replay())


def test_what_was_solved_lately_is_asked_about_and_opened_again_by_one_press(finding: County) -> None:
    first = filed(LAMPS, hours=80)
    by, handler = finding.actor("dispatcher"), finding.actor("town-handler")
    dispatch(case_id=first, event="dispatch", unit_id=finding.unit("town"), by=by, at=long_ago(79))
    handle(case_id=first, event="sign", by=handler, at=long_ago(78))
    answer(case_id=first, text="已修好。", finding=Finding.SOLVED, by=handler, at=long_ago(77))
    judge(case_id=first, solved=True, satisfied=None, by=RESIDENT, at=long_ago(76), drawn=999)
    second = filed(LAMPS_AGAIN, hours=3)
    filed("柳林路的自来水停了，学校门口到加油站都没水", hours=2)  # another trouble of the same road
    shown = section(desk(second))
    assert "has it come back?" in shown
    assert "days before" in shown
    assert shown.count("<li") == 1
    assert post(client_of("dispatcher"), f"/desk/{second}/recur/", first=str(first)).status_code == 302
    opened, joined = loop_row(first), loop_row(second)
    assert opened
    assert joined
    assert (opened.ended_at, joined.state) == (None, "joined")


def test_nobody_learns_of_a_case_they_may_not_open(finding: County) -> None:
    first, second = filed(LAMPS), filed(LAMPS_AGAIN, hours=3)
    elsewhere = filed("柳林路路灯又不亮了，加油站到学校门口全黑。", division=VILLAGE, hours=2)
    for each, unit in ((first, "town"), (second, "town"), (elsewhere, "township")):
        working(finding, each, unit)
    page = sheet(second, "town-handler")
    assert TITLE in page
    assert number(first) in page
    assert number(elsewhere) not in page
    assert f"/desk/{second}/" not in page  # a handler reads it, and joins nothing
    assert TITLE not in sheet(second, "supervisor")  # who only reads the area works on nothing
    assert TITLE not in sheet(elsewhere, "township-handler")
    found = ask_likely(case_id=second, by=SYSTEM, at=long_ago(-1))
    assert {each.case_id for each in found} == {first, elsewhere}  # the program saw all of the county
    set_confidential(case_id=elsewhere, confidential=True, by=RESIDENT, at=long_ago(1))
    assert ask_likely(case_id=elsewhere, by=SYSTEM, at=long_ago(-1)) == ()
    assert [each.case_id for each in ask_likely(case_id=second, by=SYSTEM, at=long_ago(-2))] == [first]


def test_without_an_entry_in_force_the_desk_is_as_it_always_was(finding: County) -> None:
    filed(LAMPS)
    second = filed(LAMPS_AGAIN, hours=3)
    switch_off(code=SIMILAR, reason="试一试", by=who("gate-owner", at=long_ago(1)), at=long_ago(1))
    page = desk(second)
    assert not section(page)
    assert uses(second) == []
    assert page.count('data-key="m"') == 1


def test_words_in_common_say_something_and_hold_nothing_hidden() -> None:
    assert words_in_common("柳林路路灯不亮了", "柳林路的路灯坏了") == ["柳林路", "路灯"]
    assert words_in_common("请打〔电话〕", "请回〔电话〕") == []
    long = "".join(chr(0x4E00 + at * 7 % 5000) for at in range(2000))  # two alike of any length cost little
    before = monotonic()
    assert len(words_in_common(long, long)) == 4
    assert monotonic() - before < 1
    found = words_in_common("The lift of Willow Estate is broken again", "Willow Estate: lift broken, please")
    assert set(found) == {"broken", "estate", "willow", "lift"}
