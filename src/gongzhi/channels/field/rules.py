"""Read what a telephone sends, and say whose it is. Pure."""

import json
from typing import Any
from uuid import UUID, uuid5

from gongzhi.channels.field.facts import ACT, CASE, EVENT, Entry
from gongzhi.kernel.refusals import Refusal, Refused

# Values of a field: a text, a yes or no, or several texts. A form has a few dozen fields at most.
MOST_FIELDS = 60


def read_entry(text: str) -> Entry:
    """Return the entry a request carries. Raises Refused ``field.unreadable``."""
    try:
        found = json.loads(text)
        entry = Entry(
            key=UUID(found["key"]),
            account=str(found["account"]),
            post=str(found["post"]),
            what=str(found["what"]),
            data=_values(found.get("data", {})),
            loop=UUID(found["loop"]) if found.get("loop") else None,
            step=str(found.get("step", "")),
            version=int(found.get("version") or 0),
        )
    except (ArithmeticError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused(Refusal("field.unreadable")) from None
    if entry.what not in (CASE, EVENT, ACT) or (entry.what == ACT) != (entry.loop is not None):
        raise Refused(Refusal("field.unreadable"))
    return entry


def whose_refusal(entry: Entry, *, account: UUID | None, post: UUID | None) -> Refusal | None:
    """Return why this sign-in does not send the entry: nobody sends for another, nor for another post."""
    if entry.account != str(account):
        return Refusal("field.other_account")
    return None if entry.post == str(post) else Refusal("field.other_post")


def once_of(entry: Entry) -> UUID:
    """Return the key the actions remember: the same entry of the same account, however often it comes."""
    return uuid5(entry.key, entry.account)


def _values(data: Any) -> dict[str, list[str]]:
    if not isinstance(data, dict) or len(data) > MOST_FIELDS:
        raise ValueError
    return {str(name): _texts(value) for name, value in data.items()}


def _texts(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["on"] if value else []
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return [_whole(each) for each in value]
    if isinstance(value, str):
        return [_whole(value)]
    if isinstance(value, (int, float)):
        return [str(value)]
    raise ValueError


def _whole(text: str) -> str:
    """Return a text as a form of a browser would send it: half a sign, cut off at a limit, becomes U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
