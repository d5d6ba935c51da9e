"""The tables of patrol. Where an event or a round stands is in `loops`."""

from django.db import models
from django.db.models import Q

from gongzhi.kernel.ids import new_id
from gongzhi.loops.models import Loop
from gongzhi.organization.models import Unit
from gongzhi.patrol.facts import Result, Source


class PatrolEvent(models.Model):
    """Something found in a grid 网格事件. Coordinates are whole micro-degrees (WGS84)."""

    loop = models.OneToOneField(Loop, on_delete=models.PROTECT, primary_key=True, related_name="+")
    source = models.CharField(max_length=8, choices=[(s.value, s.value) for s in Source])
    grade = models.PositiveSmallIntegerField()
    grid = models.CharField(max_length=20)
    longitude_e6 = models.IntegerField(null=True)
    latitude_e6 = models.IntegerField(null=True)
    text = models.TextField()
    photo = models.CharField(max_length=100, blank=True)
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    citation = models.CharField(max_length=300, blank=True)
    overruled = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["grid"], name="patrol_event_of_grid"),
            models.Index(fields=["loop"], name="patrol_event_overruled", condition=Q(overruled=True)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=4), name="patrol_event_grade"),
            models.CheckConstraint(
                condition=Q(longitude_e6=None, latitude_e6=None)
                | Q(longitude_e6__isnull=False, latitude_e6__isnull=False),
                name="patrol_event_point_is_whole",
            ),
        ]


class Round(models.Model):
    """A grid to be looked at for one matter 巡查任务."""

    loop = models.OneToOneField(Loop, on_delete=models.PROTECT, primary_key=True, related_name="+")
    grid = models.CharField(max_length=20)
    result = models.CharField(max_length=8, blank=True, choices=[(r.value, r.value) for r in Result])
    events = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["grid"], name="round_of_grid")]


class SensorSite(models.Model):
    """A place and a kind of sensor. It has one event, the newest: so one at most is open by its sensors.

    `refused` is the code of what kept an event from being opened, with its details; "" for nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    loop = models.OneToOneField(Loop, on_delete=models.PROTECT, related_name="+", null=True)
    refused = models.CharField(max_length=64, blank=True)
    refused_details = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "kind"], name="sensor_site_once_per_kind")]


class Sensor(models.Model):
    """A device that reports by itself. Its own limits are whole thousandths, null where its kind decides."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=64, unique=True)
    site = models.ForeignKey(SensorSite, on_delete=models.PROTECT, related_name="sensors")
    name = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    grid = models.CharField(max_length=20)
    longitude_e6 = models.IntegerField(null=True)
    latitude_e6 = models.IntegerField(null=True)
    matter = models.CharField(max_length=32, blank=True)
    raise_at = models.BigIntegerField(null=True)
    clear_at = models.BigIntegerField(null=True)
    in_row = models.PositiveSmallIntegerField(null=True)
    silent_after = models.PositiveIntegerField(null=True)
    in_use = models.BooleanField(default=True)
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(longitude_e6=None, latitude_e6=None)
                | Q(longitude_e6__isnull=False, latitude_e6__isnull=False),
                name="sensor_point_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(raise_at=None, clear_at=None) | Q(raise_at__isnull=False, clear_at__isnull=False),
                name="sensor_limits_are_whole",
            ),
        ]


class SensorState(models.Model):
    """All that is kept of a sensor's readings; rewritten by each, so it stands apart and has no index.

    `raised` and `crossed_at` stand in facts. Instant, value and count in a row of the newest reading do not:
    facts are for ever, and would hold every reading there ever was. They are what the next reading is held
    against, and after a restore the next reading brings them back.
    """

    sensor = models.OneToOneField(Sensor, on_delete=models.PROTECT, primary_key=True, related_name="state")
    newest_at = models.DateTimeField(null=True)
    value = models.BigIntegerField(null=True)
    in_row = models.PositiveSmallIntegerField(default=0)
    raised = models.BooleanField(default=False)
    crossed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(raised=True, crossed_at__isnull=False) | Q(raised=False, crossed_at=None),
                name="sensor_raised_since",
            )
        ]


class SensorKey(models.Model):
    """With it the sensors of one unit may be read in. The key itself is shown once and never kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
