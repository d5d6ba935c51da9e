"""What is said when something from a telephone is not taken in."""

from django.utils.translation import gettext_lazy as _

from gongzhi.ui.words import register_refusals

register_refusals(
    {
        "field.unreadable": _("This entry cannot be read. Open it on the telephone and put it in again."),
        "field.other_account": _(
            "Somebody else wrote this. It is sent when that person signs in on this telephone."
        ),
        "field.other_post": _("You wrote this in another post. Change to that post, then send it again."),
        "field.gone": _(
            "This is no longer with your unit. Your words are still here: file them anew, or call whoever has it."
        ),
        "field.not_here": _(
            "This step is not open now. Look at the matter on its page once you have a network."
        ),
    }
)
