"""The tables of cases. Who is behind one stands in `people`; where it stands in the loop, in `loops`."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from gongzhi.cases.facts import (
    AgeBand,
    CameWith,
    Channel,
    EffectState,
    ExclusionGround,
    ExclusionState,
    Filer,
    Finding,
    JudgedVia,
    PlaceKind,
    Rating,
    Satisfaction,
    WhistleGround,
)
from gongzhi.cases.whistle_facts import WhistleEnding
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
    draft_finding = models.CharField(max_length=16, blank=True, choices=_choices(Finding))
    draft_reason = models.TextField(blank=True)
    drafted_by = models.UUIDField(null=True)
    solved = models.BooleanField(null=True)
    satisfied = models.CharField(max_length=16, blank=True, choices=_choices(Satisfaction))
    judged_via = models.CharField(max_length=16, blank=True, choices=_choices(JudgedVia))
    call_wanted = models.BooleanField(null=True)
    source = models.CharField(max_length=100, blank=True)
    source_at = models.DateTimeField(null=True)
    confidential = models.BooleanField(default=False)
    needs = models.CharField(max_length=60, blank=True)  # codes of `Need`, joined by commas
    needs_note = models.CharField(max_length=200, blank=True)
    finding = models.CharField(max_length=16, blank=True, choices=_choices(Finding))
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    whistle_proposed = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["grid"], name="case_of_grid"),
            models.Index(
                fields=["latitude_e6", "longitude_e6"],
                name="case_at_point",
                condition=Q(latitude_e6__isnull=False),
            ),
            models.Index(fields=["parent"], name="case_joined_to", condition=Q(parent__isnull=False)),
            models.Index(fields=["loop"], name="case_confidential", condition=Q(confidential=True)),
            models.Index(fields=["lead"], name="case_draft_waiting", condition=~Q(draft="")),
            models.Index(fields=["lead"], name="case_whistle_proposed", condition=Q(whistle_proposed=True)),
            models.Index(fields=["loop"], name="case_overruled", condition=Q(overruled=True)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source"], name="case_of_source_once", condition=~Q(source="")),
            # A point may be erased; that there was one stays.
            models.CheckConstraint(
                condition=Q(place_kind="POINT", longitude_e6__isnull=False, latitude_e6__isnull=False)
                | Q(longitude_e6=None, latitude_e6=None),
                name="case_point_when_place_says",
            ),
            models.CheckConstraint(
                condition=Q(filer="ANONYMOUS", contact=None) | ~Q(filer="ANONYMOUS"), name="case_anonymous_is"
            ),
            models.CheckConstraint(condition=~Q(parent=models.F("loop")), name="case_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(solved=None, judged_via="") | (Q(solved__isnull=False) & ~Q(judged_via="")),
                name="case_judged_by_someone",
            ),
        ]


class CaseAge(models.Model):
    """How old the person concerned is, where somebody said it: a coarse statistic, apart from who it is.

    Written with the filing, shown with no case, counted by way in (`parity.py`), and gone with the contact. No fact
    names it, so that nothing outside this table tells it.
    """

    loop = models.OneToOneField(Loop, on_delete=models.PROTECT, primary_key=True, related_name="+")
    band = models.CharField(max_length=8, choices=_choices(AgeBand))


class Photo(models.Model):
    """A photo that came with a case, or with what was said about it later. The picture is a file in the storage.

    `stored` is the file's name there, `size` its length in bytes, `sha256` its digest in hex. `cleared_at`: the
    dispatch desk looked at a resident's photo and nobody can be recognised in it; until then handlers see a cover.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    loop = models.ForeignKey(Loop, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    stored = models.CharField(max_length=100, unique=True)
    came_with = models.CharField(max_length=16, choices=_choices(CameWith), default=CameWith.FILING)
    added_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)


