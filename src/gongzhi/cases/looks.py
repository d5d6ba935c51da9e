"""What of a case is hidden from those who work on it until they say why they must see it: texts and photos.

A resident writes to an office, not to everybody who lends a hand: who is named in a text, and who stands in a
photo, may be a neighbour or the resident.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from gongzhi.cases.codes import CameWith
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import evidence_is_late
from gongzhi.people.facts import Actor
from gongzhi.people.public import masked, open_uses

TEXT, PHOTO = "TEXT", "PHOTO"  # codes of uses of data
BY_RESIDENT = frozenset({CameWith.FILING, CameWith.ADDED})
# Fields that are no running text: the place of the case, and an office's own telephone.
_AS_KEPT = frozenset({"point", "address", "desk_phone"})


class Looks:
    """Until when somebody reads texts without masks, and sees photos without covers; None: they are hidden.

    Asked for only where something is hidden, which is seldom.
    """

    def __init__(
        self, case_id: UUID | None = None, account_id: UUID | None = None, at: datetime | None = None
    ):
        self._whose = case_id, account_id, at

    @property
    def texts(self) -> datetime | None:
        return self._open.get(TEXT)

    @property
    def photos(self) -> datetime | None:
        return self._open.get(PHOTO)

    @cached_property
    def _open(self) -> dict[str, datetime]:
        case_id, account_id, at = self._whose
        found = open_uses(case_id, account_id, at=at) if case_id and account_id and at else {}
        # While evidence is late nothing hidden is shown, whoever said why before.
        return {} if found and at and evidence_is_late(at) else found


NO_LOOKS = Looks()


def looks_of(actor: Actor, case_id: UUID, *, at: datetime | None) -> Looks:
    """Return what an account may see of a case at this moment; without a moment, nothing that is hidden."""
    return NO_LOOKS if actor.third_party else Looks(case_id, actor.account_id, at)


def hide(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text with marks in the place of personal data, and which kinds of data those are."""
    found = masked(text)
    return found.text, tuple(kind.value for kind in found.kinds)


def hide_in_story(story: Iterable[Recorded]) -> tuple[list[Recorded], tuple[str, ...]]:
    """Return a story with marks in what people wrote, and which kinds of data are hidden in it.

    What an office says to the resident as well: who reads over their shoulder need not know whom it names.
    """
    found, kinds = [], dict[str, None]()
    for fact in story:
        if not fact.texts:
            found.append(fact)
            continue
        texts = {}
        for field, text in fact.texts.items():
            texts[field], hidden = (text, ()) if field in _AS_KEPT else hide(text)
            kinds |= dict.fromkeys(hidden)
        found.append(replace(fact, texts=texts))
    return found, tuple(kinds)


def is_covered(came_with: str, cleared_at: datetime | None, looks: Looks) -> bool:
    """Tell whether a photo is shown as a cover only: a resident's, not cleared, to somebody who did not say why."""
    return came_with in BY_RESIDENT and cleared_at is None and looks.photos is None
