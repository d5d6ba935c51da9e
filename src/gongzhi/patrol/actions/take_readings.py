"""Take in readings of sensors: many change a few rows, few become an event."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import record, record_many
from gongzhi.loops.public import LoopRow, hold, loops_by_id
from gongzhi.patrol.actions.report_event import E6, Report, Spot, open_event
from gongzhi.patrol.facts import (
    Crossing,
    ReadingsTaken,
    SensorCleared,
    SensorCrossed,
    SensorRaised,
    SiteEventOpened,
    SiteEventRefused,
    Source,
)
from gongzhi.patrol.models import Sensor, SensorSite
from gongzhi.patrol.queries import category
from gongzhi.patrol.readings import (
    Folded,
    Limits,
    Outcome,
    Reading,
    SensorKind,
    State,
    fold,
    value_text,
)
from gongzhi.patrol.sensors import KeyView, limits_of, sensor_kinds
from gongzhi.people.facts import Actor

# What a sensor says becomes data, as what people write is: it has one language, the installation's.
_CHINESE = settings.LANGUAGE_CODE.startswith("zh")
# In the order of their ids, so that two batches with the same sensors wait for each other and never both.
_HOLD = """
    select sensor.id, sensor.code, sensor.in_use, sensor.raise_at, sensor.clear_at, sensor.in_row,
        site.id, site.kind, site.loop_id,
        state.newest_at, state.value, state.in_row, state.raised, state.crossed_at
    from gongzhi_sensorstate state
    join gongzhi_sensor sensor on sensor.id = state.sensor_id
    join gongzhi_sensorsite site on site.id = sensor.site_id
    where sensor.unit_id = %s and sensor.code = any(%s)
    order by sensor.id
    for update of state
"""
_WRITE = """
    update gongzhi_sensorstate state
    set newest_at = new.newest_at, value = new.value, in_row = new.in_row, raised = new.raised,
        crossed_at = new.crossed_at
    from unnest(%s::uuid[], %s::timestamptz[], %s::bigint[], %s::smallint[], %s::boolean[], %s::timestamptz[])
        as new (id, newest_at, value, in_row, raised, crossed_at)
    where state.sensor_id = new.id
"""


@dataclass(frozen=True)
class _Held:
    """A sensor whose state is locked."""

    id: UUID
    in_use: bool
    limits: Limits
    site_id: UUID
    kind: SensorKind
    loop_id: UUID | None
    state: State


@dataclass(frozen=True)
class _Said:
    """What the readings of one sensor came to."""

    sensor: _Held
    folded: Folded


def take_readings(
    *, key: KeyView, readings: Sequence[Reading | Outcome], by: Actor, at: datetime
) -> list[Outcome]:
    """Take the readings of the key's unit and return what became of each, in their order.

    Sending a batch again changes nothing, since none of it is newer. A limit that is crossed opens an event,
    unless the site has an open one of this kind; nothing here closes one. What cannot become an event (no
    desk, no such matter) is kept with the site and tried again with the next crossing reading.
    """
    outcomes = [each if isinstance(each, Outcome) else Outcome.UNKNOWN_SENSOR for each in readings]
    sent: dict[str, list[tuple[int, Reading]]] = {}
    for index, each in enumerate(readings):
        if isinstance(each, Reading):
            sent.setdefault(each.sensor, []).append((index, each))
    if not sent:
        return outcomes
    with transaction.atomic(durable=True):
        held = _hold(key.unit_id, list(sent))
        ended = _ended(held, sent)
        said = []
        for code, sensor in held.items():
            mine = [reading for _, reading in sent[code]]
            folded = fold(sensor.state, mine, sensor.limits, ended_at=ended.get(sensor.loop_id))
            found = folded.outcomes if sensor.in_use else (Outcome.NOT_IN_USE,) * len(mine)
            for (index, _reading), outcome in zip(sent[code], found, strict=True):
                outcomes[index] = outcome
            if Outcome.TAKEN in found:
                said.append(_Said(sensor, folded))
        if said:
            _write(said)
            _record(said, outcomes, key, by, at)
            _tell_sites(said, ended, key.unit_id, by, at)
    return outcomes


def _hold(unit_id: UUID, codes: list[str]) -> dict[str, _Held]:
    """Lock the states of a unit's sensors and return them by code."""
    kinds = sensor_kinds()
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [unit_id, codes])
        rows = cursor.fetchall()
    return {
        row[1]: _Held(
            id=row[0],
            in_use=row[2],
            limits=limits_of(kinds[row[7]], raise_at=row[3], clear_at=row[4], in_row=row[5]),
            site_id=row[6],
            kind=kinds[row[7]],
            loop_id=row[8],
            state=State(*row[9:]),
        )
        for row in rows
    }


