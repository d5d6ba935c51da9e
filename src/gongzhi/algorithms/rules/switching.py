"""Who switches an algorithm off and on, and who lifts a suspension."""

from gongzhi.algorithms.rules.passing import REVIEW, SWITCH
from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor

REASON_LIMIT = 1000


def off_refusal(by: Actor, *, here: bool, reason: str) -> Refusal | None:
    """Whoever carries the switch where the entry stands may turn it off, and says why."""
    if not by.may(SWITCH) or not here:
        return Refusal("algorithms.switch_not_entitled")
    return reason_refusal(reason)


def on_refusal(by: Actor, *, here: bool, by_board: bool, reason: str) -> Refusal | None:
    """Whoever carries the switch turns it on again; what the board switched off, a member of the board."""
    if by_board and not by.may(REVIEW):
        return Refusal("algorithms.on_not_entitled")
    return off_refusal(by, here=here, reason=reason)


def lift_refusal(by: Actor, *, here: bool, suspended: bool, reason: str) -> Refusal | None:
    """What a monitor stopped, a member of the board lets go on, with a reason."""
    if not by.may(REVIEW) or not here:
        return Refusal("algorithms.lift_not_entitled")
    if not suspended:
        return Refusal("algorithms.not_suspended")
    return reason_refusal(reason)


def reason_refusal(reason: str) -> Refusal | None:
    """A reason is said, and is no novel."""
    if not reason.strip():
        return Refusal("algorithms.reason_missing")
    return (
        Refusal("algorithms.text_too_long", {"limit": REASON_LIMIT}) if len(reason) > REASON_LIMIT else None
    )
