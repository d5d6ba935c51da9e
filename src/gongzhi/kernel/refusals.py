"""Refusals: what a rule answers when something may not be done, or not like this."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Refusal:
    """A reason not to act: a stable code and what is needed to say it in words.

    Templates turn the code into a sentence with the next step (`ui` tag ``{% refusal %}``);
    rules never hold translated text.
    """

    code: str
    details: Mapping[str, str | int] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted(self.details.items()))))


class Refused(Exception):
    """Raised by an action when a rule refused: expected, shown to the person, never a bug."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def ensure(refusal: Refusal | None) -> None:
    """Raise `Refused` unless the rule had nothing against it."""
    if refusal is not None:
        raise Refused(refusal)
