"""The detector of this project: rules, no model. It reads Chinese and English."""

from collections.abc import Callable, Iterator, Sequence

from gongzhi.people.screening.findings import Detector, Finding, masked, merged
from gongzhi.people.screening.houses import houses
from gongzhi.people.screening.names import names
from gongzhi.people.screening.numbers import accounts, numbers
from gongzhi.people.screening.rooms import rooms
from gongzhi.people.screening.writing import plain, seen

Rule = Callable[[str], Iterator[Finding]]

_RULES: tuple[Rule, ...] = (numbers, accounts, rooms, names)
_ROUNDS = 4


class RuleDetector:
    """Finds what the rules of this package find; reads a text again where hiding something shows something else."""

    def __init__(self, *further: Rule) -> None:
        self._rules = (*_RULES, *further)

    def find(self, text: str) -> Sequence[Finding]:
        """Return the findings in order, none over another."""
        shown, places = seen(text)
        left, found = plain(shown), list[Finding]()
        for _round in range(_ROUNDS):
            more = list(merged(finding for rule in self._rules for finding in rule(left)))
            if not more:
                break
            found = list(merged([*found, *more]))
            left = _hidden(left, more)
        ends = [*places[1:], len(text)]  # with the marks that lie over a sign
        return [Finding(places[each.start], ends[each.end - 1], each.kind) for each in found]


def _hidden(text: str, findings: Sequence[Finding]) -> str:
    """Return the text of the same length with signs in the place of findings that do not overlap."""
    pieces, last = [], 0
    for each in findings:
        pieces += [text[last : each.start], "〔", "〕" * (each.end - each.start - 1)]
        last = each.end
    return "".join([*pieces, text[last:]])


def shipped() -> Detector:
    """Return the detector of this project."""
    return RuleDetector()


def leaving() -> Detector:
    """Return the one for texts that leave the installation: house numbers are hidden as well, wherever they stand."""
    return RuleDetector(houses)


def without_personal_data(text: str) -> str:
    """Return a text as it may leave the installation, where no setting is at hand."""
    return masked(text, leaving()).text
