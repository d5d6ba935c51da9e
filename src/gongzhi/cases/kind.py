"""What inbox, lists and board must know of cases. Loaded with the pages of this package."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gongzhi.cases.facts import SUBJECT_KIND, ExclusionState, Finding
from gongzhi.cases.fairness_words import FINDINGS, SOLVED
from gongzhi.cases.models import Case, Exclusion
from gongzhi.cases.rules import parties_for
from gongzhi.cases.similar import joined_counts
from gongzhi.cases.together import JOINED
from gongzhi.cases.views.case_sheet import CaseSheet
from gongzhi.cases.views.triage_desk import danger_at
from gongzhi.cases.whistle_kind import FLAGS, waiting
from gongzhi.cases.words import ENDS, OWED, PARTY_NAMES, STATE_SENTENCES, STATES, STEPS
from gongzhi.loops.facts import Threshold
from gongzhi.loops.public import Flag, Kind, LoopRow, Waiting, register_kind
from gongzhi.organization.public import grids, prefix_of
from gongzhi.people.facts import Actor
from gongzhi.people.public import without_room
from gongzhi.ui.names import name_of


def _drafts(actor: Actor) -> list[Waiting]:
    """Return the answers a head has to approve: drafts in the own unit."""
    if not actor.may("case.approve"):
        return []
    rows = Case.objects.filter(~Q(draft=""), lead=actor.unit_id, loop__state="working").order_by(
        "loop__due_at"
    )
    found = list(rows.values_list("loop", flat=True)[:50])
    return [Waiting(_("For your approval"), _("approve the answer"), found)] if found else []


def _danger(actor: Actor) -> list[Waiting]:
    """Return what stands on top of a desk's inbox at once: an algorithm found that life may be in danger."""
    if not actor.may("case.dispatch"):
        return []
    found = danger_at(actor)
    return [Waiting(_("Life may be in danger"), _("look at it first"), found)] if found else []


def _places(rows: Sequence[LoopRow]) -> Mapping[UUID, str]:
    """Return the address of each case, or the name of its grid; of a confidential one neither.

    No list needs to say behind which door somebody lives: that stands on the sheet, for those it is for.
    """
    found = {
        loop: (address, grid)
        for loop, address, grid in Case.objects.filter(
            loop__in=[row.id for row in rows], confidential=False
        ).values_list("loop", "address", "grid")
    }
    names = {
        code: name_of(view)
        for code, view in grids({grid for _address, grid in found.values() if grid}).items()
    }
    return {loop: without_room(address) or names.get(grid, "") for loop, (address, grid) in found.items()}


def _said(ids: Collection[UUID]) -> Mapping[UUID, tuple[str, str]]:
    """Return the office's own word and, apart from it, the resident's."""
    rows = Case.objects.filter(loop__in=list(ids)).values_list("loop", "finding", "solved")
    return {
        loop: (str(FINDINGS.get(finding, "")), str(SOLVED.get(solved, "")))
        for loop, finding, solved in rows
        if finding or solved is not None
    }


def _by_grid(scope: str, _at: datetime) -> Mapping[str, int]:
    # A confidential case is in no grid of the map: one number beside a list of one would tell where it is.
    rows = Case.objects.filter(
        loop__ended_at=None, loop__division__startswith=prefix_of(scope), confidential=False
    ).exclude(grid="")
    return dict(rows.values_list("grid").annotate(number=Count("pk")).order_by())


def _counted(*events: str) -> Q:
    found = Q(pk=None)
    for event in events:
        found |= Q(**{f"counts__{event}__gt": 0})
    return found


def _overdue_alone() -> QuerySet[Case]:
    return Case.objects.filter(
        loop=OuterRef("loop"),
        loop__state=JOINED,
        loop__obligations__what=JOINED,
        loop__obligations__settled_at=None,
        loop__obligations__deadlines__fired__in=[Threshold.RED, Threshold.SUPERVISE],
    )


register_kind(
    Kind(
        code=SUBJECT_KIND,
        label=_("case"),
        label_plural=_("cases"),
        sheet=CaseSheet(),
        read="case.read",
        states=STATES,
        ends=ENDS,
        owed=OWED,
        parties=parties_for,
        # The desk calls by risk and by lot: a silent case that was not drawn only waits for its end.
        # What goes along with another case is seen there; it has a line of its own once it is overdue.
        shown=(~Q(what="calling") | Q(Exists(Case.objects.filter(loop=OuterRef("loop"), call_wanted=True))))
        & (~Q(what=JOINED) | Q(Exists(_overdue_alone()))),
        about=_(
            "Something is wrong where you live, or you have a question: the office in charge answers, "
            "and you say whether it is solved."
        ),
        events=STEPS,
        told=STATE_SENTENCES,
        party_names=PARTY_NAMES,
        flags={
            "returned": Flag(_("returned"), _counted("return")),
            "arbitrated": Flag(
                _("went to the arbiter"), Q(state="arbitration") | _counted("decide", "conclude")
            ),
            "overruled": Flag(
                _("against the duty table"),
                Q(Exists(Case.objects.filter(loop=OuterRef("pk"), overruled=True))),
            ),
            "reopened": Flag(_("opened again"), _counted("reopen", "not_solved")),
            "extended": Flag(_("extended"), _counted("extend")),
            "excluded": Flag(
                _("left out of scores"),
                Q(Exists(Exclusion.objects.filter(loop=OuterRef("pk"), state=ExclusionState.IN_FORCE))),
            ),
            "not_possible": Flag(
                _("answered as not possible"),
                Q(Exists(Case.objects.filter(loop=OuterRef("pk"), finding=Finding.NOT_POSSIBLE))),
            ),
            **FLAGS,
            # One more caller, but no further problem: with it the number of problems is that of cases less these.
            "joined": Flag(
                _("joined to another case"),
                Q(Exists(Case.objects.filter(loop=OuterRef("pk"), parent__isnull=False))),
            ),
        },
        waiting=lambda actor: [*_danger(actor), *_drafts(actor), *waiting(actor)],
        places=_places,
        along=joined_counts,
        said=_said,
        of_grid=lambda grid: Q(
            Exists(Case.objects.filter(loop=OuterRef("pk"), grid=grid, confidential=False))
        ),
        by_grid=_by_grid,
    )
)
