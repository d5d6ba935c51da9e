"""Tables of the ledger. Facts, entries, tiles and checkpoints are written once; only openings can be erased."""

from django.db import models
from django.db.models.functions import Now

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
    """A recorded fact that has no place in the order yet. The serial keeps the order within one subject.

    `recorded_at` is the database's own clock: how long evidence is late is not asked of who records it.
    """

    id = models.BigAutoField(primary_key=True)
    fact = models.OneToOneField(Fact, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())


class Entry(models.Model):
    """The place of a fact in the one order: 0, 1, 2, … without gaps."""

    position = models.BigIntegerField(primary_key=True)
    fact = models.OneToOneField(Fact, on_delete=models.PROTECT, related_name="+")


class Head(models.Model):
    """How many entries the order has, and how many of them the tree. One row; the sequencer holds its lock.

    The two differ for moments, after an upgrade, and while nothing can be signed. `unhashed_since` is when the oldest
    entry beyond the tree was recorded; None where there is none.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    tree_size = models.BigIntegerField(default=0)
    unhashed_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="head_is_one_row")]


class Tile(models.Model):
    """A full tile of the hash tree (C2SP tlog-tiles): 256 hashes of 32 bytes. Level 0 holds leaf hashes."""

    pk = models.CompositePrimaryKey("level", "number")
    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    data = models.BinaryField(max_length=8192)


class Edge(models.Model):
    """The tile of a level that is not full yet: up to 255 hashes. It follows from the entries, and is no evidence."""

    level = models.SmallIntegerField(primary_key=True)
    hashes = models.BinaryField(max_length=8160)


class Checkpoint(models.Model):
    """A signed statement of the tree's size and root (C2SP tlog-checkpoint), as it was given out."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="checkpoint_by_time")]


class Cosignature(models.Model):
    """A witness's word that it saw a checkpoint, and no other history (C2SP tlog-cosignature).

    `key` is the witness's public key in base64, `line` the signature line as it came, `at` the time in it.
    """

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    name = models.CharField(max_length=255)
    key = models.CharField(max_length=64)
    line = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "checkpoint"], name="cosignature_once_per_key")]


class LogKey(models.Model):
    """A key the log signs with, from and until when. With two at a time one takes the other's place."""

    vkey = models.TextField(unique=True)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)


class WitnessedLog(models.Model):
    """A log of somebody else which this node watches, as it was last cosigned. `vkeys`: one a line."""

    origin = models.CharField(max_length=255, primary_key=True)
    vkeys = models.TextField()
    size = models.BigIntegerField(default=0)
    root = models.BinaryField(max_length=32)
    note = models.TextField(blank=True)
    at = models.DateTimeField()


class Broken(models.Model):
    """Something the verification found to be other than what was signed: what (`code`), where, and about whom.

    `subject` is what the page of that case asks for. `mended_at` is when it was found sound again.
    """

    code = models.CharField(max_length=40)
    position = models.BigIntegerField(null=True)
    fact = models.UUIDField(null=True)
    subject = models.UUIDField(null=True)
    found_at = models.DateTimeField()
    mended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject"], name="broken_by_subject")]


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
