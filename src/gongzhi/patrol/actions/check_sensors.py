"""Check that the tables of sensors say what the facts say."""

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.db import transaction

from gongzhi.kernel.instants import to_text
from gongzhi.ledger.public import facts_about
from gongzhi.loops.public import Difference
from gongzhi.patrol.facts import ReadingsTaken
from gongzhi.patrol.models import Sensor, SensorKey, SensorSite, SensorState
from gongzhi.patrol.replay import Row, replay

# Columns that stand in no fact: words and points are commitments there, a key stands nowhere, and the newest
# reading of a sensor (its state, but for being raised) is not kept for ever.
_SENSOR = ("code", "site_id", "unit_id", "grid", "matter", "raise_at", "clear_at", "in_row", "silent_after")
_STATE = ("raised", "crossed_at")
_SITE = ("code", "kind", "loop_id", "refused", "refused_details")
_KEY = ("name", "unit_id", "made_at", "revoked_at")


def check_sensors(*, batch: int = 500) -> Iterator[Difference]:
    """Fold the facts of every site, sensor and key and yield each value in which the tables differ from them.

    Works beside others: what seems to differ is looked at again under the lock of its row.
    """
    ids = chain.from_iterable(
        table.objects.order_by("id").values_list("id", flat=True).iterator()
        for table in (SensorSite, Sensor, SensorKey)
    )
    while some := list(islice(ids, batch)):
        for row_id in sorted({each.loop_id for each in _compare(some)}):
            with transaction.atomic(durable=True):
                for table in (Sensor, SensorState, SensorSite, SensorKey):
                    list(table.objects.select_for_update().filter(pk=row_id))
                yield from _compare([row_id])


def _compare(ids: Collection[UUID]) -> list[Difference]:
    kept = _kept(
        ids
    )  # before the facts: a batch in between then shows as a difference and is looked at again
    said = replay(facts_about(ids, without=(ReadingsTaken.kind,)))
    found = []
    for row_id, row in kept.items():
        rebuilt = said.get(str(row_id), {})
        for column in sorted(row):
            if rebuilt.get(column) != row[column]:
                what = f"patrol/{row_id}/{column}"
                found.append(Difference(row_id, what, rebuilt.get(column), row[column]))
    return found


def _kept(ids: Collection[UUID]) -> dict[UUID, Row]:
    rows: dict[UUID, Row] = {site.id: _row(site, _SITE) for site in SensorSite.objects.filter(id__in=ids)}
    rows |= {key.id: _row(key, _KEY) for key in SensorKey.objects.filter(id__in=ids)}
    for sensor in Sensor.objects.select_related("state").filter(id__in=ids):
        own = _row(sensor, (*_SENSOR, "in_use", "registered_at"))
        rows[sensor.id] = {**own, **_row(sensor.state, _STATE)}
    return rows


def _row(row: Any, columns: Collection[str]) -> Row:
    return {column: _plain(getattr(row, column)) for column in columns}


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return to_text(value) if isinstance(value, datetime) else value