def _ended(
    held: Mapping[str, _Held], sent: Mapping[str, Sequence[tuple[int, Reading]]]
) -> dict[UUID | None, datetime | None]:
    """Return when the events of the sites ended, as far as that matters: where something crosses or is raised."""
    asked = {
        sensor.loop_id
        for code, sensor in held.items()
        if sensor.loop_id
        and (sensor.state.raised or any(sensor.limits.crosses(reading.value) for _, reading in sent[code]))
    }
    return {loop_id: row.ended_at for loop_id, row in loops_by_id(asked).items()} if asked else {}


def _write(said: Sequence[_Said]) -> None:
    states = [each.folded.state for each in said]
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            [
                [each.sensor.id for each in said],
                [state.newest_at for state in states],
                [state.value for state in states],
                [state.in_row for state in states],
                [state.raised for state in states],
                [state.crossed_at for state in states],
            ],
        )


def _record(
    said: Sequence[_Said], outcomes: Sequence[Outcome], key: KeyView, by: Actor, at: datetime
) -> None:
    """Record the batch in one fact, and one more for each sensor whose state is another one now."""
    counted = Counter(outcomes)
    taken = counted.pop(Outcome.TAKEN)
    ignored = {outcome.value: number for outcome, number in counted.items()}
    batch = ReadingsTaken(taken=taken, ignored=ignored, sensors=len(said))
    crossed = [(fact, each.sensor.id) for each in said if (fact := _crossed(each))]
    record_many([(batch, key.id), *crossed], by=by.name(), at=at)


def _crossed(said: _Said) -> SensorCrossed | None:
    before, after = said.sensor.state, said.folded.state
    if (before.raised, before.crossed_at) == (after.raised, after.crossed_at):
        return None
    if after.raised:
        return SensorCrossed(way=Crossing.RAISED, read_at=after.crossed_at)
    if said.folded.cleared:
        return SensorCrossed(way=Crossing.CLEARED, read_at=said.folded.cleared.at)
    return SensorCrossed(way=Crossing.BEGUN_ANEW, read_at=None)


def _tell_sites(
    said: Sequence[_Said],
    ended: Mapping[UUID | None, datetime | None],
    unit_id: UUID,
    by: Actor,
    at: datetime,
) -> None:
    """Give each site that needs one its event, and note in the events what the sensors say."""
    by_site: dict[UUID, list[_Said]] = {}
    for each in said:
        sensor, folded = each.sensor, each.folded
        news = folded.raised or folded.cleared
        open_already = sensor.loop_id is not None and ended.get(sensor.loop_id) is None
        if news or (folded.crossing and not open_already):
            by_site.setdefault(sensor.site_id, []).append(each)
    if not by_site:
        return
    sites = list(SensorSite.objects.select_for_update().filter(id__in=by_site).order_by("id"))
    # Read under the lock of the site: another batch may have opened its event in the meantime.
    loops = {loop_id: hold(loop_id) for loop_id in sorted(site.loop_id for site in sites if site.loop_id)}
    for site in sites:
        event = loops.get(site.loop_id) if site.loop_id else None
        if event is None or event.ended_at is not None:
            _open(site, by_site[site.id], event, unit_id, by, at)
        else:
            _note(event, by_site[site.id], by, at)


