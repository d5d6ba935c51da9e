"""Decisions about applications. The moves of the loop are decided by its definition; here is what one adds."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from gongzhi.applications.facts import Filer, How, MaterialState
from gongzhi.catalogue.facts import Asked, FieldKind, Limit, Need, Obligation, Situation
from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.facts import Entitlements
from gongzhi.people.facts import Actor, ActorKind

TEXT_LIMIT = 20_000
FIELD_LIMIT = 500  # characters of one field of a form; defaults of this project, both

INTAKE = "application.intake"
HANDLE = "application.handle"
DECIDE = "application.decide"
CALLBACK = "application.callback"
READ = "application.read"
RATINGS = "application.ratings"

# What a post must carry for an event, and for which parties it then finds work in its inbox.
ENTITLED = Entitlements(
    read=READ,
    events={
        "assign": (INTAKE,),
        "redispatch": (INTAKE,),
        "deny_return": (INTAKE,),
        "refuse": (INTAKE,),
        "sign": (HANDLE,),
        "return": (HANDLE,),
        "ask": (HANDLE,),
        "extend": (HANDLE,),
        "park": (HANDLE,),
        "take_up_again": (HANDLE,),
        "ask_up": (HANDLE,),
        "grant": (HANDLE,),
        "decide": (DECIDE,),
        "conclude": (DECIDE,),
        "received": (CALLBACK,),
        "not_right": (CALLBACK,),
        "withdrawal_confirmed": (CALLBACK,),
        "withdrawal_not_meant": (CALLBACK,),
    },
    parties={
        "counter": INTAKE,
        "lead": HANDLE,
        "co": HANDLE,
        "arbiter": DECIDE,
        "caller": CALLBACK,
    },
    person_events=frozenset({"received", "not_right", "withdraw", "reopen"}),
)

# What a file holds of materials and answers is not for whoever only reads lists of the tree.
_OPENS_FILES = (INTAKE, HANDLE, DECIDE)


def text_refusal(text: str) -> Refusal | None:
    """A text says something, in at most `TEXT_LIMIT` characters."""
    if not text.strip():
        return Refusal("applications.text_missing")
    if len(text) > TEXT_LIMIT:
        return Refusal("applications.text_too_long", {"limit": TEXT_LIMIT, "length": len(text)})
    return None


def filing_refusal(by: Actor, *, filer: Filer, phone: str, helper: bool) -> Refusal | None:
    """Whoever files in another's name carries the power for it; the decision has to reach somebody."""
    if by.kind is ActorKind.STAFF and not by.may(INTAKE):
        return Refusal("loops.not_entitled")
    if filer is Filer.HELPER and not helper:
        return Refusal("applications.helper_missing")
    if not phone and not helper:
        return Refusal("applications.phone_missing")
    return None


def answers_refusal(situation: Situation, answers: Mapping[str, str]) -> Refusal | None:
    """Only the fields of the item are taken, each in the form of its kind; those that are needed are there."""
    unknown = answers.keys() - {asked.key for asked in situation.fields}
    if unknown:
        return Refusal("applications.field_unknown", {"field": min(unknown)})
    for asked in situation.fields:
        value = answers.get(asked.key, "").strip()
        if asked.required and not value:
            return Refusal("applications.field_missing", {"field": asked.said.name})
        if value and not fits(asked, value):
            return Refusal("applications.field_malformed", {"field": asked.said.name})
    return None


def fits(asked: Asked, value: str) -> bool:
    """Tell whether a value has the form of its field: dates are ``2026-01-31``, a choice is one of its keys."""
    if len(value) > FIELD_LIMIT:
        return False
    match asked.kind:
        case FieldKind.DATE:
            try:
                return date.fromisoformat(value).isoformat() == value
            except ValueError:
                return False
        case FieldKind.NUMBER:
            return value.isascii() and value.isdigit() and len(value) <= 9
        case FieldKind.CHOICE:
            return value in {key for key, _said in asked.choices}
        case FieldKind.YES_NO:
            return value in ("yes", "no")
        case FieldKind.TEXT:
            return True


def materials_refusal(situation: Situation, keys: Collection[str]) -> Refusal | None:
    """Nobody hands in what the item does not ask for: what is not needed is not kept (PIPL art. 6)."""
    unknown = set(keys) - {need.key for need in situation.needs}
    return Refusal("applications.material_unknown", {"material": min(unknown)}) if unknown else None


