"""What an installation chose about signing in, and the shipped limits."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from gongzhi.accounts.rules import Limits

_DATA = Path(__file__).parent / "data"


@cache
def limits(of: str) -> Limits:
    """Return the limits of an ``account`` or an ``address``."""
    read: dict[str, Any] = yaml.safe_load((_DATA / "limits.yaml").read_text(encoding="utf-8"))[of]
    return Limits(
        tries=read["tries"],
        within=timedelta(minutes=read["within"]),
        waits=tuple(timedelta(minutes=each) for each in read["waits"]),
        forget=timedelta(minutes=read["forget"]),
    )


def needing_second() -> frozenset[str]:
    """Return the types of posts that need a second factor."""
    return frozenset(settings.GONGZHI_SECOND_FACTOR_POSTS or _shipped_posts())


@cache
def _shipped_posts() -> tuple[str, ...]:
    return tuple(yaml.safe_load((_DATA / "second_factor.yaml").read_text(encoding="utf-8"))["posts"])


def second_since() -> date | None:
    """Return the day from which those posts need one; None: not yet, and never in the demo."""
    chosen: str = settings.GONGZHI_SECOND_FACTOR_FROM
    return date.fromisoformat(chosen) if chosen and not settings.GONGZHI_DEMO else None
