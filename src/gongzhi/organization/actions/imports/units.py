"""Kinds of units, units and posts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import record
from gongzhi.organization.actions.imports.judged import Judged
from gongzhi.organization.actions.imports.places import counties
from gongzhi.organization.facts import RowProblem, TableImported
from gongzhi.organization.models import Division, Grid, Post, Unit, UnitKind
from gongzhi.organization.rules.administrators import administrator_refusal
from gongzhi.organization.rules.catalogues import post_types, shipped_unit_kinds
from gongzhi.organization.rules.entitlement import move_refusal, scope_refusal, shared_refusal
from gongzhi.organization.rules.formats import Row, Sheet
from gongzhi.organization.rules.order import parents_first
from gongzhi.people.facts import Actor


def add_shipped_kinds(*, by: Actor, at: datetime) -> None:
    """Bring the shipped kinds of units into the table, so that units can point to them."""
    assert connection.in_atomic_block
    known = set(UnitKind.objects.values_list("code", flat=True))
    fresh = [kind for kind in shipped_unit_kinds().values() if kind.code not in known]
    if fresh:
        UnitKind.objects.bulk_create(
            UnitKind(code=kind.code, name=kind.name, name_en=kind.name_en, third_party=kind.third_party)
            for kind in fresh
        )
        codes = tuple(kind.code for kind in fresh)
        fact = TableImported(table="unit_kinds", digest="", added=codes, changed=(), rejected=0)
        record(fact, subject=None, by=by.name(), at=at)


def judge_unit_kinds(sheet: Sheet, by: Actor) -> Judged:
    """Judge the rows of ``unit_kinds.csv``: kinds are shared by all counties."""
    judged = Judged(UnitKind, {row.code: row for row in UnitKind.objects.all()})
    refusal = shared_refusal(by, counties())
    for row in sheet.rows:
        if refusal and row["code"] in judged.existing:
            judged.rejected.append(row.refused("code", refusal))
        else:
            known = judged.existing.get(row["code"]) or shipped_unit_kinds().get(row["code"])
            # A file without the column must not make an authority of a company.
            third = bool(known and known.third_party) if row["third_party"] is None else row["third_party"]
            judged.wanted[row["code"]] = {**row.values, "third_party": third}
    return judged


def judge_units(sheet: Sheet, by: Actor) -> Judged:
    """Judge the rows of ``units.csv``."""
    judged = Judged(Unit, {row.code: row for row in Unit.objects.all()})
    ids: dict[str, UUID] = {code: row.id for code, row in judged.existing.items()}
    kinds = set(UnitKind.objects.values_list("code", flat=True))
    divisions = set(Division.objects.values_list("code", flat=True))
    ordered, circular = parents_first(sheet.rows)
    judged.rejected += [row.problem("parent", "circular_parent") for row in circular]
    for row in ordered:
        old = judged.existing.get(row["code"])
        if problem := _unit_problem(row, old, kinds=kinds, divisions=divisions, units=set(ids), by=by):
            judged.rejected.append(problem)
            continue
        values = dict(row.values)
        values["id"] = ids.setdefault(row["code"], old.id if old else new_id())
        values["kind_id"], values["division_id"] = values.pop("kind"), values.pop("division")
        parent = values.pop("parent")
        values["parent_id"] = ids[parent] if parent else None
        judged.wanted[row["code"]] = values
    return judged


def _unit_problem(
    row: Row, old: Any, *, kinds: set[str], divisions: set[str], units: set[str], by: Actor
) -> RowProblem | None:
    division = row["division"]
    if row["kind"] not in kinds:
        return row.problem("kind", "unknown_unit_kind", kind=row["kind"])
    if division not in divisions:
        return row.problem("division", "unknown_division", division=division)
    if row["parent"] is not None and row["parent"] not in units:
        return row.problem("parent", "unknown_parent", parent=row["parent"])
    return _place_problem(row, old.division_id if old else division, division, by, column="division")


def judge_posts(sheet: Sheet, by: Actor) -> Judged:
    """Judge the rows of ``posts.csv``."""
    judged = Judged(Post, {row.code: row for row in Post.objects.select_related("unit")})
    units = {row.code: row for row in Unit.objects.all()}
    grids = dict(
        Grid.objects.filter(code__in=[row["grid"] for row in sheet.rows if row["grid"]]).values_list(
            "code", "id"
        )
    )
    for row in sheet.rows:
        old = judged.existing.get(row["code"])
        if problem := _post_problem(row, old, units=units, grids=grids, by=by):
            judged.rejected.append(problem)
            continue
        values = dict(row.values)
        values["id"] = old.id if old else new_id()
        values["unit_id"] = units[values.pop("unit")].id
        values["grid_id"] = grids.get(values.pop("grid"))
        judged.wanted[row["code"]] = values
    return judged


def _post_problem(
    row: Row, old: Any, *, units: dict[str, Any], grids: dict[str, UUID], by: Actor
) -> RowProblem | None:
    unit = units.get(row["unit"])
    if unit is None:
        return row.problem("unit", "unknown_unit", unit=row["unit"])
    if row["type"] not in post_types():
        return row.problem("type", "unknown_post_type", known=", ".join(post_types()))
    if row["grid"] is not None and row["grid"] not in grids:
        return row.problem("grid", "unknown_grid", grid=row["grid"])
    before = old.unit.division_id if old else unit.division_id
    if problem := _place_problem(row, before, unit.division_id, by, column="unit"):
        return problem
    types = {row["type"], old.type} if old else {row["type"]}
    if (len(types) > 1 or old is None) and (refusal := administrator_refusal(by, *types)):
        return row.refused("type", refusal)
    return None


def _place_problem(row: Row, before: str, after: str, by: Actor, *, column: str) -> RowProblem | None:
    if refusal := move_refusal(before, after):
        return row.refused("code", refusal)
    if refusal := scope_refusal(by, before, after):
        return row.refused(column, refusal)
    return None
