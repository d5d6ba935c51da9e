"""The tables of files that are brought in. The rows themselves wait in the storage until they are cases."""

from django.db import models

from gongzhi.channels.bulk.facts import BulkState
from gongzhi.kernel.ids import new_id
from gongzhi.organization.models import Unit


class BulkFile(models.Model):
    """A file somebody brings in. How far it is (`line`, `filed`, `before`) are counters, written without facts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    account = models.UUIDField()
    division = models.CharField(max_length=12)
    channel = models.CharField(max_length=16, default="IMPORT")
    state = models.CharField(max_length=16, choices=[(each.value, each.value) for each in BulkState])
    stored = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    rows = models.PositiveIntegerField()
    line = models.PositiveIntegerField(default=0)
    filed = models.PositiveIntegerField(default=0)
    before = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="bulk_file_running", condition=models.Q(state="RUNNING"))]


class BulkBadRow(models.Model):
    """A row that cannot be a case, and why: the code of a refusal and its details, nothing of the row itself."""

    file = models.ForeignKey(BulkFile, on_delete=models.PROTECT, related_name="bad")
    line = models.PositiveIntegerField()
    code = models.CharField(max_length=64)
    details = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "line"], name="bulk_bad_row_once")]
