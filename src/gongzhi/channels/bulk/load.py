"""Load a file of real messages through the public actions, one by one, and say what became of them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.public import Person, Place, Source, file_case
from gongzhi.channels.bulk import words as words
from gongzhi.channels.bulk.rows import BadRow, ClassRule, Message, matter_of, read_messages
from gongzhi.kernel.refusals import Refused
from gongzhi.loops.public import fire_due
from gongzhi.organization.public import duty_for, find_place, matter
from gongzhi.people.facts import SYSTEM


@dataclass
class Tally:
    """What became of the rows. `refusals` and `bad` count by code; `lines` has the bad rows one by one.

    `last` is the loop of the last message that is a case now, whether filed by this run or before.
    """

    rows: int = 0
    filed: int = 0
    before: int = 0
    located: int = 0
    named: int = 0
    no_place: int = 0
    proposed: int = 0
    without_time: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    bad: Counter[str] = field(default_factory=Counter)
    lines: list[BadRow] = field(default_factory=list)
    last: UUID | None = None


# Told after each row: its last line in the file, and what has become of the rows so far.
Progress = Callable[[int, Tally], None]


@dataclass(frozen=True)
class Plan:
    """How to read and file: where cases without a place go, what the source's classes mean.

    Rows that end at `start_line` or before are skipped; `limit` counts the rows after it.
    """

    division: str
    classes: Sequence[ClassRule]
    columns: Mapping[str, str]
    zone: ZoneInfo
    replay: bool = False
    channel: Channel = Channel.IMPORT
    guess: bool = True
    start_line: int = 0
    limit: int | None = None


def load_messages(path: Path, plan: Plan, *, read_clock: Callable[[], datetime], progress: Progress) -> Tally:
    """File every message of `path` as a case and return the tally.

    Clocks start at the import, unless the plan replays: then the clock is the source's own, and due
    timers go off on the way. A message filed before is not filed again, so an interrupted run is
    simply repeated. Raises Refused when the file cannot be used at all.
    """
    tally, clock = Tally(), None
    for row in read_messages(path, columns=plan.columns, zone=plan.zone, now=read_clock(), guess=plan.guess):
        if row.line <= plan.start_line:
            continue
        if plan.limit is not None and tally.rows >= plan.limit:
            break
        tally.rows += 1
        if isinstance(row, BadRow):
            _bad(tally, row)
        else:
            if plan.replay:
                clock = max(filter(None, (row.at, clock)), default=None) or read_clock()
                fire_due(at=clock, limit=1000)
            _try(row, plan, tally, at=clock or read_clock())
        progress(row.line, tally)
    return tally


def _try(message: Message, plan: Plan, tally: Tally, *, at: datetime) -> None:
    tally.without_time += message.at is None
    try:
        _file(message, plan, tally, at=at)
    except Refused as refused:
        _bad(tally, BadRow(message.line, refused.refusal))


def _bad(tally: Tally, row: BadRow) -> None:
    tally.bad[row.refusal.code] += 1
    tally.lines.append(row)


def _file(message: Message, plan: Plan, tally: Tally, *, at: datetime) -> None:
    named = None
    if message.longitude is None:
        named = find_place(f"{message.address} {message.text}", scope=plan.division, at=at)
    place = Place(
        division=named or plan.division,
        longitude=message.longitude,
        latitude=message.latitude,
        address=message.address,
    )
    code = matter_of(message, plan.classes)
    filed = file_case(
        text=message.text,
        place=place,
        channel=plan.channel,
        person=_person(message),
        matter=code,
        source=Source(reference=message.reference, at=message.at),
        by=SYSTEM,
        at=at,
    )
    tally.last = filed.loop_id
    if filed.code is None:
        tally.before += 1
        return
    tally.filed += 1
    tally.located += filed.located
    tally.named += bool(named)
    tally.no_place += not (filed.located or named)
    if filed.proposed_unit:
        tally.proposed += 1
    else:
        tally.refusals[_why_not(code, place.division, at)] += 1


def _person(message: Message) -> Person:
    """Return who wrote it: somebody who can be reached, where the file has a telephone number."""
    if not message.phone:
        return Person()
    return Person(filer=Filer.NAMED, name=message.name, phone=message.phone)


def _why_not(code: str, division: str, at: datetime) -> str:
    """Say why nobody could be proposed."""
    if not code:
        return "bulk.class_unknown"
    if matter(code, at=at) is None:
        return "cases.matter_unknown"
    return "organization.no_duty" if not duty_for(code, division, at=at) else "bulk.no_unit"
