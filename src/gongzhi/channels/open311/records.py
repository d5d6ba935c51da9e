"""Records as GeoReport v2 has them, of services, cases and their steps: every element is there, empty where unknown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from gongzhi.cases.public import PublishedCase, PublishedStep
from gongzhi.channels.open311.catalogue import Catalogue
from gongzhi.channels.open311.facts import Attribute, DataType, Service
from gongzhi.channels.open311.rules import answers_in, without_media
from gongzhi.channels.open311.words import STATUS_NOTES
from gongzhi.organization.public import units
from gongzhi.ui.names import in_english, name_of

Record = dict[str, Any]
Address = Callable[[UUID], str]


def moment(at: datetime | None) -> str | None:
    """Write an instant in our zone, to the second."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


def service_record(service: Service) -> Record:
    """Return a service of the list."""
    return {
        "service_code": service.code,
        "service_name": service.name,
        "description": service.description,
        "metadata": bool(service.details.attributes),
        "type": service.details.type.value,
        "keywords": ",".join(service.details.keywords),
        "group": service.group,
    }


def definition_record(service: Service) -> Record:
    """Return what is asked for beside the words."""
    attributes = [_attribute_record(each) for each in service.details.attributes]
    return {"service_code": service.code, "attributes": attributes}


def _attribute_record(attribute: Attribute) -> Record:
    found: Record = {
        "variable": attribute.variable,
        "code": attribute.code,
        "datatype": attribute.datatype.value,
        "required": attribute.required,
        "datatype_description": _told(attribute.hint, attribute.hint_en),
        "order": attribute.order,
        "description": _told(attribute.name, attribute.name_en),
    }
    if attribute.datatype in (DataType.ONE_OF, DataType.SOME_OF):
        found["values"] = [
            {"key": choice.key, "name": _told(choice.name, choice.name_en)} for choice in attribute.choices
        ]
    return found


def _told(name: str, name_en: str) -> str:
    return (name_en if in_english() else "") or name


def request_records(
    cases: Sequence[PublishedCase],
    services: Catalogue,
    *,
    photo: Address,
    steps: Mapping[str, Sequence[PublishedStep]] | None = None,
) -> list[Record]:
    """Return cases as requests. With `steps`, by public id, the extensions are there as well."""
    leads = {view.id: name_of(view) for view in _units(cases)}
    found = []
    for case in cases:
        service = services.services.get(case.matter)
        text = without_media(case.text)
        record: Record = {
            "service_request_id": case.public_id,
            "status": "closed" if case.ended_at else "open",
            "status_notes": status_note(case.state, extended=case.extended),
            "service_name": service.name if service else case.matter,
            "service_code": case.matter,
            "description": text,
            "agency_responsible": leads.get(case.lead) if case.lead else None,
            "service_notice": None,
            "requested_datetime": moment(case.opened_at),
            "updated_datetime": moment(case.changed_at),
            "expected_datetime": moment(case.expected_at),
            "address": case.address or None,
            "address_id": None,
            "zipcode": None,
            "lat": case.latitude,
            "long": case.longitude,
            "media_url": photo(case.photos[0]) if case.photos else None,
        }
        if steps is not None:
            record |= _extensions(case, text, service, steps.get(case.public_id, ()), photo)
        found.append(record)
    return found


def status_note(state: str, *, extended: bool = False) -> str:
    """Say how a case stands, to anybody."""
    known = STATUS_NOTES.get(f"{state}:extended" if extended else state) or STATUS_NOTES.get(state)
    return str(known or STATUS_NOTES["working"])


def step_records(steps: Iterable[PublishedStep]) -> list[Record]:
    """Return steps as updates."""
    return [
        {
            "update_id": str(step.id),
            "service_request_id": step.public_id,
            "status": "closed" if step.ended else "open",
            "updated_datetime": moment(step.at),
            "description": step.words or status_note(step.state),
            "media_url": None,
            "external_status_code": step.state,
        }
        for step in steps
    ]


def _extensions(
    case: PublishedCase, text: str, service: Service | None, steps: Sequence[PublishedStep], photo: Address
) -> Record:
    asked = service.details.attributes if service else ()
    return {
        "attributes": [
            {
                "code": attribute.code,
                "label": _told(attribute.name, attribute.name_en),
                "name": attribute.code,
                "value": value,
            }
            for attribute, value in answers_in(text, asked)
        ],
        "extended_attributes": {
            "channel": case.channel.lower(),
            "photos": [photo(each) for each in case.photos],
        },
        "notes": [
            {
                "datetime": moment(step.at),
                "description": status_note(step.state),
                "type": "closed" if step.ended else "status",
            }
            for step in steps
        ],
    }


def _units(cases: Sequence[PublishedCase]) -> Iterable[Any]:
    wanted = {case.lead for case in cases if case.lead}
    return units(wanted).values() if wanted else ()
