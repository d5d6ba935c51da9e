"""What the interface says when a request cannot be answered."""

from django.utils.translation import gettext_lazy as _

from gongzhi.ui.words import register_refusals

register_refusals(
    {
        "channels.key_missing": _(
            "This needs a key. Send it in the header Authorization, after the word Bearer."
        ),
        "channels.no_such_thing": _("There is nothing here, or nothing this key may know of."),
        "channels.method_unknown": _(
            "This address does not know that method. The header Allow names those it knows."
        ),
        "channels.form_not_offered": _(
            "The answer comes as application/json only. Let the header Accept allow it."
        ),
        "channels.form_unknown": _("Send the body as application/json in UTF-8."),
        "channels.unreadable": _("The request cannot be read. Check its address, its headers and its body."),
        "channels.refused_here": _("This request is not allowed."),
        "channels.not_valid": _("Some of what was sent does not fit. See which, and why, under errors."),
        "channels.write_other": _(
            "This Idempotency-Key came with another request before. Take a new one for each new request."
        ),
        "channels.write_running": _(
            "The same request is being worked on at this moment. Send it again in a second, unchanged."
        ),
        "channels.tag_missing": _(
            "A change needs the header If-Match with the ETag of what you have read. Read it first."
        ),
        "channels.tag_stale": _("It has changed since you read it. Read it again, then decide anew."),
        "channels.failed": _("Something went wrong on our side. It is on record. Try again later."),
        "channels.database_away": _(
            "The database is away for the moment. Send the same request again in half a minute."
        ),
        "channels.division_unknown": _(
            "Name a division that exists, in the tree of the unit your key belongs to."
        ),
        "channels.matter_unknown": _("Name a matter that exists. The list of matters has their codes."),
        "channels.act_unknown": _("There is no such act here. The list of acts says which there are now."),
    }
)