class Whistle(models.Model):
    """A town calls departments to the place 吹哨报到, for one of three reasons, by an instant.

    The town concludes it in words when every department's part is over; the system does when the town no
    longer leads the case. `ending` says which.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    loop = models.ForeignKey(Loop, on_delete=models.PROTECT, related_name="+")
    town = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=16, choices=_choices(WhistleGround))
    text = models.TextField()
    called_at = models.DateTimeField()
    arrive_by = models.DateTimeField()
    conclusion = models.TextField(blank=True)
    concluded_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=16, blank=True, choices=_choices(WhistleEnding))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["loop"], name="one_whistle_at_a_time", condition=Q(concluded_at=None)
            ),
            models.CheckConstraint(
                condition=Q(conclusion="", concluded_at=None, ending="")
                | Q(~Q(conclusion=""), concluded_at__isnull=False, ending="CONCLUDED")
                | Q(~Q(ending__in=["", "CONCLUDED"]), conclusion="", concluded_at__isnull=False),
                name="whistle_concluded_in_words",
            ),
        ]


class WhistleCall(models.Model):
    """One department's part in a whistle. Its obligation stands in `loops`; who came when, and how it was rated, here.

    `obligation` is the part it was called with; a part put off goes on under another one. `over_at`: done,
    refused, or released with the whistle. `objection` is the department's against the rating,
    `objection_duty` what the arbiter owes for it, `upheld` what the arbiter decided.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    whistle = models.ForeignKey(Whistle, on_delete=models.PROTECT, related_name="calls")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    obligation = models.UUIDField()
    task = models.TextField(blank=True)
    citation = models.CharField(max_length=300, blank=True)
    arrive_by = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    rating = models.CharField(max_length=16, blank=True, choices=_choices(Rating))
    rating_words = models.TextField(blank=True)
    rated_at = models.DateTimeField(null=True)
    objection = models.TextField(blank=True)
    objected_at = models.DateTimeField(null=True)
    objection_duty = models.UUIDField(null=True)
    upheld = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["whistle", "unit"], name="department_called_once"),
            models.CheckConstraint(
                condition=Q(rating="", rated_at=None) | (~Q(rating="") & Q(rated_at__isnull=False)),
                name="rating_has_instant",
            ),
            models.CheckConstraint(
                condition=Q(objection="", objected_at=None, upheld=None)
                | (~Q(objection="") & Q(objected_at__isnull=False) & ~Q(rating="")),
                name="objection_against_a_rating",
            ),
        ]


class Supervision(models.Model):
    """An office above has a case under supervision 督办: it asked, somebody owes a reply, and it ends it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    loop = models.ForeignKey(Loop, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    replied_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit"], name="supervision_running", condition=Q(ended_at=None))]
        constraints = [
            models.UniqueConstraint(
                fields=["loop"], name="one_supervision_at_a_time", condition=Q(ended_at=None)
            )
        ]


class SaidOfTwo(models.Model):
    """What somebody said of a case and another one: the `same` problem, or not. Between two cases the last word counts.

    A resident says so when filing (“I have this as well”), the dispatch desk when it looks at both.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    same = models.BooleanField()
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="said_of_two_once"),
            models.CheckConstraint(condition=~Q(case=models.F("other")), name="said_of_two_cases"),
        ]


class Exclusion(models.Model):
    """A result proposed to be left out of scores 剔除, never out of statistics. Two people decide, one level up.

    `objection` is the resident's, within the profile's time; whoever decides on it has not decided before.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    loop = models.ForeignKey(Loop, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=16, choices=_choices(ExclusionGround))
    evidence = models.TextField()
    proposed_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=_choices(ExclusionState))
    first_by = models.UUIDField(null=True)
    second_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    objection = models.TextField(blank=True)
    objected_at = models.DateTimeField(null=True)
    objection_upheld = models.BooleanField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["proposed_by", "decided_at"], name="exclusion_of_unit", condition=Q(state="IN_FORCE")
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["loop"],
                name="one_exclusion_at_a_time",
                condition=Q(state__in=["PROPOSED", "IN_FORCE"]),
            ),
            models.CheckConstraint(
                condition=Q(second_by=None) | ~Q(second_by=models.F("first_by")), name="exclusion_by_two"
            ),
            models.CheckConstraint(
                condition=~Q(state="IN_FORCE") | Q(first_by__isnull=False, second_by__isnull=False),
                name="exclusion_in_force_by_two",
            ),
        ]


class EffectCheck(models.Model):
    """A case drawn for a second look some time after it was solved: does the result last?"""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    loop = models.ForeignKey(Loop, on_delete=models.PROTECT, related_name="+")
    look_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=_choices(EffectState))
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["look_at"], name="effect_check_waiting", condition=Q(state="WAITING"))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["loop"], name="one_effect_check", condition=Q(state__in=["WAITING", "OPEN"])
            )
        ]
