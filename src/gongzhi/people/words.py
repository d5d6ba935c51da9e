"""What the refusals of people say, and what kinds of personal data are called."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.people.screening import Kind
from gongzhi.ui.words import register_refusals

register_refusals(
    {
        "people.may_not_seal": _(
            "Your post may not read under seal. Open the sheet as usual; it goes on record."
        ),
        "people.seal_basis_missing": _(
            "Say which law wants that the person is not told yet, with its article. Then try again."
        ),
        "people.seal_basis_too_long": _("Name the law and its article in at most %(limit)s signs."),
        "people.seal_end_past": _(
            "Choose the day from which the person may read of it: tomorrow at the earliest."
        ),
        "people.seal_end_too_far": _("A seal lasts %(days)s days at the longest. Choose an earlier day."),
        "people.not_entitled": _("Your post does not manage accounts. Ask an administrator."),
        "people.login_malformed": _(
            "A sign-in name has 2 to 64 small letters, digits, dots or hyphens. Choose another one."
        ),
        "people.login_taken": _("Somebody has this sign-in name already. Choose another one."),
        "people.own_account": _("Nobody closes the own account. Ask another administrator."),
        "people.already_deactivated": _("This account is closed already. Reload the page."),
        "people.contact_not_entitled": _(
            "Your post may not look at contact data. Ask a colleague who handles the case."
        ),
        "people.reason_missing": _(
            "Say in a few words why you need the contact data; the reason goes on record. Then try again."
        ),
    }
)

# What stands in the place of personal data in a text.
MARKED: Mapping[Kind, Any] = {
    Kind.ID_NUMBER: _("〔id number〕"),
    Kind.BANK_CARD: _("〔bank card〕"),
    Kind.MOBILE: _("〔mobile number〕"),
    Kind.LANDLINE: _("〔telephone〕"),
    Kind.EMAIL: _("〔e-mail〕"),
    Kind.ACCOUNT: _("〔account〕"),
    Kind.PLATE: _("〔plate〕"),
    Kind.ROOM: _("〔room〕"),
    Kind.NAME: _("〔name〕"),
}
# The same, listed.
HIDDEN: Mapping[Kind, Any] = {
    Kind.ID_NUMBER: pgettext_lazy("hidden in a text", "id number"),
    Kind.BANK_CARD: pgettext_lazy("hidden in a text", "bank card"),
    Kind.MOBILE: pgettext_lazy("hidden in a text", "mobile number"),
    Kind.LANDLINE: pgettext_lazy("hidden in a text", "telephone"),
    Kind.EMAIL: pgettext_lazy("hidden in a text", "e-mail address"),
    Kind.ACCOUNT: pgettext_lazy("hidden in a text", "account"),
    Kind.PLATE: pgettext_lazy("hidden in a text", "plate of a vehicle"),
    Kind.ROOM: pgettext_lazy("hidden in a text", "room"),
    Kind.NAME: pgettext_lazy("hidden in a text", "name"),
}
