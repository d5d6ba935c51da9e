"""What the hotline's refusals say."""

from django.utils.translation import gettext_lazy as _

from gongzhi.ui.words import register_refusals

register_refusals(
    {
        "hotline.post_only": _("Calls are told of by POST."),
        "hotline.event_unreadable": _("The event cannot be read: %(field)s. Mend it and send it again."),
        "hotline.away": _("The service cannot keep it now. Send the same event again in some seconds."),
        "hotline.nothing_found": _(
            "No case was found. Check the number and the code, or ask for the telephone number."
        ),
        "hotline.no_desk": _("There is no county with a hotline desk."),
        "hotline.nothing_asked": _("Type the number and the code of a case, or a telephone number."),
        "hotline.article_gone": _("The article is not published any more. Look again."),
        "hotline.not_at_desk": _(
            "Only the hotline's own desk answers at once. File the case; the dispatch desk goes on."
        ),
    }
)
