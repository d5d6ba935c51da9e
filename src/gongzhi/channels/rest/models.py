"""The table of writes that were begun with a key of their sender's choice."""

from django.db import models
from django.db.models import Q

from gongzhi.channels.keys.models import ApiKey


class KeptAnswer(models.Model):
    """A write of another system and what was answered, for whoever sends it again.

    `name` and `asked` are SHA-256 of the sender's key and of the request; `once` makes the effect happen once.
    `body` holds numbers, codes and states, no words of a person; it stays empty where the answer is made anew.
    """

    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=64)
    asked = models.CharField(max_length=64)
    once = models.UUIDField()
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="kept_answer_by_age")]
        constraints = [
            models.UniqueConstraint(fields=["key", "name"], name="kept_answer_once"),
            models.CheckConstraint(condition=Q(status=None) | Q(status__lt=300), name="kept_answer_good"),
        ]
