"""Reads of cases: one for those entitled, lists for desks, the resident's own by number and code."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from gongzhi.cases.along import ALONG, with_parents_steps
from gongzhi.cases.discretion import is_masked, look_refusal, needs_shown
from gongzhi.cases.facts import Channel, EffectState, ExclusionState, Filer, PlaceKind
from gongzhi.cases.helping import Helping
from gongzhi.cases.looks import NO_LOOKS, Looks, hide, hide_in_story, looks_of
from gongzhi.cases.models import Case, EffectCheck
from gongzhi.cases.row import case_now
from gongzhi.cases.rules import add_refusal, may_see, power_refusal
from gongzhi.cases.scores import current, objection_refusal
from gongzhi.cases.whistle_facts import READ_BY_RESIDENT
from gongzhi.kernel.readings import read_once
from gongzhi.kernel.refusals import Refusal
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import LoopRow, holders_of, loop_row, may_reply, may_urge, offers, row_of
from gongzhi.notices.facts import IN_OWN_STORY
from gongzhi.organization.public import prefix_of, within
from gongzhi.people.facts import NOT_IN_STORIES, RESIDENT, Actor, ActorKind
from gongzhi.people.public import is_code, without_room

# What a resident reads of the story. Everything else is the office's own: notes, drafts, draws, looks.
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
        "diagnosis.proposed",
        "diagnosis.dispatched",
        "diagnosis.second_proposed",
        "diagnosis.decided",
        "diagnosis.danger_said",
        "loops.opened",  # who holds which desk: it gives no line of its own
        "cases.filed",
        "cases.classified",
        "cases.filing_corrected",
        "cases.lead_named",
        "cases.added",
        "cases.photo_added",
        "cases.confidentiality_set",
        "cases.needs_said",
        "cases.judged",
        "cases.above_said",
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
        "cases.joined",
        "cases.said_same",
        "cases.gathered",
        "cases.left",
        ALONG,
        "cases.answered",
        "cases.declined",
        "cases.parked",
        "cases.review_came_round",
        "cases.exclusion_decided",
        "cases.exclusion_objected",
        "cases.exclusion_objection_decided",
        "cases.exclusion_lapsed",
        "cases.effect_checked",
        *IN_OWN_STORY,
        *READ_BY_RESIDENT,
    }
)
# Words staff say to staff: the resident reads that something happened, not these.
OFFICE_WORDS = frozenset({"return", "redispatch", "deny_return", "ask_up", "dispatch", "join", "separate"})
_HIDDEN = READ_BY_RESIDENT | {
    "people.contact_shown",
    "people.identity_revealed",
    "people.reveal_reviewed",
    "people.call_relayed",
    "cases.left",
    "cases.exclusion_decided",
}


@dataclass(frozen=True)
class CaseOffer:
    """Something that can be done with a case. A `refusal` greys the button and says why.

    `names`: the party that must be named with it; `may_name`: one that may be.
    """

    event: str
    refusal: Refusal | None
    needs_reason: bool = False
    names: str | None = None
    may_name: str | None = None


@dataclass(frozen=True)
class CaseView:
    """A case with its loop. No contact data: those are shown by an action, on record.

    `masked`: it is confidential and the reader plays no part in it, so words, photos and place are left out.
    `needs` stand in it for those who may get in touch; `helping`, where its page has read who else works on it.
    For staff `text` is without personal data, of the kinds that are `hidden`, unless they `looks` at it for a reason.
    """

    loop: LoopRow
    public_id: str
    channel: str
    filer: str
    has_contact: bool
    place_kind: str
    longitude_e6: int | None
    latitude_e6: int | None
    address: str
    grid: str
    text: str
    proposed_unit: UUID | None
    citation: str
    lead: UUID | None
    overruled: bool
    draft: str
    draft_finding: str
    draft_reason: str
    finding: str
    parked: int  # how often
    reopened: bool
    solved: bool | None
    satisfied: str
    judged_via: str
    call_wanted: bool | None
    source: str
    holders: dict[str, tuple[UUID | None, ...]]
    confidential: bool = False
    parent: UUID | None = None
    masked: bool = False
    needs: tuple[str, ...] = ()
    needs_note: str = ""
    helping: Helping | None = None
    hidden: tuple[str, ...] = ()
    looks: Looks = NO_LOOKS


def case_for(actor: Actor, case_id: UUID, *, at: datetime | None = None) -> CaseView | None:
    """Return a case to staff who play a part in it or read its tree; None for everybody else.

    Personal data in its text are masked, unless the account said before `at` why it must read them.
    """
    row = case_now(case_id)
    if row is None:
        return None
    holders = holders_of(case_id)
    units = frozenset(unit for each in holders.values() for unit in each if unit)
    if not may_see(actor, in_scope=within(actor.division, row.loop.division), holders=units):
        return None
    return _seen_by(actor, _view(row, holders), at)


def _seen_by(actor: Actor, view: CaseView, at: datetime | None) -> CaseView:
    """Leave out what this reader must not know: here, so that no page can show it by mistake."""
    if actor.kind is not ActorKind.SYSTEM:
        # Who may not say why any more, since the case was passed on or is confidential now, reads no further.
        ended = look_refusal(actor, holders=view.holders, confidential=view.confidential)
        looks = NO_LOOKS if ended else looks_of(actor, view.loop.id, at=at)
        text, hidden = hide(view.text)
        shown = view.text if hidden and looks.texts else text
        view = replace(view, looks=looks, text=shown, hidden=hidden)
        if actor.unit_id is None or actor.unit_id != view.lead:
            # Who writes or approves a draft reads what goes out; everybody else as the rest of the case.
            draft, reason = words_for(view, view.draft), words_for(view, view.draft_reason)
            view = replace(view, draft=draft, draft_reason=reason)
        if actor.third_party:
            view = replace(view, address=without_room(view.address))
    open_, secret = view.loop.ended_at is None, view.confidential
    if not needs_shown(actor, holders=view.holders, open_=open_, confidential=secret):
        view = replace(view, needs=(), needs_note="")
    if not is_masked(actor, confidential=secret, holders=view.holders):
        return view
    return replace(
        view,
        masked=True,
        has_contact=False,
        place_kind=PlaceKind.NONE,
        longitude_e6=None,
        latitude_e6=None,
        address="",
        grid="",
        text="",
        draft="",
        draft_reason="",
        source="",
        hidden=(),
    )


def case_by_code(number: str, code: str) -> CaseView | None:
    """Return a case to whoever holds its number and code; a wrong one of either finds nothing."""
    row = Case.objects.select_related("loop").filter(loop__number=number.strip()).first()
    # Hash in any case, so that the time taken does not tell whether the number exists.
    right = is_code(number.strip(), code, row.code_hash if row else "0" * 64)
    return _view(row, holders_of(row.loop_id)) if row and right else None


def resident_case(case_id: UUID) -> CaseView | None:
    """Return a case to a resident whose session has shown its number and code before."""
    row = Case.objects.select_related("loop").filter(loop=case_id).first()
    return _view(row, holders_of(case_id)) if row else None


@read_once
def case_story(case_id: UUID) -> list[Recorded]:
    """Return the whole story of a case, oldest first, for staff."""
    return story_of(case_id, without=NOT_IN_STORIES)


def story_for(case: CaseView) -> list[Recorded]:
    """Return the story of a case as the reader its view was made for may read it, oldest first."""
    story = case_story(case.loop.id)
    if case.masked:
        return [_without_texts(fact) for fact in story if fact.kind != "cases.photo_added"]
    masked, hidden = _masked_story(case.loop.id)
    return story if hidden and case.looks.texts else masked


def words_for(case: CaseView, text: str) -> str:
    """Return what offices wrote about a case as its reader may read it: masked as the rest of it."""
    masked, hidden = hide(text)
    return text if hidden and case.looks.texts else masked


def hidden_in(case: CaseView) -> tuple[str, ...]:
    """Return the kinds of personal data in the text and the story of a case, masked unless its reader looks at them."""
    return () if case.masked else tuple(dict.fromkeys((*case.hidden, *_masked_story(case.loop.id)[1])))


@read_once
def _masked_story(case_id: UUID) -> tuple[list[Recorded], tuple[str, ...]]:
    return hide_in_story(case_story(case_id))


def resident_story(case_id: UUID) -> list[Recorded]:
    """Return the story as the resident may read it: without notes, drafts and words between offices.

    Where the case goes along with another one, what the office does about that one is told, and nothing of who
    reported it.
    """
    story = []
    for fact in with_parents_steps(case_story(case_id)):
        if fact.shelved_as not in RESIDENT_READS:
            continue
        hidden = fact.kind in _HIDDEN or fact.data.get("event") in OFFICE_WORDS
        story.append(_without_texts(fact) if hidden else fact)
    return story


def offers_for(actor: Actor, case_id: UUID, *, at: datetime) -> tuple[CaseOffer, ...]:
    """Return the events of the definition a member of staff can cause, the impossible ones with the reason.

    Events the post never covers are left out; so is everything about a case the actor may not see.
    """
    return offers_of(actor, case_id, at=at) if case_for(actor, case_id) else ()


def offers_of(
    actor: Actor, case_id: UUID, *, at: datetime, holders: dict[str, tuple[UUID | None, ...]] | None = None
) -> tuple[CaseOffer, ...]:
    """Return the same about a case the caller has shown to the actor already, with its holders where known."""
    found = offers(case_id, unit_id=actor.unit_id, resident=False, at=at, holders=holders)
    return tuple(
        CaseOffer(each.event, each.refusal, each.needs_reason, each.names, each.may_name)
        for each in found
        if power_refusal(each.event, actor) is None
    )


def offers_for_resident(case_id: UUID, *, at: datetime) -> tuple[CaseOffer, ...]:
    """Return what a resident can do: the events of the definition, and add, reply, urge."""
    loop = loop_row(case_id)
    if loop is None:
        return ()
    found = [
        CaseOffer(each.event, each.refusal, each.needs_reason)
        for each in offers(case_id, unit_id=None, resident=True, at=at)
    ]
    found.append(CaseOffer("reply", may_reply(loop.paused_until)))
    found.append(CaseOffer("add", add_refusal(RESIDENT, ended=loop.ended_at is not None)))
    found.append(CaseOffer("urge", may_urge(loop.ended_at)))
    exclusion = current(case_id)
    if exclusion and exclusion.state == ExclusionState.IN_FORCE:
        found.append(CaseOffer("object", objection_refusal(exclusion, RESIDENT, at=at)))
    return tuple(found)


def open_cases_by_grid(scope: str, matters: Collection[str]) -> dict[str, int]:
    """Return how many cases of some matters are open in each grid of a tree of divisions.

    A confidential one is in none: with its matter a grid would tell where it is.
    """
    rows = Case.objects.filter(
        loop__ended_at=None,
        loop__division__startswith=prefix_of(scope),
        loop__matter__in=list(matters),
        confidential=False,
    ).exclude(grid="")
    return dict(rows.values_list("grid").annotate(number=Count("pk")).order_by())


def count_cases_of(scope: str, matters: Collection[str], *, since: datetime, until: datetime) -> int:
    """Return how many cases of some matters in a tree of divisions were open at some time of a period.

    What an office opened on its rounds, with no person behind it, is left out.
    """
    rows = Case.objects.filter(
        Q(loop__ended_at=None) | Q(loop__ended_at__gt=since),
        loop__opened_at__lt=until,
        loop__division__startswith=prefix_of(scope),
        loop__matter__in=list(matters),
    ).exclude(channel=Channel.GRID, filer=Filer.ANONYMOUS)
    return rows.count()


def _without_texts(fact: Recorded) -> Recorded:
    return Recorded(
        id=fact.id,
        node=fact.node,
        kind=fact.kind,
        subject=fact.subject,
        actor=fact.actor,
        at=fact.at,
        data=fact.data,
        position=fact.position,
        texts={},
    )


def _view(row: Case, holders: dict[str, tuple[UUID | None, ...]]) -> CaseView:
    return CaseView(
        loop=row_of(row.loop),
        public_id=row.public_id,
        channel=row.channel,
        filer=row.filer,
        has_contact=row.contact_id is not None,
        place_kind=row.place_kind,
        longitude_e6=row.longitude_e6,
        latitude_e6=row.latitude_e6,
        address=row.address,
        grid=row.grid,
        text=row.text,
        proposed_unit=row.proposed_unit_id,
        citation=row.citation,
        lead=row.lead_id,
        overruled=row.overruled,
        draft=row.draft,
        draft_finding=row.draft_finding,
        draft_reason=row.draft_reason,
        finding=row.finding,
        parked=int(row.loop.counts.get("park", 0)),
        reopened=bool(row.loop.counts.get("reopen")),
        solved=row.solved,
        satisfied=row.satisfied,
        judged_via=row.judged_via,
        call_wanted=row.call_wanted,
        source=row.source,
        holders=holders,
        confidential=row.confidential,
        parent=row.parent_id,
        needs=tuple(filter(None, row.needs.split(","))),
        needs_note=row.needs_note,
    )


def effect_check_open(case_id: UUID) -> bool:
    """Tell whether somebody is asked to look whether the result of a case lasts."""
    return EffectCheck.objects.filter(loop=case_id, state=EffectState.OPEN).exists()
