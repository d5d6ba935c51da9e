"""Check that articles and outages are what the facts say, and that no published text was changed afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from gongzhi.kernel.instants import to_text
from gongzhi.knowledge.facts import ArticleState
from gongzhi.knowledge.models import Article, ArticleVersion, Outage
from gongzhi.knowledge.queries import digest_of, text_of
from gongzhi.knowledge.replay import Row, replay
from gongzhi.ledger.public import facts_about


@dataclass(frozen=True)
class KnowledgeDifference:
    """A value of an article or an outage that is not what the facts say."""

    what: str
    facts: Any
    table: Any


def check_replay() -> Iterator[KnowledgeDifference]:
    """Fold the facts of every article and outage and yield each value in which the tables differ from them."""
    subjects = [*Article.objects.values_list("id", flat=True), *Outage.objects.values_list("id", flat=True)]
    said = replay(facts_about(subjects), day_of=timezone.localdate)
    rows = {f"{row.article_id}/{row.n}": _version(row) for row in ArticleVersion.objects.defer("words")}
    rows |= {str(row.id): _outage(row) for row in Outage.objects.all()}
    for key in sorted({*said, *rows}):
        rebuilt, row = said.get(key, {}), rows.get(key, {})
        for column in sorted({*rebuilt, *row}):
            if rebuilt.get(column) != row.get(column):
                yield KnowledgeDifference(f"knowledge/{key}/{column}", rebuilt.get(column), row.get(column))


def _version(row: ArticleVersion) -> Row:
    # Computed from the text as it stands: a changed text shows even where its digest was changed as well.
    found: Row = {"state": row.state, "digest": digest_of(text_of(row))}
    if row.state != ArticleState.DRAFT:
        found |= {
            "matters": list(row.matters),
            "public": row.public,
            "valid_from": row.valid_from.isoformat() if row.valid_from else None,
            "valid_to": row.valid_to.isoformat() if row.valid_to else None,
            "review_on": row.review_on.isoformat() if row.review_on else None,
        }
    if row.followed_on:
        found["followed_on"] = row.followed_on.isoformat()
    return found


def _outage(row: Outage) -> Row:
    return {
        "matter": row.matter,
        "division": row.division,
        "grid": row.grid,
        "planned": row.planned,
        "starts_at": to_text(row.starts_at),
        "until_at": to_text(row.until_at) if row.until_at else None,
        "unit_id": str(row.unit_id),
        "ended_at": to_text(row.ended_at) if row.ended_at else None,
    }
