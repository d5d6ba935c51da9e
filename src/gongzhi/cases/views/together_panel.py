"""What stands beside a case at the dispatch desk and on its sheet: the same problem, open or solved before."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongzhi.cases.actions.ask_likely import ask_likely
from gongzhi.cases.queries import CaseView, case_story
from gongzhi.cases.rules import ENTITLED
from gongzhi.cases.similar import Alike, CameBack, Similar, alike, came_back, joined_with
from gongzhi.cases.together import DECIDED
from gongzhi.cases.views.likely_panel import entry_url, likely_rows, reopenable
from gongzhi.cases.views.together_forms import ApartForm, CameBackForm, JoinForm, TogetherForm
from gongzhi.cases.words import ENDS, SAME, STATES
from gongzhi.kernel.ids import new_id
from gongzhi.loops.public import ActForm, LoopRow, Panel, loop_row
from gongzhi.organization.public import grids, within
from gongzhi.people.facts import Actor
from gongzhi.people.public import without_room
from gongzhi.ui.names import name_of

ASKED_AT = frozenset({"registered", "return_review", "dispatched", "working"})
AT_ONCE = 3  # shown at once; the rest opens


def beside(actor: Actor, case: CaseView, found: Alike, *, at: datetime) -> dict[str, Any]:
    """Return what the desk is shown beside a case: duplicates with the reasons, what came back, what was decided."""
    again = came_back(case, unit_id=actor.unit_id, at=at)
    rows = likely_rows(actor, case, ask_likely(case_id=case.loop.id, by=actor, at=at), desk=True, at=at)
    likely = {row["id"]: row for row in rows}
    listed = {str(each.loop.id) for each in found.cases} | {str(each.loop.id) for each in again}
    return {
        "alike": _shown(case, found, likely) if found.cases else None,
        "came_back": [_again(each) for each in again],
        "likely": [row for row in rows if row["id"] not in listed],
        "likely_url": entry_url(),
        "decided": decided_for_parent(case) if case.loop.state == "registered" else None,
    }


def is_asked(actor: Actor, case: CaseView) -> bool:
    """Tell whether the actor's desk is asked if this case is one problem with others."""
    return actor.unit_id in case.holders.get("intake", ()) and case.loop.state in ASKED_AT


def form_of(
    kind: type[ActForm],
    actor: Actor,
    case: CaseView,
    *,
    at: datetime,
    data: Any = None,
    found: Alike | None = None,
) -> ActForm:
    """Return the form of a step about several cases, with its choices; bound when `data` is given.

    `found` is what is alike, where it was looked for already.
    """
    if issubclass(kind, ApartForm):
        return kind(data)
    assert issubclass(kind, JoinForm | TogetherForm | CameBackForm)
    if issubclass(kind, CameBackForm):
        again = {each.loop.id for each in came_back(case, unit_id=actor.unit_id, at=at)}
        likely = ask_likely(case_id=case.loop.id, by=actor, at=at)
        again |= set(reopenable(actor, case, likely, at=at))
        return kind(data, among=[(str(each), str(each)) for each in sorted(again)])
    found = found or alike(case, unit_id=actor.unit_id, at=at)
    parents = [(str(each.loop.id), _choice(each)) for each in found.cases if each.can_carry]
    if issubclass(kind, JoinForm):
        return kind(data, parents=parents)
    among = [(str(each.loop.id), each.loop.number) for each in found.cases]
    mine = _("%(number)s, this one") % {"number": case.loop.number}
    initial = {
        "parent": str(found.parent or case.loop.id),
        "cases": [str(each.loop.id) for each in found.cases if each.in_days],
    }
    return kind(data, among=among, parents=[(str(case.loop.id), mine), *parents], initial=initial)


def _choice(each: Similar) -> str:
    more = f" +{each.joined}" if each.joined else ""
    return f"{each.loop.number}{more} · {each.loop.title} · {_day(each.loop.opened_at)}"


