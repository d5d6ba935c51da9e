"""What a resident is told of a program that sorted the report: that it did, who decided, and where to complain."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override
from tests.small_county import START, County

from gongzhi.algorithms.facts import Tier
from gongzhi.cases.public import accept, look_at_danger, propose_about, resident_story
from gongzhi.cases.tests.steps import filed, hours
from gongzhi.cases.tests.test_triage import verified_before
from gongzhi.channels.portal.queries import my_case
from gongzhi.channels.portal.triage import Triage, danger_in, triage_in
from gongzhi.diagnosis.tests.readers import in_force, offered, reads, warns
from gongzhi.ui.context import human_channel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _offered() -> Iterator[None]:
    with offered({"triage.model": reads, "safety.words": warns}), override("en"):
        yield


def proposed(case_id) -> None:  # type: ignore[no-untyped-def]
    with transaction.atomic(durable=True):
        propose_about(case_id=case_id, at=hours(0.1))


def test_without_an_algorithm_nothing_is_said(county: County) -> None:
    case_id = filed(matter="").loop_id
    assert triage_in(resident_story(case_id), at=hours(1)) is None


def test_it_waits_for_a_person_and_then_a_person_decided(county: County) -> None:
    in_force(at=START)
    case_id = filed(matter="").loop_id
    proposed(case_id)
    said = Triage("Waste in the street", "waiting", "/algorithms/triage.model/")
    assert triage_in(resident_story(case_id), at=hours(1)) == said
    accept(
        case_id=case_id,
        event="dispatch",
        matter="city.waste.street",
        unit_id=county.unit("town"),
        by=county.actor("dispatcher"),
        at=hours(1),
    )
    found = my_case(case_id, at=hours(2))
    assert found
    assert found.triage
    assert found.triage.how == "person"
    lines = [line.told.sentence for line in found.lines]
    assert any("A computer program proposed what your report is about" in each for each in lines)


def test_what_a_program_dispatched_is_said_to_be_its_own(county: County) -> None:
    in_force(at=START, model=Tier.ACTS)
    case_id = filed(matter="").loop_id
    verified_before(120)
    proposed(case_id)
    found = my_case(case_id, at=hours(1) + timedelta(minutes=1))
    assert found
    assert found.triage
    assert found.triage.how == "program"
    lines = " ".join(line.told.sentence for line in found.lines)
    assert "The program gave your case to Bridgehead town government by itself." in lines


def test_where_words_warn_of_danger_the_page_says_first_whom_to_call(county: County) -> None:
    in_force(at=START)
    case_id = filed(matter="", text="学校门口的井盖没了，孩子差点掉下去。").loop_id
    proposed(case_id)
    assert danger_in(resident_story(case_id)) == "asked"
    desk = county.actor("dispatcher")
    look_at_danger(case_id=case_id, danger=True, by=desk, at=hours(0.2))
    found = my_case(case_id, at=hours(0.3))
    assert found is not None
    assert found.danger == "confirmed"
    said = render_to_string(
        "portal/_emergency.html", {"danger": found.danger, "human_channel": human_channel("en")}
    )
    assert "Call at once: 110 (police), 119 (fire), 120 (ambulance)." in said
    assert "treats it as danger to life" in said
    look_at_danger(case_id=case_id, danger=False, by=desk, at=hours(0.4))
    assert danger_in(resident_story(case_id)) == ""
    lines = " ".join(line.told.sentence for line in my_case(case_id, at=hours(1)).lines)  # type: ignore[union-attr]
    assert "found nobody in danger" in lines
