"""Reads of articles and outages."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from gongzhi.kernel.canonical import encode
from gongzhi.knowledge.facts import ArticleState, ArticleText, Hit, OutageView, VersionView
from gongzhi.knowledge.lexemes import asked, latin, piece
from gongzhi.knowledge.models import ArticleVersion, Outage
from gongzhi.knowledge.rules import is_outage_here
from gongzhi.organization.public import lineage, matter_tree, prefix_of
from gongzhi.ui.names import in_english

SHOWN = 20
ENDED_LATELY = timedelta(days=7)

_FOUND = """
    select v.id from gongzhi_articleversion v join gongzhi_article a on a.id = v.article_id
    where v.words @@ {query} and v.valid_from <= %(day)s
        and (v.state = 'PUBLISHED' or v.state = 'SUPERSEDED' and v.followed_on > %(day)s)
        and (v.valid_to is null or v.valid_to > %(day)s) and (v.public or not %(public)s)
        and (a.division = any(%(above)s) or a.division like %(below)s)
    order by (v.matters && %(matters)s::varchar[])::int desc, ts_rank('{{0.05, 0.1, 0.4, 1.0}}', v.words, {query}) desc,
        v.id
    limit %(limit)s
"""


def text_of(row: ArticleVersion) -> ArticleText:
    """Return what a version says."""
    return ArticleText(
        title=row.title,
        body=row.body,
        title_en=row.title_en,
        body_en=row.body_en,
        sources=row.sources,
        matters=tuple(row.matters),
        public=row.public,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        review_on=row.review_on,
    )


def digest_of(text: ArticleText) -> str:
    """Return the SHA-256 of what a version says, in hex."""
    days = [each.isoformat() if each else None for each in (text.valid_from, text.valid_to, text.review_on)]
    said = [text.title, text.body, text.title_en, text.body_en, text.sources, list(text.matters), text.public]
    return sha256(encode([*said, *days])).hexdigest()


def find_articles(
    text: str,
    *,
    scope: str,
    at: datetime,
    matter: str = "",
    public_only: bool = False,
    limit: int = SHOWN,
) -> list[Hit]:
    """Return the articles in force with these words, the likeliest first; those about `matter` before the others.

    They hold in `scope`: in what lies above it, or below.
    """
    chinese, english = asked(text), latin(text)
    if not chinese and not english:
        return []
    joined = " | ".join(f"'{each}'" for each in chinese)
    stems = "replace(plainto_tsquery('english', %(english)s)::text, '&', '|')::tsquery"
    query = f"(%(chinese)s::tsquery || {stems})" if chinese else stems
    values: dict[str, Any] = {
        "chinese": joined,
        "english": english,
        "day": timezone.localdate(at),
        "public": public_only,
        "above": list(lineage(scope)) if scope else [],  # without a scope everything is below it
        "below": f"{prefix_of(scope) if scope else ''}%",
        "matters": sorted(_branch(matter, at)) if matter else [],
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FOUND.format(query=query), values)
        ids = [row[0] for row in cursor.fetchall()]
    found = {row.id: version_view(row) for row in _versions().filter(id__in=ids)}
    return [Hit(found[each], piece(_body(found[each].text), text)) for each in ids]


def _branch(matter: str, at: datetime) -> set[str]:
    """Return a matter and what stands above it."""
    return next(({*each.path} for each in matter_tree(at=at) if each.code == matter), {matter})


def _body(text: ArticleText) -> str:
    return (text.body_en if in_english() else "") or text.body


def in_force(*, scope: str, at: datetime, public_only: bool = False, limit: int = 200) -> list[VersionView]:
    """Return the articles that hold, those changed last first."""
    day = timezone.localdate(at)
    rows = _versions().filter(_here(scope), _holds(day))
    if public_only:
        rows = rows.filter(public=True)
    return [version_view(row) for row in rows.order_by("-changed_at", "-id")[:limit]]


def drafts(*, units: Collection[UUID] | None, scope: str, limit: int = 100) -> list[VersionView]:
    """Return the drafts of some units, or of every unit of a place, those changed last first."""
    rows = _versions().filter(_here(scope), state=ArticleState.DRAFT)
    if units is not None:
        rows = rows.filter(article__unit__in=list(units))
    return [version_view(row) for row in rows.order_by("-changed_at")[:limit]]


def to_review(*, scope: str, on: date, limit: int = 100) -> list[VersionView]:
    """Return what somebody should look at again by now."""
    rows = _versions().filter(_here(scope), state=ArticleState.PUBLISHED, review_on__lte=on)
    return [version_view(row) for row in rows.order_by("review_on")[:limit]]


def versions_of(article_id: UUID) -> list[VersionView]:
    """Return the versions of an article, the newest first."""
    return [version_view(row) for row in _versions().filter(article=article_id).order_by("-n")]


def version_by_id(version_id: int) -> VersionView | None:
    """Return one version, or None."""
    row = _versions().filter(id=version_id).first()
    return version_view(row) if row else None


def published(article_id: UUID, *, public_only: bool = False, on: date | None = None) -> VersionView | None:
    """Return the newest version that is published, or with a day the one that holds then; or None."""
    rows = _versions().filter(article=article_id)
    row = rows.filter(Q(state=ArticleState.PUBLISHED) if on is None else _holds(on)).order_by("-n").first()
    return version_view(row) if row and (row.public or not public_only) else None


def _holds(day: date) -> Q:
    """Return what holds on a day: what is published, and what is followed by a version that holds later only."""
    within = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))
    still = Q(state=ArticleState.SUPERSEDED, followed_on__gt=day)
    return within & (Q(state=ArticleState.PUBLISHED) | still)


def _versions() -> QuerySet[ArticleVersion]:
    return ArticleVersion.objects.select_related("article", "count").defer("words")


def _here(scope: str, field: str = "article__division") -> Q:
    """Return what holds in a place: in what lies above it, or below; without a place everywhere."""
    if not scope:
        return Q()
    return Q(**{f"{field}__in": lineage(scope)}) | Q(**{f"{field}__startswith": prefix_of(scope)})


def version_view(row: ArticleVersion) -> VersionView:
    """Return a row as others read it."""
    view = VersionView(
        id=row.id,
        article_id=row.article_id,
        n=row.n,
        state=ArticleState(row.state),
        unit_id=row.article.unit_id,
        division=row.article.division,
        text=text_of(row),
        digest=row.digest,
        changed_at=row.changed_at,
        followed_on=row.followed_on,
    )
    count = getattr(row, "count", None)
    return replace(view, yes=count.yes, no=count.no, further=count.further) if count else view


def outages(*, scope: str, at: datetime, lately: bool = False, limit: int = 200) -> list[OutageView]:
    """Return what is out of order or announced in a place, the next first; with `lately` what ended in a week."""
    rows = Outage.objects.filter(_here(scope, "division"))
    if lately:
        rows = rows.filter(ended_at__gt=at - ENDED_LATELY).order_by("-ended_at")
    else:
        rows = rows.filter(ended_at=None).order_by("starts_at", "id")
    return [outage_view(row) for row in rows[:limit]]


def outages_at(
    *, division: str, at: datetime, grid: str = "", matter: str = "", scope: str = ""
) -> list[OutageView]:
    """Return what is known to be out of order now where somebody reports something of a matter, the next first.

    Without a matter all of the place are; one that is announced for the next day is among them.
    """
    related = _group(matter, at) if matter else None
    return [
        each
        for each in outages(scope=scope or division, at=at)
        if each.starts_at <= at + timedelta(days=1)
        and (related is None or each.matter in related)
        and is_outage_here(
            each.division, each.grid, grid=grid, lineage=lineage(division), prefix=prefix_of(division)
        )
    ]


def _group(matter: str, at: datetime) -> set[str]:
    """Return a matter, what stands above it, and its siblings below the same group."""
    tree = matter_tree(at=at)
    own = next((each for each in tree if each.code == matter), None)
    if own is None:
        return {matter}
    group = own.path[-2] if len(own.path) > 1 and own.leaf else own.code
    return {*own.path} | {each.code for each in tree if group in each.path}


def outage_view(row: Outage) -> OutageView:
    """Return a row as others read it."""
    return OutageView(
        id=row.id,
        matter=row.matter,
        division=row.division,
        grid=row.grid,
        address=row.address,
        planned=row.planned,
        starts_at=row.starts_at,
        until_at=row.until_at,
        text=row.text,
        text_en=row.text_en,
        unit_id=row.unit_id,
        ended_at=row.ended_at,
    )
