"""What webhooks and their refusals are called."""

from django.utils.translation import gettext_lazy as _

from gongzhi.ui.words import register_refusals

register_refusals(
    {
        "channels.hook_url": _(
            "Enter the whole address, beginning with https://, at most 500 characters, without a password in it."
        ),
        "channels.hook_kinds": _("Kinds of events begin with one of these: %(kinds)s"),
        "channels.hook_key": _(
            "Choose a key that is in force and opens feed.read: events are what that key may see."
        ),
        "channels.hook_unknown": _("There is no such webhook here. See the list."),
        "channels.hooks_too_many": _("A key has at most %(limit)s webhooks. End one of them first."),
    }
)

# What became of the last attempt, where it was no status of HTTP.
SAID = {
    "timeout": _("no answer within 10 seconds"),
    "no_answer": _("the connection failed"),
    "no_address": _("the name of the host is not known"),
    "certificate": _("the certificate is not valid"),
    "not_allowed": _("this network may not be reached"),
    "gone": _("the event cannot be read any more"),
}


def said_sentence(said: str) -> str:
    """Return what the other side said last, in words."""
    if said in SAID:
        return str(SAID[said])
    return _("answered with status %(status)s") % {"status": said} if said else ""
