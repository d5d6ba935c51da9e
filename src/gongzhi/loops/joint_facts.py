"""What can happen to a loop beside its state: parts of co-handlers, duties beside it, supervision."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gongzhi.kernel.commitments import Private
from gongzhi.loops.facts import Changes


@dataclass(frozen=True)
class ObligationSettled:
    """A co-handler finished or refused its part; the loop stays in its state."""

    kind: ClassVar[str] = "loops.obligation_settled"
    obligation_id: UUID
    status: str
    text: Private | None
    changes: Changes
    citation: str = ""


@dataclass(frozen=True)
class DutyOpened:
    """Something is owed beside the state from now on: a reply to supervision, a decision, a second look."""

    kind: ClassVar[str] = "loops.duty_opened"
    what: str
    party: str
    holders: Mapping[str, str]
    text: Private | None
    changes: Changes


@dataclass(frozen=True)
class DutySettled:
    """A duty beside the state is over."""

    kind: ClassVar[str] = "loops.duty_settled"
    what: str
    obligation_id: UUID
    status: str
    text: Private | None
    changes: Changes


@dataclass(frozen=True)
class CoHandlerCalled:
    """The lead called a unit in, with a task and the ground where there is one."""

    kind: ClassVar[str] = "loops.co_handler_called"
    unit_id: UUID
    text: Private | None
    changes: Changes
    citation: str = ""


@dataclass(frozen=True)
class Supervised:
    """Somebody put the loop under supervision 督办, or ended that; a deadline long over does the former by itself."""

    kind: ClassVar[str] = "loops.supervised"
    on: bool
