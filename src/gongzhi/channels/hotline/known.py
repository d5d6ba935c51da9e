"""What is known about what somebody is saying: outages, what others reported, articles; and the caller's own cases."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from gongzhi.algorithms.public import in_force
from gongzhi.cases.public import (
    STATES,
    ToldCase,
    case_by_code,
    case_line,
    cases_of_contacts,
    reported_already,
)
from gongzhi.channels.hotline.draft import Draft, said_before
from gongzhi.insight.facts import SIMILAR
from gongzhi.insight.public import ask_alike
from gongzhi.kernel.refusals import Refusal
from gongzhi.knowledge.facts import Hit
from gongzhi.knowledge.public import find_articles, outages_at, published
from gongzhi.organization.facts import Office
from gongzhi.organization.public import (
    desk,
    division,
    divisions_under,
    find_place,
    locate,
    matter,
    matter_tree,
    prefix_of,
    units_serving,
    units_under,
)
from gongzhi.people.facts import Actor
from gongzhi.people.public import contacts_by_phone, note_opening
from gongzhi.ui.names import in_english, name_of, title_of

ARTICLES, ALIKE = 3, 3
_REMEMBERED = 200
_alike: dict[str, tuple[UUID, ...]] = {}  # what was found for words, by their digest
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Caller:
    """The caller's cases, or why none are shown."""

    cases: tuple[dict[str, Any], ...] = ()
    refusal: Refusal | None = None


def division_said(draft: Draft, actor: Actor, *, at: datetime) -> str:
    """Return where it is: where the point lies, or what was chosen, or the one division the address or words name."""
    if here := _pointed_at(draft, actor, at=at):
        return here
    chosen = draft.get("division") or actor.division
    if chosen != actor.division:
        return str(chosen)
    for text in (draft.get("address", ""), draft.get("text", "")):
        if found := find_place(text, scope=chosen, at=at):
            return found
    return chosen


def _pointed_at(draft: Draft, actor: Actor, *, at: datetime) -> str:
    """Return the division a point on the map lies in; "" without one, or where it lies in no grid of the place."""
    try:
        found = locate(float(draft.get("lon", "")), float(draft.get("lat", "")), at=at)
    except ValueError:
        return ""
    return found.division if found and found.division.startswith(prefix_of(actor.division)) else ""


