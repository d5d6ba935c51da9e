"""What others reported in like words, beside what a caller says."""

from uuid import uuid4

import pytest
from django.db import transaction
from tests.small_county import START, WEST, County

from gongzhi.algorithms.facts import Tier
from gongzhi.algorithms.public import switch_off
from gongzhi.algorithms.tests.in_force import put_in_force, who
from gongzhi.cases.facts import Channel
from gongzhi.cases.public import Person, Place, file_case
from gongzhi.channels.hotline.known import known
from gongzhi.insight.public import place_message
from gongzhi.insight.topic_facts import CLUSTER, CLUSTER_PURPOSE, SIMILAR, SIMILAR_PURPOSE
from gongzhi.people.facts import RESIDENT, SYSTEM

pytestmark = pytest.mark.django_db
SAID = "柳林路路灯不亮。从学校门口到加油站一段全黑，晚上走路看不见。"


def reported(*, confidential: bool = False) -> str:
    filed = file_case(
        text=SAID, place=Place(division=WEST), channel=Channel.PORTAL, person=Person(),
        by=RESIDENT, at=START, confidential=confidential, once=uuid4(),
    )  # fmt: skip
    with transaction.atomic(durable=True):
        place_message(case_id=filed.loop_id, by=SYSTEM, at=START)
    return filed.number


def shown(county: County, text: str) -> list[str]:
    found = known({"text": text}, county.actor("operator"), at=START)["reported"]
    return [each["number"] for each in found]


def test_like_words_are_found_without_a_matter_or_an_address(county: County) -> None:
    for code, purpose in ((CLUSTER, CLUSTER_PURPOSE), (SIMILAR, SIMILAR_PURPOSE)):
        put_in_force(code, Tier.SEARCH, at=START, purposes=(purpose,), level=1, limit_ms=60000)
    number, _hidden = reported(), reported(confidential=True)
    assert shown(county, "柳林路加油站到学校的路灯全都不亮") == [number]
    assert shown(county, "社保卡丢了在哪里补办") == []
    switch_off(code=SIMILAR, reason="试一试", by=who("gate-owner", at=START), at=START)
    assert shown(county, "柳林路加油站到学校的路灯全都不亮") == []


def test_without_an_entry_the_rule_of_the_profile_stays_the_only_one(county: County) -> None:
    reported()
    assert shown(county, "柳林路加油站到学校的路灯全都不亮") == []
