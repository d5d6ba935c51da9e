"""What a resident's session knows: the case whose number and code were shown. Nothing of it stands in a URL."""

from uuid import UUID

from django.http import HttpRequest

_CASE = "portal.case"
_RECEIPT = "portal.receipt"


def enter(request: HttpRequest, case_id: UUID) -> None:
    """Open a case in this session, under a new session key, until the browser closes."""
    request.session.cycle_key()
    if not request.user.is_authenticated:
        request.session.set_expiry(0)
    request.session.pop(_RECEIPT, None)
    request.session[_CASE] = str(case_id)


def case_of(request: HttpRequest) -> UUID | None:
    """Return the case this session may see, or None."""
    found = request.session.get(_CASE)
    return UUID(found) if found else None


def give_receipt(request: HttpRequest, number: str, code: str) -> None:
    """Keep number and code for the receipt page; `leave` and the end of the session forget them."""
    request.session[_RECEIPT] = {"number": number, "code": code}


def receipt_of(request: HttpRequest) -> dict[str, str] | None:
    """Return number and code of the receipt, or None."""
    found: dict[str, str] | None = request.session.get(_RECEIPT)
    return found


def forget(request: HttpRequest) -> None:
    """Close the case in this session; the next person at this screen sees nothing of it."""
    for key in (_CASE, _RECEIPT):
        request.session.pop(key, None)
