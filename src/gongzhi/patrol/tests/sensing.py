"""Sensors for the tests of sensors: registered in the small county, read in by a key."""

from datetime import datetime, timedelta

from tests.small_county import IN_WEST, START, County

from gongzhi.organization.facts import Report
from gongzhi.patrol.actions.take_readings import take_readings
from gongzhi.patrol.models import SensorKey
from gongzhi.patrol.public import make_sensor_key, register_sensors
from gongzhi.patrol.readings import Outcome, Reading
from gongzhi.patrol.sensors import KeyView, key_in_force
from gongzhi.people.facts import SYSTEM

COLUMNS = (
    "code,kind,site,name,unit,longitude,latitude,grid,matter,raise_at,clear_at,in_row,silent_after,in_use"
)
LONGITUDE, LATITUDE = IN_WEST
# Raised at 15 cm twice in a row, over at 10 cm: what the shipped kind says.
FLOOD = "city.waste"  # a matter of the small county, which has no floods


def row(code: str, site: str = "underpass", *, unit: str = "water", **more: str) -> str:
    """Write one row of a file of sensors: a depth gauge in the west grid, unless said otherwise."""
    cells = {
        "code": code,
        "kind": "flood_depth",
        "site": site,
        "name": f"西街下穿通道{code}",
        "unit": unit,
        "longitude": str(LONGITUDE),
        "latitude": str(LATITUDE),
        "matter": FLOOD,
        **more,
    }
    return ",".join(cells.get(column, "") for column in COLUMNS.split(","))


def register(*rows: str, at: datetime = START) -> Report:
    """Register sensors as the command does."""
    data = "\n".join([COLUMNS, *rows]).encode()
    return register_sensors(data=data, by=SYSTEM, at=at)


def registered(*rows: str) -> None:
    """Register sensors that must be accepted."""
    report = register(*rows)
    assert not report.rejected, report.rejected


def key_of(unit: str = "water") -> KeyView:
    """Make a key for the sensors of a unit and return whom it belongs to."""
    key = make_sensor_key(name=f"key-{SensorKey.objects.count()}", unit_code=unit, by=SYSTEM, at=START)
    found = key_in_force(key)
    assert found is not None
    return found


def say(key: KeyView, code: str, *values: float, begin: datetime, every: int = 60) -> list[Outcome]:
    """Send what a sensor said, one reading in so many seconds, in one batch that comes in with the last of them."""
    readings = [
        Reading(code, begin + timedelta(seconds=every * index), round(value * 1000))
        for index, value in enumerate(values)
    ]
    return take_readings(key=key, readings=readings, by=SYSTEM, at=readings[-1].at)


def county_with(county: County, *rows: str) -> KeyView:
    """Register sensors in the small county and return the key of the water bureau."""
    assert county.unit("water")
    registered(*rows)
    return key_of()
