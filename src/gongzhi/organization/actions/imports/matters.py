"""The tree of matters, the duty table, the desks."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from gongzhi.kernel.ids import new_id
from gongzhi.organization.actions.imports.judged import Judged
from gongzhi.organization.actions.imports.places import counties
from gongzhi.organization.facts import DutyRole, Period, RowProblem
from gongzhi.organization.models import Desk, Division, Duty, Matter, Unit, UnitKind
from gongzhi.organization.queries.dates import period_of
from gongzhi.organization.rules.entitlement import scope_refusal, shared_refusal
from gongzhi.organization.rules.formats import Row, Sheet
from gongzhi.organization.rules.order import parents_first
from gongzhi.organization.rules.tenure import overlapping
from gongzhi.people.facts import Actor


def judge_matters(sheet: Sheet, by: Actor) -> Judged:
    """Judge the rows of ``matters.csv``: the tree is shared by all counties of an installation."""
    judged = Judged(Matter, {row.code: row for row in Matter.objects.all()})
    refusal = shared_refusal(by, counties())
    ordered, circular = parents_first(sheet.rows)
    judged.rejected += [row.problem("parent", "circular_parent") for row in circular]
    for row in ordered:
        parent = row["parent"]
        if parent is not None and parent not in judged.existing and parent not in judged.wanted:
            judged.rejected.append(row.problem("parent", "unknown_parent", parent=parent))
        elif refusal:
            judged.rejected.append(row.refused("code", refusal))
        else:
            values = dict(row.values)
            values["parent_id"] = values.pop("parent")
            judged.wanted[row["code"]] = values
    return judged


def judge_duties(sheet: Sheet, by: Actor) -> Judged:
    """Judge the rows of ``duties.csv``. Lines that hold everywhere are shared by all counties."""
    judged = Judged(
        Duty,
        {
            (row.unit_kind_id, row.level, row.matter_id, row.division_id, row.valid_from): row
            for row in Duty.objects.all()
        },
    )
    kinds = set(UnitKind.objects.values_list("code", flat=True))
    matters = set(Matter.objects.values_list("code", flat=True))
    divisions = set(Division.objects.values_list("code", flat=True))
    shared = shared_refusal(by, counties())
    good: dict[Any, Row] = {}
    for row in sheet.rows:
        problem = _duty_problem(row, kinds=kinds, matters=matters, divisions=divisions)
        refusal = scope_refusal(by, row["division"]) if row["division"] else shared
        if problem is None and refusal:
            problem = row.refused("division", refusal)
        if problem:
            judged.rejected.append(problem)
        else:
            good[tuple(row[name] for name in sheet.format.key)] = row
    _turn_down_overlaps(good, judged)
    for key, row in good.items():
        values = dict(row.values)
        for name in ("unit_kind", "matter", "division", "taken_by"):
            values[f"{name}_id"] = values.pop(name) or None
        judged.wanted[key] = {"id": _id_of(key, judged), **values}
    return judged


def _duty_problem(row: Row, *, kinds: set[str], matters: set[str], divisions: set[str]) -> RowProblem | None:
    taken_by = row["taken_by"]
    for column, kind in (("unit_kind", row["unit_kind"]), ("taken_by", taken_by)):
        if kind and kind not in kinds:
            return row.problem(column, "unknown_unit_kind", kind=kind)
    if row["matter"] not in matters:
        return row.problem("matter", "unknown_matter", matter=row["matter"])
    if row["division"] is not None and row["division"] not in divisions:
        return row.problem("division", "unknown_division", division=row["division"])
    if row["role"] is DutyRole.TAKEN_BACK and not taken_by:
        return row.problem("taken_by", "taken_by_missing")
    if row["role"] is not DutyRole.TAKEN_BACK and taken_by:
        return row.problem("taken_by", "taken_by_unexpected")
    return None


def judge_desks(sheet: Sheet, by: Actor) -> Judged:
    """Judge the rows of ``desks.csv``."""
    judged = Judged(Desk, {(row.office, row.division_id, row.valid_from): row for row in Desk.objects.all()})
    units: dict[str, UUID] = dict(Unit.objects.values_list("code", "id"))
    divisions = set(Division.objects.values_list("code", flat=True))
    good: dict[Any, Row] = {}
    for row in sheet.rows:
        if row["division"] not in divisions:
            judged.rejected.append(row.problem("division", "unknown_division", division=row["division"]))
        elif row["unit"] not in units:
            judged.rejected.append(row.problem("unit", "unknown_unit", unit=row["unit"]))
        elif refusal := scope_refusal(by, row["division"]):
            judged.rejected.append(row.refused("division", refusal))
        else:
            good[tuple(row[name] for name in sheet.format.key)] = row
    _turn_down_overlaps(good, judged)
    for key, row in good.items():
        values = dict(row.values)
        values["division_id"] = values.pop("division")
        values["unit_id"] = units[values.pop("unit")]
        judged.wanted[key] = {"id": _id_of(key, judged), **values}
    return judged


def _id_of(key: Any, judged: Judged) -> UUID:
    old = judged.existing.get(key)
    return old.id if old else new_id()


def _turn_down_overlaps(good: dict[Any, Row], judged: Judged) -> None:
    """Keys end with the first day; what stands before it is the thing whose periods must not overlap."""
    existing = _by_thing(judged.existing, period_of)
    for thing, wanted in _by_thing(good, lambda row: row.period).items():
        for key in overlapping(existing.get(thing, {}), wanted):
            judged.rejected.append(good.pop(key).problem("valid_from", "overlapping_dates"))


def _by_thing(rows: dict[Any, Any], period: Callable[[Any], Period]) -> dict[Any, dict[Any, Period]]:
    things: dict[Any, dict[Any, Period]] = {}
    for key, row in rows.items():
        things.setdefault(key[:-1], {})[key] = period(row)
    return things
