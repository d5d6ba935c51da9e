"""The tables of the catalogue. The text of a version is what it says; columns beside it are for counting and checks."""

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from gongzhi.catalogue.facts import ChannelKind, Obligation, VersionState
from gongzhi.kernel.ids import new_id


def _choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


class ServiceItem(models.Model):
    """A service item 政务服务事项, under one code through all its versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=64, unique=True)
    listed_at = models.DateTimeField()


class ServiceVersion(models.Model):
    """One version as it was published. Its text is never changed: applications are pinned to it.

    It holds from `effective_from` until the day before `effective_to` (half-open).
    """

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=_choices(VersionState))
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    matter = models.CharField(max_length=32)
    human_channels = models.PositiveSmallIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "n"], name="service_version_once"),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gt=F("effective_from")),
                name="service_version_period",
            ),
            models.CheckConstraint(condition=Q(human_channels__gte=1), name="service_has_a_person_to_ask"),
            models.CheckConstraint(
                condition=~Q(state="SUPERSEDED") | Q(effective_to__isnull=False),
                name="service_version_superseded_ends",
            ),
        ]


class ServiceSituation(models.Model):
    """What a situation asks of a resident, counted from the text: the declared burden. Days are working days."""

    version = models.ForeignKey(ServiceVersion, on_delete=models.PROTECT, related_name="situations")
    key = models.CharField(max_length=64)
    legal_days = models.PositiveSmallIntegerField()
    promised_days = models.PositiveSmallIntegerField()
    resident_steps = models.PositiveSmallIntegerField()
    trips = models.PositiveSmallIntegerField()
    fields_asked = models.PositiveSmallIntegerField()
    fee = models.PositiveIntegerField()  # fen

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="service_situation_once"),
            models.CheckConstraint(
                condition=Q(promised_days__gte=1, promised_days__lte=F("legal_days")),
                name="service_promise_within_the_law",
            ),
        ]


class MaterialNeed(models.Model):
    """A material a situation asks for. `material_type` is the same in all items."""

    situation = models.ForeignKey(ServiceSituation, on_delete=models.PROTECT, related_name="needs")
    key = models.CharField(max_length=64)
    material_type = models.CharField(max_length=64)
    obligation = models.CharField(max_length=16, choices=_choices(Obligation))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["situation", "key"], name="material_need_once")]


class ServiceChannel(models.Model):
    """A way a version can be applied for."""

    version = models.ForeignKey(ServiceVersion, on_delete=models.PROTECT, related_name="channels")
    kind = models.CharField(max_length=16, choices=_choices(ChannelKind))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "kind"], name="service_channel_once")]
