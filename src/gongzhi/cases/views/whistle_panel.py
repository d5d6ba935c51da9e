"""Which steps of joint work, whistle and supervision stand on a sheet, and the panels that show who does what."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.cases.actions.rate import objection_until
from gongzhi.cases.helping import CallView, Helping, WhistleView, citation_for, is_town, tasks_in
from gongzhi.cases.queries import CaseView, story_for, words_for
from gongzhi.cases.views.whistle_acts import HELPING_ACTS
from gongzhi.cases.views.whistle_forms import OneUnitForm, TaskForm
from gongzhi.cases.whistle_rules import (
    Standing,
    conclude_refusal,
    end_supervision_refusal,
    help_refusal,
    judge_rating_refusal,
    may_whistle,
    objection_refusal,
    part_refusal,
    propose_refusal,
    rate_refusal,
    reply_refusal,
    supervise_refusal,
    whistle_refusal,
)
from gongzhi.cases.whistle_words import ENDINGS, GROUNDS, PARTS, RATINGS
from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.public import ActForm, Panel, exact
from gongzhi.organization.public import units, units_under, within
from gongzhi.people.facts import Actor
from gongzhi.ui.names import name_of

Found = dict[str, Refusal | None]


def stands(case: CaseView, helping: Helping) -> Standing:
    """Return how the case stands, from what its page has read already."""
    return Standing(
        state=case.loop.state,
        ended=case.loop.ended_at is not None,
        lead=case.lead,
        town=is_town(case.lead),
        holders=case.holders,
        open_parts=frozenset(part.unit_id for part in helping.parts.values() if part.open),
        whistled=helping.whistle is not None,
        proposed=helping.proposed,
    )


def helping_steps(
    actor: Actor, case: CaseView, offered: Mapping[str, Refusal | None], *, at: datetime
) -> Found:
    """Return the steps of this part the actor's post covers, and the answer where the whistle forbids it."""
    helping = case.helping
    if helping is None:
        return {}
    standing = stands(case, helping)
    found = _of_lead(actor, helping, standing) | _of_helper(actor, helping, standing, case, at=at)
    found |= _of_arbiter(actor, helping, case) | _supervising(actor, case, helping)
    if helping.whistle and not standing.open_parts:
        waits = Refusal("cases.whistle_not_concluded")
        found |= {key: waits for key in ("answer", "approve") if offered.get(key, waits) is None}
    return found


def _of_lead(actor: Actor, helping: Helping, case: Standing) -> Found:
    found: Found = {}
    if help_refusal(actor, case) is None:
        found["call_help"] = None
        if case.open_parts:
            found["urge_helper"] = None
    open_ = helping.whistle
    if open_ and actor.may("case.whistle") and actor.unit_id == open_.town:
        parts = len(open_.under_way)
        found["conclude_whistle"] = conclude_refusal(actor, town=open_.town, open_parts=parts)
        if may_whistle(actor, case) is None:
            found["add_department"] = None
    if helping.proposed and actor.may("case.whistle") and actor.unit_id == case.lead:
        found["decline_whistle"] = None
    if propose_refusal(actor, case) is None:
        found["propose_whistle"] = None
    if unrated(actor, helping):
        found["rate_department"] = None
    return found


def _of_helper(actor: Actor, helping: Helping, standing: Standing, case: CaseView, *, at: datetime) -> Found:
    found: Found = {}
    if part_refusal(actor, standing) is None:
        found |= {"part_done": None, "part_refused": None}
        call = helping.whistle.call_of(actor.unit_id) if helping.whistle else None
        if call and call.arrived_at is None:
            found["arrive"] = None
    calls = (each.call_of(actor.unit_id) for each in helping.whistles)
    mine = next((call for call in calls if call and call.rated_at), None)
    if mine and mine.objected_at is None and actor.may("case.handle"):
        found["object_rating"] = objection_refusal(
            actor,
            department=mine.unit_id,
            rated=True,
            objected=False,
            until=objection_until(case.loop.id, mine.rated_at),
            at=at,
        )
    return found


