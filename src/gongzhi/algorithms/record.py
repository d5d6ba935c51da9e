"""One entry as data: what pages, exports and other registers are made of. No account and no word of a resident."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from gongzhi.algorithms.exports.standards import ATRS, DUTCH, standard
from gongzhi.algorithms.facts import EntryView, ReviewView, Stage, Tier, VersionView, VoteView
from gongzhi.algorithms.queries import entries, reviews_of, votes_of
from gongzhi.algorithms.rules.entry import DIMENSIONS, SECTIONS, Field
from gongzhi.algorithms.screen_words import DIMENSIONS as DIMENSION_WORDS
from gongzhi.algorithms.screen_words import IMPACT_NAME, TIERS
from gongzhi.organization.facts import DivisionView, UnitView
from gongzhi.organization.public import division, units

OVER = (Stage.RETIRED, Stage.DROPPED, Stage.REJECTED)
REACHES_PEOPLE = (Tier.SUGGESTS, Tier.ACTS, Tier.ORDERS)
OF_IMPACT = 3  # from this level on an algorithm counts as one of impact in the Dutch standard
Link = Any  # what makes an address of a name and its arguments, whole or within the site


@dataclass(frozen=True)
class Entry:
    """An entry with the version the register speaks of, and what stands beside it."""

    view: EntryView
    version: VersionView
    unit: UnitView | None
    place: DivisionView | None
    reviews: Sequence[ReviewView] = ()
    votes: Sequence[VoteView] = ()


def spoken_of(view: EntryView) -> VersionView:
    """Return the version the public reads of: the one in use, the one that is tried, or the newest."""
    return view.running or view.trying or view.newest


def gathered(views: Sequence[EntryView], *, reviewed: bool) -> list[Entry]:
    """Return entries with what belongs to them; with what the board said where `reviewed`."""
    known = units({view.unit_id for view in views})
    places = {code: division(code) for code in {view.division for view in views}}
    found = []
    for view in views:
        version = spoken_of(view)
        reviews = reviews_of(version.id) if reviewed else []
        votes = votes_of(version.id) if reviewed else []
        found.append(Entry(view, version, known.get(view.unit_id), places[view.division], reviews, votes))
    return found


def text_of(version: VersionView, section: str, field: Field, *, english: bool) -> Any:
    """Return what a field says in a language, or in the other one as long as a draft has no more; None of nothing."""
    written = version.document.get(section) or {}
    own, other = written.get(field.name), written.get(f"{field.name}_en")
    return (other or own) if english else (own or other)


def sections_of(version: VersionView, *, english: bool) -> dict[str, dict[str, Any]]:
    """Return every section with every field it may have; what was not written is None."""
    return {
        section: {field.name: text_of(version, section, field, english=english) for field in fields}
        for section, fields in SECTIONS.items()
    }


def name_of_entry(entry: Entry, *, english: bool) -> str:
    """Return the name of an entry, or its code while nobody has named it."""
    written = entry.version.document.get("identity") or {}
    own, other = written.get("name"), written.get("name_en")
    return str(((other or own) if english else (own or other)) or entry.view.code)


def record(entry: Entry, link: Link, *, english: bool, uses: str = "") -> dict[str, Any]:
    """Return an entry in one language, by section, and under `register` what is known of it beside its text.

    `uses` says how often it was used, in words.
    """
    found = sections_of(entry.version, english=english)
    found["identity"]["name"] = name_of_entry(entry, english=english)
    return {**found, "register": {**_register(entry, link, english=english), "uses": uses}}


def _register(entry: Entry, link: Link, *, english: bool) -> dict[str, Any]:
    view, version = entry.view, entry.version
    impact = version.document.get("impact") or {}
    last = entry.reviews[-1] if entry.reviews else None
    return {
        "code": view.code,
        "version": version.n,
        "digest": version.digest or None,
        "tier": version.tier.value,
        "tier_words": str(TIERS[version.tier]),
        "stage": version.stage.value,
        "phase": standard(ATRS)["phases"][version.stage.value],
        "status_dutch": standard(DUTCH)["statuses"][version.stage.value],
        "category_dutch": standard(DUTCH)["categories"]["impact" if of_impact(version) else "other"],
        "organisation": _named(entry.place, english=english),
        "unit": _named(entry.unit, english=english),
        "language": "eng" if english else "zho",
        "url": link("algorithm", view.code),
        "record_url": link("algorithms-json"),
        "registered_on": _day(view.registered_at),
        "begin_month": _month(version.in_force_at),
        "end_month": _month(version.out_of_force_at),
        "impact_name": str(IMPACT_NAME) if impact else None,
        "impact_level": version.impact_level or None,
        "impact_lines": {str(DIMENSION_WORDS[name]): impact[name] for name in DIMENSIONS if name in impact},
        "impact_on": _day(last.at) if last else None,
        "conditions": last.conditions if last else None,
    }


def of_impact(version: VersionView) -> bool:
    """Tell whether an algorithm reaches people, by its tier or by what it can do."""
    return version.tier in REACHES_PEOPLE or version.impact_level >= OF_IMPACT


def _named(row: Any, *, english: bool) -> str:
    return str((english and row.name_en) or row.name) if row else ""


def _day(at: datetime | None) -> str | None:
    return timezone.localtime(at).date().isoformat() if at else None


def _month(at: datetime | None) -> str | None:
    return timezone.localtime(at).strftime("%Y-%m") if at else None


def names_of_entries(*, english: bool) -> dict[str, str]:
    """Return the entries anybody may object to, by code: all of the register, those that are over as well."""
    return {
        each.view.code: name_of_entry(each, english=english) for each in gathered(entries(), reviewed=False)
    }
