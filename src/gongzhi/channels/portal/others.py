"""Whether others reported the same, told to whoever is about to send: how many and since when, not who or how.

Counted are messages everybody may know of: not confidential, of a known matter that is not withheld from the public.
Fewer than three are not told.
"""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localdate

from gongzhi.algorithms.public import in_force
from gongzhi.channels.open311.catalogue import catalogue
from gongzhi.insight.facts import SIMILAR
from gongzhi.insight.public import ask_alike
from gongzhi.loops.public import loops_by_id
from gongzhi.people.facts import RESIDENT

LEAST = 3
_KEY = "portal.others"


@dataclass(frozen=True)
class Others:
    """How many reported the same since a day, and how many of these are still being worked on."""

    count: int
    since: date
    open: int


def others(request: HttpRequest, *, text: str, address: str, division: str, at: datetime) -> Others | None:
    """Return who else reported this; None for fewer than three, and where no program may look.

    Asked once for the same words and place: what came of it, and no word, is kept in the session.
    """
    if not in_force(SIMILAR, at=at):
        return None
    digest = sha256("\0".join((text, address, division)).encode("utf-8", "replace")).hexdigest()
    kept: dict[str, Any] = request.session.get(_KEY, {})
    if kept.get("of") != digest:
        found = ask_alike(text=text, address=address, division=division, channel="PORTAL", by=RESIDENT, at=at)
        withheld = catalogue(at=at).withheld
        told = [
            loop
            for loop in loops_by_id(found.case_ids).values()
            if loop.matter and loop.matter not in withheld and loop.opened_at <= at
        ]
        kept = {"of": digest, "count": len(told), "open": sum(loop.ended_at is None for loop in told)}
        if told:
            kept["since"] = localdate(min(loop.opened_at for loop in told)).isoformat()
        request.session[_KEY] = kept
    if kept["count"] < LEAST:
        return None
    return Others(kept["count"], date.fromisoformat(kept["since"]), kept["open"])


def forget_others(request: HttpRequest) -> None:
    """Forget what was found, with the draft."""
    request.session.pop(_KEY, None)
