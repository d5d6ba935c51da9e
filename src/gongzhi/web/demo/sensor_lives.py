"""A few sensors of the demo county: two of them find water, one of them today."""

import random
from datetime import datetime, timedelta
from uuid import UUID

from gongzhi.loops.public import loop_by_number
from gongzhi.patrol.public import (
    Reading,
    key_in_force,
    make_sensor_key,
    register_sensors,
    sensors,
    take_readings,
)
from gongzhi.people.facts import SYSTEM
from gongzhi.web.demo.patrol_lives import EventLife
from gongzhi.web.demo.patrol_texts import EventFate, GeneratedEvent
from gongzhi.web.demo.staffing import unit_code
from gongzhi.web.demo.stage import Life, Stage

DAYS = 24
THOUSAND = 1000
# code, kind, site, name, grid, and what it says on an ordinary day.
SENSORS = (
    ("FLOOD-BINHE-1", "flood_depth", "BINHE-UNDERPASS", "滨河大道下穿通道北侧", "990121001004002", (0, 2)),
    ("FLOOD-BINHE-2", "flood_depth", "BINHE-UNDERPASS", "滨河大道下穿通道南侧", "990121001004002", (0, 3)),
    ("FLOOD-DONGMEN", "flood_depth", "DONGMEN-CROSSING", "东门大街与环城路路口", "990121001002002", (0, 4)),
    ("COVER-NANQIAO", "cover_tilt", "NANQIAO-3", "纺织街3号井盖", "990121001003003", (0, 2)),
    ("DUST-XINCHENG", "dust", "XINCHENG-SITE", "新城大道安置房工地", "990121001006001", (40, 110)),
)
# Days before today on which water stood there, and how deep in centimetres.
FLOODED = {12: ("FLOOD-BINHE-1", "FLOOD-BINHE-2")}
TODAY = "FLOOD-DONGMEN"
DEEP = 21
DONE = "滨河大道下穿通道：泵房自动泵卡了塑料布，清开后半小时抽干；两台备用泵试车正常，值守到雨停。"
VERIFIED = "天黑以后到滨河大道下穿通道，路面是干的，传感器读数回到零，泵房有人。"


class SensorLife:
    """The sensors of the city management bureau, from their first day on."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.start = (stage.end - timedelta(days=DAYS)).replace(hour=9, minute=30)
        self.draw = random.Random("1/sensors")  # noqa: S311 - repeatable, not secret
        self.key = ""

    def __call__(self) -> Life:
        at = self.start
        yield at
        admin, unit = self.stage.person("admin1"), unit_code("CM")
        lines = [f"{code},{kind},{site},{name},{unit},{grid}" for code, kind, site, name, grid, _ in SENSORS]
        rows = "\n".join(["code,kind,site,name,unit,grid", *lines])
        report = register_sensors(data=rows.encode(), by=admin, at=at)
        if report.rejected:
            raise RuntimeError(f"the demo's sensors have bad rows: {report.rejected[:3]}")
        self.key = make_sensor_key(name="CM-DEMO", unit_code=unit, by=admin, at=at)
        for day in range(DAYS - 1, 0, -1):
            at = (self.stage.end - timedelta(days=day)).replace(hour=7, minute=10)
            yield at
            self._say(at, FLOODED.get(day, ()))
            if day in FLOODED:
                yield from self._flooded(at)
        at = self.stage.end - timedelta(minutes=25)
        yield at
        self._say(at, ())
        for minutes in (14, 8):
            at = self.stage.end - timedelta(minutes=minutes)
            yield at
            self._read({TODAY: DEEP}, at)

    def _flooded(self, at: datetime) -> Life:
        """Let a second reading make it an event; tomorrow's ordinary one says that it is over."""
        at += timedelta(minutes=10)
        yield at
        codes = FLOODED[(self.stage.end.date() - at.date()).days]
        self._read(dict.fromkeys(codes, DEEP), at)
        number = next(each.event for each in sensors(at=at) if each.code == codes[0])
        loop = loop_by_number(number)
        assert loop is not None, "two readings above the limit make an event"
        event = GeneratedEvent(
            matter="010604",
            text="",
            grade=3,
            grid=SENSORS[0][4],
            point=(0.0, 0.0),
            worker="",
            unit=unit_code("CM"),
            fate=EventFate.VERIFIED,
            done=DONE,
            verified=VERIFIED,
        )
        start = self.stage.office(at, 0.2, 0.6)
        self.stage.enter(start, EventLife(self.stage, event, start, loop_id=UUID(str(loop.id))))

    def _say(self, at: datetime, flooded: tuple[str, ...]) -> None:
        values = {code: self.draw.randint(*usual) for code, *_rest, usual in SENSORS}
        self._read(values | dict.fromkeys(flooded, DEEP), at)

    def _read(self, values: dict[str, int], at: datetime) -> None:
        key = key_in_force(self.key)
        assert key is not None
        readings = [Reading(code, at, value * THOUSAND) for code, value in values.items()]
        take_readings(key=key, readings=readings, by=SYSTEM, at=at)
