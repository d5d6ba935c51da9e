"""The tables of insight."""

from django.db import models
from django.db.models import Q

from gongzhi.insight.card_facts import CardState, Ground, Outcome
from gongzhi.insight.forecast_models import CountAlarm as CountAlarm
from gongzhi.insight.forecast_models import CountHead as CountHead
from gongzhi.insight.forecast_models import DayCount as DayCount
from gongzhi.insight.forecast_models import Forecast as Forecast
from gongzhi.insight.forecast_models import ForecastRun as ForecastRun
from gongzhi.insight.topic_models import FeatureCounts as FeatureCounts
from gongzhi.insight.topic_models import PlacedMessage as PlacedMessage
from gongzhi.insight.topic_models import Topic as Topic
from gongzhi.insight.topic_models import TopicLink as TopicLink
from gongzhi.kernel.ids import new_id
from gongzhi.organization.models import Unit


class HypothesisCard(models.Model):
    """Something expected at a place by a day, and whether it came. `key` names the evidence: one card for each.

    `proposer` and `taker` are accounts: kept so that somebody else looks.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.CharField(max_length=32)
    division = models.CharField(max_length=12)
    grid = models.CharField(max_length=20, blank=True)
    ground = models.CharField(max_length=16, choices=[(each.value, each.value) for each in Ground])
    key = models.CharField(max_length=100, blank=True)
    figures = models.JSONField(default=dict)
    expected = models.TextField(blank=True)
    why = models.TextField(blank=True)
    true_if = models.TextField(blank=True)
    false_if = models.TextField(blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    check_on = models.DateField()
    state = models.CharField(max_length=16, choices=[(each.value, each.value) for each in CardState])
    proposer = models.UUIDField(null=True)
    taker = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(
        max_length=16, blank=True, choices=[(each.value, each.value) for each in Outcome]
    )
    late = models.BooleanField(default=False)
    seen = models.TextField(blank=True)
    done = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    told_due = models.BooleanField(default=False)
    told_overdue = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="card_of_evidence_once", condition=~Q(key="")),
            models.CheckConstraint(
                condition=~Q(state="OPEN") | Q(unit__isnull=False, taken_at__isnull=False),
                name="card_open_has_owner",
            ),
            models.CheckConstraint(
                condition=Q(state="CHECKED", ended_at__isnull=False) & ~Q(outcome="") & ~Q(seen="")
                | ~Q(state="CHECKED") & Q(outcome=""),
                name="card_checked_says_what",
            ),
            models.CheckConstraint(
                condition=~Q(state="DISMISSED") | ~Q(reason="") & Q(ended_at__isnull=False),
                name="card_dismissed_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["check_on"], name="card_open_by_day", condition=Q(state="OPEN")),
            models.Index(fields=["-ended_at"], name="card_by_end", condition=Q(ended_at__isnull=False)),
            models.Index(fields=["division", "-made_at"], name="card_by_place"),
        ]
