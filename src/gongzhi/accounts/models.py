"""Tables of the ways into an account. No table knows when somebody was here last."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongzhi.accounts.facts import Device, FactorKind, Way
from gongzhi.kernel.ids import new_id


class SignInTries(models.Model):
    """Wrong tries under a name, or from a network address; both as keyed hashes only.

    A name that belongs to nobody is counted as well: a wait does not tell whether there is an account. Rows are
    counters and go after a day (`actions/sweep.py`).
    """

    key = models.CharField(primary_key=True, max_length=64)
    wrong = models.PositiveIntegerField()
    since_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=0)
    until_at = models.DateTimeField(null=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )


class SecondFactor(models.Model):
    """An app that makes codes, or a passkey.

    `secret` is the app's, sealed (`sealing.py`), and `step` the time step of the last code taken. `credential` and
    `public_key` are the passkey's, and `counter` what it counted last.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=40)
    secret = models.BinaryField(default=b"")
    step = models.BigIntegerField(default=0)
    credential = models.CharField(max_length=1400, blank=True)
    public_key = models.BinaryField(default=b"")
    counter = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind=FactorKind.TOTP.value, credential="") & ~Q(secret=b""))
                | (Q(kind=FactorKind.PASSKEY.value, secret=b"") & ~Q(credential="")),
                name="second_factor_is_one_kind",
            ),
            models.UniqueConstraint(
                fields=["account"], condition=Q(kind=FactorKind.TOTP.value), name="second_factor_one_app"
            ),
            models.UniqueConstraint(
                fields=["credential"], condition=~Q(credential=""), name="second_factor_passkey_once"
            ),
        ]


class RecoveryCodes(models.Model):
    """Keyed hashes of the recovery codes that were not used yet."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", primary_key=True
    )
    hashes = models.JSONField(default=list)
    made_at = models.DateTimeField()


class ProviderBinding(models.Model):
    """A name (`sub`) at a provider outside that opens an account here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="provider_subject_once"),
            models.UniqueConstraint(fields=["issuer", "account"], name="provider_account_once"),
        ]


class OpenSession(models.Model):
    """A session somebody began: since when, on what family of device. Its key is Django's, and stands nowhere here.

    The session carries this id and ends with `ended_at`; a row goes when the longest session is over.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    device = models.CharField(max_length=16, default=Device.OTHER.value)
    way = models.CharField(max_length=16, default=Way.PASSWORD.value)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "begun_at"], name="session_of_account")]


class ResetToTell(models.Model):
    """Somebody's second factors were taken away; the person reads it at the next sign-in, and the row goes."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", primary_key=True
    )
    reset_at = models.DateTimeField()
