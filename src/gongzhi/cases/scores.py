"""What was proposed about scores, and who may say what to it: for the actions, the buttons and the resident."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from gongzhi.cases.facts import ExclusionState
from gongzhi.cases.models import Case, Exclusion
from gongzhi.cases.rules import (
    exclude_refusal,
    exclusion_objection_refusal,
    exclusion_refusal,
    share_alarm,
)
from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.public import holders_of, profile_of, window_ends
from gongzhi.organization.public import prefix_of
from gongzhi.people.facts import Actor

ALARM = "exclusion_alarm"  # the share from which somebody should look, in the time profile
WINDOW = "exclusion_objection"  # how long the resident may object, in the time profile


def proposal_refusal(case: Case, by: Actor) -> Refusal | None:
    """Say why this unit may not propose it now, or None: for the action and for the button."""
    return exclusion_refusal(
        by,
        lead=case.lead_id,
        arbiter=holders_of(case.loop_id).get("arbiter", ()),
        judged=case.solved is not None,  # a recheck comes after the resident's word only
        # What lapsed was about a result that does not stand any more.
        before=Exclusion.objects.filter(loop=case.loop_id).exclude(state=ExclusionState.LAPSED).exists(),
    )


def current(case_id: UUID) -> Exclusion | None:
    """Return what was proposed about a case, decided or not."""
    return Exclusion.objects.filter(loop=case_id).order_by("-proposed_at").first()


def decision_refusal(
    row: Exclusion, by: Actor, *, arbiter: Collection[UUID | None] | None = None
) -> Refusal | None:
    """Say why this person may not decide about it, or None: for the action and for the button.

    `arbiter`: who plays that party, where it is known already.
    """
    return exclude_refusal(
        by,
        arbiter=holders_of(row.loop_id).get("arbiter", ()) if arbiter is None else arbiter,
        proposed_by=row.proposed_by_id,
        decided=[each for each in (row.first_by, row.second_by) if each],
    )


def objection_refusal(row: Exclusion, by: Actor, *, at: datetime) -> Refusal | None:
    """Say why the resident may not object now, or None: for the action and for the button."""
    until = window_ends(row.loop_id, WINDOW, since=row.decided_at) if row.decided_at else None
    return exclusion_objection_refusal(
        by, state=row.state, objected=row.objected_at is not None, until=until, at=at
    )


@dataclass(frozen=True)
class Share:
    """How much of a unit's judged results of a period is left out of scores. `alarm`: more than the profile's share."""

    unit_id: UUID
    judged: int
    left_out: int
    alarm: bool

    @property
    def percent(self) -> float:
        return 100 * self.left_out / self.judged if self.judged else 0.0


@dataclass(frozen=True)
class Waits:
    """Something about scores that somebody one level up has to decide."""

    case_id: UUID
    number: str
    title: str
    ground: str
    unit_id: UUID
    objection: bool
    decided: int


def shares(scope: str, *, at: datetime, days: int) -> list[Share]:
    """Return the share left out per unit with any, of what ended in the last days in a tree of divisions.

    Costs what ended in the period, never what was ever filed.
    """
    ended = Q(loop__ended_at__gt=at - timedelta(days=days), loop__division__startswith=prefix_of(scope))
    out = Exclusion.objects.filter(ended, state=ExclusionState.IN_FORCE)
    left_out = dict(out.values_list("proposed_by").annotate(n=Count("pk")).order_by())
    judged = Case.objects.filter(ended, solved__isnull=False, lead__in=list(left_out))
    number = dict(judged.values_list("lead").annotate(n=Count("pk")).order_by())
    profile = profile_of(scope, timezone.localdate(at))
    alarm = profile.share(ALARM) if profile.has_share(ALARM) else 100
    return [
        Share(unit, number.get(unit, 0), part, share_alarm(part=part, whole=number.get(unit, 0), alarm=alarm))
        for unit, part in left_out.items()
    ]


def undecided(scope: str, *, limit: int = 100) -> list[Waits]:
    """Return what waits for a decision about scores in a tree of divisions, oldest first."""
    open_ = Q(state=ExclusionState.PROPOSED) | Q(
        state=ExclusionState.IN_FORCE, objected_at__isnull=False, objection_upheld=None
    )
    rows = Exclusion.objects.filter(open_, loop__division__startswith=prefix_of(scope))
    return [
        Waits(
            row.loop_id,
            row.loop.number,
            row.loop.title,
            row.ground,
            row.proposed_by_id,
            row.objected_at is not None,
            int(row.first_by is not None),
        )
        for row in rows.select_related("loop").order_by("proposed_at")[:limit]
    ]
