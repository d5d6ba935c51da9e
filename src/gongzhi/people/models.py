"""Accounts of staff, and what is known of how a resident can be reached. The identity itself is in the vault."""

from enum import StrEnum

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from gongzhi.kernel.ids import new_id
from gongzhi.people.facts import RevealState
from gongzhi.people.mandate_facts import DisputedVia, HelpedAct, MandateProof


def _choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


class AccountManager(BaseUserManager["Account"]):
    """What Django's sign-in needs: find an account by its login."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(login=username)


class Account(AbstractBaseUser):
    """A member of staff who can sign in. Rights come from posts, never from the account."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    login = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=64)
    # When someone was last here is nobody's business; without the column Django does not write it either.
    last_login = None
    opened_at = models.DateTimeField()
    deactivated_at = models.DateTimeField(null=True)
    # An invented person of the demo: signs in nowhere else (accounts/backend.py).
    demo = models.BooleanField(default=False)

    objects = AccountManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["name"]

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.deactivated_at is None


class Contact(models.Model):
    """That the person behind a matter can be reached, and how. Who it is stands in the vault (`people/vault`).

    `mark` is a keyed hash of the telephone number: equal numbers, equal marks, and no way back. `salt`
    belongs to the commitment in the fact; erased with the identity, it leaves the commitment mute.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    has_name = models.BooleanField(default=False)
    has_phone = models.BooleanField(default=False)
    has_email = models.BooleanField(default=False)
    has_address = models.BooleanField(default=False)
    by_helper = models.BooleanField(default=False)
    mark = models.CharField(max_length=64, blank=True)
    salt = models.BinaryField(max_length=32)
    left_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(has_name=True)
                | Q(has_phone=True)
                | Q(has_email=True)
                | Q(has_address=True)
                | Q(by_helper=True),
                name="contact_is_not_empty",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(mark="", salt=b""), name="contact_erased_leaves_nothing"
            ),
        ]
        # Whoever answers STOP is found by the mark of the number.
        indexes = [models.Index(fields=["mark"], name="contact_by_mark", condition=~Q(mark=""))]


class Reveal(models.Model):
    """Somebody of the staff may see an identity for a while, for a purpose, on a legal basis.

    `subject` is the matter it belongs to. With a second person needed it is ASKED first; `fact` is the fact
    the vault asks for before it opens, and `until` stands in it as well. Nothing has to end it; who does not
    need it any longer may close it earlier (`closed_at`). One that was opened in an emergency is reviewed until
    `review_until` by somebody else, who says whether it was `needed`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    subject = models.UUIDField()
    purpose = models.CharField(max_length=32)
    basis = models.CharField(max_length=32)
    minutes = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, choices=_choices(RevealState))
    account = models.UUIDField()
    post = models.UUIDField()
    unit = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    fact = models.UUIDField(null=True)
    review_until = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    needed = models.BooleanField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="reveal_of_subject"),
            models.Index(fields=["account", "until"], name="reveal_of_account"),
            models.Index(fields=["asked_at"], name="reveal_asked", condition=Q(state="ASKED")),
            models.Index(
                fields=["review_until"],
                name="reveal_to_review",
                condition=Q(review_until__isnull=False, reviewed_at=None),
            ),
            # Everybody may ask how many there were: that costs these, and not every look there ever was.
            models.Index(
                fields=["needed"], name="reveal_with_review", condition=Q(review_until__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="OPEN", until__isnull=False, fact__isnull=False)
                | (~Q(state="OPEN") & Q(until=None, fact=None)),
                name="reveal_open_until",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("account")), name="reveal_second_person"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None, reviewed_at=None, needed=None)
                | (
                    Q(
                        review_until__isnull=False,
                        reviewed_by__isnull=False,
                        reviewed_at__isnull=False,
                        needed__isnull=False,
                    )
                    & ~Q(reviewed_by=models.F("account"))
                ),
                name="reveal_reviewed_whole",
            ),
        ]