def _open(
    site: SensorSite,
    said: Sequence[_Said],
    last: LoopRow | None,
    unit_id: UUID,
    by: Actor,
    at: datetime,
) -> None:
    """Open the event of a site for the first sensor that asks for it since the last one ended."""
    since = last.ended_at if last else None
    asking = [each for each in said if _asks(each.folded, since)]
    if not asking:
        return
    first = min(asking, key=lambda each: _moment(each.folded))
    before = transaction.savepoint()
    try:
        event = open_event(report=_report(first, at), by=by, at=at, reporter=unit_id, source=Source.SENSOR)
    except Refused as refused:
        # The readings count all the same; somebody has to mend the county's tables.
        transaction.savepoint_rollback(before)
        _refuse(site, refused.refusal, by, at)
        return
    transaction.savepoint_commit(before)
    _refuse(site, None, by, at)
    site.loop_id = event.id
    site.save(update_fields=["loop"])
    fact = SiteEventOpened(loop_id=event.id, sensor_id=first.sensor.id)
    record(fact, subject=site.id, by=by.name(), at=at)
    _note(event, [each for each in said if each is not first], by, at)
    _note(event, [first], by, at, cleared_only=True)


def _asks(folded: Folded, since: datetime | None) -> bool:
    return folded.crossing is not None and (since is None or folded.crossing.at > since)


def _moment(folded: Folded) -> datetime:
    assert folded.crossing is not None
    return (folded.raised or folded.crossing).at


def _refuse(site: SensorSite, refusal: Refusal | None, by: Actor, at: datetime) -> None:
    """Keep with the site why it has no event, once; None takes it back."""
    code, details = (refusal.code, dict(refusal.details)) if refusal else ("", {})
    if (site.refused, site.refused_details) != (code, details):
        site.refused, site.refused_details = code, details
        site.save(update_fields=["refused", "refused_details"])
        record(SiteEventRefused(code=code, details=details), subject=site.id, by=by.name(), at=at)


def _report(said: _Said, at: datetime) -> Report:
    """Return what the sensor reports, as a grid worker would."""
    row = Sensor.objects.select_related("site").get(id=said.sensor.id)
    kind = said.sensor.kind
    reading = said.folded.raised or said.folded.crossing
    assert reading is not None
    matter = row.matter or kind.matter
    usual = category(matter, at=at)
    # What can cost lives skips levels, whatever the kind of sensor says.
    grade = kind.grade if usual is not None and kind.grade in usual.grades else 0
    longitude, latitude = row.longitude_e6, row.latitude_e6
    spot = Spot(
        grid=row.grid,
        longitude=None if longitude is None else longitude / E6,
        latitude=None if latitude is None else latitude / E6,
    )
    text = _fill(kind.text if _CHINESE else kind.text_en, row, said, reading)
    return Report(matter=matter, text=text, spot=spot, grade=grade)


def _fill(text: str, row: Sensor, said: _Said, reading: Reading) -> str:
    return text % {
        "site": row.site.code,
        "name": row.name,
        "value": value_text(reading.value),
        "limit": value_text(said.sensor.limits.raise_at),
    }


def _note(
    event: LoopRow, said: Iterable[_Said], by: Actor, at: datetime, *, cleared_only: bool = False
) -> None:
    """Note in the story of an event, whose loop is locked, which sensors were raised and which say it is over."""
    news = [each for each in said if each.folded.raised or each.folded.cleared]
    rows = {
        row.id: row
        for row in Sensor.objects.select_related("site").filter(id__in=[each.sensor.id for each in news])
    }
    facts: list[tuple[Any, UUID]] = []
    for each in news:
        row = rows[each.sensor.id]
        for kind, reading in ((SensorRaised, each.folded.raised), (SensorCleared, each.folded.cleared)):
            if reading is None or (cleared_only and kind is SensorRaised):
                continue
            says = each.sensor.kind.says if _CHINESE else each.sensor.kind.says_en
            text = Private(_fill(says, row, each, reading))
            fact = kind(sensor_id=row.id, read_at=reading.at, value=reading.value, text=text)
            facts.append((fact, event.id))
    record_many(facts, by=by.name(), at=at)
