"""File a case 登记: the resident's words become a loop with a deadline, a place and a proposal."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from gongzhi.cases.actions.add_photo import add_photos, named
from gongzhi.cases.actions.confide import keep_needs, record_needs
from gongzhi.cases.actions.helped import file_for, paper_of
from gongzhi.cases.actions.proposing import Proposal, propose
from gongzhi.cases.actions.say import say_same_held
from gongzhi.cases.discretion import NEEDS_NOTE_LIMIT, found_by, listed_title
from gongzhi.cases.facts import (
    SUBJECT_KIND,
    AgeBand,
    CameWith,
    CaseFiled,
    Channel,
    ConfidentialitySet,
    Filer,
    Need,
    PlaceKind,
)
from gongzhi.cases.models import Case, CaseAge
from gongzhi.cases.rules import filing_refusal, place_refusal, text_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.ids import new_code
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import LoopRow, Receipt, already_done, keep_receipt, open_loop
from gongzhi.notices.facts import PAGE_ALONE, Wish
from gongzhi.notices.public import choose_at_filing, email_refusal
from gongzhi.organization.facts import CoordinateSystem, Office
from gongzhi.organization.public import desk, locate, to_wgs84
from gongzhi.people.facts import Actor, MandateWish
from gongzhi.people.public import hash_code, is_code, leave_contact, make_code


@dataclass(frozen=True)
class Place:
    """Where it is: a point in a named coordinate system, an address, or neither.

    `division` is where the case goes when no grid is found: the county, or the town someone chose. `grid` is
    its code where an office names the grid itself.
    """

    division: str
    longitude: float | None = None
    latitude: float | None = None
    system: CoordinateSystem = CoordinateSystem.WGS84
    address: str = ""
    grid: str = ""

    @property
    def kind(self) -> PlaceKind:
        if self.longitude is not None and self.latitude is not None:
            return PlaceKind.POINT
        return PlaceKind.ADDRESS if self.address else PlaceKind.NONE

    def point(self) -> tuple[float, float] | None:
        """Return longitude and latitude in WGS84, or None."""
        if self.longitude is None or self.latitude is None:
            return None
        return to_wgs84(self.longitude, self.latitude, self.system)


@dataclass(frozen=True)
class Person:
    """Who files, as far as they want to say.

    Where staff file for them, `under` is a mandate given before, or `mandate` says how this one was given; left out,
    the channel says it. `age` is counted only.
    """

    filer: Filer = Filer.ANONYMOUS
    name: str = ""
    phone: str = ""
    helper_name: str = ""
    helper_phone: str = ""
    email: str = ""
    address: str = ""
    told: Wish = PAGE_ALONE
    needs: Collection[Need] = ()
    needs_note: str = ""
    age: AgeBand | None = None
    under: UUID | None = None
    mandate: MandateWish | None = None


@dataclass(frozen=True)
class Filed:
    """What the resident keeps. `code` is kept only as a hash; None when filed before by another request."""

    loop_id: UUID
    number: str
    code: str | None
    located: bool
    proposed_unit: UUID | None
    public_id: str = ""


@dataclass(frozen=True)
class Source:
    """Where a case comes from: a reference unique in all imports, its own time, the number printed on its paper.

    `id` and `contact_id`: what came in and was not understood at once keeps both when it becomes a case.
    """

    reference: str = ""
    at: datetime | None = None
    number: str = ""
    id: UUID | None = None
    contact_id: UUID | None = None


def file_case(
    *,
    text: str,
    place: Place,
    channel: Channel,
    by: Actor,
    at: datetime,
    matter: str = "",
    person: Person = Person(),
    source: Source = Source(),
    photos: Sequence[bytes] = (),
    confidential: bool = False,
    same_as: Collection[UUID] = (),
    once: UUID | None = None,
) -> Filed:
    """File a case and return its number and code. `photos` are what `clean_photo` returned.

    `same_as`: cases the resident says are the same problem; the desk decides.

    The point may lie anywhere: outside every grid the case belongs to `place.division`. Filing again with the same
    `once` returns the first case with its code; with the same source, without it. Raises Refused:
    ``cases.text_missing``, ``cases.text_too_long``, ``cases.phone_missing``, ``cases.helper_missing``,
    ``loops.not_entitled``, ``cases.no_desk``, ``cases.place_impossible``, ``cases.photos_too_many``,
    ``ui.storage_silent``, ``notices.email_malformed``, ``notices.way_needs_address``.
    """
    _check(text, place, person, by)
    try:
        with named(photos) as files, paper_of(person.mandate) as paper, transaction.atomic(durable=True):
            if found := _filed_before(once, source):
                return found
            filed = _file(text, place, channel, matter, person, source, once, by, at, confidential)
            file_for(filed.loop_id, person, channel, stored=paper, by=by, at=at)
            add_photos(case_id=filed.loop_id, photos=files, came_with=CameWith.FILING, by=by, at=at)
            say_same_held(case_id=filed.loop_id, others=same_as, by=by, at=at, by_resident=True)
            return filed
    except IntegrityError:
        # The same request at the same moment, a double click: the other one has filed it by now.
        if found := _filed_before(once, source):
            return found
        raise


def _check(text: str, place: Place, person: Person, by: Actor) -> None:
    """Raise Refused where what was given cannot be filed."""
    ensure(
        filing_refusal(
            by,
            text=text,
            filer=person.filer,
            name=person.name,
            phone=person.phone,
            helper=bool(person.helper_name or person.helper_phone),
        )
    )
    ensure(place_refusal(place.longitude, place.latitude))
    if person.email:
        ensure(email_refusal(person.email))
    if len(person.needs_note) > NEEDS_NOTE_LIMIT:
        raise Refused(Refusal("cases.needs_too_long", {"limit": NEEDS_NOTE_LIMIT}))


def open_case(*, text: str, place: Place, channel: Channel, matter: str, by: Actor, at: datetime) -> Filed:
    """Open a case without a person inside the caller's transaction; whether the actor may is the caller's rule.

    Raises Refused ``cases.text_missing``, ``cases.text_too_long``, ``cases.no_desk``.
    """
    assert connection.in_atomic_block
    ensure(text_refusal(text))
    return _file(text, place, channel, matter, Person(), Source(), None, by, at)


def _filed_before(once: UUID | None, source: Source) -> Filed | None:
    row = None
    if once and (receipt := already_done(once)):
        row = Case.objects.select_related("loop").get(loop=receipt.loop_id)
    elif source.reference:
        row = Case.objects.select_related("loop").filter(source=source.reference).first()
    if row is None:
        return None
    code = make_code(once)
    right = is_code(row.loop.number, code, row.code_hash)
    return Filed(
        row.loop_id,
        row.loop.number,
        code if right else None,
        bool(row.grid),
        row.proposed_unit_id,
        row.public_id,
    )


def _file(
    text: str,
    place: Place,
    channel: Channel,
    matter: str,
    person: Person,
    source: Source,
    once: UUID | None,
    by: Actor,
    at: datetime,
    confidential: bool = False,
) -> Filed:
    point = place.point()
    found = locate(*point, at=at) if point else None
    division = found.division if found else place.division
    proposal = propose(matter=matter, division=division, at=at)
    loop = _open(text, division, matter, proposal.limit_class, by, at, confidential, source)
    code = make_code(once)
    case = Case(
        loop_id=loop.id,
        public_id=new_code(12),
        code_hash=hash_code(loop.number, code),
        channel=channel,
        filer=person.filer,
        contact_id=source.contact_id or _contact(person, loop.id, by=by, at=at),
        place_kind=place.kind,
        longitude_e6=_micro(point[0]) if point else None,
        latitude_e6=_micro(point[1]) if point else None,
        address=place.address,
        grid=found.grid_code if found else place.grid,
        text=text,
        proposed_unit_id=proposal.unit_id,
        citation=proposal.citation,
        source=source.reference,
        source_at=source.at,
        confidential=confidential,
    )
    _write(case, person, _fact(case, matter, proposal), by=by, at=at)
    choose_at_filing(subject=loop.id, contact_id=case.contact_id, wish=person.told, by=by, at=at)
    if once:
        keep_receipt(Receipt(key=once, loop_id=loop.id, event="file"))
    return Filed(loop.id, loop.number, code, found is not None, proposal.unit_id, case.public_id)


def _open(
    text: str,
    division: str,
    matter: str,
    limit_class: str,
    by: Actor,
    at: datetime,
    confidential: bool,
    source: Source,
) -> LoopRow:
    return open_loop(
        definition=SUBJECT_KIND,
        subject_kind=SUBJECT_KIND,
        title=listed_title(text, confidential=confidential),
        division=division,
        matter=matter,
        limit_class=limit_class,
        holders=_holders(division, at),
        by=by,
        at=at,
        found_by=found_by(text, confidential=confidential),
        number=source.number,
        loop_id=source.id,
    )


def _write(case: Case, person: Person, fact: CaseFiled, *, by: Actor, at: datetime) -> None:
    needed = keep_needs(case, person.needs, person.needs_note)
    case.save(force_insert=True)
    if person.age:
        CaseAge.objects.create(loop_id=case.loop_id, band=person.age)
    record(fact, subject=case.loop_id, by=by.name(), at=at)
    if case.confidential:
        record(ConfidentialitySet(confidential=True), subject=case.loop_id, by=by.name(), at=at)
    if needed:
        record_needs(case, by=by, at=at)


def _contact(person: Person, loop_id: UUID, *, by: Actor, at: datetime) -> UUID | None:
    return leave_contact(
        name=person.name,
        phone=person.phone,
        helper_name=person.helper_name,
        helper_phone=person.helper_phone,
        email=person.email,
        address=person.address,
        subject=loop_id,
        by=by,
        at=at,
    )


def _fact(case: Case, matter: str, proposal: Proposal) -> CaseFiled:
    point = f"{case.longitude_e6},{case.latitude_e6}" if case.place_kind == PlaceKind.POINT else ""
    return CaseFiled(
        channel=Channel(case.channel),
        filer=Filer(case.filer),
        place_kind=PlaceKind(case.place_kind),
        grid=case.grid,
        matter=matter,
        proposed_unit=proposal.unit_id,
        citation=proposal.citation,
        source=case.source,
        text=Private(case.text),
        address=Private(case.address) if case.address else None,
        point=Private(point) if point else None,
    )


def _holders(division: str, at: datetime) -> dict[str, UUID | None]:
    """Return the desks that serve this place; a county without a dispatch desk cannot take cases."""
    offices = {
        "operator": Office.HOTLINE,
        "intake": Office.DISPATCH,
        "arbiter": Office.ARBITRATION,
        "caller": Office.CALLBACK,
    }
    holders: dict[str, UUID | None] = {"resident": None}
    for party, office in offices.items():
        unit_id = desk(office, division, at=at)
        if unit_id is None:
            raise Refused(Refusal("cases.no_desk", {"office": office.value}))
        holders[party] = unit_id
    return holders


def _micro(degrees: float) -> int:
    return round(degrees * 1_000_000)
