"""Tables of the links between nodes."""

from django.db import models
from django.db.models import Q

from gongzhi.loops.models import Loop
from gongzhi.organization.models import Unit


class Neighbour(models.Model):
    """Another node. `sent` counts what was put up for it, `received` what of its own has been taken in.

    `stopped` is the code of what keeps the link from going on, "" for nothing. The key of the link is a
    file in the data folder, never a row: a backup of the database does not carry it.
    """

    node = models.CharField(max_length=64, primary_key=True)
    address = models.URLField(max_length=300)
    sent = models.PositiveBigIntegerField(default=0)
    received = models.PositiveBigIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    stopped = models.CharField(max_length=64, blank=True)
    head = models.PositiveBigIntegerField(default=0)


class HostedUnit(models.Model):
    """A unit that works on another node."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, primary_key=True, related_name="+")
    neighbour = models.ForeignKey(Neighbour, on_delete=models.PROTECT, related_name="+")


class Shared(models.Model):
    """A loop whose facts go to another node."""

    loop = models.ForeignKey(Loop, on_delete=models.PROTECT, related_name="+")
    neighbour = models.ForeignKey(Neighbour, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["loop", "neighbour"], name="loop_shared_once")]


class Mirror(models.Model):
    """A loop here that stands for one of another node."""

    loop = models.OneToOneField(Loop, on_delete=models.PROTECT, primary_key=True, related_name="+")
    neighbour = models.ForeignKey(Neighbour, on_delete=models.PROTECT, related_name="+")
    remote_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["neighbour", "remote_id"], name="mirror_once")]


class Outgoing(models.Model):
    """One fact for one neighbour, with its number on the link: gap-free, in the order of the ledger."""

    neighbour = models.ForeignKey(Neighbour, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveBigIntegerField()
    fact_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["neighbour", "seq"], name="outgoing_seq_once"),
            models.UniqueConstraint(fields=["neighbour", "fact_id"], name="outgoing_fact_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="outgoing_from_one"),
        ]
