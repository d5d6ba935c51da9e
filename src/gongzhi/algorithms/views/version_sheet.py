"""What a version of an algorithm puts on the page of its loop: its text, its test, what the board says, its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.algorithms import forms
from gongzhi.algorithms.facts import EntryView, Stage, VersionView
from gongzhi.algorithms.figures import live_of
from gongzhi.algorithms.gates import gates, limits
from gongzhi.algorithms.queries import entry, reviews_of, version_of_loop, votes_of
from gongzhi.algorithms.rules.board import (
    APPROVALS,
    REFUSALS,
    Spoken,
    count,
    decision_refusal,
    is_short,
    needs_experts,
    one_is_enough,
)
from gongzhi.algorithms.rules.entry import SECTIONS
from gongzhi.algorithms.rules.passing import (
    AFFECTED,
    ENTITLED,
    MANAGE,
    REVIEW,
    Passing,
    passing_refusal,
    write_refusal,
)
from gongzhi.algorithms.screen_words import SECTIONS as SECTION_WORDS
from gongzhi.algorithms.screen_words import TIERS
from gongzhi.algorithms.sentences import SENTENCES
from gongzhi.algorithms.showing import (
    counted,
    day,
    evaluation_of,
    evidence_shown,
    lacking,
    reviews_shown,
    said_by,
    status_of,
)
from gongzhi.algorithms.views.acts import ACTS, MAIN
from gongzhi.algorithms.watching import evidence_about
from gongzhi.kernel.refusals import Refusal
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import (
    ActForm,
    LoopRow,
    Panel,
    Sheet,
    common_facts,
    holders_of,
    loop_row,
    offers,
    staff_story,
)
from gongzhi.organization.public import unit, units_under, within
from gongzhi.people.facts import Actor
from gongzhi.ui.names import name_of

Holders = Mapping[str, Sequence[UUID | None]]


@dataclass(frozen=True)
class VersionOnSheet:
    """A version with its loop, its entry, and who holds which party."""

    loop: LoopRow
    version: VersionView
    entry: EntryView
    holders: Holders

    def holds(self, actor: Actor, party: str) -> bool:
        """Tell whether the actor's unit plays a part."""
        return actor.unit_id is not None and actor.unit_id in self.holders.get(party, ())


def version_for(actor: Actor, loop_id: UUID) -> VersionOnSheet | None:
    """Return a version to staff who play a part in it or read its tree; None for everybody else."""
    version, loop = version_of_loop(loop_id), loop_row(loop_id)
    if version is None or loop is None:
        return None
    holders = holders_of(loop_id)
    held = frozenset(each for units in holders.values() for each in units if each)
    if not ENTITLED.may_see(actor, in_scope=within(actor.division, loop.division), holders=held):
        return None
    view = entry(version.code)
    assert view is not None
    return VersionOnSheet(loop, version, view, holders)


