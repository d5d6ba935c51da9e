"""Decisions about cases. The moves of the loop are decided by its definition; here is what a case adds."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from gongzhi.cases.facts import ExclusionState, Filer, Finding
from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.facts import Entitlements
from gongzhi.people.facts import Actor, ActorKind

TEXT_LIMIT = 20_000
TITLE_LENGTH = 40
PARKED_AT_MOST = 3  # then somebody above decides, a limit of this project
PHOTOS_OF_CASE = 30  # in all, a limit of this project: a case is no album

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
        "undo": ("case.dispatch",),
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
        # Beside the resident, who needs no post; the dispatch desk where the same problem came back.
        "reopen": ("case.recheck", "case.dispatch"),
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


def photos_refusal(number: int, *, there: int, limit: int) -> Refusal | None:
    """At most `limit` photos come at once, and a case holds at most 30."""
    if number > limit:
        return Refusal("cases.photos_too_many", {"limit": limit})
    if there + number > PHOTOS_OF_CASE:
        return Refusal("cases.photos_full", {"limit": PHOTOS_OF_CASE})
    return None


def said_refusal(text: str, *, photos: int) -> Refusal | None:
    """Words, photos or both: what is added says something."""
    return None if photos and not text.strip() else text_refusal(text)


def filing_refusal(
    by: Actor, *, text: str, filer: Filer, name: str, phone: str, helper: bool
) -> Refusal | None:
    """Whoever files in another's name carries the power for it; a named filer can be reached."""
    if by.kind in (ActorKind.STAFF, ActorKind.CLIENT) and not by.may("case.intake"):
        return Refusal("loops.not_entitled")
    if refusal := text_refusal(text):
        return refusal
    # What another platform took down without a number is taken over as it is.
    if filer is Filer.NAMED and not phone and not (by.kind is ActorKind.SYSTEM and name):
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


def draft_refusal(by: Actor, *, lead: UUID | None, state: str) -> Refusal | None:
    """An answer is drafted, approved and sent back within the lead's unit while the case is worked on."""
    if by.unit_id != lead:
        return Refusal("cases.not_yours")
    if state != "working":
        return Refusal("loops.not_now")
    return None


def add_refusal(by: Actor, *, ended: bool, own: bool = False) -> Refusal | None:
    """The resident may add to an open case; an ended one is opened again first.

    Another system passes on what its user adds to a case that it filed itself: its `own`.
    """
    if by.kind is not ActorKind.RESIDENT and not (by.kind is ActorKind.CLIENT and own):
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


def reason_refusal(reason: str) -> Refusal | None:
    """A decision has its reason, within the length of a text."""
    return text_refusal(reason) if reason.strip() else Refusal("cases.reason_missing")


def finding_refusal(finding: Finding, *, reason: str) -> Refusal | None:
    """Who answers that it is not possible says why, and what is left to do."""
    if finding is Finding.NOT_POSSIBLE and not reason.strip():
        return Refusal("cases.why_not_missing")
    return None


def park_refusal(
    *, words: str, solvable: str, review_at: datetime, at: datetime, latest: datetime, times: int
) -> Refusal | None:
    """Parked 挂账 is what is real, with a reason, what would help, and a date within the profile's ``review``.

    `times`: how often it was parked before. After that somebody above decides (a limit of this project).
    """
    if times >= PARKED_AT_MOST:
        return Refusal("cases.parked_too_often", {"times": times})
    if not words.strip():
        return Refusal("cases.reason_missing")
    if not solvable.strip():
        return Refusal("cases.solvable_missing")
    if review_at <= at:
        return Refusal("cases.review_past")
    if review_at > latest:
        return Refusal("cases.review_too_late", {"latest": latest.date().isoformat()})
    return None


def exclusion_refusal(
    by: Actor, *, lead: UUID | None, arbiter: Collection[UUID | None], judged: bool, before: bool
) -> Refusal | None:
    """Whoever answered for the case may propose to leave its result out of scores 剔除, once, after it was judged.

    `before`: it was proposed before; a case is not proposed until somebody gives in.
    """
    if not by.may("case.handle"):
        return Refusal("loops.not_entitled")
    if by.unit_id is None or by.unit_id != lead:
        return Refusal("cases.not_yours")
    if by.unit_id in arbiter:
        return Refusal("cases.own_proposal")
    if not judged:
        return Refusal("cases.not_judged_yet")
    return Refusal("cases.exclusion_asked_before") if before else None


def exclude_refusal(
    by: Actor, *, arbiter: Collection[UUID | None], proposed_by: UUID, decided: Collection[UUID | None]
) -> Refusal | None:
    """Two different people one level up decide, neither of the unit that proposed it; on an objection a third.

    `decided`: who has decided about it before.
    """
    if not by.may("case.exclude"):
        return Refusal("loops.not_entitled")
    if by.unit_id not in arbiter:
        return Refusal("cases.not_yours")
    if by.unit_id == proposed_by:
        return Refusal("cases.own_proposal")
    return decided_it_yourself(by, decided=decided)


def decided_it_yourself(by: Actor, *, decided: Collection[UUID | None]) -> Refusal | None:
    """Nobody decides on an objection to the own decision, and nobody decides twice where two are asked."""
    return Refusal("cases.decided_it_yourself") if by.account_id in decided else None


def exclusion_objection_refusal(
    by: Actor, *, state: str, objected: bool, until: datetime | None, at: datetime
) -> Refusal | None:
    """The resident may object once to being left out, within the profile's ``exclusion_objection``."""
    if by.kind is not ActorKind.RESIDENT:
        return Refusal("loops.not_entitled")
    if state != ExclusionState.IN_FORCE:
        return Refusal("loops.not_now")
    if objected:
        return Refusal("cases.objected_already")
    if until is None or at > until:
        return Refusal("cases.objection_over")
    return None


def share_alarm(*, part: int, whole: int, alarm: int) -> bool:
    """Tell whether more is left out than the profile's ``exclusion_alarm``, in percent."""
    return part * 100 > whole * alarm


def number_alike(words: str, others: Iterable[str]) -> int:
    """Count texts that say the same as `words`, whatever stands between the letters."""
    same = _letters(words)
    return sum(_letters(each) == same for each in others) if same else 0


def _letters(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())


def undo_refusal(*, state: str, event: str, ordered: bool) -> Refusal | None:
    """The desk takes back what it, or a program in its place, dispatched, until somebody signs for it.

    `event` is the last step; `ordered`: a superior named the unit. What others decided, the unit returns.
    """
    if state != "dispatched":
        return Refusal("loops.not_now")
    return Refusal("cases.not_the_desks") if ordered or event not in ("dispatch", "redispatch") else None


def danger_refusal(
    by: Actor, *, intake: Collection[UUID | None], warned: bool, waits: bool
) -> Refusal | None:
    """The dispatch desk of a case says whether life is in danger, where words warned of it, while it waits there."""
    if refusal := classify_refusal(by, intake=intake):
        return refusal
    if not warned:
        return Refusal("cases.no_danger")
    return None if waits else Refusal("loops.not_now")
