"""Uses of a person's data in words, for the person and for supervision."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from gongzhi.organization.public import units
from gongzhi.people.public import UseLine, basis_name, names_of, purpose_name, use_name
from gongzhi.ui.names import name_of


@dataclass(frozen=True)
class UseInWords:
    """A use with its words. `file` is the name of what was opened, `person` the account's, for supervision alone."""

    line: UseLine
    what: str
    file: str
    office: str
    purpose: str
    basis: str
    person: str

    @property
    def late(self) -> bool:
        """Tell whether it was, or still is, kept back from the person."""
        return self.line.sealed_until is not None


def uses_in_words(
    lines: Iterable[UseLine], *, files: Mapping[UUID, str] | None = None, named: bool = False
) -> list[UseInWords]:
    """Return uses with the words of office, purpose and ground; `named`: with the names of accounts."""
    lines = list(lines)
    offices = {id_: name_of(view) for id_, view in units({line.unit for line in lines if line.unit}).items()}
    people = names_of({line.account for line in lines if line.account}) if named else {}
    return [
        UseInWords(
            line=line,
            what=use_name(line.what, staff=named),
            file=(files or {}).get(line.item, "") if line.item else "",
            office=offices.get(line.unit, "") if line.unit else _("the platform itself"),
            purpose=purpose_name(line.purpose),
            basis=basis_name(line.basis),
            person=people.get(line.account, "") if line.account else "",
        )
        for line in lines
    ]
