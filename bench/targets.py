"""The pages that are measured, each as somebody who uses it every day sees it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore

from bench.copies import CODE
from bench.load import BadAnswerError, get
from bench.visits import Visitor, visitor
from gongzhi.cases.models import Case

if TYPE_CHECKING:
    from tests.small_county import County

CASES = 10_000  # the size peers were measured at
FOLLOWERS = 20
SHEETS = 40
_SHEET = re.compile(r'href="(/[^"?#]*/)?([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})(/?)"')

Cookies = Mapping[str, str]


@dataclass(frozen=True)
class Target:
    """One page: the addresses to ask for in turn, each with the cookies it is asked with."""

    name: str
    visits: tuple[tuple[str, Cookies], ...]

    def requests(self) -> list[bytes]:
        """Return the requests as bytes."""
        return [get(path, cookies) for path, cookies in self.visits]


@dataclass(frozen=True)
class Place:
    """Where a target is found: `find` returns its visits, and raises BadAnswerError where there is no such page."""

    name: str
    find: "Callable[[County, int], tuple[tuple[str, Cookies], ...]]"


def find_targets(county: "County", port: int) -> tuple[list[Target], list[str]]:
    """Return the pages that answer, and a sentence for each that does not."""
    found, missing = [], []
    for place in PLACES:
        try:
            found.append(Target(place.name, place.find(county, port)))
        except BadAnswerError as error:
            missing.append(f"{place.name}: {error}")
    return found, missing


def staff(login: str) -> dict[str, str]:
    """Sign a member of staff in and return the cookies: what the sign-in page would leave."""
    account = get_user_model().objects.get(login=login)
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return {settings.SESSION_COOKIE_NAME: str(session.session_key)}


def follow(someone: Visitor, number: str) -> None:
    """Let a resident open the own case with number and code."""
    someone.open("/follow")
    someone.submit(number=number, code=CODE)


def _anybody(path: str) -> "Callable[[County, int], tuple[tuple[str, Cookies], ...]]":
    def find(_county: "County", port: int) -> tuple[tuple[str, Cookies], ...]:
        with visitor(port) as someone:
            someone.open(path)
            return ((someone.path, dict(someone.cookies)),)

    return find


def _staff(login: str, path: str) -> "Callable[[County, int], tuple[tuple[str, Cookies], ...]]":
    def find(_county: "County", port: int) -> tuple[tuple[str, Cookies], ...]:
        return ((_open(login, path, port).path, staff(login)),)

    return find


def _open(login: str, path: str, port: int) -> Visitor:
    with visitor(port) as someone:
        someone.cookies.update(staff(login))
        someone.open(path)
        if someone.path.rstrip("/") != path.rstrip("/"):
            raise BadAnswerError(f"{path} leads {login} to {someone.path}")
        return someone


def _residents(_county: "County", port: int) -> tuple[tuple[str, Cookies], ...]:
    """Residents who hold number and code of a copied case, each in a browser of their own."""
    numbers = Case.objects.order_by("-loop__number").values_list("loop__number", flat=True)[:FOLLOWERS]
    visits = []
    for number in numbers:
        with visitor(port) as someone:
            follow(someone, number)
            visits.append((someone.path, dict(someone.cookies)))
    return tuple(visits)


def _sheets(_county: "County", port: int) -> tuple[tuple[str, Cookies], ...]:
    """The cases an inbox links to, as the handler who opens them one after the other."""
    page = _open("town-handler", "/work/", port).body.decode()
    links = {UUID(key): f"{before}{key}{after}" for before, key, after in _SHEET.findall(page)}
    if not links:
        raise BadAnswerError("the inbox has no link to a case")
    cookies = staff("town-handler")
    return tuple((path, cookies) for path in list(links.values())[:SHEETS])


PLACES = (
    Place("resident_start", _anybody("/")),
    Place("report", _anybody("/report")),
    Place("resident_case", _residents),
    Place("inbox", _staff("town-handler", "/work/")),
    Place("desk", _staff("dispatcher", "/desk/")),
    Place("list", _staff("leader", "/list/")),
    Place("case_sheet", _sheets),
    Place("board", _staff("leader", "/board/")),
    Place("board_map", _staff("leader", "/board/grids.geojson")),
)
