"""Reads of applications: one for those entitled, the applicant's own by number and code."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from gongzhi.applications.facts import AskKind, MaterialState
from gongzhi.applications.models import (
    Application,
    ApplicationAnswer,
    ApplicationAsk,
    ApplicationMaterial,
    Decision,
    Rating,
)
from gongzhi.applications.rules import ENTITLED, opens_files, rate_refusal, sees_rating, supply_refusal
from gongzhi.catalogue.facts import Item, Situation
from gongzhi.catalogue.public import version
from gongzhi.kernel.refusals import Refusal
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import LoopRow, holders_of, loop_row, may_urge, offers, row_of
from gongzhi.notices.facts import IN_OWN_STORY
from gongzhi.organization.public import within
from gongzhi.people.facts import NOT_IN_STORIES, RESIDENT, Actor
from gongzhi.people.public import is_code, masked
from gongzhi.ui.photo_store import kept

# What a resident reads of the story; the rest is the office's own.
RESIDENT_READS = frozenset(
    {
        "people.identity_erased",
        "people.texts_erased",
        "people.mandate_made",
        "people.mandate_revoked",
        "people.acted_for",
        "people.act_disputed",
        "people.matters_joined",
        "people.matters_parted",
        "loops.opened",
        "applications.filed",
        "applications.material_given",
        "applications.material_judged",
        "applications.resident_asked",
        "applications.decided",
        "applications.rated",
        "loops.moved",
        "loops.deadline_met",
        "loops.clock_paused",
        "loops.clock_resumed",
        "loops.urged",
        "loops.deadlines_recomputed",
        "people.contact_shown",
        "people.identity_revealed",
        "people.reveal_reviewed",
        "people.call_relayed",
        *IN_OWN_STORY,
    }
)
# Words staff say to staff. Why the office wants a denial is its draft: the resident reads the decision's reasons.
OFFICE_WORDS = frozenset({"return", "redispatch", "deny_return", "ask_up", "assign", "decide"})


@dataclass(frozen=True)
class ApplicationOffer:
    """Something that can be done with an application. A `refusal` greys the button and says why."""

    event: str
    refusal: Refusal | None


@dataclass(frozen=True)
class MaterialView:
    """The last that was given for one material."""

    id: UUID
    key: str
    how: str
    state: MaterialState
    reason: str
    has_file: bool
    given_at: datetime


@dataclass(frozen=True)
class AskView:
    """One request to the resident."""

    kind: str
    key: str
    in_version: bool
    reason: str
    asked_at: datetime


@dataclass(frozen=True)
class DecisionView:
    """A decision; its document is read by `document_for`."""

    id: UUID
    outcome: str
    reasons: str
    unit_id: UUID
    decided_at: datetime
    verification: str
    sha256: str


@dataclass(frozen=True)
class RatingView:
    """A rating, without who gave it."""

    grade: int
    text: str
    rated_at: datetime


@dataclass(frozen=True)
class ApplicationView:
    """An application with its loop and the version of the item it is pinned to. No contact data, no rating."""

    loop: LoopRow
    public_id: str
    version_id: int
    item: Item
    situation: Situation
    channel: str
    filer: str
    has_contact: bool
    proposed_unit: UUID | None
    citation: str
    lead: UUID | None
    answers: Mapping[str, str]
    materials: Mapping[str, MaterialView]
    asks: tuple[AskView, ...]
    decisions: tuple[DecisionView, ...]  # in their order: the last one counts
    rated: bool
    holders: dict[str, tuple[UUID | None, ...]]

    @property
    def decision(self) -> DecisionView | None:
        return self.decisions[-1] if self.decisions else None

    @property
    def states(self) -> dict[str, MaterialState]:
        return {key: material.state for key, material in self.materials.items()}

    @property
    def units(self) -> frozenset[UUID]:
        return frozenset(unit for each in self.holders.values() for unit in each if unit)

    @property
    def asked_beyond(self) -> bool:
        """Tell whether the office asked for something the item does not list."""
        return any(each.kind == AskKind.MATERIAL and not each.in_version for each in self.asks)

    @property
    def settled(self) -> bool:
        """Tell whether an outcome stands: it was decided and does not lie with an office again."""
        return self.loop.ended_at is not None or self.loop.state in ("granted_out", "delivering")


def application_for(actor: Actor, application_id: UUID) -> ApplicationView | None:
    """Return an application to staff who play a part in it or read its tree; None for everybody else."""
    row = _row(application_id)
    if row is None:
        return None
    view = _view(row)
    if not ENTITLED.may_see(actor, in_scope=within(actor.division, view.loop.division), holders=view.units):
        return None
    return view


def application_by_code(number: str, code: str) -> ApplicationView | None:
    """Return an application to whoever holds its number and code; a wrong one of either finds nothing."""
    row = _rows().filter(loop__number=number.strip()).first()
    # Hash in any case, so that the time taken does not tell whether the number exists.
    right = is_code(number.strip(), code, row.code_hash if row else "0" * 64)
    return _view(row) if row and right else None


def resident_application(application_id: UUID) -> ApplicationView | None:
    """Return an application to a resident whose session has shown its number and code before."""
    row = _row(application_id)
    return _view(row) if row else None


# That it happened is for the applicant, the office's own words for it are not.
_OFFICE_ALONE = frozenset({"people.identity_revealed", "people.reveal_reviewed", "people.call_relayed"})


def application_story(application_id: UUID) -> list[Recorded]:
    """Return the whole story of an application, oldest first, for staff."""
    return story_of(application_id, without=NOT_IN_STORIES)


def resident_story(application_id: UUID) -> list[Recorded]:
    """Return the story as the applicant may read it: that somebody looked, not the office's own words for it."""
    return [
        replace(fact, texts={}) if fact.kind in _OFFICE_ALONE else fact
        for fact in application_story(application_id)
        if fact.shelved_as in RESIDENT_READS
    ]


