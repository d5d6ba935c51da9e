"""Reads of cases for everybody: which cases the public may know of, and what of them.

A case is published when it is not confidential, its matter is known and not withheld by whoever asks, and its words
are not erased. Of a published case nothing is read but what stands in `PublishedCase`: the words with marks in the
place of personal data, the address down to the building, and photos that somebody has cleared. All else is no
business of a stranger, who is answered as if it were not there.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from gongzhi.cases.looks import BY_RESIDENT
from gongzhi.cases.models import Case, Photo
from gongzhi.ledger.public import facts_about, is_placed, story_of
from gongzhi.people.public import screened, without_room
from gongzhi.ui.photo_store import kept

AT_MOST = 1000
NEAR = 1000  # where only the neighbourhood is told: whole thousandths of a degree, about 100 m
_REMEMBERED = 20_000

_COLUMNS = (
    *("loop_id", "public_id", "channel", "longitude_e6", "latitude_e6", "address", "text", "lead_id"),
    *(
        "loop__state",
        "loop__division",
        "loop__matter",
        "loop__opened_at",
        "loop__entered_at",
        "loop__ended_at",
    ),
    *("loop__first_due_at", "loop__due_at", "loop__counts"),
)


@dataclass(frozen=True)
class Wish:
    """Which published cases are asked for. `withheld` are matters nobody is told of, `near` those about homes.

    Periods include both ends. `box` is west, south, east, north in degrees.
    """

    withheld: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    ids: tuple[str, ...] | None = None
    matters: tuple[str, ...] | None = None
    opened: tuple[datetime | None, datetime | None] = (None, None)
    changed: tuple[datetime | None, datetime | None] = (None, None)
    ended: bool | None = None
    box: tuple[float, float, float, float] | None = None
    skip: int = 0
    limit: int = AT_MOST


@dataclass(frozen=True)
class PublishedCase:
    """A case as everybody may read it. `expected_at`: by when it is to be answered; `photo`: a cleared one."""

    id: UUID
    public_id: str
    channel: str
    state: str
    extended: bool
    division: str
    matter: str
    opened_at: datetime
    changed_at: datetime
    ended_at: datetime | None
    expected_at: datetime | None
    text: str
    address: str
    longitude: float | None
    latitude: float | None
    lead: UUID | None
    photos: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class PublishedStep:
    """A step of a published case: its new state. `words` are the office's answer, for the system that filed it."""

    id: UUID
    public_id: str
    state: str
    ended: bool
    at: datetime
    words: str = ""


def published_cases(wish: Wish) -> list[PublishedCase]:
    """Return published cases, those filed last first; when asked for changes, those that changed last first."""
    rows = _rows(wish)
    last = "loop__entered_at" if any(wish.changed) else "loop__opened_at"
    rows = rows.order_by(f"-{last}", "-loop_id")
    limit = max(0, min(wish.limit, AT_MOST))
    found = list(rows.values_list(*_COLUMNS)[wish.skip : wish.skip + limit])
    photos = _cleared([row[0] for row in found])
    return [_published(row, photos.get(row[0], ()), wish.near) for row in found]


def published_steps(
    wish: Wish, *, client: str = "", case_ids: Collection[UUID] | None = None
) -> list[PublishedStep]:
    """Return the steps of published cases within ``wish.changed``, oldest first; or all of some cases.

    `client` names a system as facts do: of a case it filed it reads the office's answer as well, masked.
    """
    since, until = wish.changed
    if case_ids is None:
        rows = _rows(wish, until=False).order_by("loop__entered_at", "loop_id")[:AT_MOST]
    else:
        rows = Case.objects.filter(loop__in=list(case_ids))
    public_ids = dict(rows.values_list("loop_id", "public_id"))
    facts = facts_about(list(public_ids), only=("cases.filed", "loops.moved"))
    own = {fact.subject for fact in facts if client and fact.kind == "cases.filed" and fact.actor == client}
    found = []
    for fact in facts:
        if fact.kind != "loops.moved" or fact.subject is None:
            continue
        if (since and fact.at < since) or (until and fact.at > until):
            continue
        words = _answer(fact.subject, fact.id) if fact.subject in own else ""
        state, ended = str(fact.data["to_state"]), fact.data["ended"] is not None
        found.append(PublishedStep(fact.id, public_ids[fact.subject], state, ended, fact.at, words))
    return sorted(found, key=lambda step: step.at)[:AT_MOST]


