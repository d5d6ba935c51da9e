"""What comes each year in which weeks: a week counts when it brought clearly more than its year, in two years."""

from collections.abc import Mapping
from dataclasses import dataclass

MORE = 1.5  # times the mean week of its year
LEAST_YEARS = 2
LEAST_WEEKS = 40  # of a year that is looked at; fewer say nothing of the year
LEAST_COUNT = 3
WEEKS = 52


@dataclass(frozen=True)
class Week:
    """A week of the year, how much it brings (100: as usual, over the years seen), in which years it did, and the least
    count of these."""

    week: int
    per_cent: int
    years: tuple[int, ...]
    least: int


def season_weeks(counts: Mapping[tuple[int, int], int]) -> tuple[tuple[Week, ...], tuple[int, ...]]:
    """Return the weeks and the years that were looked at, from counts by (ISO year, ISO week)."""
    first, last = min(counts, default=(0, 0)), max(counts, default=(0, 0))
    weeks_of: dict[int, list[int]] = {}
    for year in range(first[0], last[0] + 1):
        begin = first[1] if year == first[0] else 1
        end = last[1] if year == last[0] else WEEKS
        weeks_of[year] = list(range(begin, end + 1))
    years = tuple(year for year, weeks in weeks_of.items() if len(weeks) >= LEAST_WEEKS)
    usual = {
        year: sum(counts.get((year, week), 0) for week in weeks_of[year]) / len(weeks_of[year])
        for year in years
    }
    found = []
    for week in range(1, WEEKS + 1):
        seen = [year for year in years if week in weeks_of[year] and usual[year] > 0]
        more = [
            year
            for year in seen
            if (count := counts.get((year, week), 0)) >= LEAST_COUNT and count >= MORE * usual[year]
        ]
        if len(more) >= LEAST_YEARS and 2 * len(more) > len(seen):
            times = [counts.get((year, week), 0) / usual[year] for year in seen]
            least = min(counts[year, week] for year in more)
            found.append(Week(week, round(100 * sum(times) / len(times)), tuple(more), least))
    return tuple(found), years
