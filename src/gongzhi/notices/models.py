"""The tables of notices. No address and no word of a person stands in them."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from gongzhi.kernel.ids import new_id
from gongzhi.notices.facts import ChoiceState, HookKind, MessageState, Way
from gongzhi.organization.models import Unit
from gongzhi.people.models import Contact


def _choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


class Notice(models.Model):
    """One thing told to one unit because of one fact."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    fact_id = models.UUIDField()
    code = models.CharField(max_length=64)
    subject = models.UUIDField()
    number = models.CharField(max_length=32)
    title = models.CharField(max_length=120)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact_id", "unit"], name="notice_once_per_fact")]
        indexes = [
            models.Index(fields=["unit", "-at"], name="notice_of_unit"),
            models.Index(fields=["unit"], name="notice_unread", condition=Q(read_at=None)),
            # What a matter is called in its notices changes with its confidentiality.
            models.Index(fields=["subject"], name="notice_of_subject"),
        ]


class ToldBy(models.Model):
    """A way the person behind a matter chose to be told by. The address stands in the vault, with `contact`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.UUIDField()
    way = models.CharField(max_length=16, choices=_choices(Way))
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=16)
    at_once = models.BooleanField(default=True)
    state = models.CharField(max_length=16, choices=_choices(ChoiceState))
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "way"], name="told_once_by_way")]
        indexes = [models.Index(fields=["contact"], name="told_contact")]


class UnitWay(models.Model):
    """How a unit is told beside its list of notices: a mailbox of the office, or a group's webhook."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=16, choices=_choices(Way))
    kind = models.CharField(max_length=16, choices=_choices(HookKind), blank=True)
    address = models.CharField(max_length=500)
    secret = models.CharField(max_length=200, blank=True)
    at_once = models.BooleanField(default=True)
    on = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "way"], name="unit_told_once_by_way")]


class Message(models.Model):
    """One fact told to one receiver by one way: to the person behind a matter (`contact`), or to a unit.

    `next_at` is when it is tried; an `urgent` one waits for no morning. `sent_as` is the key it is sent under, the
    same for all of one digest; `journal` names the sender's journal, which says after a crash whether that key went
    out. `cost` is in thousandths of a yuan. `opened` is the fact that opens the vault.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    fact_id = models.UUIDField()
    code = models.CharField(max_length=64)
    subject = models.UUIDField()
    number = models.CharField(max_length=32)
    division = models.CharField(max_length=12)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    named_unit = models.UUIDField(null=True)
    until = models.DateTimeField(null=True)
    way = models.CharField(max_length=16, choices=_choices(Way))
    language = models.CharField(max_length=16)
    state = models.CharField(max_length=16, choices=_choices(MessageState))
    attempts = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    next_at = models.DateTimeField()
    urgent = models.BooleanField(default=False)
    taken_at = models.DateTimeField(null=True)
    sent_as = models.UUIDField(null=True)
    journal = models.CharField(max_length=36, blank=True)
    opened = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    parts = models.PositiveSmallIntegerField(default=0)
    cost = models.PositiveIntegerField(default=0)
    provider_id = models.CharField(max_length=200, blank=True)
    failure = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fact_id", "contact", "way"],
                name="message_once_to_person",
                condition=Q(contact__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["fact_id", "unit", "way"],
                name="message_once_to_unit",
                condition=Q(unit__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(contact=None, unit__isnull=False) | Q(contact__isnull=False, unit=None),
                name="message_has_one_receiver",
            ),
        ]
        # A million old messages cost nothing: what is looked for every second stands in small indexes of its own.
        indexes = [
            models.Index(
                fields=["next_at"],
                name="message_due",
                condition=Q(state__in=["WAITING", "HELD"]) & ~Q(way="LETTER"),
            ),
            models.Index(fields=["taken_at"], name="message_sending", condition=Q(state="SENDING")),
            models.Index(
                fields=["at"],
                name="message_undelivered",
                condition=Q(state__in=["FAILED", "BOUNCED", "UNKNOWN"]),
            ),
            models.Index(
                fields=["at"],
                name="message_letters",
                condition=Q(way="LETTER", state__in=["WAITING", "SENDING"]),
            ),
            models.Index(fields=["sent_at"], name="message_costs", condition=Q(cost__gt=0)),
            models.Index(fields=["subject"], name="message_of_subject"),
            # What came back is found by its key.
            models.Index(fields=["sent_as"], name="message_sent_as", condition=Q(sent_as__isnull=False)),
            models.Index(fields=["contact"], name="message_of_contact", condition=Q(contact__isnull=False)),
        ]
