"""Whether others reported the same, told to whoever is about to send: how many and since when, not who or how.

Counted are messages everybody may know of: not confidential, of a known matter that is not withheld from the public.
Fewer than three are not told.
"""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.timezone import localdate

from gongzhi.algorithms.public import in_force
from gongzhi.channels.open311.catalogue import catalogue
from gongzhi.insight.facts import SIMILAR
from gongzhi.insight.public import ask_alike
from gongzhi.loops.public import loops_by_id
from gongzhi.organization.public import within
from gongzhi.people.facts import RESIDENT

LEAST = 3
LIKE = 5  # of those still worked on, so many are named to the desk where somebody has it as well
_KEY, _SENT = "portal.others", "portal.others.sent"


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
        open_ = {str(loop.id) for loop in told if loop.ended_at is None}
        like = [str(each) for each in found.case_ids if str(each) in open_][:LIKE]
        kept = {"of": digest, "count": len(told), "open": len(open_), "like": like}
        if told:
            kept["since"] = localdate(min(loop.opened_at for loop in told)).isoformat()
        request.session[_KEY] = kept
    if kept["count"] < LEAST:
        return None
    return Others(kept["count"], date.fromisoformat(kept["since"]), kept["open"])


def like_of(request: HttpRequest, once: str) -> tuple[UUID, ...]:
    """Return the cases the page spoke of that are worked on, the likest first: the server knows them, no page does.

    `once`: the key of the draft; sent again after it was filed, it names the same ones.
    """
    sent: dict[str, Any] = request.session.get(_SENT, {})
    if sent.get("once") == once:
        return tuple(map(UUID, sent["like"]))
    kept: dict[str, Any] = request.session.get(_KEY, {})
    return tuple(map(UUID, kept.get("like", ()))) if kept.get("count", 0) >= LEAST else ()


def remember_like(request: HttpRequest, once: str, like: tuple[UUID, ...]) -> None:
    """Keep what was named with a report that was sent, for a second press of the same button."""
    request.session[_SENT] = {"once": once, "like": [str(each) for each in like]}


def division_of(like: tuple[UUID, ...]) -> str:
    """Return the division that holds all of some cases, for whoever names no place."""
    codes = [loop.division for loop in loops_by_id(like).values()]
    return (
        next((code for code in _upwards(codes[0]) if all(within(code, each) for each in codes)), "")
        if codes
        else ""
    )


def _upwards(code: str) -> list[str]:
    return [code, f"{code[:9]}000", f"{code[:6]}000000"]


def forget_others(request: HttpRequest) -> None:
    """Forget what was found, with the draft."""
    request.session.pop(_KEY, None)
