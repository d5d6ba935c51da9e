"""The tables of webhooks."""

from django.db import models
from django.db.models import Q

from gongzhi.channels.events.facts import DeliveryState
from gongzhi.channels.keys.models import ApiKey
from gongzhi.kernel.ids import new_id


class Hook(models.Model):
    """Where a system wants to be told. `version` counts the secrets: each is made from it, and none is kept.

    `kinds` are beginnings of kinds of facts ("loops.", "cases.filed"), joined by commas; empty: all it may see.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="+")
    url = models.CharField(max_length=500)
    kinds = models.CharField(max_length=400, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)


class Delivery(models.Model):
    """One fact for one hook. Not on record itself: it repeats what is, and says how far it came."""

    id = models.BigAutoField(primary_key=True)
    hook = models.ForeignKey(Hook, on_delete=models.PROTECT, related_name="+")
    fact_id = models.UUIDField()
    kind = models.CharField(max_length=64)
    position = models.PositiveBigIntegerField()
    state = models.CharField(max_length=16, choices=[(each.value, each.value) for each in DeliveryState])
    attempts = models.PositiveSmallIntegerField(default=0)
    said = models.CharField(max_length=64, blank=True)
    next_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hook", "fact_id"], name="delivery_once")]
        indexes = [
            models.Index(fields=["next_at"], name="delivery_due", condition=Q(state="WAITING")),
            models.Index(fields=["hook", "position"], name="delivery_waiting", condition=Q(state="WAITING")),
            models.Index(fields=["hook", "-id"], name="delivery_dead", condition=Q(state="DEAD")),
            models.Index(fields=["done_at"], name="delivery_done", condition=Q(done_at__isnull=False)),
        ]
