"""What may be written and published, what an article is found by, and where an outage is felt."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.small_county import COUNTY, EAST, START, TOWN, WEST

from gongzhi.knowledge.facts import ArticleState, ArticleText
from gongzhi.knowledge.lexemes import asked, latin, pairs, piece, vector
from gongzhi.knowledge.rules import (
    draft_refusal,
    is_outage_here,
    outage_refusal,
    publish_refusal,
    withdraw_refusal,
    writer_refusal,
)
from gongzhi.organization.rules.codes import lineage, prefix_of
from gongzhi.people.facts import Actor, ActorKind

ON = date(2026, 3, 2)
TEXT = ArticleText(
    title="停水怎么办",
    body="先看公告。",
    sources="供水条例第十八条",
    review_on=date(2027, 3, 1),
    valid_from=ON,
)


def writer(unit_id: object, *powers: str, third_party: bool = False) -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        unit_id=unit_id,
        powers=frozenset(powers),
        third_party=third_party,  # type: ignore[arg-type]
    )


def test_who_writes_for_whom() -> None:
    own, other = uuid4(), uuid4()
    refused = {
        "knowledge.not_entitled": [
            writer_refusal(writer(own, "case.intake"), unit_id=own),
            writer_refusal(writer(own, "knowledge.write", third_party=True), unit_id=own),
        ],
        "knowledge.other_unit": [writer_refusal(writer(own, "knowledge.write"), unit_id=other)],
    }
    for code, found in refused.items():
        assert all(each is not None and each.code == code for each in found), code
    assert writer_refusal(writer(own, "knowledge.write"), unit_id=own) is None
    for power in ("case.dispatch", "catalogue.manage"):
        assert writer_refusal(writer(own, "knowledge.write", power), unit_id=other) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": "  "}, "knowledge.text_missing"),
        ({"body": ""}, "knowledge.text_missing"),
        ({"title": "长" * 121}, "knowledge.text_too_long"),
        ({"body_en": "a" * 8001}, "knowledge.text_too_long"),
        ({"valid_to": ON}, "knowledge.period"),
        ({"sources": " "}, "knowledge.sources_missing"),
        ({"review_on": None}, "knowledge.review_missing"),
        ({"review_on": ON}, "knowledge.review_missing"),
        ({"valid_from": date(2026, 1, 1), "valid_to": date(2026, 2, 1)}, "knowledge.over_already"),
    ],
)
def test_what_stops_a_text(change: dict[str, object], code: str) -> None:
    found = publish_refusal(replace(TEXT, **change), state=ArticleState.DRAFT, on=ON)  # type: ignore[arg-type]
    assert found is not None
    assert found.code == code


def test_what_is_published_stays_as_it_is() -> None:
    assert publish_refusal(TEXT, state=ArticleState.DRAFT, on=ON) is None
    assert draft_refusal(replace(TEXT, sources="", review_on=None)) is None, "a draft may lack something"
    for state in (ArticleState.PUBLISHED, ArticleState.SUPERSEDED, ArticleState.WITHDRAWN):
        found = publish_refusal(TEXT, state=state, on=ON)
        assert found
        assert found.code == "knowledge.no_draft"
    assert withdraw_refusal(ArticleState.PUBLISHED, reason="改了政策") is None
    for state, reason, code in (
        (ArticleState.DRAFT, "x", "knowledge.not_published"),
        (ArticleState.PUBLISHED, " ", "knowledge.reason_missing"),
    ):
        found = withdraw_refusal(state, reason=reason)
        assert found
        assert found.code == code


def test_an_outage_has_words_and_ends_after_it_began() -> None:
    assert outage_refusal(text="停水", starts_at=START, until_at=START + timedelta(hours=2)) is None
    assert outage_refusal(text="停水", starts_at=START, until_at=None) is None
    assert outage_refusal(text=" ", starts_at=START, until_at=None).code == "knowledge.outage_text"  # type: ignore[union-attr]
    assert outage_refusal(text="停水", starts_at=START, until_at=START).code == "knowledge.outage_period"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("where", "grid", "reported", "reported_grid", "here"),
    [
        (COUNTY, "", WEST, "", True),
        (TOWN, "", WEST, "", True),
        (WEST, "", WEST, "", True),
        (WEST, "", EAST, "", False),
        (WEST, "", TOWN, "", True),  # only the town was said
        (WEST, f"{WEST}001", WEST, "", True),
        (WEST, f"{WEST}001", WEST, f"{WEST}001", True),
        (WEST, f"{WEST}001", WEST, f"{WEST}002", False),
    ],
)
def test_where_an_outage_is_felt(
    where: str, grid: str, reported: str, reported_grid: str, here: bool
) -> None:
    found = is_outage_here(
        where, grid, grid=reported_grid, lineage=lineage(reported), prefix=prefix_of(reported)
    )
    assert found is here


def test_chinese_is_found_by_pairs_and_english_by_words() -> None:
    assert pairs("停水了，水？ETC 办") == ["停水", "水了", "水", "办"]
    assert latin("办ETC 卡 2026") == "etc 2026"
    assert vector((("停水", "A"), ("停水通知", "D"))) == "'停水':1A,2D '水通':3D '通知':4D"
    assert asked("请问停水怎么办") == ["问停", "停水", "水怎", "么办"], (
        "what stands in every question is left out"
    )
    assert asked("怎么") == ["怎么"], "unless nothing else is asked"


def test_the_piece_shown_holds_what_was_asked() -> None:
    body = "一" * 100 + "每月五日抄表，水费可以在网上交，也可以到营业厅交。" + "二" * 100
    found = piece(body, "水费怎么交")
    assert ("水费", True) in found
    assert found[0][0].startswith("…")
    assert found[-1][0].endswith("…")
    assert len("".join(words for words, _hit in found)) < 80
    assert piece("短文", "别的") == (("短文", False),)
