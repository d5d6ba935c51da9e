"""Words of Open311 as it is spoken here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DataType(StrEnum):
    """What an answer to a further question is, in the words of GeoReport v2."""

    STRING = "string"
    NUMBER = "number"
    DATETIME = "datetime"
    TEXT = "text"
    ONE_OF = "singlevaluelist"
    SOME_OF = "multivaluelist"


class ServiceType(StrEnum):
    """Whether who files gets a number at once, a token at first, or neither."""

    REALTIME = "realtime"
    BATCH = "batch"
    BLACKBOX = "blackbox"


@dataclass(frozen=True)
class Choice:
    key: str
    name: str
    name_en: str = ""


@dataclass(frozen=True)
class Attribute:
    """A further question of a service. Not `variable`: it is information, and nothing is answered."""

    code: str
    datatype: DataType
    order: int
    name: str
    name_en: str = ""
    hint: str = ""
    hint_en: str = ""
    required: bool = False
    variable: bool = True
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Details:
    """What the file says of one matter beside its name."""

    type: ServiceType = ServiceType.REALTIME
    keywords: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True)
class Service:
    """A matter one can file about: its code, its names in the reader's language, and what is asked."""

    code: str
    name: str
    group: str
    description: str
    details: Details


@dataclass(frozen=True)
class Place:
    """Where it is, as the sender says: a point in WGS84 or another named system, an address, or both."""

    longitude: float | None = None
    latitude: float | None = None
    datum: str = "WGS84"
    address: str = ""


@dataclass(frozen=True)
class Period:
    """Instants, both ends included; None is open."""

    first: datetime | None = None
    last: datetime | None = None


# What is asked of one service: each question with the values that were given.
Answers = tuple[tuple[Attribute, tuple[str, ...]], ...]
