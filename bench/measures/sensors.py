"""A thousand sensors at two hundred places send over HTTP, some of them flooded and noisy around the limit.

The floor takes the same readings as one client would that writes nothing but the newest value: a prepared
UPDATE for each, each its own transaction, with fsync on.
"""

import json
import random
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from tests.small_county import EAST, VILLAGE, WEST

from bench.installation import HOST, Installation
from bench.load import BadAnswerError, run
from bench.results import Result, percentile
from gongzhi.kernel.instants import now
from gongzhi.ledger.models import Fact
from gongzhi.loops.models import Loop
from gongzhi.patrol.facts import EVENT_KIND
from gongzhi.patrol.models import Sensor, SensorSite, SensorState
from gongzhi.patrol.public import make_sensor_key, register_sensors
from gongzhi.people.facts import SYSTEM

SENSORS, SITES, FLOODED = 1_000, 200, 50
BATCH = 100  # readings a gateway sends at once
ROUNDS, SINGLE_ROUNDS = 20, 2  # how often each sensor speaks, in batches and alone
CONCURRENCY = 8
MOST_SECONDS = 60.0
MATTER = "city.waste"  # the small county has no floods of its own
GRIDS = [f"{community}{number:03d}" for community in (WEST, EAST, VILLAGE) for number in (1, 2)]
# Raised at 15 cm, over at 10 cm: water that moves between the two sides of the limit and is never over.
CALM, NOISY = (0.0, 9.0), (11.0, 19.0)
FLOOR = "a bare UPDATE each"
_UPDATE = "update gongzhi_sensorstate set newest_at = %s, value = %s where sensor_id = %s"


def measure(installation: Installation) -> Iterator[Result]:
    """Send in batches of a hundred, then alone; exactly one event must be open for each flooded place."""
    installation.prepare()
    installation.spoil()
    port = installation.serve()
    yield _register()
    key = make_sensor_key(name="simulator", unit_code="water", by=SYSTEM, at=now())
    chance = random.Random(20260715)  # noqa: S311 - the same weather each time
    begin = now() - timedelta(seconds=ROUNDS + SINGLE_ROUNDS + 2)
    rate, cpu = _floor(installation, SENSORS * SINGLE_ROUNDS, begin)
    facts = Fact.objects.count()
    sent = 0
    for name, size, rounds in (("batch", BATCH, ROUNDS), ("single", 1, SINGLE_ROUNDS)):
        requests = []
        for _ in range(rounds):
            sent += 1
            requests.append(_round(chance, begin + timedelta(seconds=sent), size, key))
        yield from _send(installation, port, name, requests, size, (rate, cpu))
        _check(begin + timedelta(seconds=sent))
        if name == "batch":
            made = Fact.objects.count() - facts
            yield Result("sensors.facts", "facts/reading", made / (SENSORS * rounds), n=SENSORS * rounds)


def _register() -> Result:
    """Register the sensors from a file."""
    lines = ["code,kind,site,name,unit,grid,matter"]
    lines += [
        f"s{number},flood_depth,place-{number % SITES},{number} 号水位计,water,"
        f"{GRIDS[number % SITES % len(GRIDS)]},{MATTER}"
        for number in range(SENSORS)
    ]
    began = time.perf_counter()
    report = register_sensors(data="\n".join(lines).encode(), by=SYSTEM, at=now())
    taken = time.perf_counter() - began
    if report.added != SENSORS:
        raise BadAnswerError(f"{report.added} of {SENSORS} sensors were registered: {report.rejected[:3]}")
    return Result("sensors.register", "s", taken, n=SENSORS)


def _round(chance: random.Random, at: datetime, size: int, key: str) -> list[bytes]:
    """Return what all sensors say at one instant, as the requests of gateways with so many readings each."""
    readings = [
        {"sensor": f"s{number}", "at": at.isoformat(), "value": f"{_level(chance, number % SITES):.3f}"}
        for number in range(SENSORS)
    ]
    return [_post(readings[first : first + size], key) for first in range(0, SENSORS, size)]


def _level(chance: random.Random, site: int) -> float:
    return chance.uniform(*(NOISY if site < FLOODED else CALM))


def _post(readings: Sequence[dict[str, str]], key: str) -> bytes:
    body = json.dumps({"readings": readings}).encode()
    head = (
        f"POST /patrol/readings HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _send(
    installation: Installation,
    port: int,
    name: str,
    rounds: Sequence[Sequence[bytes]],
    size: int,
    floor: tuple[float, float],
) -> Iterator[Result]:
    """Send round after round, the requests of each at once, and yield what that cost a reading."""
    cpu, seconds, latencies = installation.cpu(), 0.0, []
    for requests in rounds:
        load = run(requests, port, concurrency=CONCURRENCY, seconds=MOST_SECONDS, again=False)
        if load.count != len(requests):
            raise BadAnswerError(f"only {load.count} of {len(requests)} requests were answered in time")
        seconds += load.seconds
        latencies += load.latencies
    cpu = installation.cpu() - cpu
    readings = size * len(latencies)
    here = f"sensors.{name}"
    more = {"n": readings, "at_size": SENSORS}
    yield Result(f"{here}.cpu", "CPU-ms/reading", cpu / readings * 1000, FLOOR, floor[1] * 1000, **more)
    yield Result(f"{here}.rate", "readings/s", readings / seconds, FLOOR, floor[0], **more)
    yield Result(f"{here}.p50", "ms/request", percentile(latencies, 0.5) * 1000, n=len(latencies))
    yield Result(f"{here}.p99", "ms/request", percentile(latencies, 0.99) * 1000, n=len(latencies))


def _check(newest: datetime) -> None:
    """Every reading counts, each flooded place has exactly one event, and no other place has one."""
    behind = SensorState.objects.exclude(newest_at=newest).count()
    if behind:
        raise BadAnswerError(f"the newest reading of {behind} sensors is not the last that was sent")
    wanted = {f"place-{site}" for site in range(FLOODED)}
    sites = SensorSite.objects.exclude(loop=None).values_list("code", "loop__ended_at")
    found = {code for code, ended_at in sites if ended_at is None}
    events = Loop.objects.filter(subject_kind=EVENT_KIND).count()
    if found != wanted or events != FLOODED:
        raise BadAnswerError(f"{events} events at {len(found)} places, and {FLOODED} places are flooded")


def _floor(installation: Installation, count: int, at: datetime) -> tuple[float, float]:
    """Return readings a second, and processor seconds of client and database for one, of bare updates."""
    ids = list(Sensor.objects.order_by("id").values_list("id", flat=True))
    with installation.administrator() as bare, bare.cursor() as cursor:
        assert bare.execute("show fsync").fetchone() == ("on",)
        assert bare.execute("show synchronous_commit").fetchone() == ("on",)
        cpu, own, began = installation.cpu(), time.process_time(), time.perf_counter()
        for number in range(count):
            cursor.execute(_UPDATE, [at, number, ids[number % SENSORS]], prepare=True)
        seconds, own = time.perf_counter() - began, time.process_time() - own
        cpu = installation.cpu() - cpu + own
        # As if nobody had ever sent anything.
        cursor.execute("update gongzhi_sensorstate set newest_at = null, value = null")
    return count / seconds, cpu / count
