"""What inbox, lists and board must know of events and rounds. Loaded with the pages of this package."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from gongzhi.loops.public import Flag, Kind, LoopRow, register_kind
from gongzhi.organization.public import grids
from gongzhi.patrol.facts import EVENT_KIND, ROUND_KIND, Result
from gongzhi.patrol.models import PatrolEvent, Round
from gongzhi.patrol.queries import grids_of, open_by_grid, open_rounds_by_grid
from gongzhi.patrol.rules import EVENTS_ENTITLED, ROUNDS_ENTITLED
from gongzhi.patrol.views.event_sheet import EventSheet
from gongzhi.patrol.views.round_sheet import RoundSheet
from gongzhi.patrol.words import (
    EVENT_ENDS,
    EVENT_OWED,
    EVENT_PARTIES,
    EVENT_STATES,
    ROUND_ENDS,
    ROUND_OWED,
    ROUND_PARTIES,
    ROUND_ROLES,
    ROUND_STATES,
    STEPS,
)
from gongzhi.ui.names import name_of


def _places(rows: Sequence[LoopRow]) -> Mapping[UUID, str]:
    found = grids_of([row.id for row in rows])
    names = grids(set(found.values()))
    return {loop: name_of(names[code]) for loop, code in found.items() if code in names}


def _by_grid(scope: str, _at: datetime) -> Mapping[str, int]:
    return open_by_grid(scope)


def _counted(event: str) -> Q:
    return Q(**{f"counts__{event}__gt": 0})


register_kind(
    Kind(
        code=EVENT_KIND,
        label=_("event"),
        label_plural=_("events"),
        sheet=EventSheet(),
        read=EVENTS_ENTITLED.read,
        states=EVENT_STATES,
        ends=EVENT_ENDS,
        owed=EVENT_OWED,
        parties=EVENTS_ENTITLED.parties_for,
        about=_(
            "Somebody finds something on the spot: an office puts it right, and somebody else verifies it."
        ),
        events=STEPS,
        party_names=EVENT_PARTIES,
        flags={
            "urgent": Flag(_("endangers life"), Q(limit_class="life_safety")),
            "returned": Flag(_("returned"), _counted("return")),
            "overruled": Flag(
                _("against the duty table"),
                Q(Exists(PatrolEvent.objects.filter(loop=OuterRef("pk"), overruled=True))),
            ),
            "not_right": Flag(_("verified: not right yet"), _counted("verify_bad")),
            "reopened": Flag(_("opened again"), _counted("reopen")),
        },
        places=_places,
        of_grid=lambda grid: Q(Exists(PatrolEvent.objects.filter(loop=OuterRef("pk"), grid=grid))),
        by_grid=_by_grid,
    )
)
register_kind(
    Kind(
        code=ROUND_KIND,
        label=_("round"),
        label_plural=_("rounds"),
        sheet=RoundSheet(),
        read=ROUNDS_ENTITLED.read,
        states=ROUND_STATES,
        ends=ROUND_ENDS,
        owed=ROUND_OWED,
        parties=ROUNDS_ENTITLED.parties_for,
        roles=ROUND_ROLES,
        about=_("A unit asks another to go and look at a place; what is found goes on by itself."),
        events=STEPS,
        party_names=ROUND_PARTIES,
        limit_from=_("as many days as the plan says"),
        flags={
            "found": Flag(
                _("something was found"),
                Q(Exists(Round.objects.filter(loop=OuterRef("pk"), result=Result.FOUND))),
            ),
            "returned": Flag(_("returned"), _counted("return")),
        },
        places=_places,
        of_grid=lambda grid: Q(Exists(Round.objects.filter(loop=OuterRef("pk"), grid=grid))),
        by_grid=lambda scope, _at: open_rounds_by_grid(scope),
    )
)
