"""Publish definitions and time profiles: a definition the verifier refuses cannot be saved."""

import hashlib
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.actions.steps import lock
from gongzhi.loops.facts import DefinitionPublished, LoopMigrated, ProfilePublished
from gongzhi.loops.models import LoopDefinition, TimeProfile
from gongzhi.loops.queries import forget
from gongzhi.loops.rules.definition_file import read_definition
from gongzhi.loops.rules.profile import parse_profile
from gongzhi.loops.rules.verifier import check_text
from gongzhi.organization.facts import Level
from gongzhi.organization.public import divisions_of_level, within
from gongzhi.people.facts import Actor, ActorKind


def publish_definition(*, text: str, by: Actor, at: datetime) -> int:
    """Publish a definition as the next version of its name; return the version.

    The same text as the newest version publishes nothing. Running loops stay pinned to theirs.
    Raises Refused ``loops.not_entitled``, ``loops.shared``, or ``loops.unsound_definition`` with the number
    of findings.
    """
    ensure(manager_refusal(by) or shared_refusal(by, at))
    if findings := check_text(text):
        raise Refused(Refusal("loops.unsound_definition", {"findings": len(findings)}))
    definition = read_definition(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    with transaction.atomic(durable=True):
        newest = LoopDefinition.objects.filter(name=definition.id).order_by("-version").first()
        if newest and newest.digest == digest:
            return newest.version
        if newest and definition.version <= newest.version:
            raise Refused(Refusal("loops.version_not_new", {"newest": newest.version}))
        LoopDefinition.objects.create(
            name=definition.id, version=definition.version, text=text, digest=digest, published_at=at
        )
        fact = DefinitionPublished(definition=definition.id, version=definition.version, digest=digest)
        record(fact, subject=None, by=by.name(), at=at)
    forget()
    return definition.version


def publish_profile(
    *, division: str, text: str, valid_from: date, valid_to: date | None, by: Actor, at: datetime
) -> None:
    """Publish the time limits of a division ("" is everywhere) from a day on.

    Loops keep the limits of the day they were opened; so nobody at work sets limits for days that have begun.
    Raises Refused ``loops.not_entitled``, ``loops.outside_scope``, ``loops.shared``, ``loops.profile_too_early``
    or ``loops.profile_malformed``; publishing the same again changes nothing.
    """
    ensure(manager_refusal(by) or _place_refusal(by, division, at))
    try:
        parse_profile(text)
    except ValueError as error:
        raise Refused(Refusal("loops.profile_malformed", {"problem": str(error)})) from error
    with transaction.atomic(durable=True):
        found = TimeProfile.objects.filter(division=division, valid_from=valid_from).first()
        if found and found.text == text and found.valid_to == valid_to:
            return
        if found:
            raise Refused(Refusal("loops.profile_exists", {"valid_from": valid_from.isoformat()}))
        if by.kind is not ActorKind.SYSTEM and valid_from <= timezone.localdate(at):
            raise Refused(Refusal("loops.profile_too_early"))
        TimeProfile.objects.create(division=division, text=text, valid_from=valid_from, valid_to=valid_to)
        fact = ProfilePublished(
            division=division,
            digest=hashlib.sha256(text.encode()).hexdigest(),
            valid_from=valid_from.isoformat(),
            valid_to=valid_to.isoformat() if valid_to else None,
        )
        record(fact, subject=None, by=by.name(), at=at)
    forget()


def migrate_loop(*, loop_id: UUID, version: int, reason: str, by: Actor, at: datetime) -> None:
    """Move a running loop to another version of its definition, explicitly and with a reason.

    Its state must exist there with the same owner; obligations and deadlines stay as they are.
    Raises Refused ``loops.not_entitled``, ``loops.reason_missing``, ``loops.no_definition`` or
    ``loops.state_not_in_version``.
    """
    ensure(manager_refusal(by))
    if not reason.strip():
        raise Refused(Refusal("loops.reason_missing"))
    with transaction.atomic(durable=True):
        step = lock(loop_id, at)
        present = step.setting.definition
        row = LoopDefinition.objects.filter(name=present.id, version=version).first()
        if row is None:
            raise Refused(Refusal("loops.no_definition", {"definition": present.id}))
        goal = read_definition(row.text).states.get(step.loop.state)
        if goal is None or (goal.owner, goal.end) != (step.state.owner, step.state.end):
            raise Refused(Refusal("loops.state_not_in_version", {"state": step.loop.state}))
        step.loop.definition = row
        step.loop.save(update_fields=["definition"])
        fact = LoopMigrated(from_version=present.version, to_version=version, reason=Private(reason))
        record(fact, subject=loop_id, by=by.name(), at=at)


def manager_refusal(by: Actor) -> Refusal | None:
    """Only a post that keeps the rules of the loops changes them."""
    return None if by.may("loops.manage") else Refusal("loops.not_entitled")


def shared_refusal(by: Actor, at: datetime) -> Refusal | None:
    """What every county of an installation goes by belongs to whoever manages them all."""
    counties = () if by.kind is ActorKind.SYSTEM else divisions_of_level(Level.COUNTY, at=at)
    return None if all(within(by.division, each.code) for each in counties) else Refusal("loops.shared")


def _place_refusal(by: Actor, division: str, at: datetime) -> Refusal | None:
    """Whoever manages a tree sets no limits outside it."""
    if not division:
        return shared_refusal(by, at)
    own = by.kind is ActorKind.SYSTEM or within(by.division, division)
    return None if own else Refusal("loops.outside_scope")
