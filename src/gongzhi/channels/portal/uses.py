"""Who used a resident's data, as the resident reads it: of a report and of an application alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from gongzhi.channels.portal.words import USE_FAULTS
from gongzhi.organization.public import units
from gongzhi.people.public import (
    SealedCount,
    UseLine,
    basis_name,
    purpose_name,
    sealed_uses,
    use_faults,
    use_name,
    uses_of,
)
from gongzhi.ui.names import name_of

PAGE = 25


@dataclass(frozen=True)
class MyUse:
    """One line in words. `late`: it was kept back until then, on the basis named."""

    line: UseLine
    what: str
    file: str
    office: str
    purpose: str
    basis: str

    @property
    def late(self) -> bool:
        return self.line.sealed_until is not None


@dataclass(frozen=True)
class MyUses:
    """A page of lines, what is amiss with them all, and how many uses of everybody's data are kept back."""

    number: str
    page: Page
    lines: list[MyUse]
    faults: list[str]
    sealed: SealedCount


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
        lines=in_words(lines, files or {}),
        faults=[str(USE_FAULTS[fault.code]) % {"seq": fault.seq} for fault in use_faults(subject)],
        sealed=sealed_uses(at=at),
    )


def in_words(lines: Iterable[UseLine], files: Mapping[UUID, str]) -> list[MyUse]:
    """Return lines with the words of office, purpose and ground."""
    lines = list(lines)
    offices = {id_: name_of(view) for id_, view in units({line.unit for line in lines if line.unit}).items()}
    return [
        MyUse(
            line=line,
            what=use_name(line.what),
            file=files.get(line.item, "") if line.item else "",
            office=offices.get(line.unit, "") if line.unit else _("the platform itself"),
            purpose=purpose_name(line.purpose),
            basis=basis_name(line.basis),
        )
        for line in lines
    ]


def complaint_about(number: str) -> str:
    """Return how a report begins that complains about a use: the resident goes on writing."""
    return _("This is about the use of my data in %(number)s, line number: ") % {"number": number}
