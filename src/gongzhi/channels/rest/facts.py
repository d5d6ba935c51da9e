"""Words of the interface for other systems."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.channels.keys.facts import KeyView, Scope
from gongzhi.people.facts import Actor

PREFIX = "/api/"


@dataclass(frozen=True)
class Caller:
    """Whoever was let in: its key, as whom it acts, and when it came."""

    key: KeyView
    actor: Actor
    at: datetime

    def reads(self, scope: Scope) -> bool:
        """Tell whether the key opens the fields of a scope."""
        return scope in self.key.scopes


@dataclass(frozen=True)
class Answer:
    """What is answered to a write. `again`: it is made anew for each repetition and never kept."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    again: bool = False


@dataclass(frozen=True)
class Kept:
    """A write that was begun: the key of its one effect, and what was answered, where that is known.

    `same`: it is the request the sender's key came with first. `done`: it had its effect before.
    """

    row: int
    once: UUID
    same: bool
    done: bool
    answer: Answer | None
