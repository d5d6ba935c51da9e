"""The tables of keys."""

from django.db import models
from django.db.models import Q

from gongzhi.kernel.ids import new_id
from gongzhi.organization.models import Unit


class ApiKey(models.Model):
    """What another system comes in with. `digest` is the SHA-256 of the key, `prefix` its first signs.

    `unit` answers for what is done with it. `scopes` are joined by commas.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    division = models.CharField(max_length=12)
    scopes = models.CharField(max_length=400)
    per_minute = models.PositiveIntegerField()
    per_day = models.PositiveIntegerField()
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(per_minute__gt=0, per_day__gt=0), name="key_may_be_used"),
        ]


class KeyDay(models.Model):
    """How many requests came with a key on a day."""

    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    used = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "on"], name="key_counted_once_a_day")]
