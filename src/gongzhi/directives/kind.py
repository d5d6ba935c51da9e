"""What inbox, lists and board must know of directives. Loaded with the pages of this package."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from gongzhi.directives.facts import OBJECTIONS, SUBJECT_KIND
from gongzhi.directives.models import Directive
from gongzhi.directives.queries import directives_of
from gongzhi.directives.rules import ENTITLED, parties_for
from gongzhi.directives.views.directive_sheet import DirectiveSheet
from gongzhi.directives.words import ENDS, EVENTS, OWED, PARTY_NAMES, ROLES, STATES
from gongzhi.loops.public import Flag, Kind, LoopRow, register_kind
from gongzhi.organization.public import grids, prefix_of
from gongzhi.ui.names import name_of


def _objected() -> Q:
    found = Q(pk=None)
    for event in OBJECTIONS:
        found |= Q(**{f"counts__{event}__gt": 0})
    return found


def _by_grid(scope: str, _at: datetime) -> Mapping[str, int]:
    rows = Directive.objects.filter(loop__ended_at=None, loop__division__startswith=prefix_of(scope))
    return dict(rows.exclude(grid="").values_list("grid").annotate(number=Count("pk")).order_by())


def _places(rows: Sequence[LoopRow]) -> Mapping[UUID, str]:
    found = {loop: grid for loop, (_scope, grid) in directives_of([row.id for row in rows]).items() if grid}
    names = grids(set(found.values()))
    return {loop: name_of(names[grid]) for loop, grid in found.items() if grid in names}


register_kind(
    Kind(
        code=SUBJECT_KIND,
        label=_("directive"),
        label_plural=_("directives"),
        sheet=DirectiveSheet(),
        read=ENTITLED.read,
        states=STATES,
        ends=ENDS,
        owed=OWED,
        parties=parties_for,
        roles=ROLES,
        about=_(
            "An office asks another to do something: it may object, does it, and the result is looked at."
        ),
        events=EVENTS,
        party_names=PARTY_NAMES,
        limit_from=_("until the day it names"),
        flags={
            "objected": Flag(_("the addressee objected"), _objected()),
            "against_table": Flag(
                _("against the duty table"),
                Q(Exists(Directive.objects.filter(loop=OuterRef("pk"), overruled=True))),
            ),
        },
        places=_places,
        of_grid=lambda grid: Q(Exists(Directive.objects.filter(loop=OuterRef("pk"), grid=grid))),
        by_grid=_by_grid,
    )
)
