"""Tables of the organization. Periods are half-open dates; divisions, unit kinds and matters go by their codes."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gongzhi.kernel.ids import new_id
from gongzhi.organization.facts import DutyRole, GridKind, Level, LimitClass, Office, UrbanRural


def _known(column: str, values: Any, *, empty: bool = False) -> models.CheckConstraint:
    known = [str(value) for value in values] + ([""] if empty else [])
    return models.CheckConstraint(condition=Q(**{f"{column}__in": known}), name=f"%(class)s_{column}_known")


class Dated(models.Model):
    """Something that holds from one day until before another."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="%(class)s_dates_in_order",
            )
        ]


class Register(models.Model):
    """One row that every import locks. Its ids are new at each change: what is kept in memory watches them."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    grids = models.UUIDField(default=new_id)
    tables = models.UUIDField(default=new_id)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="register_is_one_row")]


class Division(Dated):
    """An administrative division. Levels stand in the code; `level` repeats it for search."""

    code = models.CharField(primary_key=True, max_length=12)
    code_set = models.CharField(max_length=32)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    level = models.CharField(max_length=12)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    urban_rural = models.CharField(max_length=3, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    class Meta:
        constraints = [
            *Dated.Meta.constraints,
            _known("level", Level),
            _known("urban_rural", UrbanRural, empty=True),
            models.CheckConstraint(condition=Q(code__regex=r"^[1-9][0-9]{11}$"), name="division_code_form"),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="division_centre_in_degrees",
            ),
        ]


class Grid(Dated):
    """A grid or micro-grid. `boundary` is a GeoJSON Polygon or MultiPolygon in WGS84."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=17, unique=True)
    kind = models.CharField(max_length=12)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    boundary = models.JSONField(null=True)
    households = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            *Dated.Meta.constraints,
            _known("kind", GridKind),
            models.CheckConstraint(
                condition=Q(kind=GridKind.MICRO.value, code__regex=r"^[1-9][0-9]{16}$", parent__isnull=False)
                | (~Q(kind=GridKind.MICRO.value) & Q(code__regex=r"^[1-9][0-9]{14}$", parent__isnull=True)),
                name="grid_code_form",
            ),
            models.CheckConstraint(
                condition=Q(kind=GridKind.MICRO.value) | Q(boundary__isnull=False), name="grid_has_boundary"
            ),
        ]


class UnitKind(models.Model):
    """A kind of unit: the duty table speaks of kinds. A `third_party` is no authority and sees no identity."""

    code = models.CharField(primary_key=True, max_length=32)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    third_party = models.BooleanField(default=False)


class Unit(Dated):
    """An office, department, committee, enterprise or social organisation, serving its division."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=32, unique=True)
    kind = models.ForeignKey(UnitKind, on_delete=models.PROTECT, related_name="+")
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    approves_answers = models.BooleanField(default=False)
    public_phone = models.CharField(max_length=32, blank=True)
    counter = models.CharField(max_length=120, blank=True)


class Post(Dated):
    """A post in a unit. `type` is a code of ``data/post_types.yaml`` and carries the powers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=32, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=32)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="+")


class Holding(Dated):
    """Somebody in a post, in full or acting."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    acting = models.BooleanField(default=False)

    class Meta:
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["account", "post", "valid_from"], name="holding_begins_once"),
        ]


class Leave(Dated):
    """Somebody is away, and who stands in. The reason is nobody's business here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stand_in = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(valid_to__isnull=False), name="leave_ends"),
            models.CheckConstraint(condition=~Q(account=F("stand_in")), name="leave_has_other_stand_in"),
            models.UniqueConstraint(fields=["account", "valid_from"], name="leave_begins_once"),
        ]


class Matter(Dated):
    """A node of the tree of matters 事项."""

    code = models.CharField(primary_key=True, max_length=32)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    limit_class = models.CharField(max_length=12)

    class Meta:
        constraints = [*Dated.Meta.constraints, _known("limit_class", LimitClass)]


class Duty(Dated):
    """A line of the duty table. Without a division it holds everywhere."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit_kind = models.ForeignKey(UnitKind, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=12)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    division = models.ForeignKey(Division, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=12)
    taken_by = models.ForeignKey(UnitKind, on_delete=models.PROTECT, null=True, related_name="+")
    citation = models.CharField(max_length=300)
    citation_en = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            *Dated.Meta.constraints,
            _known("level", Level),
            _known("role", DutyRole),
            models.CheckConstraint(
                condition=Q(role=DutyRole.TAKEN_BACK.value, taken_by__isnull=False)
                | (~Q(role=DutyRole.TAKEN_BACK.value) & Q(taken_by__isnull=True)),
                name="duty_names_who_took_it",
            ),
            models.CheckConstraint(condition=~Q(citation=""), name="duty_has_citation"),
            models.UniqueConstraint(
                fields=["unit_kind", "level", "matter", "division", "valid_from"],
                nulls_distinct=False,
                name="duty_begins_once",
            ),
        ]


class Desk(Dated):
    """Which unit serves as this office for this tree; the nearest up the tree counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.CharField(max_length=12)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            *Dated.Meta.constraints,
            _known("office", Office),
            models.UniqueConstraint(fields=["office", "division", "valid_from"], name="desk_begins_once"),
        ]
