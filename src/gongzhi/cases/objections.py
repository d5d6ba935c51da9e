"""Objections of a resident to a decision: whom it was taken by, and until when it can be made."""

from datetime import datetime
from itertools import pairwise
from uuid import UUID

from gongzhi.cases.models import Case
from gongzhi.cases.rules import decided_it_yourself
from gongzhi.kernel.refusals import Refusal
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import LoopRow, window_ends
from gongzhi.people.facts import Actor

# Ends by a decision of an office: opening one again is the objection to it, and the arbiter has it then.
DECIDED = frozenset({"refused", "transferred", "concluded"})
# What decides about an objection.
DECISIONS = frozenset({"decide", "conclude"})


def objection_refusal(case_id: UUID, by: Actor) -> Refusal | None:
    """Whoever took the decision objected to does not decide on the objection: for the action and the button."""
    state, counts = Case.objects.values_list("loop__state", "loop__counts").get(loop=case_id)
    if state != "arbitration" or not counts.get("reopen"):
        return None
    taken_by = _taken_by(case_id)
    return decided_it_yourself(by, decided=[taken_by] if taken_by else [])


def objection_until(loop: LoopRow) -> datetime | None:
    """Return until when the resident may object to how a case ended; None where nothing was decided."""
    if loop.state not in DECIDED or loop.ended_at is None:
        return None
    return window_ends(loop.id, "reopen", since=loop.ended_at)


def _taken_by(case_id: UUID) -> UUID | None:
    """Return who took the decision the present objection is about, where it is about one."""
    moves = [fact for fact in story_of(case_id) if fact.kind == "loops.moved"]
    for before, after in reversed(list(pairwise(moves))):
        if after.data["event"] == "reopen" and after.data["to_state"] == "arbitration":
            decided = before.data["to_state"] in DECIDED
            account, found, _post = before.actor.removeprefix("staff:").partition("@")
            return UUID(account) if decided and found and account != "None" else None
    return None
