"""Load the demo county: import its files, then play ninety days through the real engine, all kinds of loop."""

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
from gongzhi.people.public import mark_demo_accounts
from gongzhi.web.demo import ensemble
from gongzhi.web.demo.algorithm_lives import AlgorithmLife, algorithm_starts
from gongzhi.web.demo.cards import seed_cards
from gongzhi.web.demo.county import read_yaml, write_county
from gongzhi.web.demo.directive_lives import DirectiveLife, directive_starts
from gongzhi.web.demo.hotline import seed_articles, seed_hotline
from gongzhi.web.demo.lives import GeneratedLife
from gongzhi.web.demo.patrol_lives import EventLife, PlanLife, plan_starts
from gongzhi.web.demo.patrol_texts import EventFate, make_events, told_event
from gongzhi.web.demo.sensor_lives import SensorLife
from gongzhi.web.demo.service_lives import ServiceLife, told_starts
from gongzhi.web.demo.service_texts import make_applications
from gongzhi.web.demo.share import Plan
from gongzhi.web.demo.staffing import COUNTY
from gongzhi.web.demo.stage import Life, Stage
from gongzhi.web.demo.stories import StoryLife, story_starts
from gongzhi.web.demo.texts import Fate, make_texts
from gongzhi.web.demo.upper import seed_upper

SEED = 1
DAYS = 90
CASES = 1_000
EVENTS = 150
APPLICATIONS = 80
# How many days ago an application came in that stands there today: at most, and at least.
_RECENT = {"filed": (1, 0), "assigned": (2, 1), "signed": (4, 2), "asked": (5, 3), "supplied": (5, 3)}
_LATER = (6, 4)
# After how many steps a case stands still today, and how many days ago it then came in: filed, dispatched, signed, …
STANDS = {1: (0, 0), 2: (1, 0), 3: (2, 1), 4: (4, 2), 5: (6, 3), 6: (6, 4), 7: (7, 5)}
Starts = Iterator[tuple[datetime, Callable[[], Life]]]
# How many of a hundred reports come in each hour of the day: few at night, most in the forenoon.
HOURS = (1, 0, 0, 0, 0, 1, 2, 5, 9, 11, 10, 8, 5, 5, 7, 7, 6, 5, 4, 5, 4, 3, 1, 1)


def load(*, progress: Callable[[int, int], None], cases: int = CASES) -> None:
    """Load the county into an empty database and play all of it up to now; `progress(done, total)`.

    Not durable on the way: an interrupted load is wiped by the next start and begun afresh.
    """
    end = now().astimezone(ZoneInfo(settings.TIME_ZONE)).replace(second=0, microsecond=0)
    begin = (end - timedelta(days=DAYS)).replace(hour=0, minute=0)
    with tempfile.TemporaryDirectory() as folder:
        write_county(Path(folder), seed=SEED, today=end.date())
        for report in import_folder(path=Path(folder), by=SYSTEM, at=begin):
            if report.rejected:
                raise RuntimeError(f"the demo's {report.table} has bad rows: {report.rejected[:3]}")
    mark_demo_accounts(by=SYSTEM, at=begin)
    seed_articles(end=end)
    ensemble.play(Plan(begin=begin, end=end, cases=cases), make_stage, progress=progress)
    seed_hotline(end=end)
    seed_upper(end=end)
    seed_cards(end=end)


def make_stage(plan: Plan, share: int, shares: int) -> Stage:
    """Return the stage of one process with its share of the lives, the same for the same arguments."""
    begin, end = plan.begin, plan.end
    stage = Stage(end=end, draw=random.Random(f"{SEED}/lives/{share}/{shares}"))  # noqa: S311 - repeatable
    draw = random.Random(f"{SEED}/starts")  # noqa: S311 - repeatable, not secret
    # Long ones first, so that the shares come out even.
    lives = [
        *_algorithms(stage),
        *_directives(stage),
        *_services(stage, draw, begin),
        *_patrol(stage, draw, begin),
    ]
    lives += _cases(stage, draw, plan)
    for start, life in lives[share::shares]:
        stage.enter(start, life)
    return stage


def _algorithms(stage: Stage) -> Starts:
    for told, start in algorithm_starts(stage.end):
        yield start, AlgorithmLife(stage, told, start)


def _directives(stage: Stage) -> Starts:
    for told, start in directive_starts(stage.end):
        yield start, DirectiveLife(stage, told, start)


def _services(stage: Stage, draw: random.Random, begin: datetime) -> Starts:
    for made, start in told_starts(stage.end):
        yield start, ServiceLife(stage, made, start)
    for made in make_applications(SEED, APPLICATIONS, today=stage.end.date()):
        days = _RECENT.get(made.stop, _LATER) if made.stop else None
        start = _moment(draw, begin, stage.end, days=days)
        yield start, ServiceLife(stage, made, start)


def _patrol(stage: Stage, draw: random.Random, begin: datetime) -> Starts:
    for plan, start in plan_starts(stage.end):
        yield start, PlanLife(stage, plan, start)
    sensors = SensorLife(stage)
    yield sensors.start, sensors
    just_now = stage.end - timedelta(minutes=5)
    yield just_now, EventLife(stage, told_event(), just_now)
    for event in make_events(SEED, EVENTS):
        start = _moment(draw, begin, stage.end, days=(3, 0) if event.fate is EventFate.OPEN else None)
        yield start, EventLife(stage, event, start)


def _cases(stage: Stage, draw: random.Random, plan: Plan) -> Starts:
    months = {(plan.begin + timedelta(days=day)).month for day in range(DAYS + 1)}
    for case in make_texts(SEED, plan.cases, months=months):
        stop = draw.choice([*STANDS]) if case.fate is Fate.OPEN else 0
        start = _moment(draw, plan.begin, plan.end, days=STANDS.get(stop))
        yield start, GeneratedLife(stage, case, county=COUNTY, start=start, stop=stop)
    for story, start in story_starts(draw, plan.end):
        yield start, StoryLife(stage, story, start)


def _moment(draw: random.Random, begin: datetime, end: datetime, *, days: tuple[int, int] | None) -> datetime:
    """Draw when something comes in; what is still open came in so many days ago, at most and at least."""
    far, near = days or ((end.date() - begin.date()).days, 0)
    first = (end - timedelta(days=far)).replace(hour=0, minute=0)
    hour = draw.choices(range(24), HOURS)[0]
    found = first + timedelta(days=draw.randint(0, far - near), hours=hour, minutes=draw.randrange(60))
    return min(found, end - timedelta(minutes=draw.randint(3, 90)))


def accounts() -> Iterator[tuple[str, str]]:
    """Yield the login of each role and what to try with it, in the language of the terminal."""
    english = (get_language() or "").startswith("en")
    for role in read_yaml("roles.yaml"):
        title, sentence = ("title_en", "sentence_en") if english else ("title", "sentence")
        yield role["login"], f"{role[title]} · {role[sentence]}"
