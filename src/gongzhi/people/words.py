"""What the refusals of people say."""

from django.utils.translation import gettext_lazy as _

from gongzhi.ui.words import register_refusals

register_refusals(
    {
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
