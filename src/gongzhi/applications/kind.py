"""What inbox, lists and board must know of applications. Loaded with the pages of this package."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from gongzhi.applications.facts import SUBJECT_KIND
from gongzhi.applications.models import ApplicationAsk
from gongzhi.applications.rules import ENTITLED
from gongzhi.applications.views.application_sheet import ApplicationSheet
from gongzhi.applications.words import ENDS, OWED, PARTY_NAMES, STATE_SENTENCES, STATES, STEPS
from gongzhi.loops.public import Flag, Kind, register_kind

register_kind(
    Kind(
        code=SUBJECT_KIND,
        label=_("application"),
        label_plural=_("applications"),
        sheet=ApplicationSheet(),
        read=ENTITLED.read,
        states=STATES,
        ends=ENDS,
        owed=OWED,
        parties=ENTITLED.parties_for,
        about=_(
            "You apply for something: an office examines it, and a second one decides where the answer is no."
        ),
        events=STEPS,
        told=STATE_SENTENCES,
        party_names=PARTY_NAMES,
        limit_from=_("as long as the service item promises, at most as long as the law allows"),
        flags={
            "asked_beyond": Flag(
                _("asked beyond the list"),
                Q(Exists(ApplicationAsk.objects.filter(application=OuterRef("pk"), in_version=False))),
            ),
            "asked": Flag(_("asked for something missing"), Q(counts__ask__gt=0)),
        },
    )
)
