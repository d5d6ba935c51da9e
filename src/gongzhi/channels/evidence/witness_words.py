"""What witnesses say of the log, for people who never heard of one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongzhi.ledger.public import QuorumView, times_that_differ, uncosigned_since


@dataclass(frozen=True)
class Trouble:
    """A sentence about witnesses, and how it is meant: a colour of `ui`."""

    text: str
    meaning: str


def troubles(quorum: QuorumView, *, at: datetime) -> Iterator[Trouble]:
    """Yield what somebody should look into: who refuses and why, what nobody saw yet, times that do not fit."""
    for each in quorum.witnesses:
        if each.refused:
            yield Trouble(_refused(each.name, each.refused), "overdue")
    since = uncosigned_since()
    if since and at - since > timedelta(seconds=settings.GONGZHI_WITNESS_LIMIT):
        said = {"since": f"{timezone.localtime(since):%Y-%m-%d %H:%M}"}
        yield Trouble(_("No witness has seen yet what was put under seal since %(since)s.") % said, "amber")
    for fact in times_that_differ(limit=5):
        yield Trouble(_differ(fact.data["count"], fact.data["first"], fact.at), "amber")


def _refused(name: str, code: str) -> str:
    sentences = {
        "inconsistent": _(
            "%(name)s refuses to countersign: it saw another history of this log than the one here."
        ),
        "ahead": _(
            "%(name)s refuses to countersign: it saw more entries of this log than there are here now."
        ),
    }
    return sentences.get(code, _("%(name)s does not countersign at present; this office looks into it.")) % {
        "name": name
    }


def _differ(count: int, first: int, at: datetime) -> str:
    said = {
        "count": count,
        "first": first,
        "minutes": settings.GONGZHI_WITNESS_LIMIT // 60,
        "on": f"{timezone.localtime(at):%Y-%m-%d %H:%M}",
    }
    return (
        ngettext(
            "At %(on)s a witness first saw %(count)s entry, number %(first)s, that gives a time more than"
            " %(minutes)s minutes away from that. It was noted late, or brought in from elsewhere, or dated falsely.",
            "At %(on)s a witness first saw %(count)s entries, from number %(first)s on, that give times more than"
            " %(minutes)s minutes away from that. They were noted late, or brought in from elsewhere, or dated"
            " falsely.",
            count,
        )
        % said
    )
