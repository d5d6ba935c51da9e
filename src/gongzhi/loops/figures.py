"""The figures of the board. Each is bounded by what is open, or ended in the last 30 days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count
from django.db.models.functions import Substr

from gongzhi.loops.facts import EndKind
from gongzhi.loops.kinds import Kind
from gongzhi.loops.lists import amber, ended_in, open_in, overdue, recent_in
from gongzhi.organization.facts import Level
from gongzhi.organization.public import level_of

# How many digits name the divisions one level below a scope.
_BELOW = {Level.PROVINCE: 4, Level.CITY: 6, Level.COUNTY: 9, Level.TOWN: 12, Level.COMMUNITY: 12}
CODE_LENGTH = 12


@dataclass
class Line:
    """Counts of one division or one matter. `ends` are those of the last 30 days, by kind of end."""

    open: int = 0
    overdue: int = 0
    amber: int = 0
    ends: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def ended(self) -> int:
        return sum(self.ends.values())

    @property
    def unconfirmed(self) -> int:
        return self.ends.get(EndKind.UNCONFIRMED.value, 0)

    def add(self, other: "Line") -> None:
        self.open += other.open
        self.overdue += other.overdue
        self.amber += other.amber
        for kind, number in other.ends.items():
            self.ends[kind] += number


@dataclass(frozen=True)
class Counted:
    """What is counted together: loops of one kind, in one division below the scope, about one matter."""

    kind: str
    division: str
    matter: str
    line: Line


@dataclass(frozen=True)
class Board:
    """What a board shows of some kinds: everything, by the divisions one level below, by matter, by both."""

    total: Line
    by_division: Mapping[str, Line]
    by_matter: Mapping[str, Line]
    by_both: Mapping[tuple[str, str], Line]


def below(scope: str) -> int:
    """Return how many digits name a division one level below `scope`."""
    return _BELOW[level_of(scope)]


def tally(scope: str, among: Iterable[Kind], *, at: datetime) -> list[Counted]:
    """Count a tree of divisions, in two queries however many kinds there are."""
    among, digits = tuple(among), below(scope)
    part = Substr("division", 1, digits)
    open_rows = (
        open_in(scope, among)
        .values_list("subject_kind", part, "matter")
        .annotate(
            open=Count("pk"),
            overdue=Count("pk", filter=overdue(at)),
            amber=Count("pk", filter=amber(at)),
        )
    )
    ended_rows = (
        ended_in(scope, among, at=at)
        .values_list("subject_kind", part, "matter", "end_kind")
        .annotate(n=Count("pk"))
    )
    return [
        *(
            Counted(kind, division.ljust(CODE_LENGTH, "0"), matter, Line(*numbers))
            for kind, division, matter, *numbers in open_rows.order_by()
        ),
        *(
            Counted(kind, division.ljust(CODE_LENGTH, "0"), matter, Line(ends={end: number}))
            for kind, division, matter, end, number in ended_rows.order_by()
        ),
    ]


def by_kind(counted: Iterable[Counted]) -> Mapping[str, Line]:
    """Return the counts of each kind that has anything."""
    lines: dict[str, Line] = defaultdict(Line)
    for each in counted:
        lines[each.kind].add(each.line)
    return lines


def board(counted: Iterable[Counted], among: Iterable[Kind]) -> Board:
    """Gather the counts of some kinds; matters are the exact ones, the caller gathers them under their tops."""
    codes = {kind.code for kind in among}
    by_division: dict[str, Line] = defaultdict(Line)
    by_matter: dict[str, Line] = defaultdict(Line)
    by_both: dict[tuple[str, str], Line] = defaultdict(Line)
    total = Line()
    for each in counted:
        if each.kind in codes:
            both = by_both[each.division, each.matter]
            for line in (total, by_division[each.division], by_matter[each.matter], both):
                line.add(each.line)
    return Board(total, by_division, by_matter, by_both)


def flags_of(scope: str, kind: Kind, *, at: datetime) -> dict[str, int]:
    """Count the flags of a kind among what is open or ended lately, all in one query."""
    if not kind.flags:
        return {}
    filters = {code: Count("pk", filter=flag.which) for code, flag in kind.flags.items()}
    found: dict[str, int] = recent_in(scope, [kind], at=at).aggregate(**filters)
    return found
