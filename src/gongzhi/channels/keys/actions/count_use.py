"""Count how often a key was used today; what is counted names no person and is no fact."""

from datetime import date
from uuid import UUID

from django.db import connection


def count_uses(*, key_id: UUID, on: date, uses: int) -> int:
    """Add to the uses of a key on a day and return how many there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            'insert into gongzhi_keyday (key_id, "on", used) values (%s, %s, %s)'
            ' on conflict (key_id, "on") do update set used = gongzhi_keyday.used + excluded.used returning used',
            [key_id, on, uses],
        )
        (used,) = cursor.fetchone() or (0,)
    return int(used)
