"""Divisions and grids."""

from collections.abc import Iterator
from typing import Any

import shapely
from django.db.models import Q
from django.db.models.functions import Left
from shapely.geometry import shape

from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refusal
from gongzhi.organization.actions.imports.judged import Judged
from gongzhi.organization.facts import GridKind, Level, RowProblem
from gongzhi.organization.models import Division, Grid
from gongzhi.organization.queries.dates import period_of
from gongzhi.organization.rules.boundaries import overlap_share, read_boundary
from gongzhi.organization.rules.codes import GRID_LENGTH, MICRO_LENGTH, county_of, level_of, lineage
from gongzhi.organization.rules.entitlement import scope_refusal
from gongzhi.organization.rules.formats import Row, Sheet
from gongzhi.organization.rules.order import parents_first
from gongzhi.people.facts import Actor

# Shares of the smaller of two basic grids; a sliver along a hand-drawn edge is no overlap. Default of this project.
OVERLAP_SHARE = 0.01
# The usual rule is 300 to 500 households; real counties have grids of 160. Default of this project: warn beyond.
FEW_HOUSEHOLDS, MANY_HOUSEHOLDS = 100, 1000


def counties() -> list[str]:
    """Return one division code of each county there is."""
    below = Division.objects.exclude(level__in=[Level.PROVINCE, Level.CITY])
    prefixes = below.annotate(county=Left("code", 6)).values_list("county", flat=True).distinct()
    return [prefix.ljust(12, "0") for prefix in prefixes]


def judge_divisions(sheet: Sheet, by: Actor) -> Judged:
    """Judge the rows of ``divisions.csv``."""
    judged = Judged(Division, {row.code: row for row in Division.objects.all()})
    ordered, circular = parents_first(sheet.rows)
    judged.rejected += [row.problem("parent", "circular_parent") for row in circular]
    for row in ordered:
        if problem := _division_problem(row, {*judged.existing, *judged.wanted}, by):
            judged.rejected.append(problem)
            continue
        values = dict(row.values)
        values["parent_id"] = values.pop("parent")
        judged.wanted[row["code"]] = values
    return judged


def _division_problem(row: Row, known: set[str], by: Actor) -> RowProblem | None:
    code, parent = row["code"], row["parent"]
    if level_of(code) is not row["level"]:
        return row.problem("level", "wrong_level", level=str(level_of(code)))
    if parent is not None and parent not in known:
        return row.problem("parent", "unknown_parent", parent=parent)
    if parent is not None and parent not in lineage(code)[1:]:
        return row.problem("parent", "parent_mismatch", parent=parent)
    if (row["lon"] is None) != (row["lat"] is None):
        return row.problem("lon", "centre_incomplete")
    if refusal := scope_refusal(by, code):
        return row.refused("code", refusal)
    return None


def judge_grids(sheet: Sheet, by: Actor) -> Judged:
    """Judge the features of ``grids.geojson``. Overlaps and odd sizes are warnings: boundaries are disputed."""
    near = Q(code__in=[])
    for prefix in {county_of(row["code"]) for row in sheet.rows}:
        near |= Q(code__startswith=prefix)
    judged = Judged(Grid, {row.code: row for row in Grid.objects.filter(near)})
    levels = dict(Division.objects.values_list("code", "level"))
    drawn: dict[str, Row] = {}
    # Micro-grids lie in grids, so the grids come first.
    for row in sorted(sheet.rows, key=lambda row: row["kind"] is GridKind.MICRO):
        code = row["code"]
        boundary = None if row.geometry is None else read_boundary(row.geometry)
        if problem := _grid_problem(row, boundary, levels, judged, by):
            judged.rejected.append(problem)
            continue
        old = judged.existing.get(code)
        values = {
            name: row[name] for name in ("code", "name", "name_en", "households", "valid_from", "valid_to")
        }
        values["id"] = old.id if old else new_id()
        values["kind"] = str(row["kind"])
        values["division_id"] = row["division"]
        values["parent_id"] = _id_of(row["parent"], judged)
        values["boundary"] = row.geometry and {name: row.geometry[name] for name in ("type", "coordinates")}
        judged.wanted[code] = values
        if row["kind"] is GridKind.BASIC and (old is None or old.boundary != values["boundary"]):
            drawn[code] = row
        if problem := _size_warning(row):
            judged.warnings.append(problem)
    judged.warnings += _overlaps(drawn, judged)
    return judged


def _grid_problem(
    row: Row, boundary: Any, levels: dict[str, str], judged: Judged, by: Actor
) -> RowProblem | None:
    code, division, parent, micro = row["code"], row["division"], row["parent"], row["kind"] is GridKind.MICRO
    if division not in levels:
        return row.problem("division", "unknown_division", division=division)
    if levels[division] != Level.COMMUNITY:
        return row.problem("division", "not_a_community", division=division)
    if not code.startswith(division) or len(code) != (MICRO_LENGTH if micro else GRID_LENGTH):
        return row.problem("code", "grid_code_mismatch", division=division)
    if micro and _id_of(parent, judged) is None:
        return row.problem("parent", "unknown_parent", parent=parent or "")
    if (micro and not code.startswith(parent)) or (parent and not micro):
        return row.problem("parent", "parent_mismatch", parent=parent)
    if boundary is None and not micro:
        return row.problem("geometry", "boundary_missing")
    if isinstance(boundary, Refusal):
        return row.refused("geometry", boundary)
    if refusal := scope_refusal(by, division):
        return row.refused("division", refusal)
    return None


def _id_of(code: str | None, judged: Judged) -> Any:
    if code in judged.wanted:
        return judged.wanted[code]["id"]
    return judged.existing[code].id if code in judged.existing else None


def _size_warning(row: Row) -> RowProblem | None:
    households = row["households"]
    if row["kind"] is not GridKind.BASIC or households is None:
        return None
    if FEW_HOUSEHOLDS <= households <= MANY_HOUSEHOLDS:
        return None
    return row.problem("households", "households_unusual", households=households)


def _overlaps(drawn: dict[str, Row], judged: Judged) -> Iterator[RowProblem]:
    """Yield a warning for each basic grid drawn now that covers part of another one of the same time."""
    if not drawn:
        return
    others = {
        code: (row.boundary, period_of(row))
        for code, row in judged.existing.items()
        if row.kind == GridKind.BASIC
    }
    others |= {code: (row.geometry, row.period) for code, row in drawn.items()}
    codes, mine = sorted(others), sorted(drawn)
    shapes = [shape(drawn[code].geometry) for code in mine]
    tree = shapely.STRtree([shape(others[code][0]) for code in codes])
    for first, second in tree.query(shapes, predicate="intersects").T.tolist():
        code, other = mine[first], codes[second]
        # A pair that is drawn together is told once, at the later code.
        if code == other or (other in drawn and other > code):
            continue
        share = overlap_share(shapes[first], tree.geometries[second])
        if share > OVERLAP_SHARE and drawn[code].period.overlaps(others[other][1]):
            yield drawn[code].problem("geometry", "grids_overlap", other=other, percent=round(share * 100))