def _of_arbiter(actor: Actor, helping: Helping, case: CaseView) -> Found:
    arbiter = case.holders.get("arbiter", ())
    for whistle, call in _waiting(helping):
        refusal = judge_rating_refusal(
            actor, town=whistle.town, department=call.unit_id, arbiter=arbiter, waits=True
        )
        if refusal is None:
            return {"decide_rating": None}
    return {}


def _supervising(actor: Actor, case: CaseView, helping: Helping) -> Found:
    found: Found = {}
    running = helping.supervision
    if running and running.owing and reply_refusal(actor, owing=running.owing) is None:
        found["reply_supervision"] = None
    scope = within(actor.division, case.loop.division)
    if not (actor.may("case.supervise") and scope):
        return found
    waits = running is not None and running.owing is not None
    if case.loop.ended_at is None:
        found["supervise"] = supervise_refusal(actor, in_scope=scope, ended=False, waits=waits)
    if end_supervision_refusal(actor, in_scope=scope, supervised=case.loop.supervised) is None:
        found["end_supervision"] = None
    return found


def unrated(actor: Actor, helping: Helping) -> list[CallView]:
    """Return the calls the actor may rate now: of each department the latest one."""
    latest: dict[UUID, tuple[WhistleView, CallView]] = {}
    for each in helping.whistles:
        for call in each.calls:
            latest.setdefault(call.unit_id, (each, call))
    return [
        call
        for each, call in latest.values()
        if rate_refusal(
            actor,
            town=each.town,
            department=call.unit_id,
            ended=each.concluded_at is not None,
            rated=call.rated_at is not None,
        )
        is None
    ]


def _waiting(helping: Helping) -> list[tuple[WhistleView, CallView]]:
    return [(each, call) for each in helping.whistles for call in each.calls if call.waits]


def whistle_links(actor: Actor, case: CaseView) -> list[dict[str, Any]]:
    """Return the step that opens the page of a whistle, for the town that leads the case."""
    helping = case.helping
    if helping is None or helping.whistle:
        return []
    standing = stands(case, helping)
    if may_whistle(actor, standing):
        return []
    link = {
        "key": "whistle",
        "label": _("Whistle: call departments to the place"),
        "url": reverse("whistle", args=[case.loop.id]),
        "method": "get",
        "primary": False,
        "refusal": whistle_refusal(actor, standing),
    }
    return [link]


def helping_form(key: str, actor: Actor, case: CaseView, *, at: datetime, data: Any = None) -> ActForm:
    """Return the form of one of these steps, with its units; bound when `data` is given."""
    kind = HELPING_ACTS[key].form
    if not issubclass(kind, OneUnitForm):
        return kind(data)
    helping = case.helping
    assert helping is not None
    if issubclass(kind, TaskForm):
        busy = {part.unit_id for part in helping.parts.values() if part.open}
        if key == "add_department" and helping.whistle:
            busy |= {call.unit_id for call in helping.whistle.calls}
        # Two forms of one kind may stand on the page: their fields need ids of their own.
        return kind(data, units=unit_groups(case, at=at, without=busy), auto_id=f"{key}_%s")
    if key == "urge_helper":
        ids = [part.unit_id for part in helping.parts.values() if part.open]
    elif key == "rate_department":
        ids = [call.unit_id for call in unrated(actor, helping)]
    else:
        ids = [call.unit_id for _whistle, call in _waiting(helping)]
    known = units(ids)
    return kind(data, units=[(str(each), name_of(known[each])) for each in dict.fromkeys(ids)])


def unit_groups(case: CaseView, *, at: datetime, without: set[UUID]) -> list[Any]:
    """Return the units of the county for a choice: first those the duty table gives the matter at this place."""
    by_duty, others = unit_choices(case, at=at, without=without)
    groups = [(_("By the duty table"), by_duty), (_("Without a duty in this matter here"), others)]
    return [group for group in groups if group[1]]


