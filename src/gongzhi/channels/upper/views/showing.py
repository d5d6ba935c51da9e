"""What lists and the sheet of a case show of its order above. Loaded with the pages."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.channels.upper.models import UpperMessage
from gongzhi.channels.upper.queries import OrderView, differences_of, limit_above, meaning_of, orders_of
from gongzhi.channels.upper.words import KINDS, VALUES, WHAT
from gongzhi.kernel.instants import now
from gongzhi.loops.public import LoopRow, Outside, Panel, register_outside
from gongzhi.people.facts import Actor


def value_words(value: str) -> str:
    """Return a side of a difference in words: a state, an instant, or the code as it is."""
    if value in VALUES:
        return str(VALUES[value])
    try:
        return _minute(datetime.fromisoformat(value))
    except ValueError:
        return value


def lines(ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return number and limit above for each of some cases that came from there, while it is owed."""
    found, at = {}, now()
    for loop_id, order in orders_of(ids).items():
        if order.due_at is not None and order.over_at is None:
            words = {"number": order.number, "due": _minute(order.due_at)}
            if order.due_at < at:
                found[loop_id] = _("%(number)s, overdue above since %(due)s") % words
            else:
                found[loop_id] = _("%(number)s, due above %(due)s") % words
        else:
            found[loop_id] = order.number
    return found


def panels(actor: Actor, loop: LoopRow, at: datetime) -> Sequence[Panel]:
    """Return the section about the order above: its number, both clocks, what it says, what waits."""
    order = orders_of([loop.id]).get(loop.id)
    if order is None:
        return ()
    meaning = meaning_of(order.platform, timezone.localdate(at))
    context = {
        "platform": meaning.name if meaning else order.platform,
        "order": order,
        "class": meaning.classes.get(order.deadline_class, order.deadline_class) if meaning else "",
        "status": VALUES.get(order.status, order.status),
        "late": order.due_at is not None and order.over_at is None and at > order.due_at,
        "said": None if order.solved is None else VALUES["SOLVED" if order.solved else "NOT_SOLVED"],
        "differences": [
            {"what": WHAT[each.what], "ours": value_words(each.ours), "theirs": value_words(each.theirs)}
            for each in differences_of(order.id)
        ],
        "told": _told(order),
    }
    return (Panel(gettext_lazy("Platform above"), "upper/_panel.html", context, side=True),)


def _told(order: OrderView) -> list[dict[str, object]]:
    rows = UpperMessage.objects.filter(order=order.id).order_by("id")[:50]
    return [{"kind": KINDS[row.kind], "sent_at": row.sent_at} for row in rows]


def _minute(instant: datetime) -> str:
    # Translators: a date format of Django: day, month, hour and minute.
    return date_format(timezone.localtime(instant), _("j F H:i"))


register_outside("upper", Outside(lines=lines, panels=panels, limit=limit_above))
