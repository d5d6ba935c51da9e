"""The JSON a telephony system sends: one event of one call. Pure; what is wrong is said by field."""

import re
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from gongzhi.channels.hotline.facts import CallEvent, Told

MOST_BYTES = 4096
_NUMBER = re.compile(r"\+?[0-9][0-9 ()-]{1,30}")


class Unreadable(ValueError):
    """The body is no event. Its text says which field is wrong, and nothing of what stood in it."""


class _Event(msgspec.Struct, forbid_unknown_fields=True):
    call: Annotated[str, Meta(min_length=1, max_length=80)]
    event: CallEvent
    at: Annotated[datetime, Meta(tz=True)]
    id: Annotated[str, Meta(max_length=80)] = (
        ""  # for the sender's own log: events are told apart by what they say
    )
    queue: Annotated[str, Meta(max_length=40)] = ""
    agent: Annotated[str, Meta(max_length=64)] = ""
    caller: Annotated[str, Meta(max_length=32)] = ""


def read_event(body: bytes) -> Told:
    """Return the event of a body. Raises Unreadable."""
    if len(body) > MOST_BYTES:
        raise Unreadable(f"body: at most {MOST_BYTES} bytes")
    try:
        found = msgspec.json.decode(body, type=_Event)
    except msgspec.ValidationError as error:
        raise Unreadable(_field(str(error))) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Unreadable("body: no JSON object") from None
    caller = found.caller.strip()
    if caller and not _NUMBER.fullmatch(caller):
        raise Unreadable("caller: a telephone number of figures, or nothing where it is withheld")
    if not 2000 <= found.at.year < 3000:
        raise Unreadable("at: an instant of this age")
    for name in ("call", "queue", "agent"):
        if any(not sign.isprintable() for sign in getattr(found, name)):
            raise Unreadable(f"{name}: no control characters")
    return Told(
        call=found.call,
        event=found.event,
        at=found.at,
        queue=found.queue.strip(),
        agent=found.agent.strip(),
        caller="".join(sign for sign in caller if sign.isdigit() or sign == "+"),
    )


def _field(error: str) -> str:
    """Return the library's words with the field first, without the value: it may be a telephone number."""
    said, _, where = error.partition(" - at `$.")
    said = re.sub(r"'[^']*'|\"[^\"]*\"|Invalid enum value.*", "", said).strip() or "not allowed"
    field = where.rstrip("`")
    missing = re.search(r"field `(\w+)`", said)
    return f"{field or (missing[1] if missing else 'body')}: {said}"
