"""What can happen in the register of algorithms, and what passes its gate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol
from uuid import UUID


class Tier(Enum):
    """How far an algorithm reaches. T4 (entitlement, sanction, inspection, ranking people) is never registered."""

    RULES = "T0"  # plain rules that can be read whole
    SEARCH = "T1"  # finds or informs
    SUGGESTS = "T2"  # suggests something to a worker, who decides
    ACTS = "T2+"  # acts, and a person can undo it
    ORDERS = "T3"  # orders or prioritises people
    DECIDES = "T4"  # refused


class Without(Enum):
    """Why the gate gave no result, so that the way without an algorithm is taken."""

    NO_ENTRY = "NO_ENTRY"
    NOT_IN_FORCE = "NOT_IN_FORCE"
    PURPOSE = "PURPOSE"  # not what the entry was reviewed for
    TIER = "TIER"  # asked to reach further than reviewed
    EXPIRED = "EXPIRED"  # its evaluation is older than it may be
    SWITCHED_OFF = "SWITCHED_OFF"  # by a person
    SUSPENDED = "SUSPENDED"  # by a monitor
    SHADOW = "SHADOW"  # it ran, and nobody is shown what it said
    HUMAN_ARM = "HUMAN_ARM"  # drawn for people alone, to compare
    ABSTAINED = "ABSTAINED"  # it ran and said that it does not know
    FAILED = "FAILED"  # it could not be run: no artefact, an error, too slow


@dataclass(frozen=True)
class Result:
    """What an algorithm said: `value` (a code, the short answer people's decisions are compared with), `more` for the
    screen, `confidence` from 0 to 1, and `reasons`, whose hash stands in the fact. All can be written as JSON."""

    value: str
    confidence: float | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    reasons: tuple[Any, ...] = ()


class Runner(Protocol):
    """What an algorithm's package offers to the gate (`offers.py` of the package, `algorithms.offer(code, runner)`).

    `version` is the digest of the artefact the register holds for the version in force ("" for plain rules). None
    means "I do not know". An exception counts as FAILED and is logged without what was given.
    """

    def __call__(self, given: Any, *, version: str) -> Result | None:
        """Run on what was given."""


@dataclass(frozen=True)
class Answer:
    """What the gate gave back: a result, or why there is none. `use` is the id under which it stands on record."""

    entry: str
    version: str
    result: Result | None
    without: Without | None
    use: UUID | None
