"""The tables of patrol. Where an event or a round stands is in `loops`."""

from django.db import models
from django.db.models import Q

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
