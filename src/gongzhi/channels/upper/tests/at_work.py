"""A county under a platform above, for tests: what the worker does, with a clock that is set by hand."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from tests.small_county import COUNTY, START, County

from gongzhi.channels.upper import turns
from gongzhi.channels.upper.actions.load_mapping import load_mapping
from gongzhi.channels.upper.actions.put_out import put_out
from gongzhi.channels.upper.actions.warn import warn_limits
from gongzhi.channels.upper.facts import State
from gongzhi.channels.upper.models import UpperMessage
from gongzhi.channels.upper.queries import forget, order_numbered, platform
from gongzhi.channels.upper.tests.simulator import Above
from gongzhi.ledger.public import follow, sequence
from gongzhi.loops.public import LoopRow, fire_due, loop_row
from gongzhi.people.facts import SYSTEM

KEY = "ab" * 32
MAPPING = """
platform: city
name: 河市12345热线
valid_from: 2026-01-01
division: "{division}"
connection: {connection}
categories: {{"0101": city.waste.street, "0202": water.burst}}
units: {{U01: water}}
classes: {{urgent: 紧急}}
statuses: {{办理中: OPEN, 已办结: CLOSED}}
satisfaction: {{满意: SATISFIED, 不满意: DISSATISFIED}}
returns: {{OUTSIDE: T01}}
findings: {{SOLVED: J1}}
{more}
"""


@dataclass
class Clock:
    """The simulated clock: it stands until it is set on."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def on(self, **more: float) -> None:
        self.at += timedelta(**more)


@dataclass
class Work:
    """The worker's turns over one platform."""

    county: County
    clock: Clock
    above: Above | None = None
    came: list[int] = field(default_factory=list)

    def load(self, connection: str, more: str = "") -> None:
        text = MAPPING.format(division=COUNTY, connection=connection, more=more)
        load_mapping(text=text, by=SYSTEM, at=self.clock())
        forget()

    def turn(self) -> None:
        """Let the worker have its turn once."""
        self.came.append(turns.pull_all(self.clock))
        fire_due(at=self.clock(), limit=500)
        warn_limits(by=SYSTEM, at=self.clock())
        while sequence():
            pass
        while follow("upper", lambda facts: put_out(facts=facts, by=SYSTEM, at=self.clock())):
            pass
        turns.send_all(self.clock)

    def rest(self) -> None:
        """Let the worker go on until nothing waits any more."""
        for _turn in range(12):
            self.clock.on(minutes=31)
            self.turn()
            waits = UpperMessage.objects.filter(state=State.WAITING).exists()
            # A machine with other work may answer later than the simulated platform is waited for: then once more.
            if not (self.came[-1] or waits or self.trouble()):
                break

    def loop(self, number: str) -> LoopRow:
        order = order_numbered("city", number)
        assert order is not None, number
        row = loop_row(order.loop_id)
        assert row is not None
        return row

    def trouble(self) -> str:
        found = platform("city", self.clock().date())
        assert found is not None
        return found.trouble


def write_key(folder: Path, text: str = KEY) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "upper-city.key").write_text(text)