def offers_for(actor: Actor, view: ApplicationView, *, at: datetime) -> tuple[ApplicationOffer, ...]:
    """Return the events of the definition a member of staff can cause, the impossible ones with the reason."""
    found = offers(view.loop.id, unit_id=actor.unit_id, resident=False, at=at)
    return tuple(
        ApplicationOffer(each.event, each.refusal)
        for each in found
        if ENTITLED.refusal(each.event, actor) is None
    )


def offers_for_resident(application_id: UUID, *, at: datetime) -> tuple[ApplicationOffer, ...]:
    """Return what the applicant can do: the events of the definition, and supply, rate, urge."""
    loop, view = loop_row(application_id), resident_application(application_id)
    if loop is None or view is None:
        return ()
    decided = view.settled
    found = [
        ApplicationOffer(each.event, each.refusal)
        for each in offers(application_id, unit_id=None, resident=True, at=at)
    ]
    ended = loop.ended_at is not None
    found += [
        ApplicationOffer("supply", supply_refusal(RESIDENT, counter=(), ended=ended, decided=decided)),
        ApplicationOffer("rate", rate_refusal(RESIDENT, decided=decided, ended=ended, rated=view.rated)),
        ApplicationOffer("urge", may_urge(loop.ended_at)),
    ]
    return tuple(found)


def rating_for(actor: Actor, view: ApplicationView) -> RatingView | None:
    """Return the rating to the head of the unit and to those who supervise, never to whoever handled it.

    Its words come without personal data: nobody needs a name to read how the service was.
    """
    handled = any(
        fact.actor.startswith(f"staff:{actor.account_id}@")
        for fact in story_of(view.loop.id)
        if fact.kind == "loops.moved" and fact.data["party"] in ("lead", "arbiter")
    )
    in_scope = within(actor.division, view.loop.division)
    if not sees_rating(actor, in_scope=in_scope, own_unit=actor.unit_id == view.lead, handled=handled):
        return None
    row = Rating.objects.filter(application=view.loop.id).first()
    return RatingView(row.grade, masked(row.text).text, row.rated_at) if row else None


def resident_rating(application_id: UUID) -> RatingView | None:
    """Return the rating to the applicant who gave it."""
    row = Rating.objects.filter(application=application_id).first()
    return RatingView(row.grade, row.text, row.rated_at) if row else None


def material_file(actor: Actor, application_id: UUID, material_id: UUID) -> bytes | None:
    """Return the picture of a material to a unit that works on the application; None for everybody else."""
    view = application_for(actor, application_id)
    if view is None or not opens_files(actor, holders=view.units):
        return None
    return resident_material_file(application_id, material_id)


def resident_material_file(application_id: UUID, material_id: UUID) -> bytes | None:
    """Return the picture of a material to the applicant, whose session has shown number and code before."""
    row = ApplicationMaterial.objects.filter(application=application_id, id=material_id).first()
    return kept(row.stored) if row else None


def document_for(actor: Actor, application_id: UUID, decision_id: UUID) -> bytes | None:
    """Return the document of a decision, as PDF, to a unit that works on the application; None for everybody else.

    It repeats the answers, so it is opened by whoever may open those. Outcome and reasons stand on the sheet.
    """
    view = application_for(actor, application_id)
    if view is None or not opens_files(actor, holders=view.units):
        return None
    return resident_document(application_id, decision_id)


def resident_document(application_id: UUID, decision_id: UUID) -> bytes | None:
    """Return the document of a decision to the applicant, whose session has shown number and code before."""
    row = Decision.objects.filter(application=application_id, id=decision_id).first()
    return kept(row.stored) if row else None


def _rows() -> QuerySet[Application]:
    return Application.objects.select_related("loop")


def _row(application_id: UUID) -> Application | None:
    return _rows().filter(loop=application_id).first()


def _view(row: Application) -> ApplicationView:
    item = version(row.version_id).item
    situation = item.situation(row.situation)
    assert situation is not None, "the situation is one of the version the application is pinned to"
    materials = ApplicationMaterial.objects.filter(application=row).order_by("id")
    return ApplicationView(
        loop=row_of(row.loop),
        public_id=row.public_id,
        version_id=row.version_id,
        item=item,
        situation=situation,
        channel=row.channel,
        filer=row.filer,
        has_contact=row.contact_id is not None,
        proposed_unit=row.proposed_unit_id,
        citation=row.citation,
        lead=row.lead_id,
        answers=dict(ApplicationAnswer.objects.filter(application=row).values_list("key", "value")),
        materials={each.key: _material(each) for each in materials},
        asks=tuple(
            AskView(each.kind, each.key, each.in_version, each.reason, each.asked_at)
            for each in ApplicationAsk.objects.filter(application=row).order_by("id")
        ),
        decisions=tuple(_decision(each) for each in Decision.objects.filter(application=row).order_by("id")),
        rated=Rating.objects.filter(application=row).exists(),
        holders=holders_of(row.loop_id),
    )


def _is_kept(stored: str) -> bool:
    """Tell whether there is a file: a paper shown at the counter has none, an erased one none any more."""
    return bool(stored) and not stored.startswith("erased/")


def _material(row: ApplicationMaterial) -> MaterialView:
    return MaterialView(
        row.id, row.key, row.how, MaterialState(row.state), row.reason, _is_kept(row.stored), row.given_at
    )


def _decision(row: Decision) -> DecisionView:
    return DecisionView(
        row.id, row.outcome, row.reasons, row.unit_id, row.decided_at, row.verification, row.sha256
    )
