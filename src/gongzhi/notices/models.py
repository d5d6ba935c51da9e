"""The table of notices."""

from django.db import models
from django.db.models import Q

from gongzhi.kernel.ids import new_id
from gongzhi.organization.models import Unit


class Notice(models.Model):
    """One thing told to one unit because of one fact."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    fact_id = models.UUIDField()
    code = models.CharField(max_length=64)
    subject = models.UUIDField()
    number = models.CharField(max_length=32)
    title = models.CharField(max_length=120)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact_id", "unit"], name="notice_once_per_fact")]
        indexes = [
            models.Index(fields=["unit", "-at"], name="notice_of_unit"),
            models.Index(fields=["unit"], name="notice_unread", condition=Q(read_at=None)),
            # What a matter is called in its notices changes with its confidentiality.
            models.Index(fields=["subject"], name="notice_of_subject"),
        ]
