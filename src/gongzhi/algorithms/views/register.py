"""The public register: everything that suggests or sorts here, and what became of each. No sign-in, no person."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from gongzhi.algorithms.facts import Stage, VersionView
from gongzhi.algorithms.figures import kept_live_of
from gongzhi.algorithms.queries import entries, entry, versions_of
from gongzhi.algorithms.record import OVER, Entry, gathered, name_of_entry, text_of
from gongzhi.algorithms.rules.entry import SECTIONS
from gongzhi.algorithms.screen_words import STAGE_SENTENCES, TIER_SENTENCES, TIERS
from gongzhi.algorithms.sentences import SENTENCES
from gongzhi.algorithms.showing import (
    evaluation_of,
    impact_of,
    notes_of,
    points_of,
    reviews_shown,
    status_of,
    times,
)
from gongzhi.algorithms.stops import kept_stops_of
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import tell
from gongzhi.ui.names import in_english, name_of

_TRIED = (Stage.PILOT, Stage.SHADOW, Stage.COMPARISON)


@cache_control(private=True, no_cache=True)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """List every entry: what runs, what is tried, what was stopped, and what is over."""
    found = gathered(entries(), reviewed=False)
    live = {each.view.code: kept_live_of(each.version, at=now()) for each in found}
    sections = (
        ("running", _("At work now"), "", [e for e in found if _runs(e)]),
        (
            "tried",
            _("Being tested and tried"),
            _("Until the ethics board lets it come into force, nobody acts on what it says."),
            [e for e in found if _is_tried(e)],
        ),
        (
            "stopped",
            _("Switched off"),
            _("Everything goes on without it."),
            [e for e in found if _is_stopped(e)],
        ),
        (
            "over",
            _("Retired or refused"),
            _("Each with what was learned."),
            [e for e in found if _is_over(e)],
        ),
    )
    shown = [
        {
            "code": code,
            "title": title,
            "note": note,
            "rows": [_row(each, live[each.view.code]) for each in rows],
        }
        for code, title, note, rows in sections
        if rows
    ]
    return render(request, "algorithms/register.html", {"sections": shown, "files": files()})


def _is_stopped(each: Entry) -> bool:
    return (each.view.switched_off or each.view.suspended) and each.version.stage not in OVER


def _is_over(each: Entry) -> bool:
    return each.version.stage in OVER


def _runs(each: Entry) -> bool:
    return each.version.stage in (Stage.PRODUCTION, Stage.PILOT) and not _is_stopped(each)


def _is_tried(each: Entry) -> bool:
    return not (_runs(each) or _is_stopped(each) or _is_over(each))


def _row(each: Entry, live: Any) -> dict[str, Any]:
    identity = SECTIONS["identity"]
    described = text_of(each.version, "identity", identity[1], english=in_english())
    return {
        "name": name_of_entry(each, english=in_english()),
        "url": reverse("algorithm", args=[each.view.code]),
        "description": described or _("Its description is being written."),
        "tier": TIERS[each.version.tier],
        "status": status_of(each.view, each.version),
        "line": times(live.uses) if live else "",
        "note": "" if _is_stopped(each) else STAGE_SENTENCES.get(each.version.stage, ""),
    }


def files(code: str = "") -> list[dict[str, str]]:
    """Return the addresses of the register as data."""
    named = (
        ("algorithms-json", _("The whole register (JSON)")),
        ("algorithms-atrs", _("By the British standard ATRS (JSON)")),
        ("algorithms-dutch", _("By the Dutch standard (JSON)")),
        ("algorithms-dutch-csv", _("By the Dutch standard (CSV)")),
        ("algorithms-dcat", _("As an entry of a catalogue (DCAT)")),
    )
    return [{"url": reverse(name) + (f"#{code}" if code else ""), "label": label} for name, label in named]


@cache_control(private=True, no_cache=True)
@require_safe
def algorithm(request: HttpRequest, code: str) -> HttpResponse:
    """Show one entry whole: what it is for, who decides, how it did, what it does today, how to object."""
    view = entry(code)
    if view is None:
        raise Http404
    (found,) = gathered([view], reviewed=True)
    return render(request, "algorithms/entry.html", {"entry": _shown(found)})


def _shown(found: Entry) -> dict[str, Any]:
    view, version, at = found.view, found.version, now()
    described = text_of(version, "identity", SECTIONS["identity"][1], english=in_english())
    live = kept_live_of(version, at=at)
    return {
        "code": view.code,
        "name": name_of_entry(found, english=in_english()),
        "description": described or _("Its description is being written."),
        "status": status_of(view, version),
        "tier_sentence": TIER_SENTENCES[version.tier],
        "notes": notes_of(view, version, today=timezone.localdate(at)),
        "purpose": points_of(version, "purpose"),
        "people": points_of(version, "use"),
        "data": points_of(version, "data"),
        "impact": impact_of(version),
        "evaluation": evaluation_of(version),
        "reviews": reviews_shown(found.reviews, found.votes),
        "live": live.shown() if live else None,
        "stops": [each.shown() for each in kept_stops_of(view)],
        "history": list(reversed(_history(found))),
        "post_mortem": learned_from(version),
        "others": [
            _other(each) for each in versions_of(view.code) if each.id != version.id and each.in_force_at
        ],
        "identity": _identity(found),
        "files": files(),
    }


def learned_from(version: VersionView) -> str:
    """Return what was learned of a version that ended, in the reader's language where it was written in it."""
    return (in_english() and version.post_mortem_en) or version.post_mortem


def _other(version: VersionView) -> dict[str, Any]:
    """Return a version that was in force and is not spoken of any more: its post-mortem is published for good."""
    return {
        "n": version.n,
        "since": version.in_force_at,
        "until": version.out_of_force_at,
        "post_mortem": learned_from(version),
    }


def _identity(found: Entry) -> list[dict[str, Any]]:
    unit, version = found.unit, found.version
    own: list[dict[str, Any]] = [
        {"label": _("Office"), "value": name_of(unit) if unit else ""},
        {"label": _("Version"), "value": version.n},
        {"label": pgettext("an algorithm", "Code"), "value": version.code},
    ]
    return [*own[:1], *points_of(version, "identity"), *own[1:]]


def _history(found: Entry) -> Sequence[dict[str, Any]]:
    """Return what happened to the version and to its entry, oldest first, without anybody's name."""
    facts = [*story_of(found.version.loop_id), *story_of(found.view.id, without=("algorithms.monitored",))]
    facts.sort(key=lambda fact: fact.at)
    lines = tell(facts, "resident", SENTENCES, {}, {})
    return [{"at": line.at, "text": line.sentence, "who": "", "body": line.text} for line in lines]
