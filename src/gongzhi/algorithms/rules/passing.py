"""What each gate asks for beside the loop's own rules."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from gongzhi.algorithms.facts import Stage, Tier
from gongzhi.algorithms.rules.board import is_short, needs_experts
from gongzhi.algorithms.rules.entry import SAME_SCOPE, missing_sections
from gongzhi.algorithms.rules.gates_file import Gates
from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.facts import Entitlements

MANAGE, REVIEW, AFFECTED, SWITCH = (
    "algorithms.manage",
    "algorithms.review",
    "algorithms.affected",
    "algorithms.switch",
)
TAKEN = ("new", "object", "objections", "sections")  # addresses of pages
_OWN = ("state_need", "ask_simple", "drop", "submit", "test_again", "send_to_experts", "take_back")
_OWN_LATER = ("start_pilot", "ask_comparison", "begin_anew", "retire", "reopen")
_TEST = ("return", "state_impact", "extend", "ask_up", "report_test")
_BOARD = ("approve", "approve_simple", "approve_for_experts", "not_yet", "reject")
_BOARD_LATER = ("pilot_ok", "pilot_bad", "better", "not_better", "experts_ok", "experts_bad")
ENTITLED = Entitlements(
    read="algorithms.read",
    events={
        **dict.fromkeys((*_OWN, *_OWN_LATER, *_TEST), (MANAGE,)),
        **dict.fromkeys((*_BOARD, *_BOARD_LATER), (REVIEW,)),
        **dict.fromkeys(("send_back", "refuse"), ("algorithms.arbitrate",)),
    },
    parties={
        "owner": MANAGE,
        "tester": MANAGE,
        "co": MANAGE,
        "board": REVIEW,
        "expert": REVIEW,
        "arbiter": "algorithms.arbitrate",
    },
)
BEFORE_TEST = ("identity", "purpose", "use", "data")
# Who writes which section, and while the version stands where. The way to be reached may change while it runs.
WRITTEN_BY_TESTER: Mapping[Stage, tuple[str, ...]] = {
    Stage.IMPACT: ("impact",),
    Stage.TESTING: ("evaluation", "data"),
}


@dataclass(frozen=True)
class Passing:
    """A version at a gate, as far as the rules need it. `running` is the document of the version in production."""

    stage: Stage
    tier: Tier
    level: int
    document: Mapping[str, Any]
    expires_on: date | None
    entered_at: datetime
    running: Mapping[str, Any] | None = None
    running_tier: Tier | None = None
    running_level: int = 0


def registered_refusal(*, code: str, tier: Tier, known: bool, limit_ms: int, gates: Gates) -> Refusal | None:
    """What decides on entitlement or sanction, or ranks people, is never registered; a code stands once."""
    if tier is Tier.DECIDES:
        return Refusal("algorithms.tier_never")
    if (
        not code
        or len(code) > 40
        or not code.replace(".", "").replace("_", "").isalnum()
        or not code.isascii()
        or code != code.lower()
        or code in TAKEN
    ):
        return Refusal("algorithms.code_unfit")
    if known:
        return Refusal("algorithms.code_known")
    return limit_refusal(limit_ms, gates=gates)


def limit_refusal(limit_ms: int, *, gates: Gates) -> Refusal | None:
    """A run has a time limit within reason."""
    if gates.limit_least <= limit_ms <= gates.limit_most:
        return None
    return Refusal("algorithms.limit_unfit", {"least": gates.limit_least, "most": gates.limit_most})


def write_refusal(
    section: str, *, stage: Stage, owner: bool, tester: bool, changed: Collection[str] = ()
) -> Refusal | None:
    """While the need is stated its owner writes all; then the tester writes what it finds, and later nobody.

    Who answers and how to reach them may change while it runs; `changed` are the fields that would.
    """
    later = section == "identity" and stage not in _OVER and set(changed) <= set(_WHO_ANSWERS)
    if owner and (stage is Stage.NEED or later):
        return None
    if tester and section in WRITTEN_BY_TESTER.get(stage, ()):
        return None
    return Refusal("algorithms.not_to_be_written_now", {"section": section})


_WHO_ANSWERS = ("accountable", "accountable_en", "contact", "phone")
_OVER = (Stage.RETIRED, Stage.DROPPED, Stage.REJECTED)


def same_scope(passing: Passing) -> bool:
    """Tell whether purpose, data, use and tier are those of the version in production, and the impact no higher."""
    if passing.running is None or passing.running_tier is not passing.tier:
        return False
    if passing.level > passing.running_level:
        return False
    return all(passing.document.get(name) == passing.running.get(name) for name in SAME_SCOPE)


def passing_refusal(
    event: str, passing: Passing, *, gates: Gates, at: datetime, today: date
) -> Refusal | None:
    """Say why a gate is not passed yet, beside the loop's own rules; board decisions have rules of their own."""
    document = passing.document
    if event == "state_need":
        return missing_sections(document, BEFORE_TEST)
    if event == "state_impact":
        return missing_sections(document, ("impact",))
    if event in ("report_test", "submit"):
        return missing_sections(document) or _fresh(passing, today)
    if event == "ask_simple":
        if refusal := missing_sections(document):
            return refusal
        return _fresh(passing, today) if _may_go_short(passing, gates) else Refusal("algorithms.not_simple")
    if event in ("start_pilot", "ask_comparison"):
        return _after_shadow(event, passing, gates=gates, at=at) or _fresh(passing, today)
    if event in ("pilot_ok", "better"):
        days = gates.pilot_days if event == "pilot_ok" else 0
        return _lasted(passing, days, at) or _fresh(passing, today)
    return None


def _may_go_short(passing: Passing, gates: Gates) -> bool:
    """The short way has no test by another unit, so nothing that experts outside have to see goes it."""
    listed = (passing.document.get("purpose") or {}).get("listed") or ()
    tier, level = passing.tier, passing.level
    return is_short(gates, tier=tier, level=level) and not needs_experts(
        gates, tier=tier, level=level, listed=listed
    )


def _after_shadow(event: str, passing: Passing, *, gates: Gates, at: datetime) -> Refusal | None:
    if event == "ask_comparison" and not same_scope(passing):
        return Refusal("algorithms.scope_changed")
    return _lasted(passing, gates.shadow_days, at)


def _lasted(passing: Passing, days: int, at: datetime) -> Refusal | None:
    if at - passing.entered_at >= timedelta(days=days):
        return None
    return Refusal("algorithms.too_early", {"days": days})


def _fresh(passing: Passing, today: date) -> Refusal | None:
    if passing.expires_on is None or passing.expires_on <= today:
        return Refusal("algorithms.evaluation_expired")
    return None


def share_refusal(share: int, *, gates: Gates) -> Refusal | None:
    """In a pilot a part of the matters is decided by people alone."""
    if gates.share_least <= share <= gates.share_most:
        return None
    return Refusal("algorithms.share_unfit", {"least": gates.share_least, "most": gates.share_most})


def post_mortem_refusal(text: str) -> Refusal | None:
    """What ends says what was learned."""
    if not text.strip():
        return Refusal("algorithms.post_mortem_missing")
    return Refusal("algorithms.text_too_long", {"limit": 8000}) if len(text) > 8000 else None
