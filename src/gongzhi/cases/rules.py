"""Decisions about cases. The moves of the loop are decided by its definition; here is what a case adds."""

from collections.abc import Collection, Mapping
from uuid import UUID

from gongzhi.cases.facts import Filer
from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.facts import Entitlements
from gongzhi.people.facts import Actor, ActorKind

TEXT_LIMIT = 20_000
TITLE_LENGTH = 40

# What a post must carry for an event, and for which parties it then finds work in its inbox.
ENTITLED = Entitlements(
    read="case.read",
    events={
        "answer_at_once": ("case.intake",),
        "dispatch": ("case.dispatch",),
        "redispatch": ("case.dispatch",),
        "deny_return": ("case.dispatch",),
        "join": ("case.dispatch",),
        "separate": ("case.dispatch",),
        "refuse": ("case.dispatch",),
        "transfer": ("case.dispatch",),
        "sign": ("case.handle",),
        "return": ("case.handle",),
        "ask": ("case.handle",),
        "extend": ("case.handle",),
        "park": ("case.handle",),
        "take_up_again": ("case.handle",),
        "ask_up": ("case.handle",),
        "answer": ("case.handle",),
        "decide": ("case.arbitrate",),
        "conclude": ("case.arbitrate",),
        "solved": ("case.callback",),
        "not_solved": ("case.callback",),
        "withdrawal_confirmed": ("case.callback",),
        "withdrawal_not_meant": ("case.callback",),
        "recheck_ok": ("case.recheck",),
        "recheck_bad": ("case.recheck",),
        "reopen": ("case.recheck",),  # beside the resident, who needs no post
    },
    parties={
        "operator": "case.intake",
        "intake": "case.dispatch",
        "lead": "case.handle",
        "co": "case.handle",
        "arbiter": "case.arbitrate",
        "caller": "case.callback",
        "verifier": "case.recheck",
    },
    person_events=frozenset({"solved", "not_solved", "withdraw", "reopen"}),
)
power_refusal = ENTITLED.refusal
parties_for = ENTITLED.parties_for
may_see = ENTITLED.may_see


def text_refusal(text: str) -> Refusal | None:
    """A text says something, in at most 20,000 characters (a limit of this project)."""
    if not text.strip():
        return Refusal("cases.text_missing")
    if len(text) > TEXT_LIMIT:
        return Refusal("cases.text_too_long", {"limit": TEXT_LIMIT, "length": len(text)})
    return None


def filing_refusal(
    by: Actor, *, text: str, filer: Filer, name: str, phone: str, helper: bool
) -> Refusal | None:
    """Whoever files in another's name carries the power for it; a named filer can be reached."""
    if by.kind is ActorKind.STAFF and not by.may("case.intake"):
        return Refusal("loops.not_entitled")
    if refusal := text_refusal(text):
        return refusal
    if filer is Filer.NAMED and not phone:
        return Refusal("cases.phone_missing")
    if filer is Filer.HELPER and not helper:
        return Refusal("cases.helper_missing")
    return None


def may_overrule(by: Actor, *, in_scope: bool) -> bool:
    """Tell whether the actor's rank covers designating a unit for a case."""
    return by.kind is ActorKind.STAFF and by.may("case.overrule") and in_scope


def overrule_refusal(by: Actor, *, reason: str, in_scope: bool) -> Refusal | None:
    """A named superior may give the lead against the duty table 指定管辖, with a reason that is counted.

    `in_scope`: the case lies in the tree of divisions the superior's post covers.
    """
    if not may_overrule(by, in_scope=in_scope):
        return Refusal("cases.overrule_not_entitled")
    if not reason.strip():
        return Refusal("cases.reason_missing")
    return None


def answer_needs_approval(by: Actor, *, unit_approves: bool) -> bool:
    """Where the unit wants it, only its head's word goes out; anybody else's answer is a draft."""
    return unit_approves and not by.may("case.approve")


def refusal_words(*, reason: str, where_to_go: str) -> Refusal | None:
    """Who refuses says why, and where the resident can go instead (domain practice of 12345 lines)."""
    if not reason.strip():
        return Refusal("cases.reason_missing")
    if not where_to_go.strip():
        return Refusal("cases.where_to_go_missing")
    return None


def callback_ground(*, limit_class: str, reopened: bool, drawn: int, calls: Mapping[str, int]) -> str:
    """Return why a silent case is called about: "life_safety", "reopened", "lot", or "" for not at all.

    `calls` are the percentages of the time profile (``callback: calls``), `drawn` a number below 100.
    """
    if limit_class == "life_safety" and drawn < calls["life_safety"]:
        return "life_safety"
    if reopened and drawn < calls["reopened"]:
        return "reopened"
    return "lot" if drawn < calls["rest"] else ""


def title_of(text: str) -> str:
    """Return the first words of a text as the title of its case: at most 40 characters."""
    line = " ".join(text.split())
    for end in "。！？!?\n":
        head, found, _ = line.partition(end)
        if found and 4 <= len(head) <= TITLE_LENGTH:
            return head
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1] + "…"


def place_refusal(longitude: float | None, latitude: float | None) -> Refusal | None:
    """A point has both coordinates, on the Earth."""
    if (longitude is None) != (latitude is None):
        return Refusal("cases.place_impossible")
    if (
        longitude is not None
        and latitude is not None
        and not (-180 <= longitude <= 180 and -90 <= latitude <= 90)
    ):
        return Refusal("cases.place_impossible")
    return None


def contact_refusal(by: Actor, *, holders: frozenset[UUID], open_: bool) -> Refusal | None:
    """Only a unit that plays a part in an open case may look at the contact data (PIPL art. 6)."""
    if by.unit_id not in holders:
        return Refusal("cases.not_yours")
    if not open_:
        return Refusal("cases.ended")
    return None


def draft_refusal(by: Actor, *, lead: UUID | None, state: str) -> Refusal | None:
    """An answer is drafted, approved and sent back within the lead's unit while the case is worked on."""
    if by.unit_id != lead:
        return Refusal("cases.not_yours")
    if state != "working":
        return Refusal("loops.not_now")
    return None


def add_refusal(by: Actor, *, ended: bool) -> Refusal | None:
    """The resident may add to an open case; an ended one is opened again first."""
    if by.kind is not ActorKind.RESIDENT:
        return Refusal("loops.not_entitled")
    return Refusal("cases.ended") if ended else None


def classify_refusal(by: Actor, *, intake: Collection[UUID | None]) -> Refusal | None:
    """The dispatch desk of this case sets its matter, and no other desk. `intake`: the units of that desk."""
    if not by.may("case.dispatch"):
        return Refusal("loops.not_entitled")
    return None if by.unit_id in intake else Refusal("cases.not_yours")


def note_refusal(by: Actor, *, holders: frozenset[UUID]) -> Refusal | None:
    """Notes are written by those who play a part in the case."""
    if by.kind is not ActorKind.STAFF or by.unit_id not in holders or not parties_for(by):
        return Refusal("cases.not_yours")
    return None
