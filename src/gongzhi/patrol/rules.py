"""Decisions about events and rounds. The moves are decided by the loops' definitions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.facts import Entitlements
from gongzhi.patrol.facts import Finding
from gongzhi.people.facts import Actor, ActorKind

TEXT_LIMIT = 20_000
TITLE_LENGTH = 40
ON_SPOT, COMMUNITY_GRADE, TOWN_GRADE, COUNTY_GRADE = 1, 2, 3, 4
GRADES = (ON_SPOT, COMMUNITY_GRADE, TOWN_GRADE, COUNTY_GRADE)
MOST_DAYS = 90  # a round is made within three months, or planned anew (a limit of this project)

_WORK = dict.fromkeys(
    ("sign", "return", "extend", "park", "take_up_again", "ask_up", "report"), ("patrol.handle",)
)
_DECIDE = dict.fromkeys(("decide", "conclude"), ("patrol.arbitrate",))
_VERIFY = dict.fromkeys(("verify_ok", "verify_bad"), ("patrol.verify",))
_PARTIES = {
    "lead": "patrol.handle",
    "co": "patrol.handle",
    "arbiter": "patrol.arbitrate",
    "verifier": "patrol.verify",
}

EVENTS_ENTITLED = Entitlements(
    read="patrol.read",
    events={
        **_WORK,
        **_DECIDE,
        **_VERIFY,
        **dict.fromkeys(("file", "not_file", "redispatch", "deny_return"), ("patrol.dispatch",)),
        "solve_on_spot": ("patrol.report",),
        "reopen": ("patrol.report", "patrol.verify"),
    },
    parties={**_PARTIES, "reporter": "patrol.report", "intake": "patrol.dispatch"},
)
ROUNDS_ENTITLED = Entitlements(
    read="patrol.read",
    events={
        **_WORK,
        **_DECIDE,
        **_VERIFY,
        **dict.fromkeys(
            ("assign", "call_off", "reassign", "deny_return", "confirm", "not_enough"), ("patrol.plan",)
        ),
        "reopen": ("patrol.plan", "patrol.verify"),
    },
    parties={**_PARTIES, "planner": "patrol.plan"},
)


@dataclass(frozen=True)
class Category:
    """How a matter is reported: the grade it usually has, and why a photo helps ("" where none is asked for).

    `urgent`: it endangers life. Then it goes to the county at once, or was put right on the spot.
    """

    grade: int
    photo_why: str = ""
    photo_why_en: str = ""
    urgent: bool = False

    @property
    def grades(self) -> tuple[int, ...]:
        """Return the grades it may be reported with."""
        return (ON_SPOT, COUNTY_GRADE) if self.urgent else GRADES


def category_of(
    path: Sequence[str], known: Mapping[str, Mapping[str, Any]], *, life_safety: bool
) -> Category:
    """Return how a matter is reported, by the nearest line above it; `path` runs from the top to the matter.

    What endangers life skips the levels and goes to the county (a default of this project).
    """
    line = next((known[code] for code in reversed(path) if code in known), {})
    grade = COUNTY_GRADE if life_safety else int(line.get("grade", COMMUNITY_GRADE))
    return Category(grade, str(line.get("photo_why", "")), str(line.get("photo_why_en", "")), life_safety)


def place_of_grade(division: str, grade: int) -> str:
    """Return the division whose desk takes an event in: the community, its town, or its county."""
    cut = {COUNTY_GRADE: 6, TOWN_GRADE: 9}.get(grade, 12)
    return division[:cut].ljust(12, "0")


def report_refusal(by: Actor, *, text: str, grade: int, photo: bool, category: Category) -> Refusal | None:
    """A report says something, has a grade, and carries a photo only where there is a reason for one."""
    if by.kind is not ActorKind.SYSTEM and not by.may("patrol.report"):
        return Refusal("loops.not_entitled")
    if refusal := text_refusal(text):
        return refusal
    if grade not in GRADES:
        return Refusal("patrol.grade_unknown")
    if grade not in category.grades:
        return Refusal("patrol.levels_skipped")
    if photo and not category.photo_why:
        return Refusal("patrol.no_photo_needed")
    return None


def text_refusal(text: str) -> Refusal | None:
    """A text says something, in at most 20,000 characters (a limit of this project)."""
    if not text.strip():
        return Refusal("patrol.text_missing")
    if len(text) > TEXT_LIMIT:
        return Refusal("patrol.text_too_long", {"limit": TEXT_LIMIT, "length": len(text)})
    return None


def findings_refusal(findings: Sequence[Finding]) -> Refusal | None:
    """Everything found is described."""
    return next((refusal for each in findings if (refusal := text_refusal(each.text))), None)


def plan_refusal(by: Actor, *, days: int, in_tree: bool) -> Refusal | None:
    """Whoever plans rounds does so in the own tree, for the next three months at most."""
    if not by.may("patrol.plan"):
        return Refusal("loops.not_entitled")
    if not in_tree:
        return Refusal("patrol.not_your_tree")
    return None if 1 <= days <= MOST_DAYS else Refusal("patrol.days_impossible", {"most": MOST_DAYS})


def may_overrule(by: Actor, *, in_scope: bool) -> bool:
    """Tell whether the actor's rank covers designating a unit for an event."""
    return by.kind is ActorKind.STAFF and by.may("patrol.overrule") and in_scope


def overrule_refusal(by: Actor, *, reason: str, in_scope: bool) -> Refusal | None:
    """A named superior may give an event against the duty table 指定管辖, with a reason that is counted."""
    if not may_overrule(by, in_scope=in_scope):
        return Refusal("patrol.overrule_not_entitled")
    return None if reason.strip() else Refusal("loops.reason_missing")


def title_of(text: str) -> str:
    """Return the first words of a text as a title: at most 40 characters."""
    line = " ".join(text.split())
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1] + "…"
