"""Tables of the engine. They know strings and ids; what a loop is about stands above."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from gongzhi.kernel.ids import new_id
from gongzhi.loops.facts import EndKind, ObligationStatus, Threshold
from gongzhi.organization.models import Unit


class LoopDefinition(models.Model):
    """One version of a definition, as it was published. Never changed: running loops are pinned to it."""

    name = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="definition_version_once")]


class TimeProfile(models.Model):
    """The time limits of a jurisdiction in a period (half-open)."""

    division = models.CharField(max_length=12)
    text = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["division", "valid_from"], name="time_profile_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from")),
                name="time_profile_period",
            ),
        ]


class CalendarFile(models.Model):
    """A file of the working calendar as it was loaded. Later files count over earlier ones, day by day."""

    digest = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    loaded_at = models.DateTimeField()


class Loop(models.Model):
    """A matter going round: its state, and what every kind of list needs to show it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField(max_length=32)
    number = models.CharField(max_length=32, unique=True)
    title = models.CharField(max_length=120)
    definition = models.ForeignKey(LoopDefinition, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=64)
    division = models.CharField(max_length=12)
    matter = models.CharField(max_length=32, blank=True)
    limit_class = models.CharField(max_length=32)
    opened_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True)
    reworked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_kind = models.CharField(max_length=16, blank=True, choices=[(e.value, e.value) for e in EndKind])
    first_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    final = models.BooleanField(default=False)
    worked_by = models.JSONField(default=list)
    urged = models.PositiveIntegerField(default=0)
    supervised = models.BooleanField(default=False)
    calls = models.PositiveSmallIntegerField(default=0)
    called_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    pauses_made = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["division", "due_at"],
                name="loop_open_by_division",
                condition=Q(ended_at=None),
                opclasses=["text_pattern_ops", "timestamptz_ops"],
            ),
            models.Index(
                fields=["division", "opened_at"],
                name="loop_by_division",
                opclasses=["text_pattern_ops", "timestamptz_ops"],
            ),
            models.Index(
                fields=["ended_at", "division"],
                name="loop_ended_lately",
                condition=Q(ended_at__isnull=False),
                include=["subject_kind", "end_kind", "matter"],
            ),
            # A list of what is open is read in its own order: fifty rows for fifty rows.
            models.Index(fields=["due_at", "id"], name="loop_open_by_due", condition=Q(ended_at=None)),
            # The board counts weeks in these two: what came in, and whose deadline passed unmet.
            models.Index(
                fields=["opened_at", "division"], name="loop_opened_lately", include=["subject_kind"]
            ),
            # Other systems ask for what is open, the latest of a matter, and what has changed since they last came.
            models.Index(fields=["opened_at", "id"], name="loop_open_by_opening", condition=Q(ended_at=None)),
            models.Index(fields=["matter", "opened_at"], name="loop_of_matter"),
            models.Index(fields=["entered_at", "id"], name="loop_entered_lately"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, end_kind="") | (~Q(end_kind="") & Q(ended_at__isnull=False)),
                name="loop_end_has_kind",
            )
        ]


class Card(models.Model):
    """What a loop is found by: numbers for the words of its texts, and marks for kind, places, matter and week.

    Apart from `Loop`, whose row is written anew with each step: a card is written once. Nobody reads a text in it.
    """

    loop = models.OneToOneField(Loop, on_delete=models.PROTECT, primary_key=True, related_name="card")
    words = ArrayField(models.IntegerField())
    marks = ArrayField(models.CharField(max_length=48))

    class Meta:
        # Entered at once and not in batches: a search then costs the same at any moment.
        indexes = [GinIndex(fields=["words", "marks"], name="card_words_and_marks", fastupdate=False)]


class Holder(models.Model):
    """Who plays a party of a loop now: a unit, or the resident (unit is null)."""

    loop = models.ForeignKey(Loop, on_delete=models.PROTECT, related_name="holders")
    party = models.CharField(max_length=32)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["loop", "party", "unit"], name="holder_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["unit", "party"], name="holder_by_unit")]


class Obligation(models.Model):
    """What a party owes within a loop, until when it is settled; one `beside` the state outlives it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    loop = models.ForeignKey(Loop, on_delete=models.PROTECT, related_name="obligations")
    party = models.CharField(max_length=32)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    account_id = models.UUIDField(null=True)
    what = models.CharField(max_length=64)
    status = models.CharField(
        max_length=16,
        choices=[(s.value, s.value) for s in ObligationStatus],
        default=ObligationStatus.OPEN.value,
    )
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    beside = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "due_at"], name="obligation_inbox", condition=Q(settled_at=None)),
            models.Index(fields=["account_id"], name="obligation_of_account", condition=Q(settled_at=None)),
            models.Index(
                fields=["unit"], name="obligation_beside", condition=Q(settled_at=None, beside=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, status__in=["OPEN", "ACCEPTED"])
                | (Q(settled_at__isnull=False) & ~Q(status__in=["OPEN", "ACCEPTED"])),
                name="obligation_settled_when_status_says",
            )
        ]


class Deadline(models.Model):
    """One duty's three moments: warning, due, supervision. `next_at` is the one the worker waits for.

    `what` is the state, or a further duty within it (the first contact). `next_at` is null while the
    authority's clock pauses, when all three have passed, and when the duty is done.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="deadlines")
    what = models.CharField(max_length=64)
    limit = models.CharField(max_length=16)
    extension = models.CharField(max_length=16, blank=True)
    started_at = models.DateTimeField()
    amber_at = models.DateTimeField()
    due_at = models.DateTimeField()
    supervise_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    fired = models.CharField(max_length=16, blank=True, choices=[(t.value, t.value) for t in Threshold])
    next_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="deadline_waiting", condition=Q(next_at__isnull=False)),
            models.Index(
                fields=["id"], name="deadline_provisional", condition=Q(cancelled_at=None, provisional=True)
            ),
            models.Index(
                fields=["due_at"], name="deadline_ran_over", condition=Q(fired__in=["RED", "SUPERVISE"])
            ),
        ]


class Pause(models.Model):
    """A pause of the authority's clock. The resident's clock never pauses."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    loop = models.ForeignKey(Loop, on_delete=models.PROTECT, related_name="pauses")
    reason_code = models.CharField(max_length=32)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loop"], name="one_pause_at_a_time", condition=Q(ended_at=None))
        ]
        indexes = [models.Index(fields=["ends_at"], name="pause_running", condition=Q(ended_at=None))]


class Once(models.Model):
    """A request that was carried out: its retry finds this row and changes nothing."""

    key = models.UUIDField(primary_key=True)
    loop = models.ForeignKey(Loop, on_delete=models.PROTECT, related_name="+")
    event = models.CharField(max_length=64)


class Link(models.Model):
    """One loop came out of another, or serves it: read in both directions. `role` says how ("work", "found")."""

    source = models.ForeignKey(Loop, on_delete=models.PROTECT, related_name="links")
    target = models.ForeignKey(Loop, on_delete=models.PROTECT, related_name="linked_from")
    role = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "role"], name="link_once"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="link_to_another"),
        ]


class Sweep(models.Model):
    """How far somebody has gone through what has ended: the last loop looked at, in the order of ends.

    A second row, by a name of its own, is the pass over everything; `again_at` says when it begins next.
    """

    name = models.CharField(primary_key=True, max_length=64)
    ended_at = models.DateTimeField(null=True)
    loop = models.UUIDField(null=True)
    again_at = models.DateTimeField(null=True)
