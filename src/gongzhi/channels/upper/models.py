"""Tables of platforms above. What somebody said stands in the case and its facts, never here."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from gongzhi.channels.upper.facts import Code, Kind, State, What
from gongzhi.kernel.ids import new_id
from gongzhi.loops.models import Loop


def _choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


class UpperPlatform(models.Model):
    """A platform above. `cursor` is how far its orders were taken in; `trouble` why it last gave no right answer."""

    code = models.CharField(max_length=32, primary_key=True)
    cursor = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=64, blank=True)


class UpperMapping(models.Model):
    """How a platform above is reached and what its codes mean, from a day on; of one day the last loaded counts."""

    platform = models.ForeignKey(UpperPlatform, on_delete=models.PROTECT, related_name="mappings")
    valid_from = models.DateField()
    text = models.TextField()
    loaded_at = models.DateTimeField()


class UpperOrder(models.Model):
    """An order of a platform above: its number, its clock and codes, beside the case it is here.

    `seen` is the last event that was taken in; `solved` what the resident told them; `warned` which moment of
    their limit was told, `warn_at` when the next one is; `over_at` when the case here ended, null while it goes on.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    platform = models.ForeignKey(UpperPlatform, on_delete=models.PROTECT, related_name="orders")
    number = models.CharField(max_length=64)
    loop = models.OneToOneField(Loop, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    category = models.CharField(max_length=64, blank=True)
    deadline_class = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=64, blank=True)
    solved = models.BooleanField(null=True)
    seen = models.PositiveIntegerField(default=0)
    warned = models.CharField(max_length=8, blank=True)
    warn_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["platform", "number"], name="upper_order_once")]
        indexes = [
            models.Index(fields=["platform", "number"], name="upper_order_open", condition=Q(over_at=None)),
            models.Index(fields=["platform", "over_at"], name="upper_order_over"),
            models.Index(fields=["warn_at"], name="upper_order_warn", condition=Q(warn_at__isnull=False)),
        ]


class UpperMessage(models.Model):
    """Something to be told above, made of one fact; its id is the key they know a repeat by.

    It holds no words: they are read from the fact when it is sent.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(UpperOrder, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=16, choices=_choices(Kind))
    fact_id = models.UUIDField()
    state = models.CharField(max_length=16, choices=_choices(State), default=State.WAITING.value)
    made_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "fact_id", "kind"], name="upper_message_once"),
            models.CheckConstraint(
                condition=(Q(state="SENT") & Q(sent_at__isnull=False)) | (~Q(state="SENT") & Q(sent_at=None)),
                name="upper_message_sent_at",
            ),
        ]
        indexes = [
            models.Index(
                fields=["order", "id"], name="upper_message_open", condition=~Q(state__in=["SENT", "ASIDE"])
            )
        ]


class UpperCode(models.Model):
    """A code of theirs that was not mapped when an order with it came."""

    platform = models.ForeignKey(UpperPlatform, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=16, choices=_choices(Code))
    value = models.CharField(max_length=64)
    first_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["platform", "what", "value"], name="upper_code_once")]


class UpperDifference(models.Model):
    """In what the two sides differ about an order, until it is settled. `ours` and `theirs` are codes and instants."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    platform = models.ForeignKey(UpperPlatform, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=64)
    order = models.ForeignKey(UpperOrder, on_delete=models.PROTECT, related_name="differences", null=True)
    what = models.CharField(max_length=16, choices=_choices(What))
    ours = models.CharField(max_length=64, blank=True)
    theirs = models.CharField(max_length=64, blank=True)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "number", "what"],
                name="upper_difference_once",
                condition=Q(settled_at=None),
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, how="") | (Q(settled_at__isnull=False) & ~Q(how="")),
                name="upper_difference_how",
            ),
        ]


class UpperRun(models.Model):
    """The lists of a day were compared."""

    platform = models.ForeignKey(UpperPlatform, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()
    compared = models.PositiveIntegerField()
    found = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["platform", "day"], name="upper_run_once_a_day")]
