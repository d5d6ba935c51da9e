"""The tables of topics: derived, `gongzhi insight rebuild` makes them anew. What people said stands in TopicLink."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from gongzhi.insight.topic_facts import TopicKind
from gongzhi.kernel.ids import new_id


class Topic(models.Model):
    """Messages about one problem. `into`: the topic it went into; `name`: what people call it, "" where nobody did."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=[(each.value, each.value) for each in TopicKind])
    division = models.CharField(max_length=12, blank=True)
    matter = models.CharField(max_length=32, blank=True)
    name = models.CharField(max_length=60, blank=True)
    size = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    into = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["last_at"], name="topic_open", condition=Q(closed_at=None)),
        ]


class PlacedMessage(models.Model):
    """The signature of a message, and the topic it is in. Numbers made from words and places, never the words.

    `keys`: its rare features and names, by which others are found; `features`: all kept ones with their counts; both
    are emptied when the message leaves the window (`live`). None for a confidential case; gone with a case's words.
    """

    case_id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    division = models.CharField(max_length=12)
    grid = models.CharField(max_length=20, blank=True)
    keys = ArrayField(models.BigIntegerField(), default=list)
    features = models.BinaryField(default=bytes)
    live = models.BooleanField(default=True)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        indexes = [
            GinIndex(fields=["keys"], name="placed_by_key", condition=Q(live=True), fastupdate=False),
            models.Index(fields=["at"], name="placed_live", condition=Q(live=True)),
            models.Index(fields=["topic", "at"], name="placed_of_topic", condition=Q(topic__isnull=False)),
        ]


class TopicLink(models.Model):
    """What people said of two messages: they belong together, or they do not. Kept whatever is counted anew."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    one = models.UUIDField()
    other = models.UUIDField()
    together = models.BooleanField()
    matter = models.CharField(max_length=32, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["matter", "said_at"], name="topic_link_of_matter")]
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="topic_link_once")]


class FeatureCounts(models.Model):
    """In how many messages of the window each feature stands: one row a day, the newest counts.

    `counts`: for each number of a feature modulo the length, in 16 bits each; `names`: numbers of names that stand in
    more than one message.
    """

    made_at = models.DateTimeField(unique=True)
    messages = models.PositiveIntegerField()
    counts = models.BinaryField()
    names = models.BinaryField()
