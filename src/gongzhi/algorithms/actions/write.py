"""Write a section of an entry."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gongzhi.algorithms.actions.versions import lock_version
from gongzhi.algorithms.digests import digest_of
from gongzhi.algorithms.facts import Stage
from gongzhi.algorithms.gates import gates
from gongzhi.algorithms.models import AlgorithmVersion
from gongzhi.algorithms.register_facts import SectionWritten
from gongzhi.algorithms.rules.entry import impact_level, section_refusal
from gongzhi.algorithms.rules.passing import MANAGE, write_refusal
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import holders_of
from gongzhi.people.facts import Actor


def write_section(
    *, version_id: UUID, section: str, values: Mapping[str, Any], by: Actor, at: datetime
) -> None:
    """Write one section of a version's entry; the same text again changes nothing.

    Raises Refused ``loops.not_entitled``, ``algorithms.not_to_be_written_now`` and those of `rules.entry`.
    """
    with transaction.atomic(durable=True):
        _entry, row = lock_version(version_id)
        if not by.may(MANAGE):
            raise Refused(Refusal("loops.not_entitled"))
        held = holders_of(row.loop_id)
        owner = by.unit_id is not None and by.unit_id in held.get("owner", ())
        tester = by.unit_id is not None and by.unit_id in held.get("tester", ())
        stage, changed = Stage(row.stage), _changed(row.document.get(section) or {}, values)
        ensure(write_refusal(section, stage=stage, owner=owner, tester=tester, changed=changed))
        days = gates().evaluation_days
        ensure(section_refusal(section, values, today=timezone.localdate(at), days=days))
        put(row, section, dict(values), by=by, at=at)


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def put(row: AlgorithmVersion, section: str, values: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Keep a checked section and what the gate reads of it, and record its digest."""
    if row.document.get(section) == values:
        return
    row.document = {**row.document, section: values}
    if section == "purpose":
        row.purposes = list(values["purposes"])
    if section == "impact":
        row.impact_level = impact_level(values)
    if section == "evaluation":
        row.expires_on = date.fromisoformat(values["expires_on"])
    row.save(update_fields=["document", "purposes", "impact_level", "expires_on"])
    fact = SectionWritten(
        section=section,
        digest=digest_of(values),
        level=row.impact_level,
        expires_on=row.expires_on.isoformat() if row.expires_on else None,
        purposes=tuple(row.purposes),
    )
    record(fact, subject=row.loop_id, by=by.name(), at=at)
