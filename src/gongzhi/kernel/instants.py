"""Instants: aware, in UTC when written down, to the microsecond."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant. Only views, jobs and commands call this (house rule 15)."""
    return datetime.now(UTC)


def to_text(instant: datetime) -> str:
    """Write an instant as ``2026-11-22T08:00:00.000000Z``.

    Raises ValueError when the instant has no zone: a time without a zone is not an instant.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_text(text: str) -> datetime:
    """Read what `to_text` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
