"""When a link that stands still may go on."""

from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor, ActorKind

# What no single item is to blame for: going on without one would hide it.
NEVER_ASIDE = frozenset({"federation.went_back"})


def resume_refusal(
    by: Actor, *, stopped: str, seq: int, received: int, set_aside: bool, reason: str
) -> Refusal | None:
    """An administrator who looked at the number that stopped the link says why it goes on."""
    if by.kind is not ActorKind.SYSTEM and not by.may("organization.manage"):
        return Refusal("loops.not_entitled")
    if not stopped:
        return Refusal("federation.not_stopped")
    if seq != received + 1:
        return Refusal("federation.not_this_number", {"seq": seq, "next": received + 1})
    if set_aside and stopped in NEVER_ASIDE:
        return Refusal("federation.never_aside")
    return None if reason.strip() else Refusal("loops.reason_missing")
