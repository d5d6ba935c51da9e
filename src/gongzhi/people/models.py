"""Accounts of staff, and contact data of residents: the only tables that hold a person's identity."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from gongzhi.kernel.ids import new_id


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

    objects = AccountManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["name"]

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.deactivated_at is None


class Contact(models.Model):
    """How to reach the person behind a matter. Never joined into lists; read one at a time, on record."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=64, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    helper_name = models.CharField(max_length=64, blank=True)
    helper_phone = models.CharField(max_length=32, blank=True)
    salt = models.BinaryField(max_length=32)
    left_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name="", phone="", helper_name="", helper_phone=""),
                name="contact_is_not_empty",
            )
        ]
