"""What forms about directives offer to choose from."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from gongzhi.cases.public import count_cases_of
from gongzhi.directives.facts import PartSpec
from gongzhi.directives.queries import DirectiveView, matters_under, places_known
from gongzhi.loops.public import Load, load_of, place_lines
from gongzhi.organization.public import (
    divisions_under,
    grids_under,
    matter_tree,
    units,
    units_under,
    within,
)
from gongzhi.people.facts import Actor
from gongzhi.ui.names import name_of

MOST_GRIDS = 60  # on one form; the rest comes up as these are done


def matter_choices(*, at: datetime) -> list[tuple[str, str]]:
    """Return all matters with their paths: an instruction may be about a whole branch."""
    tree = {each.code: each for each in matter_tree(at=at)}
    return [(code, " › ".join(name_of(tree[step]) for step in each.path)) for code, each in tree.items()]


def scope_choices(actor: Actor, *, at: datetime) -> list[tuple[str, str]]:
    """Return the divisions of the actor's own tree, larger ones first."""
    return [(each.code, name_of(each)) for each in divisions_under(actor.division, at=at)]


def county_units(scope: str, *, without: UUID | None, at: datetime) -> list[tuple[str, str]]:
    """Return the units of the county a place lies in, but for one, each with what it has to do now, if anything."""
    found = [each for each in units_under(scope[:6].ljust(12, "0"), at=at) if each.id != without]
    loads = load_of([each.id for each in found], at=at)
    return [(str(each.id), _with_load(name_of(each), loads.get(each.id))) for each in found]


def _with_load(name: str, load: Load | None) -> str:
    if load is None or not load.owed:
        return name
    if not load.overdue:
        return _("%(unit)s (%(owed)s to do)") % {"unit": name, "owed": load.owed}
    return _("%(unit)s (%(owed)s to do, %(overdue)s overdue)") % {
        "unit": name,
        "owed": load.owed,
        "overdue": load.overdue,
    }


def parts_for(unit_ids: Iterable[UUID], scope: str) -> list[PartSpec]:
    """Return a part for each of some units: over its own area inside `scope`, else over all of it."""
    ids = list(unit_ids)
    known = units(set(ids))
    areas = {unit_id: view.division for unit_id, view in known.items()}
    return [
        PartSpec(each, areas[each] if within(scope, areas[each]) else scope) for each in ids if each in areas
    ]


def grid_choices(view: DirectiveView, *, at: datetime) -> list[tuple[str, str]]:
    """Return grids of a node's area: those nothing is known of first, then by code."""
    found = [each for each in grids_under(view.scope, at=at) if not view.grid or each.code == view.grid]
    known = places_known(view, at=at)
    found.sort(key=lambda each: (each.code in known, each.code))
    shown = found[:MOST_GRIDS]
    lines = place_lines({(each.division, each.code) for each in shown})
    return [(each.code, lines[each.division, each.code]) for each in shown]


def residents_concerned(view: DirectiveView, *, at: datetime) -> int:
    """Return how many cases of the matter were open in the area meanwhile: their residents may judge."""
    matters, loop = matters_under(view.loop.matter, at=at), view.loop
    return count_cases_of(view.scope, matters, since=loop.opened_at, until=loop.ended_at or at)
