"""The tables of applications. Who applies stands in `people`; where it stands in the loop, in `loops`."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from gongzhi.applications.facts import AskKind, Channel, Filer, How, MaterialState, Outcome
from gongzhi.catalogue.models import ServiceVersion
from gongzhi.kernel.ids import new_id
from gongzhi.loops.models import Loop
from gongzhi.organization.models import Unit
from gongzhi.people.models import Contact


def _choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


class Application(models.Model):
    """What a resident applied for, beside the loop that carries it. `version` never changes."""

    loop = models.OneToOneField(Loop, on_delete=models.PROTECT, primary_key=True, related_name="+")
    public_id = models.CharField(max_length=16, unique=True)
    code_hash = models.CharField(max_length=64)
    version = models.ForeignKey(ServiceVersion, on_delete=models.PROTECT, related_name="+")
    situation = models.CharField(max_length=64)
    channel = models.CharField(max_length=16, choices=_choices(Channel))
    filer = models.CharField(max_length=16, choices=_choices(Filer))
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", null=True)
    proposed_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    citation = models.CharField(max_length=300, blank=True)
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)


class ApplicationAnswer(models.Model):
    """What was filled in for one field of the item, as plain text in the form of its kind."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="answers")
    key = models.CharField(max_length=64)
    value = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "key"], name="application_answer_once")]


class ApplicationMaterial(models.Model):
    """What was given for one material, each time anew: of several rows for a key the last one counts.

    `stored` is the name of the file in the default storage, `sha256` its digest in hex; both empty for
    what is shown at the counter or held already.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="materials")
    key = models.CharField(max_length=64)
    how = models.CharField(max_length=16, choices=_choices(How))
    state = models.CharField(max_length=16, choices=_choices(MaterialState))
    reason = models.TextField(blank=True)
    stored = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(how="UPLOADED", size__gt=0) & ~Q(stored="") & ~Q(sha256=""))
                | (~Q(how="UPLOADED") & Q(stored="", sha256="", size=0)),
                name="application_material_file",
            ),
            models.CheckConstraint(
                condition=~Q(how="NOTHING") | Q(state="MISSING"), name="application_nothing_is_missing"
            ),
        ]


class ApplicationAsk(models.Model):
    """Each real request to the resident after applying: what is observed beside what the item declares."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="asks")
    kind = models.CharField(max_length=16, choices=_choices(AskKind))
    key = models.CharField(max_length=64, blank=True)
    in_version = models.BooleanField()
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)


class Decision(models.Model):
    """A decision and its document, never changed: a correction is another row, and the last one counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=16, choices=_choices(Outcome))
    reasons = models.TextField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField()
    verification = models.CharField(max_length=16, unique=True)
    stored = models.CharField(max_length=100, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reasons=""), name="decision_has_reasons"),
            models.CheckConstraint(condition=Q(size__gt=0), name="decision_has_document"),
        ]


class Rating(models.Model):
    """好差评: one per application, by the applicant. That there is none says nothing, least of all praise."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, primary_key=True, related_name="rating"
    )
    grade = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    rated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=5), name="rating_of_five_grades")
        ]
        indexes = [models.Index(fields=["rated_at"], name="rating_bad", condition=Q(grade__lte=2))]
