"""Load the demo county: import its files, then play ninety days of cases through the real engine."""

import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language

from gongzhi.kernel.instants import now
from gongzhi.organization.public import import_folder
from gongzhi.people.facts import SYSTEM
from gongzhi.web.demo import ensemble
from gongzhi.web.demo.county import read_yaml, write_county
from gongzhi.web.demo.lives import GeneratedLife
from gongzhi.web.demo.share import Plan
from gongzhi.web.demo.staffing import COUNTY
from gongzhi.web.demo.stage import Stage
from gongzhi.web.demo.stories import StoryLife, story_starts
from gongzhi.web.demo.texts import Fate, make_texts

SEED = 1
DAYS = 90
CASES = 1_000
# How many of a hundred reports come in each hour of the day: few at night, most in the forenoon.
HOURS = (1, 0, 0, 0, 0, 1, 2, 5, 9, 11, 10, 8, 5, 5, 7, 7, 6, 5, 4, 5, 4, 3, 1, 1)


def load(*, progress: Callable[[int, int], None], cases: int = CASES) -> None:
    """Load the county into an empty database and play its cases up to now; `progress(done, total)`.

    Not durable on the way: an interrupted load is wiped by the next start and begun afresh.
    """
    end = now().astimezone(ZoneInfo(settings.TIME_ZONE)).replace(second=0, microsecond=0)
    begin = (end - timedelta(days=DAYS)).replace(hour=0, minute=0)
    with tempfile.TemporaryDirectory() as folder:
        write_county(Path(folder), seed=SEED, today=end.date())
        for report in import_folder(path=Path(folder), by=SYSTEM, at=begin):
            if report.rejected:
                raise RuntimeError(f"the demo's {report.table} has bad rows: {report.rejected[:3]}")
    ensemble.play(Plan(begin=begin, end=end, cases=cases), make_stage, progress=progress)


def make_stage(plan: Plan, share: int, shares: int) -> Stage:
    """Return the stage of one process with its share of the lives, the same for the same arguments."""
    begin, end = plan.begin, plan.end
    stage = Stage(end=end, draw=random.Random(f"{SEED}/lives/{share}/{shares}"))  # noqa: S311 - repeatable
    draw = random.Random(f"{SEED}/starts")  # noqa: S311 - repeatable, not secret
    months = {(begin + timedelta(days=day)).month for day in range(DAYS + 1)}
    lives: list[tuple[datetime, GeneratedLife | StoryLife]] = []
    for case in make_texts(SEED, plan.cases, months=months):
        start = _moment(draw, begin, end, late=case.fate is Fate.OPEN)
        lives.append((start, GeneratedLife(stage, case, county=COUNTY, start=start)))
    for story, start in story_starts(draw, end):
        lives.append((start, StoryLife(stage, story, start)))
    for start, life in lives[share::shares]:
        stage.enter(start, life)
    return stage


def _moment(draw: random.Random, begin: datetime, end: datetime, *, late: bool) -> datetime:
    """Draw when a report comes in; one that is still open came in the last six days."""
    first = (end - timedelta(days=6)).replace(hour=0, minute=0) if late else begin
    days = (end.date() - first.date()).days
    hour = draw.choices(range(24), HOURS)[0]
    found = first + timedelta(days=draw.randint(0, days), hours=hour, minutes=draw.randrange(60))
    return min(found, end - timedelta(minutes=draw.randint(3, 90)))


def accounts() -> Iterator[tuple[str, str]]:
    """Yield the login of each role and what to try with it, in the language of the terminal."""
    english = (get_language() or "").startswith("en")
    for role in read_yaml("roles.yaml"):
        title, sentence = ("title_en", "sentence_en") if english else ("title", "sentence")
        yield role["login"], f"{role[title]} · {role[sentence]}"
