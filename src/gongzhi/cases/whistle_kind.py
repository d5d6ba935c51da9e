"""What inbox, lists and board must know of whistles and supervision."""

from collections.abc import Mapping

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from gongzhi.cases.models import Case, Supervision, Whistle, WhistleCall
from gongzhi.cases.whistle_rules import WORKING
from gongzhi.loops.public import Flag, Waiting
from gongzhi.people.facts import Actor

SHOWN = 50


def _late() -> Q:
    """A department that came late, or that did not come in time and was not released before."""
    never = Q(arrived_at=None)
    return (
        Q(arrived_at__gt=F("arrive_by"))
        | (never & Q(over_at__gt=F("arrive_by")))
        | (never & Q(over_at=None, arrive_by__lt=Now()))
    )


FLAGS: Mapping[str, Flag] = {
    "whistled": Flag(_("whistled"), Q(Exists(Whistle.objects.filter(loop=OuterRef("pk"))))),
    "whistle_late": Flag(
        _("a department came late"),
        Q(Exists(WhistleCall.objects.filter(_late(), whistle__loop=OuterRef("pk")))),
    ),
    "supervised": Flag(_("under supervision"), Q(supervised=True)),
}


def waiting(actor: Actor) -> list[Waiting]:
    """Return what waits for a decision that is no obligation: a proposal to whistle, a reply to read."""
    found = []
    if actor.may("case.whistle"):
        rows = Case.objects.filter(whistle_proposed=True, lead=actor.unit_id, loop__state=WORKING)
        proposed = list(rows.order_by("loop__due_at").values_list("loop", flat=True)[:SHOWN])
        if proposed:
            found.append(Waiting(_("Proposed to you"), _("whistle, or say why not"), proposed))
    if actor.may("case.supervise"):
        running = Supervision.objects.filter(unit=actor.unit_id, ended_at=None, replied_at__isnull=False)
        replied = list(running.order_by("replied_at").values_list("loop", flat=True)[:SHOWN])
        if replied:
            found.append(
                Waiting(_("Replies you asked for"), _("read the reply, ask again or end it"), replied)
            )
    return found
