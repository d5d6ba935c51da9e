"""Publish a version of an item: a file with a finding cannot be published."""

import hashlib
from datetime import date, datetime

from django.db import transaction

from gongzhi.catalogue.facts import HUMAN_CHANNELS, Doer, Item, ItemPublished, Situation, VersionState
from gongzhi.catalogue.models import (
    MaterialNeed,
    ServiceChannel,
    ServiceItem,
    ServiceSituation,
    ServiceVersion,
)
from gongzhi.catalogue.rules.publishing import manager_refusal, next_version_refusal
from gongzhi.catalogue.shipped import read
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor


def publish_item(*, text: str, by: Actor, at: datetime) -> int:
    """Publish a version of an item and return its number. What it says is never changed afterwards.

    The version before it ends where this one begins; applications stay with theirs. The same text as the
    newest version publishes nothing. Raises Refused ``catalogue.not_entitled``, ``catalogue.unsound`` with
    the number of findings, ``catalogue.version_not_new`` or ``catalogue.begins_too_early``.
    """
    ensure(manager_refusal(by))
    item, findings = read(text)
    if findings:
        raise Refused(Refusal("catalogue.unsound", {"findings": len(findings)}))
    digest = hashlib.sha256(text.encode()).hexdigest()
    with transaction.atomic(durable=True):
        listed, _new = ServiceItem.objects.get_or_create(code=item.code, defaults={"listed_at": at})
        ServiceItem.objects.select_for_update().get(id=listed.id)
        newest = ServiceVersion.objects.filter(item=listed).order_by("-n").first()
        if newest and newest.digest == digest:
            return newest.n
        ensure(
            next_version_refusal(
                item,
                newest=newest.n if newest else 0,
                newest_from=newest.effective_from if newest else None,
            )
        )
        if newest:
            _supersede(newest, on=item.effective_from)
        _write(listed, item, text, digest, at)
        record(_fact(item, digest, newest.n if newest else None), subject=listed.id, by=by.name(), at=at)
    return item.version


def _supersede(row: ServiceVersion, *, on: date) -> None:
    row.state = VersionState.SUPERSEDED
    row.effective_to = min(on, row.effective_to or on)
    row.save(update_fields=["state", "effective_to"])


def _write(listed: ServiceItem, item: Item, text: str, digest: str, at: datetime) -> None:
    version = ServiceVersion.objects.create(
        item=listed,
        n=item.version,
        state=VersionState.PUBLISHED,
        effective_from=item.effective_from,
        effective_to=item.effective_to,
        matter=item.matter,
        human_channels=sum(channel.kind in HUMAN_CHANNELS for channel in item.channels),
        text=text,
        digest=digest,
        published_at=at,
    )
    ServiceChannel.objects.bulk_create(
        ServiceChannel(version=version, kind=channel.kind) for channel in item.channels
    )
    for situation in item.situations:
        _write_situation(version, situation)


def _write_situation(version: ServiceVersion, situation: Situation) -> None:
    row = ServiceSituation.objects.create(
        version=version,
        key=situation.key,
        legal_days=situation.limit.legal,
        promised_days=situation.limit.promised,
        resident_steps=sum(step.doer is Doer.RESIDENT for step in situation.steps),
        trips=situation.trips,
        fields_asked=len(situation.fields),
        fee=situation.fee,
    )
    MaterialNeed.objects.bulk_create(
        MaterialNeed(situation=row, key=need.key, material_type=need.type, obligation=need.obligation)
        for need in situation.needs
    )


def _fact(item: Item, digest: str, supersedes: int | None) -> ItemPublished:
    return ItemPublished(
        item=item.code,
        version=item.version,
        digest=digest,
        matter=item.matter,
        effective_from=item.effective_from.isoformat(),
        effective_to=item.effective_to.isoformat() if item.effective_to else None,
        supersedes=supersedes,
    )
