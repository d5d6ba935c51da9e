"""The tables of cases. Who is behind one stands in `people`; where it stands in the loop, in `loops`."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from gongzhi.cases.facts import Channel, Filer, JudgedVia, PlaceKind, Satisfaction
from gongzhi.kernel.ids import new_id
from gongzhi.loops.models import Loop
from gongzhi.organization.models import Unit
from gongzhi.people.models import Contact


def _choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


class Case(models.Model):
    """What a resident asked for, beside the loop that carries it.

    Coordinates are whole micro-degrees (WGS84): a fact holds no floats, and 0.1 m is exact enough.
    """

    loop = models.OneToOneField(Loop, on_delete=models.PROTECT, primary_key=True, related_name="+")
    public_id = models.CharField(max_length=16, unique=True)
    code_hash = models.CharField(max_length=64)
    channel = models.CharField(max_length=16, choices=_choices(Channel))
    filer = models.CharField(max_length=16, choices=_choices(Filer))
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", null=True)
    place_kind = models.CharField(max_length=16, choices=_choices(PlaceKind))
    longitude_e6 = models.IntegerField(null=True)
    latitude_e6 = models.IntegerField(null=True)
    address = models.CharField(max_length=200, blank=True)
    grid = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    proposed_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    citation = models.CharField(max_length=300, blank=True)
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    overruled = models.BooleanField(default=False)
    draft = models.TextField(blank=True)
    drafted_by = models.UUIDField(null=True)
    solved = models.BooleanField(null=True)
    satisfied = models.CharField(max_length=16, blank=True, choices=_choices(Satisfaction))
    judged_via = models.CharField(max_length=16, blank=True, choices=_choices(JudgedVia))
    call_wanted = models.BooleanField(null=True)
    source = models.CharField(max_length=100, blank=True)
    source_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["grid"], name="case_of_grid"),
            models.Index(fields=["lead"], name="case_draft_waiting", condition=~Q(draft="")),
            models.Index(fields=["loop"], name="case_overruled", condition=Q(overruled=True)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source"], name="case_of_source_once", condition=~Q(source="")),
            models.CheckConstraint(
                condition=Q(place_kind="POINT", longitude_e6__isnull=False, latitude_e6__isnull=False)
                | (~Q(place_kind="POINT") & Q(longitude_e6=None, latitude_e6=None)),
                name="case_point_when_place_says",
            ),
            models.CheckConstraint(
                condition=Q(filer="ANONYMOUS", contact=None) | ~Q(filer="ANONYMOUS"), name="case_anonymous_is"
            ),
            models.CheckConstraint(
                condition=Q(solved=None, judged_via="") | (Q(solved__isnull=False) & ~Q(judged_via="")),
                name="case_judged_by_someone",
            ),
        ]


class Photo(models.Model):
    """A photo that came with a case; a case may have several. The picture is a file in the default storage.

    `stored` is the file's name there, `size` its length in bytes, `sha256` its digest in hex.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    loop = models.ForeignKey(Loop, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    stored = models.CharField(max_length=100, unique=True)
    added_at = models.DateTimeField()
