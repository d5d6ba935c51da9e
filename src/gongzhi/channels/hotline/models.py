"""The tables of the hotline: calls while they matter, and counts of each hour and day."""

from django.db import models
from django.db.models import Q

from gongzhi.kernel.ids import new_id


class HotlineCall(models.Model):
    """A call as a telephony system tells of it, for some days; what is counted of it stays (`HotlineHour`).

    `source` is the key it came with, `told_id` the system's own id. `agent` is the telephone it rings at (an
    extension, or the login of whoever sits there) and `sealed` the caller's number, both while the call matters only:
    soon after its end they are emptied, so that nothing tells who talked with whom (`actions/tidy.py`). The number
    opens with a key of the vault's own store, and is gone from backups with the generation of that month.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.UUIDField()
    told_id = models.CharField(max_length=80)
    division = models.CharField(max_length=12)
    queue = models.CharField(max_length=40, blank=True)
    ringing_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    abandoned_at = models.DateTimeField(null=True)
    transferred_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField()
    agent = models.CharField(max_length=64, blank=True)
    agent_at = models.DateTimeField(null=True)
    sealed = models.BinaryField(default=b"")
    tidied = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "told_id"], name="hotline_call_once"),
            models.CheckConstraint(
                condition=Q(tidied=False) | Q(sealed=b"", agent=""),
                name="hotline_call_tidied_leaves_nothing",
            ),
        ]
        indexes = [
            models.Index(fields=["agent"], name="hotline_call_of_agent", condition=Q(tidied=False)),
            models.Index(fields=["began_at"], name="hotline_call_began"),
        ]


class HotlineHour(models.Model):
    """What was counted in an hour of a queue: of the service as a whole, never of a person."""

    division = models.CharField(max_length=12)
    on = models.DateField()
    hour = models.PositiveSmallIntegerField()
    queue = models.CharField(max_length=40, blank=True)
    offered = models.IntegerField(default=0)
    answered = models.IntegerField(default=0)
    timed = models.IntegerField(default=0)
    quick = models.IntegerField(default=0)
    abandoned = models.IntegerField(default=0)
    transferred = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["on", "division", "hour", "queue"], name="hotline_hour_once"),
            models.CheckConstraint(condition=Q(hour__lt=24), name="hotline_hour_of_a_day"),
        ]


class HotlineWait(models.Model):
    """How many calls of a day rang so many seconds until they were answered: of the service, no call and nobody."""

    division = models.CharField(max_length=12)
    on = models.DateField()
    seconds = models.PositiveSmallIntegerField()
    calls = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["on", "division", "seconds"], name="hotline_wait_once"),
        ]


class HotlineDay(models.Model):
    """How many cases came in by telephone on a day, and how many of them were answered on the spot."""

    division = models.CharField(max_length=12)
    on = models.DateField()
    filed = models.IntegerField(default=0)
    on_the_spot = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on", "division"], name="hotline_day_once")]