def known(draft: Draft, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """Return what the page shows beside the words, in the reader's language."""
    place, about = division_said(draft, actor, at=at), draft.get("matter", "")
    words = f"{draft.get('text', '')} {draft.get('address', '')}"[:2000]
    hits = find_articles(words, scope=place, at=at, matter=about, limit=ARTICLES)
    hotline = desk(Office.HOTLINE, place, at=at)
    told = reported_already(
        division=place, matter=about, address=draft.get("address", ""), unit_id=hotline, at=at
    )
    told = _with_alike(draft, place, told, actor, at)
    outages = outages_at(division=place, matter=about, at=at) if about or draft.get("address") else []
    return {
        "place": place,
        "place_name": name_of(found) if (found := division(place)) else "",
        "outages": [_outage(each, at) for each in outages[:ARTICLES]],
        "reported": _lines(told),
        "articles": [_article(index, hit, draft) for index, hit in enumerate(hits, 1)],
        "answers": hotline == actor.unit_id,
    }


def _with_alike(draft: Draft, place: str, told: list[ToldCase], actor: Actor, at: datetime) -> list[ToldCase]:
    """Put before what the rule of the profile finds those whose words are like these: where the register lets it run.

    Of what the actor may not see, and of confidential cases, none. The same words are asked for once a minute.
    """
    text, address = draft.get("text", ""), draft.get("address", "")
    if not in_force(SIMILAR, at=at):
        return told
    minute = int(at.timestamp() // 60)
    key = sha256("\0".join((text, address, place, str(minute))).encode("utf-8", "replace")).hexdigest()
    if key not in _alike:
        found = ask_alike(text=text, address=address, division=place, channel="HOTLINE", by=actor, at=at)
        if len(_alike) >= _REMEMBERED:
            _alike.pop(next(iter(_alike)))
        _alike[key] = found.case_ids[:ALIKE]
    lines = [case_line(actor, case_id) for case_id in _alike[key]]
    first = [line for line in lines if line and not line.masked and line.loop.ended_at is None]
    known = {line.loop.id for line in first}
    return [*first, *(line for line in told if line.loop.id not in known)]


def find_caller(
    actor: Actor, *, at: datetime, number: str = "", code: str = "", phone: str = ""
) -> tuple[list[UUID], str]:
    """Find the caller's cases by number and code, or by a telephone number; return their ids, or why there are none.

    Each that is found by a telephone number is on record: the person reads in "who used my data" that their case was
    found by the number they called from. Of cases the actor may not see nothing is found.
    """
    found: list[ToldCase]
    if number.strip() and code.strip():
        view = case_by_code(number, code)
        line = case_line(actor, view.loop.id) if view else None
        found = [line] if line else []
    elif phone.strip():
        found = cases_of_contacts(actor, contacts_by_phone(phone), at=at)
        for line in found:
            note_opening(subject=line.loop.id, what="CALLER", purpose="HANDLE", by=actor, at=at)
    else:
        return [], "hotline.nothing_asked"
    return [line.loop.id for line in found], "" if found else "hotline.nothing_found"


def caller_of(draft: Draft, actor: Actor) -> Caller | None:
    """Return what was found of the caller in this call, as far as the actor may see it; None while nobody looked."""
    found = draft.get("found")
    if not found:
        return None
    lines = (case_line(actor, UUID(each)) for each in found["cases"])
    return Caller(
        tuple(_lines(line for line in lines if line)), Refusal(found["refusal"]) if found["refusal"] else None
    )


def _lines(found: Iterable[ToldCase]) -> list[dict[str, Any]]:
    return [
        {
            "id": line.loop.id,
            "number": line.loop.number,
            "title": line.loop.title,
            "address": line.address,
            "state": STATES.get(line.loop.state, line.loop.state),
            "opened_at": line.loop.opened_at,
            "due_at": line.loop.due_at,
            "joined": line.joined,
            "ended": line.loop.ended_at is not None,
        }
        for line in found
    ]


def _outage(view: Any, at: datetime) -> dict[str, Any]:
    return {
        "text": (view.text_en if in_english() else "") or view.text,
        "address": view.address,
        "planned": view.planned,
        "until_at": view.until_at,
        "coming": view.starts_at > at,
        "starts_at": view.starts_at,
    }


def _article(index: int, hit: Hit, draft: Draft) -> dict[str, Any]:
    view = hit.version
    return {
        "id": view.id,
        "title": title_of(view),
        "body": (view.text.body_en if in_english() else "") or view.text.body,
        "sources": view.text.sources,
        "piece": hit.piece,
        "unit_id": view.unit_id,
        "said": said_before(draft, view.id),
        "keys": (str(index), str(index + ARTICLES), str(index + 2 * ARTICLES)),
    }


def matter_of(version_matters: Iterable[str], *, at: datetime) -> str:
    """Return the matter a case gets that an article answered: the first leaf among those it is about, or none."""
    for code in version_matters:
        found = matter(code, at=at)
        if found and found.leaf:
            return found.code
    return ""


def is_published(article_id: UUID, version_id: int, *, at: datetime) -> bool:
    """Tell whether exactly this version is what the article says now."""
    view = published(article_id, on=localdate(at))
    return view is not None and view.id == version_id


def division_pairs(actor: Actor, *, at: datetime) -> Pairs:
    """Return the divisions of the actor's tree."""
    return [(each.code, name_of(each)) for each in divisions_under(actor.division, at=at)]


def matter_pairs(*, at: datetime) -> Pairs:
    """Return the matters that can be chosen, with their paths."""
    tree = {each.code: each for each in matter_tree(at=at)}
    return [
        (code, " › ".join(name_of(tree[up]) for up in each.path)) for code, each in tree.items() if each.leaf
    ]


def expert_pairs(actor: Actor, first: Iterable[UUID], *, at: datetime) -> Pairs:
    """Return the units an expert may sit in, those that answer for the articles shown first, with their telephones."""
    ids = set(first)
    every = {
        each.id: each for each in (*units_under(actor.division, at=at), *units_serving(actor.division, at=at))
    }
    ordered = sorted(every.values(), key=lambda each: each.id not in ids)
    return [(str(each.id), _with_phone(name_of(each), each.public_phone)) for each in ordered]


def _with_phone(name: str, phone: str) -> str:
    return f"{name} · {phone}" if phone else name
