"""Kinds of values that requests and answers are made of. What is valid here, and only that, says so in the schema."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, Strict, WithJsonSchema

# No control characters but tab and line ends; at least one that can be seen.
_SEEN = r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]*[0-9A-Za-z\u3400-\u9FFF][^\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]*$"
_PLAIN = r"^[^\x00-\x1F\x7F-\x9F]*$"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


def _instant(value: Any) -> datetime:
    """Read an instant by RFC 3339, with its zone; nothing else is one."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise ValueError("an instant with its zone, by RFC 3339")
    found = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value.upper()))
    try:
        return found.astimezone(UTC)
    except OverflowError:
        return found.replace(tzinfo=UTC)


Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Text = Annotated[str, Field(min_length=1, max_length=20_000, pattern=_SEEN)]
Line = Annotated[str, Field(max_length=200, pattern=_PLAIN)]
Name = Annotated[str, Field(max_length=80, pattern=_PLAIN)]
Phone = Annotated[str, Field(max_length=20, pattern=r"^\+?[0-9]{3,19}$", examples=["13900000000"])]
DivisionCode = Annotated[str, Field(pattern=r"^[1-9][0-9]{11}$", examples=["999901100000"])]
MatterCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,32}$", examples=["city.waste"])]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
Number = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,32}$")]
Degrees = Annotated[float, Strict()]
Yes = Annotated[bool, Strict()]
Id = UUID


class Said(Schema):
    """What is sent: nothing that is not asked for."""

    model_config = ConfigDict(extra="forbid")


class Told(Schema):
    """What is answered. Fields of a scope the key does not have are left out; later versions may add others."""