def _shown(case: CaseView, found: Alike, likely: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the older rule found; where the words are alike as well, with these."""
    rows: list[dict[str, Any]] = [
        {
            "id": str(each.loop.id),
            "number": each.loop.number,
            "title": each.loop.title,
            "url": reverse("loop", args=[each.loop.id]),
            "state": str(STATES[each.loop.state]),
            "day": _day(each.loop.opened_at),
            "same": same_words(each, case.loop),
            "words": likely[str(each.loop.id)]["words"] if str(each.loop.id) in likely else (),
            "joined": each.joined,
            "once": new_id(),
            "checked": each.in_days,
            "can_carry": each.can_carry,
        }
        for each in found.cases
    ]
    return {
        "rows": rows[:AT_ONCE],
        "more": rows[AT_ONCE:],
        "many": found.many,
        "number": 1 + sum(row["checked"] for row in rows),
        "callers": found.callers.number,
        "unknown": found.callers.unknown,
        "needed": found.needed,
        "days": found.days,
        "by": [str(SAME[each]) for each in found.same if each in SAME],
    }


def _again(each: CameBack) -> dict[str, Any]:
    return {
        "id": str(each.loop.id),
        "number": each.loop.number,
        "title": each.loop.title,
        "url": reverse("loop", args=[each.loop.id]),
        "day": _day(each.loop.ended_at),
        "end": str(ENDS[each.loop.end_kind]),
        "same": [str(SAME[one]) for one in each.same],
    }


def same_words(each: Similar, here: LoopRow) -> list[str]:
    """Return in words in which respects a case is like the one here."""
    words = []
    for one in each.same:
        if one == "near" and each.metres is not None:
            text = ngettext("%(metres)s metre away", "%(metres)s metres away", each.metres)
            words.append(text % {"metres": each.metres})
        elif one != "grid" or len(each.same) == 1:
            words.append(str(SAME[one]))
    if not each.loop.matter:
        words.append(_("no matter yet"))
    elif here.matter:
        words.append(str(SAME["category"]))
    return words


def decided_for_parent(case: CaseView) -> dict[str, Any] | None:
    """Return what was decided about the case this one went along with, for the desk to decide the same or not."""
    left = [fact for fact in case_story(case.loop.id) if fact.kind in ("cases.left", "cases.joined")]
    if not left or left[-1].kind != "cases.left" or left[-1].data["why"] not in DECIDED:
        return None
    why = left[-1].data["why"]
    story = case_story(UUID(str(left[-1].data["parent_id"])))
    moved = next((fact for fact in reversed(story) if fact.data.get("event") == why), None)
    if moved is None:
        return None
    code = next((fact for fact in reversed(story) if fact.kind == "cases.declined"), None)
    texts = moved.texts or {}
    initial = {"reason": texts.get("reason", ""), "where_to_go": texts.get("text", "")}
    if code is not None and why != "conclude":
        initial |= {name: str(code.data[name]) for name in ("reason_code", "destination")}
    return {
        "event": "transfer" if why == "transfer" else "refuse",
        "initial": initial,
        "reason": texts.get("reason", ""),
    }


def together_panels(actor: Actor, view: CaseView) -> Sequence[Panel]:
    """Return who else reported it, for the sheet of a case that carries others, and where one goes along."""
    found = []
    at_desk = actor.unit_id in view.holders.get("intake", ())
    rows = joined_with(view.loop.id) if view.parent is None else []
    if rows:
        names = {
            code: name_of(grid)
            for code, grid in grids({grid for _l, address, grid, _s in rows if grid and not address}).items()
        }
        where = without_room if actor.third_party else str
        shown = [
            {
                # Of a confidential one nothing but the day: number and place would tell who it is.
                "number": "" if secret and not at_desk else loop.number,
                "url": reverse("loop", args=[loop.id]) if at_desk else "",
                "day": _day(loop.opened_at),
                "place": "" if secret and not at_desk else where(address) or names.get(grid, ""),
                "state": str(ENDS[loop.end_kind]) if loop.end_kind else str(STATES[loop.state]),
            }
            for loop, address, grid, secret in rows
        ]
        people = {"number": len(rows) + 1, "rows": shown[:AT_ONCE], "more": shown[AT_ONCE:]}
        found.append(Panel(_("Who reported this"), "cases/_together.html", people))
    if parent_id := view.parent:
        parent = loop_row(parent_id)
        # A case carries only those of its own desk; who merely has a part in this one is not led to the other.
        seen = parent and (at_desk or (actor.may(ENTITLED.read) and within(actor.division, parent.division)))
        carrying = {
            "url": reverse("loop", args=[parent_id]) if seen else "",
            "number": parent.number if parent and seen else "",
            "title": parent.title if parent and seen else "",
        }
        found.append(Panel(_("Worked on together"), "cases/_along.html", carrying))
    return found


def _day(instant: datetime | None) -> str:
    # Translators: a date format of Django: day and month.
    return date_format(timezone.localtime(instant), _("j F")) if instant else ""
