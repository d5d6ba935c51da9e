"""What the resident's pages say when they refuse."""

from django.utils.translation import gettext_lazy as _

from gongzhi.ui.words import register_refusals

# What is amiss with the lines about the use of somebody's data.
USE_FAULTS = {
    "missing": _("Line %(seq)s is missing. That must not happen: a line is never taken away."),
    "double": _("The number %(seq)s is there twice. That must not happen: each number is given once."),
    "not_on_record": _("Line %(seq)s stands here, but not on record. Somebody put it in later."),
    "not_counted": _("Line %(seq)s stands here, but was never counted. Somebody put it in later."),
    "differs": _("Line %(seq)s says something else than the record. Somebody changed it later."),
}

# What somebody reads before the own name and telephone are erased.
FORGET_HINT = _(
    "They are destroyed at once, together with the key they are sealed under: nobody can reach you about this any "
    "more, also not if it is opened again. What was written and done stays until its own time is over, since the "
    "office has to account for it (Personal Information Protection Law, art. 47)."
)

WAYS_HINT = _("This page always says everything. What the law wants you to be told is told in any case.")

register_refusals(
    {
        "portal.wrong_code": _(
            "We find nothing with this number and code. Check both on your receipt. If it is lost, call us: "
            "we find it with you."
        ),
        "portal.asked_too_often": _(
            "A code was asked for too often. Wait an hour, or call us: we find your matter with you."
        ),
        "portal.wrong_phone_code": _(
            "This code is not right, or its ten minutes are over. Check the message, or ask for another one."
        ),
        "portal.wrong_objection_code": _(
            "We find nothing with this code. Check it, or call us: we find it with you."
        ),
        "portal.objected_too_often": _(
            "Five objections came from this connection today. Come back tomorrow, or call us: a person takes it down."
        ),
        "portal.too_many_tries": _(
            "Too many wrong tries from this connection. Wait 15 minutes, or call us: we find it with you."
        ),
    }
)
