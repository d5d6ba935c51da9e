"""How things stand: the state of a loop for its ETag, and the filters of lists of loops."""

from datetime import datetime
from uuid import UUID

from gongzhi.channels.rest.cursors import place_at
from gongzhi.channels.rest.facts import Answer
from gongzhi.channels.rest.tags import state_of
from gongzhi.ledger.public import version_of
from gongzhi.loops.public import LoopRow, PlaceInOrder, Wanted, loop_row
from gongzhi.people.facts import NOT_IN_STORIES

_ENDED = {"yes": True, "no": False, "any": None}


def state_of_loop(loop_id: UUID) -> str:
    """Return the name of how a loop stands: another one after each step, and after each word about it."""
    return state_of(loop_id, version_of(loop_id, without=NOT_IN_STORIES))


def changed(loop_id: UUID, before: LoopRow) -> Answer:
    """Return how a loop stands after a change, with what the next one sends in If-Match."""
    row = loop_row(loop_id) or before
    body = {
        "id": str(loop_id),
        "number": row.number,
        "state": row.state,
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        "etag": f'"{state_of_loop(loop_id)}"',
    }
    return Answer(200, body)


def wanted(
    ended: str,
    state: str | None,
    division: str | None,
    matter: str | None,
    number: str | None,
    opened_from: datetime | None,
    opened_before: datetime | None,
) -> Wanted:
    """Return what a list is asked for."""
    return Wanted(
        ended=_ENDED[ended],
        state=state or "",
        division=division or "",
        matter=matter or "",
        number=number or "",
        opened_from=opened_from,
        opened_before=opened_before,
    )


def place_after(cursor: str | None) -> PlaceInOrder | None:
    """Return the place a page of loops goes on from."""
    return PlaceInOrder(*place_at(cursor)) if cursor else None
