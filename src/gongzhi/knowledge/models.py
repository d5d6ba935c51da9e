"""The tables of knowledge: articles with their versions, what was counted of them, known outages."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from gongzhi.kernel.ids import new_id
from gongzhi.knowledge.facts import ArticleState
from gongzhi.organization.models import Unit


class Article(models.Model):
    """An article through all its versions. `unit` answers for what it says, `division` is where it holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    division = models.CharField(max_length=12)
    made_at = models.DateTimeField()


class ArticleVersion(models.Model):
    """One version. A draft may be written anew; the text of anything else never changes, and `digest` tells.

    `words` is what it is found by (`lexemes.py`). `followed_on` is the day from which a newer version holds in its
    place, which may lie ahead: until then this one still does.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=[(each.value, each.value) for each in ArticleState])
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    body = models.TextField()
    body_en = models.TextField(blank=True)
    sources = models.TextField(blank=True)
    matters = ArrayField(models.CharField(max_length=32), default=list)
    public = models.BooleanField(default=False)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    review_on = models.DateField(null=True)
    digest = models.CharField(max_length=64)
    words = SearchVectorField(null=True)
    changed_at = models.DateTimeField()
    followed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "n"], name="article_version_once"),
            models.UniqueConstraint(
                fields=["article"], condition=Q(state="PUBLISHED"), name="article_published_once"
            ),
            models.UniqueConstraint(
                fields=["article"], condition=Q(state="DRAFT"), name="article_drafted_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=F("valid_from")),
                name="article_period",
            ),
            models.CheckConstraint(
                condition=Q(state="DRAFT")
                | Q(valid_from__isnull=False, review_on__isnull=False) & ~Q(sources=""),
                name="article_published_says_all",
            ),
        ]
        indexes = [
            GinIndex(fields=["words"], name="article_by_words"),
            models.Index(fields=["review_on"], name="article_by_review", condition=Q(state="PUBLISHED")),
        ]


class ArticleCount(models.Model):
    """How often a version answered a question on the spot, did not, or led to another one. Nobody's name beside it."""

    version = models.OneToOneField(
        ArticleVersion, on_delete=models.PROTECT, primary_key=True, related_name="count"
    )
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)
    further = models.PositiveIntegerField(default=0)


class Outage(models.Model):
    """Something known to be out of order, or being worked on: from when, until when that is expected."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.CharField(max_length=32)
    division = models.CharField(max_length=12)
    grid = models.CharField(max_length=32, blank=True)
    address = models.CharField(max_length=200, blank=True)
    planned = models.BooleanField()
    starts_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    text = models.TextField()
    text_en = models.TextField(blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gt=F("starts_at")), name="outage_period"
            ),
        ]
        indexes = [
            models.Index(fields=["division"], name="outage_running", condition=Q(ended_at=None)),
            models.Index(fields=["ended_at"], name="outage_ended"),
        ]
