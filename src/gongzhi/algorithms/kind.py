"""What inbox, lists and board must know of versions of algorithms. Loaded with the pages of this package."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongzhi.algorithms.facts import SUBJECT_KIND
from gongzhi.algorithms.rules.passing import ENTITLED
from gongzhi.algorithms.screen_words import ENDS, OWED, PARTIES, STAGES
from gongzhi.algorithms.steps import EVENTS
from gongzhi.algorithms.views.version_sheet import VersionSheet
from gongzhi.loops.public import Flag, Kind, register_kind

register_kind(
    Kind(
        code=SUBJECT_KIND,
        label=_("algorithm"),
        label_plural=_("algorithms"),
        sheet=VersionSheet(),
        read=ENTITLED.read,
        states={stage.value: word for stage, word in STAGES.items()},
        ends=ENDS,
        owed=OWED,
        parties=ENTITLED.parties_for,
        about=_(
            "A program that suggests or acts goes through gates before it may, and ends with what was learned."
        ),
        events=EVENTS,
        party_names=PARTIES,
        limit_from=_("a year, by the register"),
        flags={
            "sent_back": Flag(_("sent back by the board"), Q(counts__not_yet__gt=0)),
            "refused": Flag(_("the board said no"), Q(counts__reject__gt=0)),
        },
    )
)
