"""What a detector says, and the text with markers in the place of what it found."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What kind of personal data a finding is. In this order: where two findings overlap, the first names both."""

    ID_NUMBER = "ID_NUMBER"
    PASSPORT = "PASSPORT"
    BANK_CARD = "BANK_CARD"
    MOBILE = "MOBILE"
    LANDLINE = "LANDLINE"
    EMAIL = "EMAIL"
    ACCOUNT = "ACCOUNT"
    PLATE = "PLATE"
    ADDRESS = "ADDRESS"  # found where a text leaves the installation only: a case needs its place
    ROOM = "ROOM"
    NAME = "NAME"


@dataclass(frozen=True, order=True)
class Finding:
    """Personal data from `start` to before `end` of a text."""

    start: int
    end: int
    kind: Kind


class Detector(Protocol):
    """Whatever finds personal data in a text. What it finds may overlap and stand in any order."""

    def find(self, text: str) -> Sequence[Finding]: ...


@dataclass(frozen=True)
class Masked:
    """A text without what was found in it. `findings` are places of the text as it was."""

    text: str
    findings: tuple[Finding, ...] = ()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Return which kinds of data were found, each once."""
        there = {finding.kind for finding in self.findings}
        return tuple(kind for kind in Kind if kind in there)


# Stored where a text has one form for every reader (the title of a case); a page says it in the reader's language.
MARKERS: Mapping[Kind, str] = {
    Kind.ID_NUMBER: "〔身份证号〕",
    Kind.PASSPORT: "〔护照号〕",
    Kind.BANK_CARD: "〔银行卡号〕",
    Kind.MOBILE: "〔手机号〕",
    Kind.LANDLINE: "〔电话〕",
    Kind.EMAIL: "〔邮箱〕",
    Kind.ACCOUNT: "〔账号〕",
    Kind.PLATE: "〔车牌〕",
    Kind.ADDRESS: "〔地址〕",
    Kind.ROOM: "〔房号〕",
    Kind.NAME: "〔姓名〕",
}


def masked(text: str, detector: Detector, *, marker: Callable[[Kind], str] = MARKERS.__getitem__) -> Masked:
    """Return the text with a marker in the place of each finding; nothing else of it is changed."""
    found = tuple(merged(_within(detector.find(text), len(text))))
    pieces, last = [], 0
    for finding in found:
        pieces += [text[last : finding.start], marker(finding.kind)]
        last = finding.end
    return Masked("".join([*pieces, text[last:]]), found)


def merged(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Make one of findings that overlap, in the order of the text."""
    first = {kind: place for place, kind in enumerate(Kind)}
    open_: Finding | None = None
    for finding in sorted(findings):
        if open_ is None or finding.start >= open_.end:
            if open_ is not None:
                yield open_
            open_ = finding
        else:
            kind = min(open_.kind, finding.kind, key=first.__getitem__)
            open_ = Finding(open_.start, max(open_.end, finding.end), kind)
    if open_ is not None:
        yield open_


def _within(findings: Iterable[Finding], length: int) -> Iterator[Finding]:
    """Cut to the text what another detector says of places outside it."""
    for finding in findings:
        start, end = max(finding.start, 0), min(finding.end, length)
        if start < end:
            yield Finding(start, end, finding.kind)
