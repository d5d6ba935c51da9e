"""Count what came in by telephone on a day, and what of it was answered on the spot: for the service, nobody's name."""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from gongzhi.cases.facts import Channel
from gongzhi.cases.public import channel_of
from gongzhi.loops.public import loop_row
from gongzhi.organization.public import prefix_of

_ADD = """
    insert into gongzhi_hotlineday (division, "on", filed, on_the_spot) values (%s, %s, %s, %s)
    on conflict ("on", division) do update set filed = gongzhi_hotlineday.filed + excluded.filed,
        on_the_spot = gongzhi_hotlineday.on_the_spot + excluded.on_the_spot
"""


def count_filed(*, case_id: UUID, on_the_spot: bool, at: datetime) -> None:
    """Count a case that came by telephone, or that one was answered at once, in the transaction of the reader.

    It runs once for each fact, so nothing is counted twice. The day is that of the fact.
    """
    assert connection.in_atomic_block
    loop = loop_row(case_id)
    if loop is None or channel_of(case_id) != Channel.HOTLINE:
        return
    place = prefix_of(loop.division)[:6].ljust(12, "0")
    day = timezone.localdate(loop.opened_at)
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [place, day, int(not on_the_spot), int(on_the_spot)])
