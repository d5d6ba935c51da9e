"""Where a resident goes instead, when a case was not taken up or referred: office, phone, counter, and the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from gongzhi.cases.public import destination_words
from gongzhi.ledger.facts import Recorded
from gongzhi.organization.public import unit
from gongzhi.ui.names import name_of

_EVENTS = ("refuse", "transfer")


@dataclass(frozen=True)
class WayOn:
    """What stands on the page. `office`, `phone` and `counter` are "" where the county named none."""

    destination: str
    words: str
    office: str
    phone: str
    counter: str


def way_on(facts: Sequence[Recorded]) -> WayOn | None:
    """Return where the last decision of this kind sends the resident; None where there was none since."""
    declined, words = None, ""
    for fact in facts:
        if fact.kind == "loops.moved":
            event = fact.data["event"]
            words = (fact.texts or {}).get("text", "") if event in _EVENTS else ""
            declined = None
        elif fact.kind == "cases.declined":
            declined = fact
    if declined is None:
        return None
    served = unit(UUID(declined.data["unit_id"])) if declined.data["unit_id"] else None
    return WayOn(
        destination=destination_words(declined),
        words=words,
        office=name_of(served) if served else "",
        phone=served.public_phone if served else "",
        counter=served.counter if served else "",
    )
