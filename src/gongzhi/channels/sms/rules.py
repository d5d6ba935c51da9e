"""What a text message says: reply codes first, then a report, and what nobody can tell goes to a person. Pure."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeVar

from gongzhi.channels.sms.facts import Read, Said
from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor, ActorKind

T = TypeVar("T")

REPORT_LENGTH = 6  # letters; less is no report. A default of this project.
SHORT_CODE = 4  # the last digits of a number, which tell a person's open questions apart
REASON_LIMIT = 200
DESKS = ("hotline.take", "case.dispatch")  # powers of who looks at messages

_TAIL = r"(?:[\s,.，。、:：;；#()-]+(?:\d{6}-)?(\d{2,7}))?[\s.。!！]*"
_CODES: tuple[tuple[Said, re.Pattern[str]], ...] = tuple(
    (said, re.compile(f"(?:{words}){_TAIL}", re.IGNORECASE))
    for said, words in (
        (Said.SOLVED, "1|已解决|解决了|是|yes|y|solved"),
        (Said.PARTLY, "2|部分解决|解决了一部分|partly"),
        (Said.NOT_SOLVED, "3|未解决|没有解决|没解决|不是|否|no|n|not solved"),
        (Said.OBJECT, "9|反对|异议|不是我的意思|非本人意愿|object"),
        (Said.HUMAN, "0|人工|转人工|human|operator"),
    )
)


def read_sms(text: str, *, is_stop: Callable[[str], bool]) -> Read:
    """Return what a message says. A code stands alone or before the last digits of a number."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if is_stop(plain):
        return Read(Said.STOP)
    for said, pattern in _CODES:
        if found := pattern.fullmatch(plain):
            return Read(said, found[1] or "")
    letters = sum(sign.isalpha() for sign in plain)
    return Read(Said.REPORT if letters >= REPORT_LENGTH else Said.UNCLEAR)


def meant(digits: str, numbers: Sequence[tuple[T, str]]) -> T | None:
    """Return which of a person's matters a reply means: the only one, or the one whose number ends so; else None."""
    fitting = [each for each, number in numbers if not digits or number.endswith(digits)]
    return fitting[0] if len(fitting) == 1 else None


def settle_refusal(by: Actor, *, waiting: bool) -> Refusal | None:
    """The desks, which serve the whole county, look at what no program understood, once: it lies in no place yet."""
    if by.kind is not ActorKind.STAFF or not any(map(by.may, DESKS)):
        return Refusal("loops.not_entitled")
    return None if waiting else Refusal("sms.settled_already")


def settle_words_refusal(reason: str) -> Refusal | None:
    """What becomes no case has a reason."""
    if not reason.strip():
        return Refusal("sms.reason_missing")
    return Refusal("sms.reason_too_long", {"limit": REASON_LIMIT}) if len(reason) > REASON_LIMIT else None
