"""Reads of cases for everybody: which cases the public may know of, and what of them.

A case is published when it is not confidential, its matter is known and not withheld by whoever asks, and its words
are not erased. Of a published case nothing is read but what stands in `PublishedCase`: the words with marks in the
place of personal data, the address down to the building, and photos that somebody has cleared. All else is no
business of a stranger, who is answered as if it were not there.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from gongzhi.cases.looks import BY_RESIDENT
from gongzhi.cases.models import Case, Photo
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import facts_about, is_placed, moments_of_kind, story_of
from gongzhi.people.public import screened, without_room
from gongzhi.ui.photo_store import kept

AT_MOST = 1000
MOST_PAGES = 50  # of so many steps of any case, looked through for those of published ones
FILED, MOVED = "cases.filed", "loops.moved"
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


def published_steps(wish: Wish, *, client: str = "") -> list[PublishedStep]:
    """Return the steps of published cases within ``wish.changed``, oldest first, at most 1,000.

    Whoever is told so many goes on from the instant of the last one: nothing before it was left out. `client` names a
    system as facts do: of a case it filed it reads the office's answer as well, masked. Raises Refused
    ``cases.steps_too_few`` where so few of very many are published that looking for them would have no end.
    """
    since, until = wish.changed
    public_ids: dict[UUID, str] = {}
    wanted: list[UUID] = []
    after = None
    for _page in range(MOST_PAGES):
        moments = moments_of_kind(MOVED, since=since, until=until, after=after, limit=AT_MOST)
        rows = _rows(replace(wish, changed=(None, None))).filter(
            loop__in={about for _at, _id, about in moments}
        )
        public_ids |= dict(rows.values_list("loop_id", "public_id"))
        wanted += [fact_id for _at, fact_id, about in moments if about in public_ids]
        if len(moments) < AT_MOST or len(wanted) >= AT_MOST:
            break
        after = moments[-1][:2]
    else:
        raise Refused(Refusal("cases.steps_too_few"))
    told = frozenset(wanted[:AT_MOST])
    facts = facts_about(list(public_ids), only=(FILED, MOVED))
    own = {fact.subject for fact in facts if client and fact.kind == FILED and fact.actor == client}
    return _steps((fact for fact in facts if fact.id in told), public_ids, own)


def published_steps_of(cases: Iterable[PublishedCase]) -> dict[str, list[PublishedStep]]:
    """Return all steps of some published cases by their public ids, oldest first."""
    public_ids = {case.id: case.public_id for case in cases}
    found: dict[str, list[PublishedStep]] = {}
    for step in _steps(facts_about(list(public_ids), only=(MOVED,)), public_ids, frozenset()):
        found.setdefault(step.public_id, []).append(step)
    return found


def _steps(
    facts: Iterable[Recorded], public_ids: Mapping[UUID, str], own: Collection[UUID | None]
) -> list[PublishedStep]:
    found = []
    for fact in facts:
        assert fact.subject is not None
        words = _answer(fact.subject, fact.id) if fact.subject in own else ""
        state, ended = str(fact.data["to_state"]), fact.data["ended"] is not None
        found.append(PublishedStep(fact.id, public_ids[fact.subject], state, ended, fact.at, words))
    return sorted(found, key=lambda step: (step.at, step.id))


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


def _rows(wish: Wish) -> QuerySet[Case]:
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
        if last:
            rows = rows.filter(**{f"loop__{column}__lte": last})
    return rows.filter(_inside(wish.box, wish.near)) if wish.box else rows


def _inside(box: tuple[float, float, float, float], near: Collection[str]) -> Q:
    """Return what lies in a box, as it is told: who asks for smaller and smaller boxes does not find a home by them."""
    west, south, east, north = (round(degrees * 1_000_000) for degrees in box)
    exact = _between(west, east, south, north)
    if not near:
        return exact
    wide = _between(*_told_between(west, east), *_told_between(south, north))
    half = NEAR // 2
    about_a_home = Q(loop__matter__in=sorted(near))
    # The first line alone decides nothing; it is what an index answers.
    return _between(west - half, east + half, south - half, north + half) & (
        (exact & ~about_a_home) | (wide & about_a_home)
    )


def _between(west: int, east: int, south: int, north: int) -> Q:
    return Q(longitude_e6__range=(west, east), latitude_e6__range=(south, north))


def _told_between(first: int, last: int) -> tuple[int, int]:
    """Return where a degree lies whose neighbourhood is told as one between two."""
    half = NEAR // 2
    return -(-first // NEAR) * NEAR - half, last // NEAR * NEAR + half


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
