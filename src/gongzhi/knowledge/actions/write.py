"""Write, publish and withdraw articles."""

from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.knowledge.facts import (
    ArticleDrafted,
    ArticlePublished,
    ArticleState,
    ArticleText,
    ArticleWithdrawn,
)
from gongzhi.knowledge.lexemes import latin, vector
from gongzhi.knowledge.models import Article, ArticleVersion
from gongzhi.knowledge.queries import digest_of, text_of
from gongzhi.knowledge.rules import draft_refusal, publish_refusal, withdraw_refusal, writer_refusal
from gongzhi.ledger.public import record
from gongzhi.organization.public import matter, unit
from gongzhi.people.facts import Actor

_INDEX = """
    update gongzhi_articleversion set words = %s::tsvector || setweight(to_tsvector('english', %s), 'A')
        || setweight(to_tsvector('english', %s), 'D') where id = %s
"""


def write_article(
    *, article_id: UUID, unit_id: UUID, text: ArticleText, by: Actor, at: datetime, seen: str | None = None
) -> int:
    """Keep a draft of an article and return its number; the first one of an unknown id opens the article.

    The same text again changes nothing. `seen` is the digest of the draft the author began with: when somebody else
    changed it meanwhile, nothing is lost by mistake. Raises Refused: ``knowledge.not_entitled``,
    ``knowledge.other_unit``, ``knowledge.text_missing``, ``knowledge.text_too_long``, ``knowledge.period``,
    ``knowledge.unit_unknown``, ``knowledge.matter_unknown``, ``knowledge.changed_meanwhile``.
    """
    ensure(writer_refusal(by, unit_id=unit_id))
    ensure(draft_refusal(text))
    home = unit(unit_id)
    if home is None:
        raise Refused(Refusal("knowledge.unit_unknown"))
    if any(matter(code, at=at) is None for code in text.matters):
        raise Refused(Refusal("knowledge.matter_unknown"))
    digest = digest_of(text)
    with transaction.atomic(durable=True):
        article, new = Article.objects.get_or_create(
            id=article_id, defaults={"unit_id": unit_id, "division": home.division, "made_at": at}
        )
        article = Article.objects.select_for_update().get(id=article_id)
        ensure(writer_refusal(by, unit_id=article.unit_id))
        draft = ArticleVersion.objects.filter(article=article, state=ArticleState.DRAFT).first()
        if draft and draft.digest == digest and article.unit_id == unit_id:
            return draft.n
        if not new and draft and seen is not None and draft.digest != seen:
            raise Refused(Refusal("knowledge.changed_meanwhile"))
        if draft is None:
            newest = ArticleVersion.objects.filter(article=article).order_by("-n").first()
            draft = ArticleVersion(article=article, n=newest.n + 1 if newest else 1, state=ArticleState.DRAFT)
        _fill(draft, text, digest, at)
        article.unit_id, article.division = unit_id, home.division
        article.save(update_fields=["unit", "division"])
        fact = ArticleDrafted(n=draft.n, unit_id=unit_id, digest=digest)
        record(fact, subject=article_id, by=by.name(), at=at)
    return draft.n


def publish_article(*, article_id: UUID, by: Actor, at: datetime) -> int:
    """Publish the draft of an article and return its number; what it says is never changed afterwards.

    The version before it is superseded; where this one holds from a later day on only, the old one holds until then.
    Where the newest version is published already, nothing happens. Raises
    Refused: ``knowledge.not_entitled``, ``knowledge.other_unit``, ``knowledge.no_draft``,
    ``knowledge.sources_missing``, ``knowledge.review_missing``, ``knowledge.over_already`` and those of a draft.
    """
    with transaction.atomic(durable=True):
        article = _held(article_id, by)
        newest = ArticleVersion.objects.filter(article=article).order_by("-n").first()
        if newest is None:
            raise Refused(Refusal("knowledge.no_draft"))
        if newest.state == ArticleState.PUBLISHED:
            return newest.n
        today = timezone.localdate(at)
        ensure(publish_refusal(text_of(newest), state=ArticleState(newest.state), on=today))
        before = ArticleVersion.objects.filter(article=article, state=ArticleState.PUBLISHED).first()
        if before:
            before.state, before.changed_at = ArticleState.SUPERSEDED, at
            before.save(update_fields=["state", "changed_at"])
        newest.valid_from = newest.valid_from or today
        _follow(article_id, max(today, newest.valid_from))
        newest.digest = digest_of(text_of(newest))
        newest.state, newest.changed_at = ArticleState.PUBLISHED, at
        newest.save(update_fields=["valid_from", "digest", "state", "changed_at"])
        assert newest.review_on
        fact = ArticlePublished(
            n=newest.n,
            unit_id=article.unit_id,
            digest=newest.digest,
            matters=tuple(newest.matters),
            public=newest.public,
            valid_from=newest.valid_from.isoformat(),
            valid_to=newest.valid_to.isoformat() if newest.valid_to else None,
            review_on=newest.review_on.isoformat(),
            supersedes=before.n if before else None,
        )
        record(fact, subject=article_id, by=by.name(), at=at)
    return newest.n


def withdraw_article(*, article_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Withdraw what is published; doing so again changes nothing.

    Raises Refused: ``knowledge.not_entitled``, ``knowledge.other_unit``, ``knowledge.not_published``,
    ``knowledge.reason_missing``.
    """
    with transaction.atomic(durable=True):
        article = _held(article_id, by)
        rows = ArticleVersion.objects.filter(article=article).exclude(state=ArticleState.DRAFT).order_by("-n")
        newest = rows.first()
        if newest and newest.state == ArticleState.WITHDRAWN:
            return
        ensure(withdraw_refusal(ArticleState(newest.state) if newest else ArticleState.DRAFT, reason=reason))
        assert newest
        newest.state, newest.changed_at = ArticleState.WITHDRAWN, at
        newest.save(update_fields=["state", "changed_at"])
        _follow(article_id, timezone.localdate(at))
        fact = ArticleWithdrawn(n=newest.n, reason=Private(reason.strip()))
        record(fact, subject=article_id, by=by.name(), at=at)


def _follow(article_id: UUID, day: date) -> None:
    """Let every version that was superseded hold no longer than until a day."""
    rows = ArticleVersion.objects.filter(article=article_id, state=ArticleState.SUPERSEDED)
    rows.filter(Q(followed_on=None) | Q(followed_on__gt=day)).update(followed_on=day)


def _held(article_id: UUID, by: Actor) -> Article:
    article = Article.objects.select_for_update().filter(id=article_id).first()
    if article is None:
        raise Refused(Refusal("knowledge.no_draft"))
    ensure(writer_refusal(by, unit_id=article.unit_id))
    return article


def _fill(row: ArticleVersion, text: ArticleText, digest: str, at: datetime) -> None:
    row.title, row.title_en, row.body, row.body_en = text.title, text.title_en, text.body, text.body_en
    row.sources, row.matters, row.public = text.sources, list(text.matters), text.public
    row.valid_from, row.valid_to, row.review_on = text.valid_from, text.valid_to, text.review_on
    row.digest, row.changed_at = digest, at
    row.save()
    chinese = vector(((text.title, "A"), (text.body, "D")))
    titles = " ".join((latin(text.title), text.title_en))
    bodies = " ".join((latin(text.body), text.body_en))
    with connection.cursor() as cursor:
        cursor.execute(_INDEX, [chinese, titles, bodies, row.id])
