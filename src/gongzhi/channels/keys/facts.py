"""What a key of another system may open, and what can happen to one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID


class Scope(StrEnum):
    """What a key may be used for. Each is given by name; none follows from another one."""

    OPEN311_CREATE = "open311.create"
    OPEN311_UPDATES = "open311.updates"
    CASES_READ = "cases.read"
    CASES_READ_TEXT = "cases.read.text"
    CASES_READ_PLACE = "cases.read.place"
    CASES_FILE = "cases.file"
    LOOPS_READ = "loops.read"
    LOOPS_READ_TEXT = "loops.read.text"
    LOOPS_ACT = "loops.act"
    LOOPS_ACT_APPLICATIONS = "loops.act.applications"
    LOOPS_ACT_DIRECTIVES = "loops.act.directives"
    LOOPS_ACT_PATROL = "loops.act.patrol"
    ORGANIZATION_READ = "organization.read"
    NOTICES_READ = "notices.read"
    NOTICES_REPORT = "notices.report"
    FEED_READ = "feed.read"
    HOOKS_MANAGE = "hooks.manage"
    TELEPHONY = "telephony"
    UPPER = "upper"


# Which powers a scope lends to whoever comes with the key, in the unit the key was given to.
POWERS: dict[Scope, tuple[str, ...]] = {
    Scope.OPEN311_CREATE: ("case.intake",),
    Scope.CASES_FILE: ("case.intake",),
    Scope.CASES_READ: ("case.read",),
    Scope.LOOPS_READ: ("case.read", "application.read", "directive.read", "patrol.read"),
    Scope.LOOPS_ACT: ("case.handle",),
    # Beside `loops.act`, which opens the door: what handlers of the unit do with matters of another kind.
    Scope.LOOPS_ACT_APPLICATIONS: ("application.handle",),
    Scope.LOOPS_ACT_DIRECTIVES: ("directive.answer",),
    Scope.LOOPS_ACT_PATROL: ("patrol.handle",),
}


@dataclass(frozen=True)
class KeyView:
    """A key as the door sees it. `per_minute` and `per_day` count requests."""

    id: UUID
    name: str
    unit_id: UUID
    division: str
    scopes: frozenset[Scope]
    per_minute: int
    per_day: int
    prefix: str
    made_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class KeyIssued:
    """Another system got a key, for a unit that answers for it."""

    kind: ClassVar[str] = "channels.key_issued"
    key_id: UUID
    unit_id: UUID
    scopes: tuple[str, ...]
    per_minute: int
    per_day: int


@dataclass(frozen=True)
class KeyRevoked:
    """A key opens nothing any more."""

    kind: ClassVar[str] = "channels.key_revoked"
    key_id: UUID
