"""The table of numbered forms."""

from django.db import models
from django.db.models import Q

from gongzhi.kernel.ids import new_id
from gongzhi.loops.models import Loop
from gongzhi.organization.models import Unit


class PaperForm(models.Model):
    """A printed form with the number its case will have. `id` is the key of the filing, so its code stands on it too.

    `twice`: two people type it. `entered_by` and `again_by` are accounts.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=32, unique=True)
    matter = models.CharField(max_length=32, blank=True)
    twice = models.BooleanField(default=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()
    loop = models.OneToOneField(Loop, on_delete=models.PROTECT, related_name="+", null=True)
    received_on = models.DateField(null=True)
    entered_at = models.DateTimeField(null=True)
    entered_by = models.UUIDField(null=True)
    again_at = models.DateTimeField(null=True)
    again_by = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["entered_at"],
                name="paper_waits_again",
                condition=Q(twice=True, again_at=None, entered_at__isnull=False),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(loop=None, entered_at=None, entered_by=None, received_on=None)
                | Q(
                    loop__isnull=False,
                    entered_at__isnull=False,
                    entered_by__isnull=False,
                    received_on__isnull=False,
                ),
                name="paper_entered_whole",
            ),
            models.CheckConstraint(
                condition=Q(again_by=None) | ~Q(again_by=models.F("entered_by")), name="paper_by_two"
            ),
        ]
