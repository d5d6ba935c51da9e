"""What is made once a night: topics put together anew, forecasts, alarms; by one process at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from gongzhi.insight.actions.foretell import make_forecasts, raise_alarms
from gongzhi.insight.actions.regroup import regroup
from gongzhi.people.facts import Actor

_ALONE = "hashtext('gongzhi.insight.night')"


@dataclass(frozen=True)
class Night:
    """How many messages moved, how many forecasts and alarms were made."""

    moved: int
    forecasts: int
    alarms: int


def work_at_night(*, by: Actor, clock: Callable[[], datetime]) -> Night | None:
    """Make what the register lets be made and what is not there yet; None while another process is at it."""
    with connection.cursor() as cursor:
        cursor.execute(f"select pg_try_advisory_lock({_ALONE})")
        if not cursor.fetchone()[0]:
            return None
    try:
        return Night(
            regroup(by=by, at=clock()), make_forecasts(by=by, at=clock()), raise_alarms(by=by, at=clock())
        )
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"select pg_advisory_unlock({_ALONE})")
