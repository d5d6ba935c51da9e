"""What the worker keeps ready: the words of the tree, and the weekly questions to an endpoint (a SIMULATOR here)."""

from datetime import timedelta
from typing import Any

import pytest
from tests.small_county import START, County

from gongzhi.algorithms.facts import Tier
from gongzhi.algorithms.public import grounded_at, switch_off
from gongzhi.algorithms.tests.in_force import put_in_force, who
from gongzhi.diagnosis.actions.fixed import FixedQuestions
from gongzhi.diagnosis.endpoint.prompt import digest_of
from gongzhi.diagnosis.endpoint.running import ENTRY
from gongzhi.diagnosis.endpoint.simulator import Behaviour
from gongzhi.diagnosis.public import warm
from gongzhi.diagnosis.readings.runners import word_model
from gongzhi.diagnosis.tests.readers import PURPOSES
from gongzhi.diagnosis.tests.test_endpoint import running
from gongzhi.people.facts import SYSTEM

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def test_the_words_are_made_ready_once_and_only_where_they_may_run(county: County) -> None:
    word_model.cache_clear()
    assert warm(at=START) == 0
    put_in_force("triage.words", Tier.RULES, at=START, purposes=PURPOSES)
    assert warm(at=START) == 1
    assert warm(at=START) == 0
    word_model.cache_clear()
    switch_off(code="triage.words", reason="先停。", by=who("gate-owner", at=START), at=START)
    assert warm(at=START) == 0


def test_a_model_whose_file_is_gone_is_no_error_here(county: County) -> None:
    put_in_force("triage.model", Tier.SUGGESTS, "c" * 64, at=START, purposes=PURPOSES)
    assert warm(at=START) == 0


def test_the_fixed_questions_are_asked_each_week(county: County, settings: Any) -> None:
    asking = FixedQuestions()
    with running(Behaviour.GOOD) as simulator:
        settings.GONGZHI_ENDPOINT_URL, settings.GONGZHI_ENDPOINT_MODEL = simulator.url, "simulator"
        assert asking.turn(by=SYSTEM, at=START) == 0, "no entry may be asked"
        put_in_force(ENTRY, Tier.SUGGESTS, digest_of("simulator"), at=START, purposes=PURPOSES)
        assert asking.turn(by=SYSTEM, at=START) == 1
        asking.wait(60)
        assert grounded_at(ENTRY) is None, "what came back is kept by a turn"
        assert asking.turn(by=SYSTEM, at=START) == 1
        assert grounded_at(ENTRY) == START
        number = len(simulator.asked)
        assert number
        assert asking.turn(by=SYSTEM, at=START + WEEK - timedelta(days=1)) == 0
        assert FixedQuestions().turn(by=SYSTEM, at=START + timedelta(days=1)) == 0, "a new worker knows it"
        assert len(simulator.asked) == number
        assert asking.turn(by=SYSTEM, at=START + WEEK) == 1
        asking.wait(60)


def test_where_nobody_answers_nothing_is_told(county: County, settings: Any) -> None:
    with running(Behaviour.BUSY) as simulator:
        settings.GONGZHI_ENDPOINT_URL, settings.GONGZHI_ENDPOINT_MODEL = simulator.url, "simulator"
        settings.GONGZHI_ENDPOINT_TIMEOUT = 0.05
        put_in_force(ENTRY, Tier.SUGGESTS, digest_of("simulator"), at=START, purposes=PURPOSES)
        asking = FixedQuestions()
        assert asking.turn(by=SYSTEM, at=START) == 1
        asking.wait(120)
        assert asking.turn(by=SYSTEM, at=START) == 0
        assert grounded_at(ENTRY) is None
        assert asking.turn(by=SYSTEM, at=START) == 0, "once a day"
        assert asking.turn(by=SYSTEM, at=START + timedelta(days=1)) == 1
        asking.wait(120)
