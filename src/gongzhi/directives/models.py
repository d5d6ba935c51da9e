"""The tables of directives."""

from django.db import models
from django.db.models import Q

from gongzhi.directives.facts import Assessor, Verdict
from gongzhi.loops.models import Loop
from gongzhi.organization.models import Unit


class Directive(models.Model):
    """One node: the whole directive (no parent), or one addressee's part of it.

    `path` is the way from the root as text, so that a node and what is below it are one range of an index.
    Values of the goal are whole numbers in the unit of its measure.
    """

    loop = models.OneToOneField(Loop, on_delete=models.PROTECT, primary_key=True, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="parts", null=True)
    root = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200, unique=True)
    version = models.PositiveIntegerField(default=1)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    text = models.TextField()
    legal_basis = models.CharField(max_length=300, blank=True)
    citation = models.CharField(max_length=300, blank=True)
    overruled = models.BooleanField(default=False)
    measure = models.CharField(max_length=32, blank=True)
    measure_kind = models.CharField(max_length=32, blank=True)
    period_days = models.PositiveIntegerField(default=0)
    baseline = models.IntegerField(null=True)
    target_from = models.IntegerField(null=True)
    target_to = models.IntegerField(null=True)
    scope = models.CharField(max_length=12)
    grid = models.CharField(max_length=20, blank=True)
    due_on = models.DateField()
    issuer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    conclusions = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["parent"], name="directive_parts"),
            models.Index(fields=["path"], name="directive_below", opclasses=["text_pattern_ops"]),
            models.Index(fields=["loop"], name="directive_overruled", condition=Q(overruled=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(measure="", target_from=None, target_to=None)
                | (~Q(measure="") & Q(target_from__lte=models.F("target_to"))),
                name="directive_goal_is_whole",
            ),
            models.UniqueConstraint(fields=["previous"], name="directive_next_version_once"),
        ]


class DirectiveWork(models.Model):
    """A loop that is work on a node. `grid`: where; "" for nowhere in particular."""

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="works")
    loop = models.ForeignKey(Loop, on_delete=models.PROTECT, related_name="+")
    grid = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["directive", "loop"], name="work_once")]


class Assessment(models.Model):
    """What one assessor said. A resident is known by the case only, and the case by nobody who reads this."""

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="assessments")
    assessor = models.CharField(max_length=16, choices=[(a.value, a.value) for a in Assessor])
    case = models.ForeignKey(Loop, on_delete=models.PROTECT, related_name="+", null=True)
    grid = models.CharField(max_length=20, blank=True)
    verdict = models.CharField(max_length=8, blank=True, choices=[(v.value, v.value) for v in Verdict])
    good = models.BooleanField(null=True)
    feasible = models.BooleanField(null=True)
    hours = models.PositiveIntegerField(null=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["directive"], name="addressee_assesses_once", condition=Q(assessor="ADDRESSEE")
            ),
            models.UniqueConstraint(
                fields=["directive", "case"], name="resident_assesses_once", condition=Q(assessor="RESIDENT")
            ),
            models.UniqueConstraint(
                fields=["directive", "grid"], name="place_looked_at_once", condition=Q(assessor="LOOK")
            ),
            models.CheckConstraint(
                condition=(Q(assessor="RESIDENT", case__isnull=False) & ~Q(verdict=""))
                | (~Q(assessor="RESIDENT") & Q(case=None, verdict="")),
                name="assessment_of_resident_has_case",
            ),
        ]
