"""The tables of diagnosis: what was proposed about a matter, and what people made of it. No words stand here."""

from django.db import models
from django.db.models import Q

from gongzhi.diagnosis.facts import Danger, Decider, Urgency
from gongzhi.loops.models import Loop
from gongzhi.organization.models import Unit


class MatterProposal(models.Model):
    """What algorithms proposed about one message, once, when it came in.

    Confidences are whole ten-thousandths, as in the facts. `levels` and `others` hold codes with their confidence;
    `reasons` places in the matter's own text (from, to, weight, side), never a word of it. `needs` are codes of what
    would help to talk with somebody; `data` says how many pieces of which kind of personal data there are. `uses`: each
    use of an entry (part, entry, version, id), with the shadows nobody is shown. `why_not`: what stood against
    dispatching it without a person. `decided` is the matter a person or the rules settled on, `verified` the one it
    ended with uncontested. `second`: what a language model behind an address said later (entry, version, matter,
    confidence, places, articles), {} for nothing; `awaits_second`, a delivery state, says that it is to be asked.
    `danger`: what a person at the desk said of a warning of danger to life. `again`: what was proposed anew when it was
    last returned (matter, confidence, unit, others, without, returned, entry, version, places), {} for nothing.
    """

    loop = models.OneToOneField(Loop, on_delete=models.PROTECT, primary_key=True, related_name="+")
    made_at = models.DateTimeField()
    entry = models.CharField(max_length=60, blank=True)
    version = models.CharField(max_length=64, blank=True)
    matter = models.CharField(max_length=32, blank=True)
    confidence = models.PositiveSmallIntegerField(null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    levels = models.JSONField(default=list)
    others = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    urgency = models.CharField(
        max_length=8, blank=True, choices=[(each.value, each.value) for each in Urgency]
    )
    urgent_reasons = models.JSONField(default=list)
    needs = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict)
    article = models.UUIDField(null=True)
    groups = models.JSONField(default=dict)
    uses = models.JSONField(default=list)
    why_not = models.JSONField(default=list)
    dispatched_at = models.DateTimeField(null=True)
    decided = models.CharField(max_length=32, blank=True)
    decided_at = models.DateTimeField(null=True)
    decider = models.CharField(
        max_length=8, blank=True, choices=[(each.value, each.value) for each in Decider]
    )
    verified = models.CharField(max_length=32, blank=True)
    verified_at = models.DateTimeField(null=True)
    awaits_second = models.BooleanField(default=False)
    second = models.JSONField(default=dict)
    danger = models.CharField(
        max_length=12,
        blank=True,
        default="",
        db_default="",
        choices=[(each.value, each.value) for each in Danger],
    )
    again = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))

    class Meta:
        indexes = [
            models.Index(fields=["made_at"], name="proposal_second", condition=Q(awaits_second=True)),
            models.Index(
                fields=["matter", "verified_at"],
                name="proposal_verified",
                condition=Q(verified_at__isnull=False),
            ),
            models.Index(fields=["made_at"], name="proposal_life", condition=Q(urgency="LIFE", decided="")),
            models.Index(fields=["made_at"], name="proposal_made"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided="", decided_at=None, decider="")
                | (~Q(decided="") & Q(decided_at__isnull=False) & ~Q(decider="")),
                name="proposal_decided_has_instant",
            ),
            models.CheckConstraint(
                condition=Q(verified="", verified_at=None) | (~Q(verified="") & Q(verified_at__isnull=False)),
                name="proposal_verified_has_instant",
            ),
        ]


class Comparison(models.Model):
    """A retrained candidate beside the version then in use, on the same held-back cases.

    Macro-F1 and the bounds of the difference (paired bootstrap, 95 %) are whole ten-thousandths; None where nothing
    was in use, or its file is gone.
    """

    digest = models.CharField(max_length=64, unique=True)
    running = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    learnt = models.PositiveIntegerField()
    held = models.PositiveIntegerField()
    ours = models.IntegerField()
    theirs = models.IntegerField(null=True)
    low = models.IntegerField(null=True)
    high = models.IntegerField(null=True)