class DataUse(models.Model):
    """One use of a person's data: who read or passed on what of a matter, what for, on what basis.

    `seq` counts the uses of a subject without gaps and stands in the fact too, so that a line left out shows. A
    sealed line is shown to the person only after `sealed_until`; the sealed ones of the whole installation are
    counted in one row of their own, so that no hole among a person's numbers tells of them. `item` is the file,
    where one was opened.
    """

    id = models.BigAutoField(primary_key=True)
    subject = models.UUIDField()
    seq = models.PositiveIntegerField()
    what = models.CharField(max_length=32)
    item = models.UUIDField(null=True)
    purpose = models.CharField(max_length=32)
    basis = models.CharField(max_length=32)
    unit = models.UUIDField(null=True)
    account = models.UUIDField(null=True)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    sealed_until = models.DateTimeField(null=True)
    sealed_basis = models.CharField(max_length=200, blank=True)
    fact = models.UUIDField(unique=True)

    class Meta:
        indexes = [
            # Every opening of a sheet asks for a reader's lines of a matter, sealed or not.
            models.Index(fields=["subject", "account", "at"], name="use_of_subject"),
            models.Index(fields=["sealed_until"], name="use_sealed", condition=~Q(sealed_until=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "seq"], name="use_counted_once", condition=Q(sealed_until=None)
            ),
            models.UniqueConstraint(
                fields=["seq"], name="use_sealed_counted_once", condition=Q(sealed_until__isnull=False)
            ),
            models.CheckConstraint(
                condition=Q(sealed_until=None, sealed_basis="")
                | (Q(sealed_until__isnull=False) & ~Q(sealed_basis="")),
                name="use_sealed_with_basis",
            ),
        ]


class UseCount(models.Model):
    """How many uses of a subject's data there are; locked while one more is counted.

    The sealed uses of all subjects are counted under `facts.ALL_SEALED`. `stated` is how many the last monthly
    statement on record says there are.
    """

    subject = models.UUIDField(primary_key=True)
    size = models.PositiveIntegerField(default=0)
    stated = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="use_to_state", condition=Q(size__gt=models.F("stated")))
        ]


class KeyGeneration(models.Model):
    """A month's key-encryption key: when the last live key left it, and when it was destroyed."""

    name = models.CharField(primary_key=True, max_length=7)
    made_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)


class Erasure(models.Model):
    """What was forgotten of a matter, when and why: kept so that a restored backup forgets it again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.UUIDField()
    what = models.CharField(max_length=16)
    because = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "what"], name="erased_once")]


class Mandate(models.Model):
    """Somebody of the staff may act for a person 帮办代办: in one matter (`subject`), or in all of some kinds.

    `acts` and `kinds` are codes joined by commas. `contact` is the person, and the helper where another resident speaks
    for them; None where nobody left a name. `photo` names the picture of a paper in the storage.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", null=True)
    subject = models.UUIDField(null=True)
    kinds = models.CharField(max_length=100)
    acts = models.CharField(max_length=60)
    proof = models.CharField(max_length=16, choices=_choices(MandateProof))
    photo = models.CharField(max_length=100, blank=True)
    photo_sha256 = models.CharField(max_length=64, blank=True)
    through_resident = models.BooleanField(default=False)
    account = models.UUIDField()
    unit = models.UUIDField()
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="mandate_of_subject"),
            models.Index(fields=["account", "until"], name="mandate_of_account"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(acts="") & ~Q(kinds=""), name="mandate_allows_something"),
            models.CheckConstraint(condition=Q(until__gt=models.F("made_at")), name="mandate_period"),
        ]


class HelpedOnce(models.Model):
    """One thing typed for somebody, under a mandate. `undone` says what became of it when the person disputed it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    subject = models.UUIDField()
    act = models.CharField(max_length=16, choices=_choices(HelpedAct))
    at = models.DateTimeField()
    disputed_at = models.DateTimeField(null=True)
    disputed_via = models.CharField(max_length=16, blank=True, choices=_choices(DisputedVia))
    undone = models.BooleanField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject"], name="helped_of_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(disputed_at=None, disputed_via="", undone=None)
                | (Q(disputed_at__isnull=False, undone__isnull=False) & ~Q(disputed_via="")),
                name="helped_disputed_whole",
            )
        ]


class SameHand(models.Model):
    """Two matters of which one person said, with the codes of both, that they are theirs: the smaller id is `first`."""

    first = models.UUIDField()
    second = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["second"], name="same_hand_second")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="same_hand_once"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="same_hand_in_order"),
        ]