class VersionSheet(Sheet):
    """The panels and steps of a version."""

    acts = ACTS
    main = MAIN

    def find(self, actor: Actor, loop_id: UUID) -> VersionOnSheet | None:
        return version_for(actor, loop_id)

    def allowed(self, actor: Actor, view: VersionOnSheet, *, at: datetime) -> Mapping[str, Refusal | None]:
        """Return the steps of the definition with what stands against each; the gates' own rules among them."""
        found: dict[str, Refusal | None] = {}
        for offer in offers(view.loop.id, unit_id=actor.unit_id, resident=False, at=at):
            if (
                offer.event in ACTS
                and ENTITLED.refusal(offer.event, actor) is None
                and _fits(view, offer.event)
            ):
                found[offer.event] = offer.refusal or _refusal(view, offer.event, at=at)
        if view.version.stage is Stage.REVIEW and view.holds(actor, "board") and actor.may(REVIEW):
            found["vote"] = None
        return found

    def form(
        self, key: str, actor: Actor, view: VersionOnSheet, *, at: datetime, data: Any = None
    ) -> ActForm:
        kind = ACTS[key].form
        if issubclass(kind, forms.JudgeForm):
            return kind(data, few=evidence_about(view.version.id, at=at).n < limits().least)
        if issubclass(kind, forms.VoteForm):
            return kind(data, affected=actor.may(AFFECTED))
        if issubclass(kind, forms.UnitActForm):
            taken = {each for held in view.holders.values() for each in held}
            county = units_under(view.loop.division, at=at)
            return kind(
                data, units=[(str(each.id), name_of(each)) for each in county if each.id not in taken]
            )
        return kind(data)

    def story(self, view: VersionOnSheet) -> Sequence[dict[str, Any]]:
        return staff_story(story_of(view.loop.id), SENTENCES)

    def facts(self, view: VersionOnSheet, *, at: datetime) -> Sequence[dict[str, Any]]:
        version, owner = view.version, unit(view.entry.unit_id)
        found: list[dict[str, Any]] = [
            {
                "label": _("Entry"),
                "value": version.code,
                "url": reverse("register-entry", args=[version.code]),
            },
            {"label": _("Version"), "value": version.n},
            {"label": _("How far it reaches"), "value": f"{version.tier.value} · {TIERS[version.tier]}"},
            {"label": _("Impact (the highest line)"), "value": version.impact_level or ""},
            {"label": _("Whose it is"), "value": name_of(owner) if owner else ""},
            {"label": _("The test is good until"), "value": day(version.expires_on)},
            {"label": _("Digest of its file"), "value": version.digest[:16]},
            {
                "label": _("People decide alone"),
                "value": f"{version.arm_share} %" if version.arm_share else "",
            },
            *common_facts(view.loop),
        ]
        return [each for each in found if each["value"]]

    def panels(self, actor: Actor, view: VersionOnSheet, *, at: datetime) -> Sequence[Panel]:
        version = view.version
        status = status_of(view.entry, version)
        shown = [
            Panel(
                _("How it stands"),
                "algorithms/_standing.html",
                {"status": status, "code": version.code},
                side=True,
            ),
            Panel(
                _("What the entry says"), "algorithms/_sections.html", {"sections": _sections(actor, view)}
            ),
        ]
        if version.stage in (Stage.PILOT, Stage.COMPARISON):
            context = evidence_shown(evidence_about(version.id, at=at), pilot=version.stage is Stage.PILOT)
            shown.insert(0, Panel(_("What it is judged by"), "algorithms/_arms.html", context))
        if evaluation := evaluation_of(version):
            shown.append(
                Panel(_("Test, by group as well"), "algorithms/_evaluation.html", {"evaluation": evaluation})
            )
        if live := live_of(version, at=at):
            shown.append(Panel(_("How it does today"), "algorithms/_live.html", {"live": live.shown()}))
        votes, reviews = votes_of(version.id), reviews_of(version.id)
        if votes or version.stage is Stage.REVIEW:
            spoken = [vote for vote in votes if vote.round == version.review_round]
            context = {
                "line": counted(spoken),
                "spoken": [said_by(vote) for vote in spoken],
                "reviews": reviews_shown(reviews, votes),
                "needed": _needed(version),
            }
            shown.append(Panel(_("The board"), "algorithms/_board.html", context))
        return shown


def _needed(version: VersionView) -> str:
    found = gates()
    if one_is_enough(found, tier=version.tier, level=version.impact_level):
        return _("One reviewer is enough: plain rules, or little impact.")
    return _("At least %(members)s members speak, a third of them or more for residents.") % {
        "members": found.members
    }


def _listed(version: VersionView) -> Sequence[str]:
    return (version.document.get("purpose") or {}).get("listed") or ()


def _fits(view: VersionOnSheet, event: str) -> bool:
    """Leave out the ways of approving that this version cannot take at all."""
    version = view.version
    tier, level = version.tier, version.impact_level
    experts = needs_experts(gates(), tier=tier, level=level, listed=_listed(version))
    if event in ("approve_simple", "ask_simple"):
        return is_short(gates(), tier=tier, level=level) and not experts
    return event not in APPROVALS or (event == "approve_for_experts") == experts


def _refusal(view: VersionOnSheet, event: str, *, at: datetime) -> Refusal | None:
    version, running = view.version, view.entry.running
    if event in (*APPROVALS, *REFUSALS):
        spoken = [vote for vote in votes_of(version.id) if vote.round == version.review_round]
        return decision_refusal(
            gates(),
            event,
            count([Spoken(vote.seat, vote.opinion) for vote in spoken]),
            tier=version.tier,
            level=version.impact_level,
            listed=_listed(version),
            conditions="…",  # asked for in the form
            because="…",
        )
    beside = running if running and running.id != version.id else None
    passing = Passing(
        stage=version.stage,
        tier=version.tier,
        level=version.impact_level,
        document=version.document,
        expires_on=version.expires_on,
        entered_at=version.entered_at,
        running=beside.document if beside else None,
        running_tier=beside.tier if beside else None,
        running_level=beside.impact_level if beside else 0,
    )
    return passing_refusal(event, passing, gates=gates(), at=at, today=timezone.localdate(at))


def _sections(actor: Actor, view: VersionOnSheet) -> list[dict[str, Any]]:
    owner, tester = view.holds(actor, "owner"), view.holds(actor, "tester")
    return [
        {
            "label": SECTION_WORDS[section],
            "written": bool(view.version.document.get(section)),
            "lacks": lacking(section, view.version),
            "url": reverse("register-section", args=[view.version.id, section]),
            "mine": actor.may(MANAGE)
            and write_refusal(section, stage=view.version.stage, owner=owner, tester=tester) is None,
        }
        for section in SECTIONS
    ]
