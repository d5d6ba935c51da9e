"""Several cases as their reader may see them, in two queries: what lists of programs are made of."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from gongzhi.cases.discretion import is_masked
from gongzhi.cases.looks import hide
from gongzhi.cases.models import Case
from gongzhi.loops.public import holders_of_many
from gongzhi.people.facts import Actor
from gongzhi.people.public import without_room


@dataclass(frozen=True)
class CaseLine:
    """A case beside its loop, in a list. `masked`: it is confidential, and the reader plays no part in it."""

    channel: str
    filer: str
    place_kind: str
    longitude_e6: int | None
    latitude_e6: int | None
    address: str
    grid: str
    text: str
    lead: UUID | None
    finding: str
    solved: bool | None
    satisfied: str
    parent: UUID | None
    confidential: bool
    masked: bool = False


_COLUMNS = tuple(name for name in CaseLine.__dataclass_fields__ if name != "masked")
_NOWHERE = {
    "place_kind": "NONE",
    "longitude_e6": None,
    "latitude_e6": None,
    "address": "",
    "grid": "",
    "text": "",
}


def case_lines(actor: Actor, ids: Collection[UUID], *, texts: bool) -> dict[UUID, CaseLine]:
    """Return cases the caller has found for the actor. Personal data in texts are masked; `texts`: whether asked for.

    Of a confidential case words and place are left out, unless the actor's unit plays a part in it.
    """
    rows = {row.pop("loop"): row for row in Case.objects.filter(loop__in=list(ids)).values("loop", *_COLUMNS)}
    secret = {case_id for case_id, row in rows.items() if row["confidential"]}
    holders = holders_of_many(secret) if secret else {}
    return {
        case_id: _line(actor, row, holders.get(case_id, {}), texts=texts) for case_id, row in rows.items()
    }


def _line(actor: Actor, row: dict, holders: dict, *, texts: bool) -> CaseLine:  # type: ignore[type-arg]
    if is_masked(actor, confidential=row["confidential"], holders=holders):
        return CaseLine(**{**row, **_NOWHERE}, masked=True)
    text = hide(row["text"])[0] if texts else ""
    address = without_room(row["address"]) if actor.third_party else row["address"]
    return CaseLine(**{**row, "text": text, "address": address})
