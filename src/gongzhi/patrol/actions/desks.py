"""The desks behind events and rounds: who takes in, who decides, and who looks at it independently."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.organization.facts import Office
from gongzhi.organization.public import desk, lineage_of
from gongzhi.patrol.rules import place_of_grade


def desks(division: str, grade: int, *, besides: Collection[UUID] = (), at: datetime) -> dict[str, UUID]:
    """Return the desks of an event: the one its grade names takes it in; deciding and verifying stay above.

    Raises Refused ``patrol.no_desk``, ``patrol.no_verifier``.
    """
    return {
        "intake": _intake(place_of_grade(division, grade), at),
        **standing(division, besides=besides, at=at),
    }


def standing(division: str, *, besides: Collection[UUID] = (), at: datetime) -> dict[str, UUID]:
    """Return who decides and who verifies at a place, the latter none of `besides`.

    Raises Refused ``patrol.no_desk``, ``patrol.no_verifier``.
    """
    return {
        "arbiter": _needed(Office.ARBITRATION, division, at),
        "verifier": verifying(division, besides=besides, at=at),
    }


def verifying(division: str, *, besides: Collection[UUID], at: datetime) -> UUID:
    """Return who verifies what `besides` work on. Asked before the work begins: at its end it would be too late.

    Raises Refused ``patrol.no_desk`` where nobody verifies at all, ``patrol.no_verifier`` where only they would.
    """
    found = independent(division, besides=besides, at=at)
    if found is None:
        _needed(Office.RECHECK, division, at)
        raise Refused(Refusal("patrol.no_verifier"))
    return found


def independent(division: str, *, besides: Collection[UUID], at: datetime) -> UUID | None:
    """Return the nearest desk up the tree that verifies and is none of `besides`; None where there is none."""
    above = [view.code for view in lineage_of(division)]
    found = [desk(Office.RECHECK, code, at=at) for code in above]
    return next((unit_id for unit_id in found if unit_id and unit_id not in besides), None)


def accepting(division: str, *, besides: Collection[UUID], at: datetime) -> UUID | None:
    """Return the nearest desk for events up the tree that is none of `besides`; None where there is none."""
    above = [view.code for view in lineage_of(division)]
    found = [desk(office, code, at=at) for office in (Office.GRID_DESK, Office.DISPATCH) for code in above]
    return next((unit_id for unit_id in found if unit_id and unit_id not in besides), None)


def _intake(place: str, at: datetime) -> UUID:
    """Return the desk for events of a place; without one, the dispatch desk takes them in."""
    return desk(Office.GRID_DESK, place, at=at) or _needed(Office.DISPATCH, place, at)


def _needed(office: Office, division: str, at: datetime) -> UUID:
    found = desk(office, division, at=at)
    if found is None:
        raise Refused(Refusal("patrol.no_desk", {"office": office.value}))
    return found
