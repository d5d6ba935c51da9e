"""The tables of counts, forecasts and alarms. Places and things: no column points at a person or a message."""

from django.db import models

from gongzhi.insight.forecast_facts import AlarmKind
from gongzhi.kernel.ids import new_id


class DayCount(models.Model):
    """How many messages about a matter came from a place on a day. Follows the facts; a replay holds it to them."""

    matter = models.CharField(max_length=32, blank=True)
    division = models.CharField(max_length=12)
    grid = models.CharField(max_length=20, blank=True)
    day = models.DateField()
    count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["division", "matter", "grid", "day"], name="day_count_once"),
        ]
        indexes = [models.Index(fields=["day"], name="day_count_of_day")]


class CountHead(models.Model):
    """Up to which place in the order facts are counted: one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)


class ForecastRun(models.Model):
    """One making of forecasts. `levels`: by level, how good the method was (`BackTest`, without names)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    made_at = models.DateTimeField()
    begins_on = models.DateField(unique=True)
    levels = models.JSONField()
    left_out = models.CharField(max_length=100, blank=True)


class Forecast(models.Model):
    """28 days of one matter in one division: lists of whole numbers, the first for the run's first day."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ForecastRun, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=40)
    matter = models.CharField(max_length=32, blank=True)
    division = models.CharField(max_length=12)
    mean_e2 = models.JSONField()
    likely = models.JSONField()
    ends = models.JSONField()  # low 80, high 80, low 95, high 95
    carried = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "division", "matter"], name="forecast_once_a_run"),
        ]


class CountAlarm(models.Model):
    """A burst, or the same matter again and again in one grid, as it was found on the morning after `on`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=[(each.value, each.value) for each in AlarmKind])
    matter = models.CharField(max_length=32, blank=True)
    division = models.CharField(max_length=12)
    grid = models.CharField(max_length=20, blank=True)
    on = models.DateField()
    days = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    expected_e2 = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["on", "kind", "division", "matter", "grid"], name="count_alarm_once_a_day"
            ),
        ]
