"""File an application for a service item."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gongzhi.applications.actions.give_materials import Given, give_materials
from gongzhi.applications.actions.helped import FiledFor, file_for, paper_of
from gongzhi.applications.actions.keep_file import kept_files
from gongzhi.applications.facts import SUBJECT_KIND, ApplicationFiled, Channel, Filer, How
from gongzhi.applications.models import Application, ApplicationAnswer
from gongzhi.applications.rules import answers_refusal, filing_refusal, materials_refusal
from gongzhi.catalogue.facts import Situation, VersionView
from gongzhi.catalogue.public import item_in_force
from gongzhi.kernel.canonical import encode
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.ids import new_code
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Receipt, already_done, keep_receipt, open_loop
from gongzhi.notices.facts import PAGE_ALONE, Wish
from gongzhi.notices.public import choose_at_filing, email_refusal
from gongzhi.organization.facts import DutyCandidate, Office
from gongzhi.organization.public import desk, duty_for
from gongzhi.people.facts import Actor, MandateWish
from gongzhi.people.public import hash_code, is_code, leave_contact, make_code


@dataclass(frozen=True)
class Person:
    """Who applies and how to reach them; the helper, where somebody applies for them.

    Where staff file for them, `under` is a mandate given before, or `mandate` says how this one was given.
    """

    filer: Filer = Filer.SELF
    name: str = ""
    phone: str = ""
    helper_name: str = ""
    helper_phone: str = ""
    email: str = ""
    address: str = ""
    told: Wish = PAGE_ALONE
    under: UUID | None = None
    mandate: MandateWish | None = None


@dataclass(frozen=True)
class Filed:
    """What the applicant keeps. `code` is kept only as a hash; None when another request filed it before."""

    loop_id: UUID
    number: str
    code: str | None


@dataclass(frozen=True)
class Form:
    """What is applied for and with what: the item and its situation, the place, the answers, the materials.

    `division` is where the applicant lives or trades: who decides follows from it and the duty table.
    Materials that are not named count as not there.
    """

    item: str
    situation: str
    division: str
    answers: Mapping[str, str]
    materials: Mapping[str, Given]


def file_application(
    *, form: Form, person: Person, channel: Channel, by: Actor, at: datetime, once: UUID | None = None
) -> Filed:
    """File an application under the version in force, and return its number and code.

    A material that is missing is no reason to turn anybody away: the office asks for it once. Filing again
    with the same `once` returns the first one with its code. Raises Refused: ``loops.not_entitled``,
    ``applications.phone_missing``, ``applications.helper_missing``, ``applications.no_item``,
    ``applications.field_missing``, ``applications.field_malformed``, ``applications.field_unknown``,
    ``applications.material_unknown``, ``applications.no_office``, ``applications.no_desk``,
    ``notices.email_malformed``, ``notices.way_needs_address``.
    """
    helper = bool(person.helper_name or person.helper_phone)
    ensure(filing_refusal(by, filer=person.filer, phone=person.phone, helper=helper))
    if person.email:
        ensure(email_refusal(person.email))
    try:
        with kept_files() as names, paper_of(person.mandate) as paper, transaction.atomic(durable=True):
            if found := _filed_before(once):
                return found
            filed = _file(form, person, channel, names, by, at, once)
            helped = FiledFor(person.filer, channel, person.under, person.mandate)
            file_for(filed.loop_id, filed=helped, stored=paper, by=by, at=at)
            return filed
    except IntegrityError:
        # The same request at the same moment, a double click: the other one has filed it by now.
        if found := _filed_before(once):
            return found
        raise


def _filed_before(once: UUID | None) -> Filed | None:
    if once is None or (receipt := already_done(once)) is None:
        return None
    row = Application.objects.select_related("loop").get(loop=receipt.loop_id)
    code = make_code(once)
    right = is_code(row.loop.number, code, row.code_hash)
    return Filed(row.loop_id, row.loop.number, code if right else None)


def _file(
    form: Form,
    person: Person,
    channel: Channel,
    names: list[str],
    by: Actor,
    at: datetime,
    once: UUID | None,
) -> Filed:
    version, situation = _wanted(form, at)
    answers = {key: value.strip() for key, value in form.answers.items() if value.strip()}
    ensure(answers_refusal(situation, answers))
    ensure(materials_refusal(situation, form.materials))
    office = _office(version.item.matter, form.division, at)
    loop = open_loop(
        definition=SUBJECT_KIND,
        subject_kind=SUBJECT_KIND,
        title=version.item.said.name,
        division=form.division,
        matter=version.item.matter,
        limit_class=f"{situation.limit.promised}WD",
        holders=_holders(form.division, at),
        by=by,
        at=at,
    )
    code = make_code(once)
    row = Application(
        loop_id=loop.id,
        public_id=new_code(12),
        code_hash=hash_code(loop.number, code),
        version_id=version.id,
        situation=situation.key,
        channel=channel,
        filer=person.filer,
        contact_id=_contact(person, loop.id, by, at),
        proposed_unit_id=office.unit.id,
        citation=office.ground.citation,
    )
    _write(row, version, answers, by, at)
    choose_at_filing(subject=loop.id, contact_id=row.contact_id, wish=person.told, by=by, at=at)
    given = {need.key: form.materials.get(need.key, Given(How.NOTHING)) for need in situation.needs}
    give_materials(application_id=loop.id, given=given, names=names, by=by, at=at)
    if once:
        keep_receipt(Receipt(key=once, loop_id=loop.id, event="file"))
    return Filed(loop.id, loop.number, code)


def _contact(person: Person, loop_id: UUID, by: Actor, at: datetime) -> UUID | None:
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


def _write(
    row: Application, version: VersionView, answers: Mapping[str, str], by: Actor, at: datetime
) -> None:
    row.save(force_insert=True)
    ApplicationAnswer.objects.bulk_create(
        ApplicationAnswer(application=row, key=key, value=value) for key, value in sorted(answers.items())
    )
    record(_fact(row, version, answers), subject=row.loop_id, by=by.name(), at=at)


def _wanted(form: Form, at: datetime) -> tuple[VersionView, Situation]:
    version = item_in_force(form.item, at=at)
    situation = version.item.situation(form.situation) if version else None
    if version is None or situation is None:
        raise Refused(Refusal("applications.no_item"))
    return version, situation


def _office(matter: str, division: str, at: datetime) -> DutyCandidate:
    """Return the unit whose power the item needs, by the duty table; without one nothing can be applied for."""
    candidates = duty_for(matter, division, at=at)
    if not candidates:
        raise Refused(Refusal("applications.no_office"))
    return candidates[0]


def _fact(row: Application, version: VersionView, answers: Mapping[str, str]) -> ApplicationFiled:
    return ApplicationFiled(
        item=version.item.code,
        version=version.item.version,
        situation=row.situation,
        channel=Channel(row.channel),
        filer=Filer(row.filer),
        proposed_unit=row.proposed_unit_id,
        citation=row.citation,
        answers=Private(encode(dict(answers)).decode()),
    )


def _holders(division: str, at: datetime) -> dict[str, UUID | None]:
    """Return the desks that serve this place. Without a service hall the dispatch desk is the counter."""
    offices = {
        "counter": (Office.SERVICE_HALL, Office.DISPATCH),
        "arbiter": (Office.ARBITRATION,),
        "caller": (Office.CALLBACK,),
    }
    holders: dict[str, UUID | None] = {"applicant": None}
    for party, choice in offices.items():
        found = (desk(office, division, at=at) for office in choice)
        holders[party] = next((unit_id for unit_id in found if unit_id), None)
        if holders[party] is None:
            raise Refused(Refusal("applications.no_desk"))
    return holders
