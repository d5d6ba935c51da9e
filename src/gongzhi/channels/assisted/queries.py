"""Reads of helping: the matter, what can be done in it, what was done for the person, and what else is theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from gongzhi.applications import public as applications
from gongzhi.applications.facts import SUBJECT_KIND as APPLICATION
from gongzhi.cases import public as cases
from gongzhi.cases.facts import SUBJECT_KIND as CASE
from gongzhi.channels.assisted.facts import Matter, Verb
from gongzhi.channels.assisted.words import ACTED, PROOF_SAID
from gongzhi.channels.portal.rules import case_number, plain_signs
from gongzhi.loops.public import loop_by_number, loop_row, loops_by_id
from gongzhi.organization.public import units
from gongzhi.people.facts import Actor, MandateView
from gongzhi.people.public import HELPED_ACTS, PROOFS, acted_for, mandate_terms, mandates_about, mandates_held
from gongzhi.ui.names import name_of

# Which event of the loop, or which offer beside it, stands behind what a helper can do.
_OF_CASE = {
    Verb.REPLY: "reply",
    Verb.SOLVED: "solved",
    Verb.NOT_SOLVED: "not_solved",
    Verb.ADD: "add",
    Verb.URGE: "urge",
    Verb.REOPEN: "reopen",
    Verb.WITHDRAW: "withdraw",
}
_OF_APPLICATION = {
    Verb.REPLY: "supply",
    Verb.SOLVED: "received",
    Verb.NOT_SOLVED: "not_right",
    Verb.URGE: "urge",
    Verb.REOPEN: "reopen",
    Verb.WITHDRAW: "withdraw",
}


def matter_by_code(number: str, code: str) -> UUID | None:
    """Return the matter number and code belong to, a case or an application."""
    number, code = case_number(number), plain_signs(code)
    if case := cases.case_by_code(number, code):
        return case.loop.id
    application = applications.application_by_code(number, code)
    return application.loop.id if application else None


def matter_in_sight(actor: Actor, number: str, *, at: datetime) -> UUID | None:
    """Return a matter the post may see anyway, by its number."""
    row = loop_by_number(case_number(number))
    if row is None:
        return None
    if row.subject_kind == CASE:
        return row.id if cases.case_for(actor, row.id, at=at) else None
    return row.id if applications.application_for(actor, row.id) else None


def matter_of(matter_id: UUID, *, at: datetime) -> Matter | None:
    """Return a matter with what can be done in it now."""
    row = loop_row(matter_id)
    if row is None or row.subject_kind not in (CASE, APPLICATION):
        return None
    if row.subject_kind == CASE:
        found = {each.event: each.refusal for each in cases.offers_for_resident(matter_id, at=at)}
        wanted, sentence = _OF_CASE, cases.STATE_SENTENCES[row.state]
    else:
        found = {each.event: each.refusal for each in applications.offers_for_resident(matter_id, at=at)}
        wanted, sentence = _OF_APPLICATION, applications.STATE_SENTENCES[row.state]
    verbs = tuple(verb for verb, event in wanted.items() if event in found and found[event] is None)
    return Matter(row.id, row.subject_kind, row.number, str(sentence), verbs)


@dataclass(frozen=True)
class Typed:
    """One thing staff typed for somebody, as a page says it. `until`: the last day to object; None when it is over."""

    id: UUID
    sentence: str
    proof: str
    at: datetime
    until: datetime | None
    disputed_at: datetime | None
    outcome: str


def typed_for(matter_id: UUID, *, at: datetime) -> list[Typed]:
    """Return what staff typed for the person in a matter, newest first."""
    found = acted_for(matter_id)
    names = {id_: name_of(view) for id_, view in units({each.unit for each in found}).items()}
    days = timedelta(days=mandate_terms().objection_days)
    return [
        Typed(
            id=each.id,
            sentence=str(ACTED[each.act]) % {"unit": names.get(each.unit, "")},
            proof=str(PROOF_SAID[each.proof]),
            at=each.at,
            until=each.at + days if each.disputed_at is None and at <= each.at + days else None,
            disputed_at=each.disputed_at,
            outcome=_outcome(each.undone),
        )
        for each in found
    ]


def _outcome(undone: bool | None) -> str:
    if undone is None:
        return ""
    return _("It was taken back.") if undone else _("The dispatch desk looks at it.")


@dataclass(frozen=True)
class Held:
    """A mandate as a list shows it."""

    id: UUID
    acts: str
    proof: str
    made_at: datetime
    until: datetime
    over: bool


def held_for(matter_id: UUID, *, at: datetime) -> list[Held]:
    """Return the mandates of a matter."""
    return _held(mandates_about(matter_id), at)


def held_by(actor: Actor, *, at: datetime) -> list[Held]:
    """Return the mandates for several matters somebody of the staff holds now."""
    return _held(mandates_held(actor, at=at), at)


def _held(views: Sequence[MandateView], at: datetime) -> list[Held]:
    return [
        Held(
            id=each.id,
            acts=_("; ").join(str(HELPED_ACTS[act]) for act in each.acts),
            proof=str(PROOFS[each.proof]),
            made_at=each.made_at,
            until=each.until,
            over=each.revoked_at is not None or at >= each.until,
        )
        for each in views
    ]


@dataclass(frozen=True)
class Mine:
    """One of the matters a person said are theirs."""

    id: UUID
    number: str
    kind: str
    sentence: str
    opened_at: datetime


def mine(ids: Sequence[UUID]) -> list[Mine]:
    """Return matters of one person with how each stands, newest first."""
    rows = loops_by_id(set(ids)).values()
    words = {CASE: cases.STATE_SENTENCES, APPLICATION: applications.STATE_SENTENCES}
    return [
        Mine(row.id, row.number, row.subject_kind, str(words[row.subject_kind][row.state]), row.opened_at)
        for row in sorted(rows, key=lambda row: row.opened_at, reverse=True)
        if row.subject_kind in words
    ]
