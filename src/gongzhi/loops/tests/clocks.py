"""The shipped calendar and profile, and short ways to write instants in tests."""

from datetime import datetime
from functools import cache
from pathlib import Path

from gongzhi.loops.rules.calendar import WorkCalendar, load_calendar
from gongzhi.loops.rules.profile import Profile, parse_profile

LOOPS = Path(__file__).parents[1]
CALENDAR = LOOPS / "calendars" / "cn.csv"
PROFILE = LOOPS / "profiles" / "default.yaml"


@cache
def shipped_profile() -> Profile:
    return parse_profile(PROFILE.read_text(encoding="utf-8"))


@cache
def shipped_calendar() -> WorkCalendar:
    profile = shipped_profile()
    days = load_calendar(CALENDAR.read_text(encoding="utf-8"))
    return WorkCalendar(days, profile.office_hours, profile.zone)


def at(text: str) -> datetime:
    """Read ``2026-09-30 16:30`` as an instant on the shipped calendar's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=shipped_profile().zone)
