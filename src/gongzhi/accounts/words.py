"""What the refusals of this package say, and what its codes are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.accounts.facts import Device, FactorKind, Way
from gongzhi.ui.words import register_refusals

register_refusals(
    {
        "accounts.not_entitled": _("Your post does not look after sign-ins. Ask the security administrator."),
        "accounts.own_account": _(
            "Nobody looks after the own account here. Ask another security administrator."
        ),
        "accounts.outside_area": _(
            "This account belongs to another area. Ask the security administrator there."
        ),
        "accounts.reason_missing": _("Say in a few words why; the reason goes on record. Then try again."),
        "accounts.reason_too_long": _("The reason is longer than %(limit)s characters. Shorten it."),
        "accounts.second_wrong": _(
            "This code is not right, or was used already. Wait for the next one and type it."
        ),
        "accounts.passkey_wrong": _("The passkey was not accepted. Try again, or use a code."),
        "accounts.passkey_copied": _(
            "This passkey counts less than before, so it may have been copied. Take it away and make a new one."
        ),
        "accounts.passkey_known": _("This passkey is set up already."),
        "accounts.too_many_factors": _("At most %(limit)s second factors fit here. Take one away first."),
        "accounts.subject_missing": _(
            "Enter the name (sub) as the provider gives it, at most 255 characters."
        ),
        "accounts.subject_taken": _(
            "This name at the provider opens another account. Take it from there first."
        ),
        "accounts.bound_already": _(
            "This account has a name at the provider already. Take that one away first."
        ),
        "accounts.invitation_over": _(
            "This invitation does not count any more. Go back to the account and invite anew."
        ),
    }
)

FACTORS = {
    FactorKind.TOTP.value: pgettext_lazy("second factor", "App with codes"),
    FactorKind.PASSKEY.value: pgettext_lazy("second factor", "Passkey"),
}
DEVICES = {
    Device.WINDOWS.value: _("Windows computer"),
    Device.MAC.value: _("Mac"),
    Device.LINUX.value: _("Linux computer"),
    Device.ANDROID.value: _("Android phone or tablet"),
    Device.IPHONE.value: _("iPhone or iPad"),
    Device.HARMONY.value: _("HarmonyOS phone or tablet"),
    Device.OTHER.value: _("Another device"),
}
WAYS = {
    Way.PASSWORD.value: pgettext_lazy("signed in by", "password"),
    Way.PASSKEY.value: pgettext_lazy("signed in by", "passkey"),
    Way.PROVIDER.value: pgettext_lazy("signed in by", "provider"),
    Way.DEMO.value: pgettext_lazy("signed in by", "demonstration"),
}
PROVIDER = {
    "down": _("The provider does not answer. Try again later, or sign in with your password."),
    "declined": _("The provider did not let you in, or you turned back. Try again."),
    "mixed_up": _(
        "The answer came from another provider than the one you went to. Nothing was done; try again."
    ),
    "not_begun": _("This answer belongs to no sign-in begun here, or comes too late. Begin again."),
    "not_valid": _(
        "What the provider sent does not check out. Nothing was done; try again, or tell whoever runs it."
    ),
    "unknown": _(
        "You are known to the provider, but to no account here. Ask the security administrator to bind your account."
    ),
}
