"""Decisions about articles and outages."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from gongzhi.kernel.refusals import Refusal
from gongzhi.knowledge.facts import ArticleState, ArticleText
from gongzhi.people.facts import Actor

WRITE = "knowledge.write"
# Who looks after the articles of every unit of the place: whoever sends matters to units, and keepers of procedures.
FOR_ALL = ("case.dispatch", "catalogue.manage")
TITLE_LIMIT, BODY_LIMIT, SOURCES_LIMIT, TEXT_LIMIT = 120, 8000, 2000, 500


def writer_refusal(by: Actor, *, unit_id: UUID) -> Refusal | None:
    """Articles and outages are written by who carries the power, for the own unit; a few posts for every unit."""
    if not by.may(WRITE) or by.third_party:
        return Refusal("knowledge.not_entitled")
    if unit_id != by.unit_id and not any(by.may(power) for power in FOR_ALL):
        return Refusal("knowledge.other_unit")
    return None


def draft_refusal(text: ArticleText) -> Refusal | None:
    """A draft has a title and something to say, neither without end, and a period that is none backwards."""
    if not text.title.strip() or not text.body.strip():
        return Refusal("knowledge.text_missing")
    if (
        max(len(text.title), len(text.title_en)) > TITLE_LIMIT
        or max(len(text.body), len(text.body_en)) > BODY_LIMIT
        or len(text.sources) > SOURCES_LIMIT
    ):
        return Refusal("knowledge.text_too_long", {"title": TITLE_LIMIT, "body": BODY_LIMIT})
    if text.valid_from and text.valid_to and text.valid_to <= text.valid_from:
        return Refusal("knowledge.period")
    return None


def publish_refusal(text: ArticleText, *, state: ArticleState, on: date) -> Refusal | None:
    """What is published says what it rests on, from when it holds, and when somebody looks at it again."""
    if state is not ArticleState.DRAFT:
        return Refusal("knowledge.no_draft")
    if refusal := draft_refusal(text):
        return refusal
    if not text.sources.strip():
        return Refusal("knowledge.sources_missing")
    if text.review_on is None or text.review_on <= on:
        return Refusal("knowledge.review_missing")
    if text.valid_to and text.valid_to <= on:
        return Refusal("knowledge.over_already")
    return None


def withdraw_refusal(state: ArticleState, *, reason: str) -> Refusal | None:
    """Only what is published can be withdrawn, and why is said."""
    if state is not ArticleState.PUBLISHED:
        return Refusal("knowledge.not_published")
    return None if reason.strip() else Refusal("knowledge.reason_missing")


def outage_refusal(*, text: str, starts_at: datetime, until_at: datetime | None) -> Refusal | None:
    """An outage says in a few words what is out of order; it ends after it began."""
    if not text.strip() or len(text) > TEXT_LIMIT:
        return Refusal("knowledge.outage_text", {"limit": TEXT_LIMIT})
    if until_at and until_at <= starts_at:
        return Refusal("knowledge.outage_period")
    return None


def is_outage_here(
    outage_division: str, outage_grid: str, *, grid: str, lineage: Collection[str], prefix: str
) -> bool:
    """An outage of a division touches all below it; one of a grid touches that grid, and whoever names none.

    `lineage` is the division of the report with all above it, `prefix` what the codes of its tree share. Somebody who
    only says the town may well live where it is.
    """
    if outage_division in lineage:
        return not (outage_grid and grid and outage_grid != grid)
    return outage_division.startswith(prefix)
