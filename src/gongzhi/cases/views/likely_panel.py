"""Likely the same: other cases beside one, with the reasons, as far as this reader may see them.

What a program found is shown of cases the reader may open, and of no others: not their number, nor that there are any.
The desk joins by the older rules, or says that two are not the same.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongzhi.cases.actions.ask_likely import LikelySame
from gongzhi.cases.likely import said_of, words_in_common
from gongzhi.cases.queries import CaseView, case_for
from gongzhi.cases.similar import SOLVED, branches, reopen_since
from gongzhi.cases.together import CARRIES, JOINED
from gongzhi.cases.words import ENDS, SAME, STATES
from gongzhi.diagnosis.facts import SIMILAR
from gongzhi.kernel.ids import new_id
from gongzhi.people.facts import Actor


def likely_rows(
    actor: Actor, case: CaseView, found: tuple[LikelySame, ...], *, desk: bool, at: datetime
) -> list[dict[str, Any]]:
    """Return what is shown of each, the likeliest first; `desk`: with what the dispatch desk can do about it."""
    if not found or case.masked or actor.third_party:
        return []
    said, rows, shown = said_of(case.loop.id), [], {case.loop.id, case.parent}
    for each in found:
        view = case_for(actor, each.case_id, at=at)
        if view is None or view.masked or said.get(each.case_id) is False:
            continue
        carrier = case_for(actor, view.parent, at=at) if view.parent and view.loop.state == JOINED else view
        if carrier is None or carrier.masked or carrier.loop.id in shown:
            continue
        if said.get(carrier.loop.id) is False:
            continue
        shown.add(carrier.loop.id)
        rows.append(_row(actor, case, each, view, carrier, desk=desk, at=at))
    return rows


def reopenable(actor: Actor, case: CaseView, found: tuple[LikelySame, ...], *, at: datetime) -> list[UUID]:
    """Return which of them the desk may open again for what this case says."""
    views = (case_for(actor, each.case_id, at=at) for each in found)
    return [view.loop.id for view in views if view and not view.masked and _can_reopen(actor, case, view)]


def entry_url() -> str:
    """Return the page of the register about the program that found them."""
    return reverse("algorithm", args=[SIMILAR])


def _row(
    actor: Actor,
    case: CaseView,
    each: LikelySame,
    view: CaseView,
    carrier: CaseView,
    *,
    desk: bool,
    at: datetime,
) -> dict[str, Any]:
    ended = carrier.loop.ended_at
    return {
        "id": str(carrier.loop.id),
        "number": carrier.loop.number,
        "title": carrier.loop.title,
        "url": reverse("loop", args=[carrier.loop.id]),
        "state": str(ENDS[carrier.loop.end_kind]) if ended else str(STATES[carrier.loop.state]),
        "ended": _day(ended) if ended else "",
        "of_hundred": each.of_hundred,
        "why": [*_place(each), _days(view, case)],
        "words": words_in_common(case.text, view.text),
        "can_join": desk and _can_join(actor, case, carrier, at),
        "can_reopen": desk and _can_reopen(actor, case, carrier),
        "can_part": desk,
        "once": new_id(),
    }


def _can_join(actor: Actor, case: CaseView, other: CaseView, at: datetime) -> bool:
    """The older rules: an open case of the own desk that can still carry others, of the same branch of matters."""
    mine = actor.unit_id in other.holders.get("intake", ()) and actor.unit_id in case.holders.get(
        "intake", ()
    )
    if not mine or other.loop.state not in CARRIES or other.parent is not None:
        return False
    here, there = case.loop.matter, other.loop.matter
    if not here or not there:
        return bool(here or there)
    return bool(branches((here,), at=at) & branches((there,), at=at))


def _can_reopen(actor: Actor, case: CaseView, other: CaseView) -> bool:
    mine = actor.unit_id in other.holders.get("intake", ())
    ended = other.loop.ended_at
    if not mine or not case.loop.matter or ended is None or other.loop.end_kind not in SOLVED:
        return False
    return reopen_since(case) < ended <= case.loop.opened_at


def _place(each: LikelySame) -> list[str]:
    words = []
    for one in each.same:
        if one == "near" and each.metres is not None:
            text = ngettext("%(metres)s metre away", "%(metres)s metres away", each.metres)
            words.append(text % {"metres": each.metres})
        elif one != "grid" or len(each.same) == 1:
            words.append(str(SAME[one]))
    return words


def _days(view: CaseView, case: CaseView) -> str:
    apart = (_date(view.loop.opened_at) - _date(case.loop.opened_at)).days
    if apart == 0:
        return _("the same day")
    if apart < 0:
        return ngettext("%(days)s day before", "%(days)s days before", -apart) % {"days": -apart}
    return ngettext("%(days)s day after", "%(days)s days after", apart) % {"days": apart}


def _date(instant: datetime) -> date:
    return timezone.localdate(instant)


def _day(instant: datetime) -> str:
    # Translators: a date format of Django: day and month.
    return date_format(timezone.localtime(instant), _("j F"))
