"""The tables of algorithms: entries, their versions on their way through the gates, and the uses of what they offer."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gongzhi.algorithms.facts import Opinion, Outcome, Seat, Stage, Tier
from gongzhi.kernel.ids import new_id
from gongzhi.loops.models import Loop
from gongzhi.organization.models import Unit
from gongzhi.people.models import Account

TIERS = [tier.value for tier in Tier if tier is not Tier.DECIDES]


class Algorithm(models.Model):
    """An entry of the register through all its versions. `unit` answers for it.

    `running` is in production, `trying` runs in shadow or in a pilot: at most one of each. Switched off by a person
    or suspended by a monitor, nothing of it runs.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    division = models.CharField(max_length=12)
    registered_at = models.DateTimeField()
    running = models.ForeignKey("AlgorithmVersion", on_delete=models.PROTECT, related_name="+", null=True)
    trying = models.ForeignKey("AlgorithmVersion", on_delete=models.PROTECT, related_name="+", null=True)
    switched_off = models.BooleanField(default=False)
    switched_at = models.DateTimeField(null=True)
    switched_because = models.TextField(blank=True)
    suspended = models.BooleanField(default=False)
    suspended_at = models.DateTimeField(null=True)
    suspended_for = ArrayField(models.CharField(max_length=40), default=list)
    lifted_at = models.DateTimeField(null=True)
    lifted_because = models.TextField(blank=True)


class AlgorithmVersion(models.Model):
    """A version with its own evaluation and review. `stage` is the state of its loop; the gate reads it here.

    `document` holds the sections of the entry as `rules.entry` knows them. What decides entitlement, sanction or
    ranking of people (T4) has no row.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    algorithm = models.ForeignKey(Algorithm, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    loop = models.OneToOneField(Loop, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    tier = models.CharField(max_length=4)
    stage = models.CharField(max_length=16, choices=[(each.value, each.value) for each in Stage])
    document = models.JSONField(default=dict)
    purposes = ArrayField(models.CharField(max_length=40), default=list)
    impact_level = models.PositiveSmallIntegerField(default=0)
    expires_on = models.DateField(null=True)
    limit_ms = models.PositiveIntegerField(default=1000)
    arm_share = models.PositiveSmallIntegerField(default=0)
    arm_seed = models.CharField(max_length=32, blank=True)
    review_round = models.PositiveSmallIntegerField(default=0)
    entered_at = models.DateTimeField()
    in_force_at = models.DateTimeField(null=True)
    out_of_force_at = models.DateTimeField(null=True)
    post_mortem = models.TextField(blank=True)
    post_mortem_en = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["algorithm", "n"], name="algorithm_version_once"),
            models.CheckConstraint(condition=Q(tier__in=TIERS), name="algorithm_tier_registered"),
            models.CheckConstraint(condition=Q(impact_level__lte=4), name="algorithm_impact_level"),
            models.CheckConstraint(condition=Q(arm_share__lte=50), name="algorithm_arm_share"),
        ]


class AlgorithmVote(models.Model):
    """What a member of the board thinks of a version, in one round of its review. Published without the name."""

    version = models.ForeignKey(AlgorithmVersion, on_delete=models.PROTECT, related_name="votes")
    round = models.PositiveSmallIntegerField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    seat = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Seat])
    group = models.CharField(max_length=80, blank=True)
    opinion = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Opinion])
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "round", "account"], name="algorithm_vote_once")
        ]


class AlgorithmReview(models.Model):
    """What the board decided in a round. `because` answers the affected members whose no was not followed."""

    version = models.ForeignKey(AlgorithmVersion, on_delete=models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField()
    event = models.CharField(max_length=32)
    simple = models.BooleanField()
    members = models.PositiveSmallIntegerField()
    affected = models.PositiveSmallIntegerField()
    against = models.PositiveSmallIntegerField()
    conditions = models.TextField(blank=True)
    because = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "round"], name="algorithm_review_once"),
            models.CheckConstraint(
                condition=Q(against=0) | ~Q(because="") | Q(event__in=["not_yet", "reject"]),
                name="algorithm_no_is_answered",
            ),
        ]


class AlgorithmUse(models.Model):
    """One run: what it said, never what it was given; what a person decided then, never who; how it turned out.

    `confidence` counts of 10,000. `looked_ms` is how long the proposal was in view before somebody decided, for the
    median of the entry: no account stands beside it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(AlgorithmVersion, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    purpose = models.CharField(max_length=40)
    tier = models.CharField(max_length=4)
    outcome = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Outcome])
    about = models.UUIDField(null=True)
    about_kind = models.CharField(max_length=32, blank=True)
    groups = models.JSONField(default=dict)
    value = models.CharField(max_length=100, blank=True)
    confidence = models.PositiveSmallIntegerField(null=True)
    reasons = models.CharField(max_length=64, blank=True)
    took_ms = models.PositiveIntegerField(default=0)
    decided = models.CharField(max_length=100, blank=True)
    agreed = models.BooleanField(null=True)
    looked_ms = models.PositiveIntegerField(null=True)
    turned_out = models.BooleanField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["version", "at"], name="algorithm_use_window"),
            models.Index(fields=["about"], name="algorithm_use_about", condition=Q(about__isnull=False)),
        ]


class AlgorithmMonitor(models.Model):
    """What the monitors said of an entry on a day; one row a day."""

    algorithm = models.ForeignKey(Algorithm, on_delete=models.PROTECT, related_name="monitors")
    version = models.ForeignKey(AlgorithmVersion, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()
    uses = models.PositiveIntegerField()
    worst = models.CharField(max_length=12)
    findings = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["algorithm", "on"], name="algorithm_monitored_once")]


class AlgorithmReport(models.Model):
    """What was found out about a version elsewhere: how far what comes in has moved (DRIFT, `value` is the PSI in
    thousandths), or how many of a fixed set of answers cite what they rest on (GROUNDED)."""

    version = models.ForeignKey(AlgorithmVersion, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=12, choices=[("DRIFT", "DRIFT"), ("GROUNDED", "GROUNDED")])
    at = models.DateTimeField()
    n = models.PositiveIntegerField()
    value = models.PositiveIntegerField()
    passed = models.BooleanField(null=True)

    class Meta:
        indexes = [models.Index(fields=["version", "what", "-at"], name="algorithm_report_latest")]


class AlgorithmAppeal(models.Model):
    """Somebody objects to the part an algorithm had. `mark` is the hash of the code its maker reads the answer with."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(AlgorithmVersion, on_delete=models.PROTECT, related_name="+")
    use = models.ForeignKey(AlgorithmUse, on_delete=models.PROTECT, related_name="+", null=True)
    about = models.UUIDField(null=True)
    once = models.UUIDField(null=True, unique=True)
    obligation = models.UUIDField()
    mark = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)
    severe = models.BooleanField(default=False)
    answer = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["version", "made_at"], name="algorithm_appeals"),
            models.Index(fields=["about"], name="algorithm_appeal_about", condition=Q(about__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, upheld=None)
                | Q(answered_at__isnull=False, upheld__isnull=False),
                name="algorithm_appeal_answered_whole",
            )
        ]
