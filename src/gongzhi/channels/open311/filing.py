"""File a case for another system: what it sent becomes a case of the one kind, with the one clock."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.public import Filed, Person, clean_photo, file_case
from gongzhi.cases.public import Place as CasePlace
from gongzhi.channels.keys.door import actor_of
from gongzhi.channels.keys.facts import KeyView
from gongzhi.channels.open311 import rules
from gongzhi.channels.open311.catalogue import Catalogue
from gongzhi.channels.open311.facts import Answers, Place, Service
from gongzhi.channels.open311.forms import Received, Upload
from gongzhi.channels.portal.queries import counties
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.organization.facts import CoordinateSystem
from gongzhi.organization.public import division, is_far_away, locate, to_wgs84
from gongzhi.ui.phones import plain_phone
from gongzhi.ui.photos import MAX_BYTES

AGAIN_SECONDS = 120  # the very same body of the same key within so many is the same request
_TOKEN, _SIGNED = 32, 24


@dataclass(frozen=True)
class Report:
    """What somebody wants to file, read and found in order."""

    service: Service
    text: str
    place: Place
    division: str
    person: Person
    photos: tuple[bytes, ...]


def report_of(came: Received, services: Catalogue, *, at: datetime) -> Report | tuple[Refusal, ...]:
    """Return what a request wants to file, or everything that is wrong with it."""
    problems: list[Refusal] = []
    zone = timezone.get_current_timezone()
    service = services.services.get(came.get("service_code"))
    kept: Answers = ()
    if service is None:
        missing = not came.get("service_code")
        problems.append(Refusal("open311.service_missing" if missing else "open311.service_unknown"))
    else:
        kept, wrong = rules.answers(came.fields, service.details.attributes, zone)
        problems += wrong
    where = rules.place(came.fields)
    description = _lines(came)
    urls = came.every("media_url")
    if isinstance(where, Place) and _is_elsewhere(where, services.edition.far):
        where = Refusal("open311.elsewhere")
    home = home_of(came.get("jurisdiction_id"), where, at=at)
    person = _person(came)
    photos = _photos(came.files)
    for found in (
        where,
        home,
        person,
        photos,
        rules.description_refusal(description),
        rules.media_refusal(urls),
    ):
        if isinstance(found, Refusal):
            problems.append(found)
    if problems or service is None:
        return tuple(problems)
    assert isinstance(where, Place)
    assert isinstance(home, str)
    assert isinstance(person, Person)
    assert isinstance(photos, tuple)
    text = rules.composed(description, kept, urls) or service.name
    return Report(service, text, where, home, person, photos)


def file_report(report: Report, key: KeyView, *, once: UUID, at: datetime) -> Filed:
    """File it for the unit that answers for the key. Raises Refused as `file_case` does."""
    place = report.place
    return file_case(
        text=report.text,
        place=CasePlace(
            division=report.division,
            longitude=place.longitude,
            latitude=place.latitude,
            system=CoordinateSystem(place.datum),
            address=place.address,
        ),
        channel=Channel.OPEN311,
        matter=report.service.code,
        person=report.person,
        photos=report.photos,
        by=actor_of(key),
        at=at,
        once=once,
    )


def once_of(came: Received, key: KeyView, header: str) -> UUID:
    """Return the key under which a request counts once. Raises Refused ``open311.idempotency_key_wrong``.

    The header `Idempotency-Key` says it where a sender gives one. Where none is given, the very same fields and files
    with the same key within two minutes are one request that was repeated, since its answer was lost.
    """
    if header:
        if len(header) > rules.IDEMPOTENCY or not header.isprintable():
            raise Refused(Refusal("open311.idempotency_key_wrong", {"limit": rules.IDEMPOTENCY}))
        return uuid5(key.id, f"header:{header}")
    name = f"open311:{key.id}:{_digest(came.fields, came.files)}"
    cache.add(name, str(uuid4()), AGAIN_SECONDS)
    return UUID(cache.get(name) or str(uuid4()))


def home_of(jurisdiction: str, where: Place | Refusal, *, at: datetime) -> str | Refusal:
    """Return where a case goes that lies in no grid: the division somebody names by its code, or the only county.

    Names that are no code are left alone: each client sends one of its own.
    """
    if len(jurisdiction) == 12 and jurisdiction.isascii() and jurisdiction.isdigit():
        return jurisdiction if division(jurisdiction) else Refusal("open311.jurisdiction_unknown")
    homes = counties(at=at)
    if len(homes) == 1:
        return homes[0].code
    if isinstance(where, Place) and where.longitude is not None and where.latitude is not None:
        point = to_wgs84(where.longitude, where.latitude, CoordinateSystem(where.datum))
        found = locate(*point, at=at)
        if found:
            return found.division
    return Refusal("open311.jurisdiction_missing")


def _is_elsewhere(where: Place, far: float) -> bool:
    """Tell whether a point is 0,0, which is sent where nobody knows it, or lies farther away than the file allows."""
    if where.longitude is None or where.latitude is None:
        return False
    if where.longitude == where.latitude == 0:
        return True
    point = to_wgs84(where.longitude, where.latitude, CoordinateSystem(where.datum))
    return bool(far) and is_far_away(*point, degrees=far)


def token_of(case_id: UUID) -> str:
    """Return the token that stands for a case until it is on record; nobody can make one up."""
    return f"{case_id.hex}{_signature(case_id.hex)}"


def case_of_token(token: str) -> UUID | None:
    """Return the case a token stands for, or None where it is none of ours."""
    if len(token) != _TOKEN + _SIGNED or not token.isascii():
        return None
    head, signature = token[:_TOKEN], token[_TOKEN:]
    if not constant_time_compare(signature, _signature(head)):
        return None
    return UUID(head)


def _signature(head: str) -> str:
    return salted_hmac("open311.token", head, algorithm="sha256").hexdigest()[:_SIGNED]


def _lines(came: Received) -> str:
    return came.get("description").replace("\r\n", "\n").replace("\r", "\n")


def _person(came: Received) -> Person | Refusal:
    """Return who reports, as far as one can be reached: a name without a telephone number is not kept.

    Nor is `device_id`, which says where somebody is and helps nobody.
    """
    try:
        phone = plain_phone(came.get("phone"))
    except ValidationError:
        return Refusal("open311.phone_wrong")
    if not phone:
        return Person()
    name = rules.full_name(came.get("first_name"), came.get("last_name"))
    return Person(filer=Filer.NAMED, name=name[:64], phone=phone)


def _photos(files: Sequence[Upload]) -> tuple[bytes, ...] | Refusal:
    try:
        return tuple(clean_photo(file.read(MAX_BYTES + 1)) for file in files)
    except Refused as refused:
        return refused.refusal


def _digest(fields: Mapping[str, Sequence[str]], files: Sequence[Upload]) -> str:
    found = hashlib.sha256()
    for name in sorted(fields):
        for value in fields[name]:
            found.update(f"{len(name)}:{name}={len(value)}:{value};".encode("utf-8", "replace"))
    for file in files:
        file.seek(0)
        found.update(hashlib.sha256(file.read(MAX_BYTES + 1)).digest())
    return found.hexdigest()