def unit_choices(
    case: CaseView, *, at: datetime, without: set[UUID]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the units the duty table gives the matter at this place, with the citation, and all others."""
    by_duty, others = [], []
    never = {case.lead} | without | {unit for unit in case.holders.get("caller", ()) if unit}
    for view in units_under(case.loop.division[:6].ljust(12, "0"), at=at):
        if view.id in never:
            continue
        here = within(view.division, case.loop.division)
        citation = citation_for(view.id, case.loop.matter, at=at) if here else ""
        if citation:
            label = _("%(unit)s (%(citation)s)") % {"unit": name_of(view), "citation": citation}
            by_duty.append((str(view.id), label))
        else:
            others.append((str(view.id), name_of(view)))
    return by_duty, others


def helping_panels(case: CaseView) -> Sequence[Panel]:
    """Return who works on it, each whistle, and a supervision that is not over."""
    helping = case.helping
    if helping is None:
        return ()
    ids = {*helping.parts, *(each.town for each in helping.whistles)}
    if helping.supervision:
        ids |= {helping.supervision.unit_id, *filter(None, [helping.supervision.owing])}
    names = {id_: name_of(view) for id_, view in units(ids).items()} if ids else {}
    found = []
    if helping.supervision:
        found.append(Panel(_("Under supervision"), "cases/_supervised.html", _supervised(helping, names)))
    found += [
        Panel(_("Whistle"), "cases/_whistle.html", _whistle(case, each, names)) for each in helping.whistles
    ]
    if helping.others:
        tasks = tasks_in(story_for(case))
        rows = [
            {
                "name": names[part.unit_id],
                "status": PARTS[part.status],
                "meaning": _MEANING[part.status],
                "facts": _facts(
                    (_("Task"), tasks.get(part.unit_id, ("", ""))[0]),
                    (
                        _("Citation"),
                        tasks.get(part.unit_id, ("", ""))[1] or _("none: asked to help all the same"),
                    ),
                    (_("By"), exact(part.due_at) if part.open else ""),
                ),
            }
            for part in helping.others
        ]
        found.append(Panel(_("Who works on it"), "cases/_helpers.html", {"rows": rows}))
    return found


_MEANING = {"OPEN": "ontime", "DONE": "done", "REFUSED": "person", "WAIVED": "paused"}


def _supervised(helping: Helping, names: Mapping[UUID, str]) -> dict[str, Any]:
    running = helping.supervision
    assert running is not None
    return {
        "by": names[running.unit_id],
        "asked_at": running.asked_at,
        "replied_at": running.replied_at,
        "owing": names.get(running.owing, "") if running.owing else "",
    }


def _whistle(case: CaseView, each: WhistleView, names: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "town": names[each.town],
        "ground": GROUNDS[each.ground],
        "text": words_for(case, each.text),
        "called_at": each.called_at,
        "open": each.concluded_at is None,
        "conclusion": words_for(case, each.conclusion),
        "concluded_at": each.concluded_at,
        "ending": ENDINGS.get(each.ending, ""),
        "rows": [_department(case, call, names, open_=each.concluded_at is None) for call in each.calls],
    }


def _department(case: CaseView, call: CallView, names: Mapping[UUID, str], *, open_: bool) -> dict[str, Any]:
    arrived = exact(call.arrived_at) if call.arrived_at else ""
    if call.late:
        arrived = _("%(time)s, later than asked") % {"time": arrived}
    status = call.status if open_ or call.status != "WAIVED" else "RELEASED"
    return {
        "name": names[call.unit_id],
        "status": PARTS[status],
        "meaning": _MEANING.get(status, "quiet"),
        "late": call.late,
        "facts": _facts(
            (_("Task"), words_for(case, call.task)),
            (_("Citation"), call.citation),
            (_("Arrive by"), exact(call.arrive_by)),
            (_("Arrived"), arrived or _("not yet") if open_ else arrived or _("did not come")),
            (_("Part by"), exact(call.due_at) if call.due_at and open_ else ""),
            (_("Rating"), words_for(case, _rating(call))),
            (_("Objection"), words_for(case, call.objection)),
        ),
    }


def _rating(call: CallView) -> str:
    if not call.rating:
        return ""
    rating = str(RATINGS[call.rating])
    if call.upheld:
        rating = _("set aside on objection (it was: %(rating)s)") % {"rating": rating}
    return f"{rating} · {call.rating_words}" if call.rating_words else rating


def _facts(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"label": label, "value": value} for label, value in pairs if value]
