"""What keys of other systems are called, and what their refusals say."""

from django.utils.translation import gettext_lazy as _

from gongzhi.ui.words import register_refusals

register_refusals(
    {
        "channels.key_unknown": _(
            "This key is not known here, or was taken back. Ask the office that gave it for a new one."
        ),
        "channels.key_scope": _(
            "This key does not open this. It needs the scope %(scope)s; ask the office that gave it."
        ),
        "channels.too_often": _("That was too often. Come again in %(seconds)s seconds."),
        "channels.key_name_missing": _(
            "Give the key a name of at most %(limit)s characters: which system, and whose."
        ),
        "channels.key_scope_missing": _("Choose at least one thing the key opens."),
        "channels.key_quota_wrong": _(
            "Requests per minute and per day are whole numbers from 1 to %(limit)s."
        ),
        "channels.key_unit_unknown": _("Choose the unit that answers for what is done with the key."),
    }
)
