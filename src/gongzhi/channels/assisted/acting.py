"""Carry out what a helper types: the mandate first, then the act under it; sent twice, it happens once."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid5

from gongzhi.applications import public as applications
from gongzhi.cases import public as cases
from gongzhi.cases.facts import SUBJECT_KIND as CASE
from gongzhi.cases.facts import Satisfaction
from gongzhi.channels.assisted.facts import Matter, Verb
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.people.facts import Actor, DisputedVia, HelpedAct, MandateWish
from gongzhi.people.public import acting_under, give_mandate

ACT_OF: Mapping[Verb, HelpedAct] = {
    Verb.ADD: HelpedAct.ADD,
    Verb.REPLY: HelpedAct.ADD,
    Verb.URGE: HelpedAct.ADD,
    Verb.SOLVED: HelpedAct.JUDGE,
    Verb.NOT_SOLVED: HelpedAct.JUDGE,
    Verb.REOPEN: HelpedAct.JUDGE,
    Verb.WITHDRAW: HelpedAct.WITHDRAW,
}
_NEED_WORDS = frozenset({Verb.ADD, Verb.REPLY, Verb.REOPEN})


def act_for(
    matter: Matter,
    verb: Verb,
    *,
    text: str,
    satisfied: Satisfaction | None,
    wish: MandateWish,
    by: Actor,
    at: datetime,
    once: UUID,
) -> None:
    """Give the mandate for this one act and use it. Raises Refused: ``assisted.words_missing``,
    ``assisted.not_offered``, those of mandates, and those of the act."""
    if verb in _NEED_WORDS and not text.strip():
        raise Refused(Refusal("assisted.words_missing"))
    # Where the act was refused and the page comes back with another one, or another proof, it is another mandate.
    basis = uuid5(once, f"{verb}/{wish.proof}/{wish.note}/{sha256(wish.photo or b'').hexdigest()}")
    given = give_mandate(
        wish=wish, acts=(ACT_OF[verb],), kinds=(matter.kind,), subject=matter.id, by=by, at=at, once=basis
    )
    helper, second = acting_under(given.id, by), uuid5(once, verb)
    if matter.kind == CASE:
        _case(matter.id, verb, text=text, satisfied=satisfied, by=helper, at=at, once=second)
    else:
        _application(matter.id, verb, text=text, by=helper, at=at, once=second)


def _case(
    case_id: UUID,
    verb: Verb,
    *,
    text: str,
    satisfied: Satisfaction | None,
    by: Actor,
    at: datetime,
    once: UUID,
) -> None:
    match verb:
        case Verb.ADD:
            cases.add(case_id=case_id, text=text, by=by, at=at, once=once)
        case Verb.REPLY:
            cases.reply(case_id=case_id, text=text, by=by, at=at, once=once)
        case Verb.URGE:
            cases.urge(case_id=case_id, by=by, at=at, once=once)
        case Verb.SOLVED | Verb.NOT_SOLVED:
            cases.judge(
                case_id=case_id,
                solved=verb is Verb.SOLVED,
                satisfied=satisfied,
                words=text,
                by=by,
                at=at,
                once=once,
            )
        case Verb.REOPEN:
            cases.reopen(case_id=case_id, why=text, by=by, at=at, once=once)
        case Verb.WITHDRAW:
            cases.withdraw(case_id=case_id, why=text, by=by, at=at, once=once)


def _application(application_id: UUID, verb: Verb, *, text: str, by: Actor, at: datetime, once: UUID) -> None:
    match verb:
        case Verb.REPLY:
            applications.supply(
                application_id=application_id, materials={}, text=text, by=by, at=at, once=once
            )
        case Verb.URGE:
            applications.urge(application_id=application_id, by=by, at=at, once=once)
        case Verb.SOLVED | Verb.NOT_SOLVED:
            applications.confirm(
                application_id=application_id,
                received=verb is Verb.SOLVED,
                text=text,
                by=by,
                at=at,
                once=once,
            )
        case Verb.REOPEN:
            applications.reopen(application_id=application_id, why=text, by=by, at=at, once=once)
        case Verb.WITHDRAW:
            applications.withdraw(application_id=application_id, why=text, by=by, at=at, once=once)
        case _:
            raise Refused(Refusal("assisted.not_offered"))


def object_for(
    matter: Matter, acted_id: UUID, *, via: DisputedVia, by: Actor, at: datetime, once: UUID
) -> bool:
    """Note that the person did not want an act; return whether it was taken back."""
    if matter.kind == CASE:
        return cases.object_to_help(case_id=matter.id, acted_id=acted_id, via=via, by=by, at=at, once=once)
    return applications.object_to_help(
        application_id=matter.id, acted_id=acted_id, via=via, by=by, at=at, once=once
    )
