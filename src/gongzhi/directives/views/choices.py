"""What forms about directives offer to choose from."""

from datetime import datetime
from uuid import UUID

from gongzhi.cases.public import count_cases_of
from gongzhi.directives.queries import DirectiveView, matters_under
from gongzhi.organization.public import divisions_under, grids_under, matter_tree, units_under
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
    """Return the units of the county a place lies in, but for one."""
    found = units_under(scope[:6].ljust(12, "0"), at=at)
    return [(str(each.id), name_of(each)) for each in found if each.id != without]


def grid_choices(view: DirectiveView, *, at: datetime) -> list[tuple[str, str]]:
    """Return grids of a node's area, by code."""
    found = [each for each in grids_under(view.scope, at=at) if not view.grid or each.code == view.grid]
    return [(each.code, name_of(each)) for each in found[:MOST_GRIDS]]


def residents_concerned(view: DirectiveView, *, at: datetime) -> int:
    """Return how many cases of the matter were filed in the area since the issue: their residents may judge."""
    matters = matters_under(view.loop.matter, at=at)
    return count_cases_of(view.scope, matters, since=view.loop.opened_at)
