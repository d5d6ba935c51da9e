"""Who is told of facts by webhook, and what can happen to such a subscription."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID


class DeliveryState(StrEnum):
    """How a message to another system stands."""

    WAITING = "WAITING"
    SENT = "SENT"
    DEAD = "DEAD"
    SET_ASIDE = "SET_ASIDE"


@dataclass(frozen=True)
class HookView:
    """A subscription. `kinds` are beginnings of kinds of facts, none for all; `paused` says since when.

    `division` is the key's: whoever manages security there, or above, looks after it.
    """

    id: UUID
    key_id: UUID
    key_name: str
    division: str
    url: str
    kinds: tuple[str, ...]
    version: int
    made_at: datetime
    paused_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class HookHealth:
    """How a subscription stands: messages waiting (at most 1,000 are counted), dead ones, and the oldest waiting."""

    waiting: int
    dead: int
    oldest_at: datetime | None


@dataclass(frozen=True)
class DeliveryView:
    """One message: which fact, how often it was tried, and what the other side said last (a code, no body)."""

    id: int
    fact_id: UUID
    kind: str
    position: int
    state: DeliveryState
    attempts: int
    said: str
    next_at: datetime
    done_at: datetime | None


@dataclass(frozen=True)
class HookMade:
    """A system is told of facts from now on. Only the host stands on record: an address may hold a secret."""

    kind: ClassVar[str] = "channels.hook_made"
    hook_id: UUID
    key_id: UUID
    host: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class HookChanged:
    """Deliveries rest or go on, or are signed with a new secret."""

    kind: ClassVar[str] = "channels.hook_changed"
    hook_id: UUID
    paused: bool
    version: int


@dataclass(frozen=True)
class HookEnded:
    """A system is not told any more."""

    kind: ClassVar[str] = "channels.hook_ended"
    hook_id: UUID


@dataclass(frozen=True)
class HookReplayed:
    """Somebody had messages sent again: the dead ones, or all from a place in the order on."""

    kind: ClassVar[str] = "channels.hook_replayed"
    hook_id: UUID
    from_position: int | None
    messages: int
