"""What an identity may be seen for, on what basis and for how long, out of the vocabulary of the installation."""

from collections.abc import Mapping
from dataclasses import dataclass

from gongzhi.people.facts import RevealLimits
from gongzhi.people.vocabulary import Basis, Purpose, bases, minutes, purposes
from gongzhi.ui.names import in_english, name_of


@dataclass(frozen=True)
class RevealReasons:
    """All that may be chosen from. The usual length of the time box is `usual`."""

    purposes: Mapping[str, Purpose]
    bases: Mapping[str, Basis]
    minutes: tuple[int, ...]
    usual: int

    @property
    def limits(self) -> RevealLimits:
        """Return what the rules read of it."""
        allowed = {code: frozenset(purpose.bases) for code, purpose in self.purposes.items()}
        return RevealLimits(bases=allowed, minutes=frozenset(self.minutes))


def reveal_reasons() -> RevealReasons:
    """Return what an identity may be seen for here."""
    shown = {code: purpose for code, purpose in purposes().items() if purpose.reveal}
    used = {basis for purpose in shown.values() for basis in purpose.bases}
    named = {code: basis for code, basis in bases().items() if code in used}
    allowed, usual = minutes()
    return RevealReasons(purposes=shown, bases=named, minutes=allowed, usual=usual)


def purpose_name(code: str) -> str:
    """Return a purpose in the reader's language; the code itself where the installation has dropped it."""
    found = purposes().get(code)
    return name_of(found) if found else code


def basis_name(code: str) -> str:
    """Return a legal basis with its article, in the reader's language."""
    found = bases().get(code)
    if found is None:
        return code
    return f"{found.name_en} ({found.article_en})" if in_english() else f"{found.name}（{found.article}）"
