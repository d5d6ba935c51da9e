"""What forms about events and rounds offer to choose from."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from gongzhi.organization.public import (
    divisions,
    duty_for,
    grids_under,
    matter_tree,
    unit,
    units_under,
)
from gongzhi.people.facts import Actor
from gongzhi.ui.names import in_english, name_of

Pairs = list[tuple[str, str]]


def matter_choices(*, at: datetime) -> Pairs:
    """Return the leaves of the tree of matters, with their paths."""
    tree = {each.code: each for each in matter_tree(at=at)}
    return [
        (code, " › ".join(name_of(tree[step]) for step in each.path))
        for code, each in tree.items()
        if each.leaf
    ]


def grid_choices(scope: str, *, at: datetime) -> list[tuple[str, Pairs]]:
    """Return the grids of a tree of divisions, in groups by community."""
    found: dict[str, Pairs] = {}
    for each in grids_under(scope, at=at):
        found.setdefault(each.division, []).append((each.code, name_of(each)))
    names = divisions(found)
    return [(name_of(names[code]), pairs) for code, pairs in found.items()]


def round_units(actor: Actor, *, at: datetime) -> Pairs:
    """Return who may be sent: the own unit first, then those of the own tree."""
    own = unit(actor.unit_id) if actor.unit_id else None
    found = [(str(each.id), name_of(each)) for each in units_under(actor.division, at=at) if each != own]
    return [(str(own.id), name_of(own)), *found] if own else found


def county_units(division: str, *, without: UUID | None = None, at: datetime) -> Pairs:
    """Return the units of the county a place lies in, but for one."""
    found = units_under(division[:6].ljust(12, "0"), at=at)
    return [(str(each.id), name_of(each)) for each in found if each.id != without]


def lead_choices(matter: str, division: str, *, at: datetime) -> tuple[Pairs, Pairs]:
    """Return the units with the power for a matter at a place, with the citation, and all others of the county."""
    fitting = [(str(each.unit.id), _cited(each)) for each in duty_for(matter, division, at=at)]
    known = {key for key, _label in fitting}
    return fitting, [pair for pair in county_units(division, at=at) if pair[0] not in known]


def _cited(candidate: Any) -> str:
    ground = candidate.ground
    citation = (ground.citation_en if in_english() else "") or ground.citation
    return _("%(unit)s (%(citation)s)") % {"unit": name_of(candidate.unit), "citation": citation}


def matters_by_branch(words: str, *, at: datetime) -> list[dict[str, Any]]:
    """Return the leaves of the tree by its first branches, narrowed to those that have all `words`."""
    tree = {each.code: each for each in matter_tree(at=at)}
    found: dict[str, list[dict[str, str]]] = {}
    for code, each in tree.items():
        searched = " ".join(f"{tree[step].name} {tree[step].name_en}" for step in each.path).lower()
        if each.leaf and all(word in searched for word in words.lower().split()):
            path = " › ".join(name_of(tree[step]) for step in (each.path[1:] or each.path))
            found.setdefault(each.path[0], []).append({"code": code, "path": path})
    return [{"name": name_of(tree[top]), "matters": matters} for top, matters in found.items()]
