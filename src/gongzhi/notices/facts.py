"""What can happen to a notice."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class NoticesRead:
    """Somebody of a unit read its notices up to an instant."""

    kind: ClassVar[str] = "notices.read"
    unit_id: UUID
    up_to: datetime


@dataclass(frozen=True)
class NewNotice:
    """What is to be told to one unit."""

    unit_id: UUID
    fact_id: UUID
    code: str
    subject: UUID
    number: str
    title: str
    at: datetime


@dataclass(frozen=True)
class NoticeView:
    """A notice as a list shows it. `code` names the sentence."""

    id: UUID
    code: str
    subject: UUID
    number: str
    title: str
    at: datetime
    read: bool
