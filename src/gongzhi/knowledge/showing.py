"""What pages of articles and outages show, and the lists their forms choose from."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from gongzhi.knowledge.facts import Hit, OutageView, VersionView
from gongzhi.knowledge.rules import FOR_ALL, writer_refusal
from gongzhi.knowledge.words import STATES
from gongzhi.organization.public import (
    division,
    divisions_under,
    grid_by_code,
    matter_tree,
    unit,
    units,
    units_under,
)
from gongzhi.people.facts import Actor
from gongzhi.ui.names import in_english, name_of, title_of

Pairs = list[tuple[str, str]]


def matter_pairs(*, at: datetime) -> Pairs:
    """Return all matters with their paths, groups included: an article may be about a whole branch."""
    tree = {each.code: each for each in matter_tree(at=at)}
    return [(code, " › ".join(name_of(tree[up]) for up in each.path)) for code, each in tree.items()]


def unit_pairs(actor: Actor, *, at: datetime) -> Pairs:
    """Return the units somebody writes for: the own one first."""
    own = unit(actor.unit_id) if actor.unit_id else None
    found = [own] if own else []
    if any(actor.may(power) for power in FOR_ALL):
        found += [each for each in units_under(actor.division, at=at) if own is None or each.id != own.id]
    return [(str(each.id), name_of(each)) for each in found]


def division_pairs(actor: Actor, *, at: datetime) -> Pairs:
    """Return the divisions of the actor's tree."""
    return [(each.code, name_of(each)) for each in divisions_under(actor.division, at=at)]


def article_rows(versions: Iterable[VersionView], *, at: datetime) -> list[dict[str, Any]]:
    """Return what a list shows of versions."""
    found = list(versions)
    known = units([each.unit_id for each in found])
    return [_row(each, known) for each in found]


def hit_rows(hits: Iterable[Hit], *, at: datetime) -> list[dict[str, Any]]:
    """Return what a search shows: the same, with the piece of text."""
    found = list(hits)
    known = units([hit.version.unit_id for hit in found])
    return [_row(hit.version, known) | {"piece": hit.piece} for hit in found]


def _row(view: VersionView, known: Any) -> dict[str, Any]:
    owner = known.get(view.unit_id)
    return {
        "id": view.article_id,
        "version": view.id,
        "n": view.n,
        "title": title_of(view),
        "unit": name_of(owner) if owner else "",
        "unit_id": view.unit_id,
        "state": STATES[view.state],
        "review_on": view.text.review_on,
        "yes": view.yes,
        "no": view.no,
        "further": view.further,
        "changed_at": view.changed_at,
    }


def body_of(view: VersionView) -> str:
    """Return the text in the reader's language."""
    return (view.text.body_en if in_english() else "") or view.text.body


def outage_rows(
    views: Iterable[OutageView], *, at: datetime, actor: Actor | None = None
) -> list[dict[str, Any]]:
    """Return what pages show of outages; whether `actor` may change each."""
    found = list(views)
    known = units([each.unit_id for each in found])
    names = {each.code: name_of(each) for each in matter_tree(at=at)}
    rows = []
    for each in found:
        owner, place = known.get(each.unit_id), division(each.division)
        grid = grid_by_code(each.grid) if each.grid else None
        where = [name_of(place) if place else "", name_of(grid) if grid else "", each.address]
        rows.append(
            {
                "id": each.id,
                "planned": each.planned,
                "matter": names.get(each.matter, ""),
                "where": " · ".join(filter(None, where)),
                "starts_at": each.starts_at,
                "until_at": each.until_at,
                "late": each.ended_at is None and each.until_at is not None and each.until_at < at,
                "coming": each.ended_at is None and each.starts_at > at,
                "text": (each.text_en if in_english() else "") or each.text,
                "unit": name_of(owner) if owner else "",
                "ended_at": each.ended_at,
                "mine": actor is not None and writer_refusal(actor, unit_id=each.unit_id) is None,
            }
        )
    return rows