def state_of(how: How, by: Actor) -> MaterialState:
    """Return in which state a material is after it was given: the window has seen what it takes."""
    match how:
        case How.NOTHING:
            return MaterialState.MISSING
        case How.COUNTER if by.kind is ActorKind.RESIDENT:
            return MaterialState.PROMISED
    return MaterialState.GIVEN


def ask_refusal(
    situation: Situation, *, missing: Mapping[str, str], extra: str, asked_before: bool
) -> Refusal | None:
    """What is missing is said once, all at once, each with its reason 一次性告知 (Licensing Law art. 32(1)(4)).

    `missing` are reasons by the key of the material, `extra` is what the item does not list: it can be asked
    for with a reason, and is counted.
    """
    if asked_before:
        return Refusal("applications.asked_already")
    if not missing and not extra.strip():
        return Refusal("applications.nothing_asked")
    if refusal := materials_refusal(situation, missing):
        return refusal
    if not all(reason.strip() for reason in missing.values()):
        return Refusal("applications.reason_missing")
    return None


def grant_refusal(situation: Situation, states: Mapping[str, MaterialState]) -> Refusal | None:
    """Nothing is granted while a material that is needed is not there. `states`: the last one of each key."""
    there = (MaterialState.GIVEN, MaterialState.CHECKED)
    for need in situation.needs:
        if need.obligation is Obligation.REQUIRED and states.get(need.key) not in there:
            return Refusal("applications.material_open", {"material": need.said.name})
    return None


def extend_refusal(limit: Limit) -> Refusal | None:
    """An extension is as long as the promise; both together are at most what the law allows."""
    beyond = 2 * limit.promised > limit.legal
    return Refusal("applications.legal_time", {"legal": limit.legal}) if beyond else None


def words_refusal(*, reasons: str) -> Refusal | None:
    """Who decides says why (Licensing Law art. 38(2))."""
    if not reasons.strip():
        return Refusal("applications.reason_missing")
    return text_refusal(reasons)


def supply_refusal(
    by: Actor, *, counter: Collection[UUID | None], ended: bool, decided: bool
) -> Refusal | None:
    """The applicant supplies, or the window for them; what comes after the decision changes nothing any more."""
    if by.kind is ActorKind.STAFF and not (by.may(INTAKE) and by.unit_id in counter):
        return Refusal("applications.not_yours")
    if ended or decided:
        return Refusal("applications.decided_already")
    return None


def rate_refusal(by: Actor, *, decided: bool, ended: bool, rated: bool) -> Refusal | None:
    """The applicant rates once, after the outcome; nobody does it for them (State Council, Guobanfa [2019] 51)."""
    if by.kind is not ActorKind.RESIDENT:
        return Refusal("applications.only_applicant_rates")
    if not (decided or ended):
        return Refusal("applications.nothing_to_rate")
    return Refusal("applications.rated_already") if rated else None


def sees_rating(by: Actor, *, in_scope: bool, own_unit: bool, handled: bool) -> bool:
    """A rating is for the head of the unit and those who supervise, not for whoever handled the matter."""
    return by.kind is ActorKind.STAFF and by.may(RATINGS) and (in_scope or own_unit) and not handled


def opens_files(by: Actor, *, holders: Collection[UUID]) -> bool:
    """Answers and materials are opened by the units that work on the application (PIPL art. 6): no third party."""
    if by.third_party or by.kind is not ActorKind.STAFF:
        return False
    return by.unit_id in holders and any(by.may(power) for power in _OPENS_FILES)


def contact_refusal(by: Actor, *, holders: Collection[UUID], open_: bool) -> Refusal | None:
    """Only a unit that plays a part in an open application may ask who applied (PIPL art. 6): no third party."""
    if by.third_party:
        return Refusal("people.third_party")
    if by.unit_id not in holders:
        return Refusal("applications.not_yours")
    if not open_:
        return Refusal("applications.ended")
    return None if by.may("contact.show") else Refusal("people.contact_not_entitled")


def missing_needs(needs: Sequence[Need], states: Mapping[str, MaterialState]) -> tuple[Need, ...]:
    """Return the materials that are not there yet, optional ones left out."""
    gone = (None, MaterialState.PROMISED, MaterialState.MISSING)
    return tuple(
        need for need in needs if need.obligation is not Obligation.OPTIONAL and states.get(need.key) in gone
    )
