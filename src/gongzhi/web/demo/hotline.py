"""What the demo county's hotline knows and was called about: articles, outages, and the calls of two weeks."""

import random
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from gongzhi.channels.public import made_up_calls, read_call_event, take_event
from gongzhi.knowledge.facts import ArticleText, Helped, OutageTold
from gongzhi.knowledge.public import count_help, note_outage, publish_article, versions_of, write_article
from gongzhi.organization.public import unit_by_code
from gongzhi.people.facts import SYSTEM
from gongzhi.web.demo.county import read_yaml
from gongzhi.web.demo.staffing import COUNTY, unit_code

_NAMES = UUID("3e0f0d67-5a0b-4d0e-9a30-7f7a4b2f9c11")
DAYS, CALLS = 14, 168


def seed_articles(*, end: datetime) -> None:
    """Publish the articles, each on a day of its own: before the play, so that questions are pointed to them."""
    for number, article in enumerate(read_yaml("hotline.yaml")["articles"]):
        _publish(number, article, end)


def seed_hotline(*, end: datetime) -> None:
    """Count whom the articles helped, note the outages, and let the calls of two weeks have been."""
    told = read_yaml("hotline.yaml")
    draw = random.Random("hotline")  # noqa: S311 - the same demo every time
    for number in range(len(told["articles"])):
        version = versions_of(_article(number))[0].id
        for _time in range(draw.randint(2, 12)):
            said = draw.choices(list(Helped), (8, 2, 1))[0]
            count_help(version_id=version, said=said, by=SYSTEM, at=end)
    for number, outage in enumerate(told["outages"]):
        _outage(number, outage, end)
    begins = sorted(end - timedelta(minutes=draw.randint(40, DAYS * 24 * 60)) for _call in range(CALLS))
    for number, begin in enumerate(begins):
        for event in made_up_calls(draw, number, begin=begin, agents=[], queue="12345"):
            take_event(source=_NAMES, division=COUNTY, told=read_call_event(event | {"caller": ""}), at=end)


def _article(number: int) -> UUID:
    return uuid5(_NAMES, f"article {number}")


def _publish(number: int, told: dict[str, Any], end: datetime) -> None:
    at = end - timedelta(days=20 + 3 * number)
    article_id, on = _article(number), at.date()
    text = ArticleText(
        title=told["title"],
        body=told["body"].strip(),
        title_en=told["title_en"],
        body_en=told["body_en"].strip(),
        sources=told["sources"].strip(),
        matters=tuple(told["matters"]),
        public=told.get("public", True),
        valid_from=on,
        review_on=date(on.year + 1, on.month, min(on.day, 28)),
    )
    write_article(article_id=article_id, unit_id=_unit(told["unit"]), text=text, by=SYSTEM, at=at)
    publish_article(article_id=article_id, by=SYSTEM, at=at)


def _outage(number: int, told: dict[str, Any], end: datetime) -> None:
    starts_at = end + timedelta(hours=told["from_hours"])
    outage = OutageTold(
        matter=told["matter"],
        division=told["division"],
        planned=told["planned"],
        starts_at=starts_at,
        until_at=end + timedelta(hours=told["until_hours"]),
        text=told["text"],
        text_en=told["text_en"],
        address=told["address"],
        unit_id=_unit(told["unit"]),
    )
    note_outage(outage_id=uuid5(_NAMES, f"outage {number}"), told=outage, by=SYSTEM, at=starts_at)


def _unit(slug: str) -> UUID:
    found = unit_by_code(unit_code(slug))
    assert found is not None, slug
    return found.id
