"""Who used a resident's data, as the resident reads it: of a report and of an application alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from gongzhi.channels.portal.words import USE_FAULTS
from gongzhi.loops.public import UseInWords, uses_in_words
from gongzhi.people.public import SealedCount, Statement, last_statement, sealed_uses, use_faults, uses_of

PAGE = 25


@dataclass(frozen=True)
class MyUses:
    """A page of lines, what is amiss with them all, how many uses of everybody's data are kept back, and what was
    stated at the end of the last month in which there was something to state."""

    number: str
    page: Page[int]
    lines: list[UseInWords]
    faults: list[str]
    sealed: SealedCount
    stated: Statement | None


def my_uses(
    subject: UUID, number: str, *, at: datetime, page: str | None, files: Mapping[UUID, str] | None = None
) -> MyUses:
    """Return the uses of a matter's data, newest first. `files` are names of what can be opened by itself."""
    total, _none = uses_of(subject, at=at, limit=0)
    chosen = Paginator(range(total), PAGE).get_page(page)
    _total, lines = uses_of(subject, at=at, first=max(0, chosen.start_index() - 1), limit=PAGE)
    return MyUses(
        number=number,
        page=chosen,
        lines=uses_in_words(lines, files=files),
        faults=[str(USE_FAULTS[fault.code]) % {"seq": fault.seq} for fault in use_faults(subject)],
        sealed=sealed_uses(at=at),
        stated=last_statement(subject),
    )


def complaint_about(number: str) -> str:
    """Return how a report begins that complains about a use: the resident goes on writing."""
    return _("This is about the use of my data in %(number)s, line number: ") % {"number": number}