def published_photo(photo_id: UUID, *, withheld: frozenset[str]) -> bytes | None:
    """Return a photo of a published case, as JPEG, if somebody has cleared it; None otherwise."""
    row = _cleared_rows().filter(id=photo_id).first()
    if row is None or not _rows(Wish(withheld=withheld)).filter(loop=row.loop_id).exists():
        return None
    return kept(row.stored)


def case_by_public_id(public_id: str) -> UUID | None:
    """Return the case with a public id, published or not: for the system that filed it."""
    return Case.objects.filter(public_id=public_id).values_list("loop_id", flat=True).first()


def public_id_of(case_id: UUID) -> str | None:
    """Return the public id of a case."""
    return Case.objects.filter(loop=case_id).values_list("public_id", flat=True).first()


def filed_by(case_id: UUID) -> str:
    """Return who filed a case, as facts name them; "" where there is no such case."""
    return next((fact.actor for fact in facts_about([case_id], only=("cases.filed",))), "")


def is_on_record(case_id: UUID) -> bool:
    """Tell whether the filing of a case has its place in the order of facts: from then on it is proved."""
    return any(map(is_placed, (fact.id for fact in facts_about([case_id], only=("cases.filed",)))))


def _rows(wish: Wish, *, until: bool = True) -> QuerySet[Case]:
    rows = Case.objects.filter(confidential=False).exclude(loop__matter="").exclude(text="")
    if wish.withheld:
        rows = rows.exclude(loop__matter__in=sorted(wish.withheld))
    if wish.ids is not None:
        rows = rows.filter(public_id__in=wish.ids)
    if wish.matters is not None:
        rows = rows.filter(loop__matter__in=wish.matters)
    if wish.ended is not None:
        rows = rows.filter(loop__ended_at__isnull=not wish.ended)
    for column, (first, last) in (("opened_at", wish.opened), ("entered_at", wish.changed)):
        if first:
            rows = rows.filter(**{f"loop__{column}__gte": first})
        if last and (until or column == "opened_at"):
            rows = rows.filter(**{f"loop__{column}__lte": last})
    if wish.box:
        west, south, east, north = (round(degrees * 1_000_000) for degrees in wish.box)
        inside = Q(longitude_e6__gte=west, longitude_e6__lte=east)
        rows = rows.filter(inside, latitude_e6__gte=south, latitude_e6__lte=north)
    return rows


def _published(row: Any, photos: tuple[UUID, ...], near: Collection[str]) -> PublishedCase:
    (case_id, public_id, channel, longitude, latitude, address, text, lead) = row[:8]
    (state, division, matter, opened_at, entered_at, ended_at, first_due_at, due_at, counts) = row[8:]
    extended = bool(counts.get("extend"))
    about_a_home = matter in near
    return PublishedCase(
        id=case_id,
        public_id=public_id,
        channel=channel,
        state=state,
        extended=extended,
        division=division,
        matter=matter,
        opened_at=opened_at,
        changed_at=ended_at or entered_at,
        ended_at=ended_at,
        expected_at=due_at if extended and state == "working" and due_at else first_due_at,
        text=_without_personal_data(text),
        address=_without_personal_data(without_room(address)) if address else "",
        longitude=_degrees(longitude, about_a_home=about_a_home),
        latitude=_degrees(latitude, about_a_home=about_a_home),
        lead=lead,
        photos=photos,
    )


def _degrees(micro: int | None, *, about_a_home: bool) -> float | None:
    if micro is None:
        return None
    return round(micro / NEAR) * NEAR / 1_000_000 if about_a_home else micro / 1_000_000


def _answer(case_id: UUID, fact_id: UUID) -> str:
    fact = next((each for each in story_of(case_id) if each.id == fact_id), None)
    told = fact.texts if fact and fact.data["to_state"] == "answered" else None
    return _without_personal_data((told or {}).get("text", ""))


def _cleared_rows() -> QuerySet[Photo]:
    rows = Photo.objects.filter(came_with__in=list(BY_RESIDENT), cleared_at__isnull=False)
    return rows.exclude(stored__startswith="erased/")


def _cleared(case_ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    found: dict[UUID, tuple[UUID, ...]] = {}
    for case_id, photo_id in (
        _cleared_rows().filter(loop__in=list(case_ids)).order_by("id").values_list("loop_id", "id")
    ):
        found[case_id] = (*found.get(case_id, ()), photo_id)
    return found


_screened: dict[bytes, str] = {}


def _without_personal_data(text: str) -> str:
    """Return a text with marks in it, remembered by its digest: a list says the same ones again and again."""
    if not text:
        return ""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
    found = _screened.get(digest)
    if found is None:
        found = screened(text)
        if len(_screened) >= _REMEMBERED:
            _screened.clear()
        _screened[digest] = found
    return found
