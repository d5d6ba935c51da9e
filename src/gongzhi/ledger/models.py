"""Tables of the ledger. Facts and entries are written once; only openings can be erased."""

from django.db import models

from gongzhi.kernel.ids import new_id


class Fact(models.Model):
    """One thing that happened. `entry` holds the canonical bytes; the columns repeat parts of it for search."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    node = models.CharField(max_length=64)
    kind = models.CharField(max_length=64)
    subject = models.UUIDField(null=True)
    actor = models.CharField(max_length=96)
    at = models.DateTimeField()
    entry = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="fact_of_subject"),
            models.Index(fields=["kind", "at"], name="fact_of_kind"),
        ]


class PendingFact(models.Model):
    """A recorded fact that has no place in the order yet. The serial keeps the order within one subject."""

    id = models.BigAutoField(primary_key=True)
    fact = models.OneToOneField(Fact, on_delete=models.PROTECT, related_name="+")


class Entry(models.Model):
    """The place of a fact in the one order: 0, 1, 2, … without gaps."""

    position = models.BigIntegerField(primary_key=True)
    fact = models.OneToOneField(Fact, on_delete=models.PROTECT, related_name="+")


class Head(models.Model):
    """How many entries the order has. One row; the sequencer holds its lock while it works."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="head_is_one_row")]


class Opening(models.Model):
    """Salt and text behind one commitment of a fact: the erasable part (PIPL art. 47)."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="openings")
    field = models.CharField(max_length=40)
    salt = models.BinaryField(max_length=32)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "field"], name="opening_once_per_field")]


class Cursor(models.Model):
    """How far a reader of the order has come."""

    reader = models.CharField(primary_key=True, max_length=64)
    position = models.BigIntegerField(default=0)
