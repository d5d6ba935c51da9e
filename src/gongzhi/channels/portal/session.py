"""What a resident's session knows: the one matter whose number and code were shown. Nothing of it stands in a URL."""

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest

_CASE = "portal.case"
_APPLICATION = "portal.application"
_RECEIPT = "portal.receipt"
_SHOWN = "portal.shown"


def enter(request: HttpRequest, case_id: UUID) -> None:
    """Open a case in this session, under a new session key, until the browser closes."""
    _open(request, _CASE, case_id)


def enter_application(request: HttpRequest, application_id: UUID) -> None:
    """Open an application in this session, in the place of what was open before."""
    _open(request, _APPLICATION, application_id)


def _open(request: HttpRequest, key: str, matter_id: UUID) -> None:
    request.session.cycle_key()
    if not request.user.is_authenticated:
        request.session.set_expiry(0)
    forget(request)
    request.session[key] = str(matter_id)


def case_of(request: HttpRequest) -> UUID | None:
    """Return the case this session may see, or None."""
    found = request.session.get(_CASE)
    return UUID(found) if found else None


def application_of(request: HttpRequest) -> UUID | None:
    """Return the application this session may see, or None."""
    found = request.session.get(_APPLICATION)
    return UUID(found) if found else None


def shown_in(request: HttpRequest) -> frozenset[UUID]:
    """Return the matters beside the open one whose codes this session showed as well."""
    return frozenset(map(UUID, request.session.get(_SHOWN, [])))


def note_shown(request: HttpRequest, matter_ids: Iterable[UUID]) -> None:
    """Remember, until what is open is closed, that these were shown as well."""
    request.session[_SHOWN] = sorted(map(str, matter_ids))


def give_receipt(request: HttpRequest, number: str, code: str) -> None:
    """Keep number and code for the receipt page; `leave` and the end of the session forget them."""
    request.session[_RECEIPT] = {"number": number, "code": code}


def receipt_of(request: HttpRequest) -> dict[str, str] | None:
    """Return number and code of the receipt, or None."""
    found: dict[str, str] | None = request.session.get(_RECEIPT)
    return found


def forget(request: HttpRequest) -> None:
    """Close what is open in this session; the next person at this screen sees nothing of it."""
    for key in (_CASE, _APPLICATION, _RECEIPT, _SHOWN):
        request.session.pop(key, None)
