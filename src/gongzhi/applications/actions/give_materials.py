"""Take materials: a step of filing, and of supplying what was missing."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.applications.actions.keep_file import keep_file
from gongzhi.applications.facts import How, MaterialGiven
from gongzhi.applications.models import ApplicationMaterial
from gongzhi.applications.rules import state_of
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor


@dataclass(frozen=True)
class Given:
    """What is given for one material. A `photo` is one that `clean_photo` returned, and means it is uploaded."""

    how: How
    photo: bytes | None = None


def give_materials(
    *, application_id: UUID, given: Mapping[str, Given], names: list[str], by: Actor, at: datetime
) -> None:
    """Write a row and a fact for each material, inside the caller's transaction; `names` collects its files."""
    assert connection.in_atomic_block
    for key, each in given.items():
        photo = each.photo if each.how is How.UPLOADED else None
        assert (each.how is How.UPLOADED) == bool(photo), "what is uploaded is a picture"
        row = ApplicationMaterial(
            application_id=application_id,
            key=key,
            how=each.how,
            state=state_of(each.how, by),
            stored=keep_file(photo, folder="materials", ending="jpg", names=names) if photo else "",
            sha256=hashlib.sha256(photo).hexdigest() if photo else "",
            size=len(photo) if photo else 0,
            given_at=at,
        )
        row.save(force_insert=True)
        fact = MaterialGiven(
            material_id=row.id, key=key, how=each.how, state=state_of(each.how, by), sha256=row.sha256
        )
        record(fact, subject=application_id, by=by.name(), at=at)
