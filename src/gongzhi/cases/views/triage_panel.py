"""A proposal beside its case at the dispatch desk: what, how sure, by which words, and why no program follows it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.urls import NoReverseMatch, reverse

from gongzhi.cases.actions.triage import again_of, fits
from gongzhi.cases.discretion import needs_shown, parts_of
from gongzhi.cases.queries import CaseView, case_story
from gongzhi.cases.row import case_now
from gongzhi.cases.triage_forms import UndoForm
from gongzhi.cases.triage_words import WHY_NOT, sure
from gongzhi.cases.views.show import list_of
from gongzhi.cases.words import NEEDS
from gongzhi.diagnosis.facts import MatterProposed, Urgency, WhyNot
from gongzhi.diagnosis.public import AgainView, Other, Piece, ProposalView, pieces, proposal_of
from gongzhi.kernel.ids import new_id
from gongzhi.loops.public import matter_path
from gongzhi.organization.facts import UnitView
from gongzhi.organization.public import duty_for, units
from gongzhi.people.facts import Actor
from gongzhi.people.public import hidden_in, hidden_words
from gongzhi.ui.names import in_english, name_of

_SALT = "gongzhi.cases.triage"
LONGEST = timedelta(hours=12)
MOST_WORDS = 8  # named beside the text


def triage_of(actor: Actor, case: CaseView, *, at: datetime) -> dict[str, Any] | None:
    """Return what a page shows of the proposal about a case to whoever plays a part in it; None where there is none.

    Words stand as places in the case's own text, so that its masks hold for them as well.
    """
    if case.masked or not parts_of(actor, case.holders) or not _was_proposed(case):
        return None
    found = proposal_of(case.loop.id)
    if found is None:
        return None
    again = again_of(found, case.loop)
    shown = _pieces(case, found)
    entry = found.entry or ("safety.words" if found.urgency else "")
    return {
        "found": found,
        "entry": entry,
        "entry_url": _entry_url(entry) if entry else "",
        "second": _second(case, found, at),
        "best": _choice(case, found.matter, found.confidence, at) if found.matter else None,
        "others": [
            _choice(case, each.matter, each.confidence, at)
            for each in found.others
            if fits(each.matter, case.loop.matter)
        ],
        "agrees": found.matter == case.loop.matter,
        "against": not fits(found.matter or "", case.loop.matter),
        "again": _again(case, again, at) if again else None,
        "life": found.life,
        "danger": found.danger,
        "soon": found.urgency == Urgency.SOON,
        "needs": _needs(actor, case, found),
        "data": list_of(hidden_words(tuple(found.data))),
        "pieces": shown,
        "spoke_for": _words(shown, "FOR"),
        "spoke_against": _words(shown, "AGAINST"),
        "of_life": _words(shown, "LIFE"),
        "why_not": [WHY_NOT[WhyNot(code)] for code in found.why_not],
        "by_itself": found.dispatched_at is not None and found.decider == "RULES",
        "shown": signing.dumps(int(at.timestamp() * 1000), salt=_SALT),
        "once": new_id(),
        "once_not": new_id(),
    }


def looked_ms(said: str, at: datetime) -> int | None:
    """Return how long a proposal was in view, from the mark its page carried; None where that says nothing."""
    try:
        shown = signing.loads(said, salt=_SALT, max_age=LONGEST)
    except signing.BadSignature:
        return None
    return max(0, int(at.timestamp() * 1000) - int(shown))


def undo_form(case: CaseView, *, matters: Any, others: Any, data: Any = None) -> UndoForm:
    """Return the form that sends elsewhere what a program dispatched, with its choices."""
    return UndoForm(data, matters=matters, others=others, initial={"matter": case.loop.matter})


def _was_proposed(case: CaseView) -> bool:
    """Tell it from the story, which the page reads anyway: without an algorithm nothing more is asked."""
    return any(fact.kind == MatterProposed.kind for fact in case_story(case.loop.id))


def _choice(case: CaseView, matter: str, confidence: float | None, at: datetime) -> dict[str, Any]:
    first = next(iter(duty_for(matter, case.loop.division, at=at)), None)
    cite = (first.ground.citation_en if in_english() else "") or first.ground.citation if first else ""
    return {
        "matter": matter,
        "path": matter_path(matter, at=at) or matter,
        "unit": name_of(first.unit) if first else "",
        "unit_id": first.unit.id if first else None,
        "cite": cite,
        "percent": _percent(confidence),
        "sure": sure(confidence),
        "once": new_id(),
    }


def _again(case: CaseView, again: AgainView, at: datetime) -> dict[str, Any]:
    """Return what was proposed anew after a return, with the unit that was not asked yet."""
    names = units(
        [*again.without, *([again.unit_id] if again.unit_id else []), *(u for _o, u in again.others)]
    )
    told = _pieces_of(case, list(again.best.marks)) if again.best else []
    return {
        "best": _other(case, again.best, again.unit_id, names, at) if again.best else None,
        "others": [_other(case, each, unit, names, at) for each, unit in again.others],
        "without": list_of([name_of(names[each]) for each in again.without if each in names]),
        "spoke_for": _words(told, "FOR"),
        "spoke_against": _words(told, "AGAINST"),
        "entry": again.entry,
        "entry_url": _entry_url(again.entry) if again.entry else "",
    }


def _other(
    case: CaseView, said: Other, unit_id: UUID | None, names: Mapping[UUID, UnitView], at: datetime
) -> dict[str, Any]:
    """Return a choice whose unit is not the first of the duty table, but the first that was not asked."""
    found = duty_for(said.matter, case.loop.division, at=at)
    ground = next((each.ground for each in found if each.unit.id == unit_id), None)
    cite = ((ground.citation_en if in_english() else "") or ground.citation) if ground else ""
    named = names.get(unit_id) if unit_id and ground else None
    unit = {"unit": name_of(named) if named else "", "unit_id": unit_id, "cite": cite}
    return {**_choice(case, said.matter, said.confidence, at), **unit}


def _percent(confidence: float | None) -> int:
    """Return how many of a hundred are right; never all nor none, which no program knows."""
    return min(max(round((confidence or 0) * 100), 1), 99)


def _second(case: CaseView, found: ProposalView, at: datetime) -> dict[str, Any] | None:
    """Return what a language model behind an address said later, with the words it named, as this reader has them."""
    second = found.second
    if second is None:
        return None
    named = _pieces_of(case, list(second.best.marks))
    return {
        **_choice(case, second.best.matter, second.best.confidence, at),
        "same": second.best.matter == (case.loop.matter or found.matter),
        "set": second.best.matter == case.loop.matter or not fits(second.best.matter, case.loop.matter),
        "named": _words(named, "FOR"),
        "articles": second.articles,
        "entry": second.entry,
        "entry_url": _entry_url(second.entry),
        "version": second.version[:12],
    }


def _needs(actor: Actor, case: CaseView, found: ProposalView) -> str:
    """Return what seems to be needed to talk with the resident, for those who may get in touch, as what was said is."""
    open_, secret = case.loop.ended_at is None, case.confidential
    if not needs_shown(actor, holders=case.holders, open_=open_, confidential=secret):
        return ""
    return list_of([str(NEEDS[each]) for each in found.needs if each in NEEDS and each not in case.needs])


def _pieces(case: CaseView, found: ProposalView) -> list[Piece]:
    """Return the text as this reader has it, with the words marked; nothing where no word was marked."""
    return _pieces_of(case, [*found.marks, *found.urgent_marks])


def _pieces_of(case: CaseView, marks: list[Any]) -> list[Piece]:
    row = case_now(case.loop.id)
    if row is None or not row.text or not marks:
        return []
    shown = case.text == row.text
    return pieces(row.text, marks, () if shown else hidden_in(row.text))


def _words(shown: list[Piece], side: str) -> list[str]:
    return list(dict.fromkeys(piece.text.strip() for piece in shown if piece.side == side))[:MOST_WORDS]


def _entry_url(code: str) -> str:
    try:
        return reverse("algorithm", args=[code])
    except NoReverseMatch:
        return ""
