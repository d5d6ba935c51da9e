"""Find a place by the names people use in a text."""

from datetime import datetime

from gongzhi.organization.facts import DivisionView, Level
from gongzhi.organization.models import Division
from gongzhi.organization.queries.dates import day_of, holds
from gongzhi.organization.queries.places import divisions_under

SHORTEST_NAME = 3  # 西街 is anywhere; 西街社区 is a place


def divisions_of_level(level: Level | str, *, at: datetime) -> list[DivisionView]:
    """Return all divisions of one level, by code."""
    codes = Division.objects.filter(holds(day_of(at)), level=level).order_by("code").values_list("code", flat=True)
    return [view for code in codes for view in divisions_under(code, at=at)[:1]]


def find_place(text: str, *, scope: str, at: datetime) -> str | None:
    """Return the code of the one division below `scope` that a text names, or None.

    Of names inside one another the longest counts; a community counts over its town. When two places
    are named, a person has to read: None.
    """
    found = [
        view
        for view in divisions_under(scope, at=at)
        if view.code != scope and len(view.name) >= SHORTEST_NAME and view.name in text
    ]
    parents = {view.parent for view in found}
    lowest = [view for view in found if view.code not in parents]
    longest = [
        view
        for view in lowest
        if not any(view.name != other.name and view.name in other.name for other in lowest)
    ]
    return longest[0].code if len(longest) == 1 else None
