"""The words of one case and of others, and how their places lie: for the program that compares them, and no reader.

Whoever calls has been asked through the gate, and keeps nothing of it. A confidential case is never among the others.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from gongzhi.cases.models import Case
from gongzhi.cases.together import Spot, metres_between, same_place
from gongzhi.loops.public import profile_of

_READ_TO = 2000  # characters of a text


@dataclass(frozen=True)
class Neighbour:
    """A case beside one: its words, in which respects their places are the same, and how far apart they lie."""

    case_id: UUID
    text: str
    same: tuple[str, ...]
    metres: int | None
    ended_at: datetime | None = None


def neighbours(case_id: UUID, also: Collection[UUID], *, since: datetime, most: int) -> list[Neighbour]:
    """Return a case itself first, then those of `also` and the newest of its grid; at most `most` from there.

    The grid's are found by its index. Nothing for a case that is not there, or confidential.
    """
    own = Case.objects.select_related("loop").filter(loop=case_id, confidential=False).first()
    if own is None:
        return []
    ids = set(also) - {case_id}
    if own.grid:
        here = Case.objects.filter(grid=own.grid, confidential=False, loop__opened_at__gt=since)
        newest = here.order_by("-loop__opened_at").values_list("loop", flat=True)[: most + 1]
        ids |= set(newest) - {case_id}
    metres = profile_of(own.loop.division, localdate(own.loop.opened_at)).merge.metres
    columns = ("loop", "grid", "longitude_e6", "latitude_e6", "address", "text", "loop__ended_at")
    rows = Case.objects.filter(loop__in=ids, confidential=False).values_list(*columns)
    spot = Spot(own.grid, own.longitude_e6, own.latitude_e6, own.address)
    found = [Neighbour(case_id, _words(own.address, own.text), (), None)]
    for loop, grid, longitude, latitude, address, text, ended_at in rows:
        other = Spot(grid, longitude, latitude, address)
        found.append(
            Neighbour(
                loop,
                _words(address, text),
                same_place(spot, other, metres=metres),
                metres_between(spot, other),
                ended_at,
            )
        )
    return found


def _words(address: str, text: str) -> str:
    return f"{address}。{text[:_READ_TO]}" if address else text[:_READ_TO]


def words_of_cases(case_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the words of some cases with the places they name; of a confidential one none."""
    rows = Case.objects.filter(loop__in=list(case_ids), confidential=False)
    return {
        loop: _words(address, text) for loop, address, text in rows.values_list("loop", "address", "text")
    }
