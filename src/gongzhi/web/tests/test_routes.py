"""Every address with every post: who may not is sent away before anything is looked up.

What a page asks for is read off its guard; what has none stands here by name, so that a new page is either guarded or a
decision somebody made. Pages and acts on real matters are tried in test_permissions and beside each package.
"""

from functools import cache

import pytest
from django.test import Client
from tests.small_county import POSTS, County

from gongzhi.web.routes import Route, routes
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db

# For residents and everybody else, without signing in.
ANYBODY = (
    "", "accessibility", "algorithms/", "answers/", "application/", "case/", "elder",
    "evidence/", "f", "follow", "foreseen/", "forms/", "healthz",
    "helped/", "how/", "language/", "matters/", "notices/stop/", "readyz", "report", "services/", "sign-in/",
    "sign-out/", "sw.js", "ui/guide", "uses/complain",
)  # fmt: skip
# Doors for programs: each asks for a key, a signature or a link of its own, and never shows a page.
PROGRAMS = ("api/", "federation/facts", "hotline/calls", "open311", "patrol/readings", "witness/")
# A witness by itself has no pages; one in an installation that witnesses nobody is not there.
ABSENT = "witness/"
# Signed in, by a guard of its own kind; the page of outdoor work is empty until it has asked who is there.
SIGNED_IN = ("account/", "organization/")
OUTDOORS = ("field/", "field/hello", "field/manifest.webmanifest", "field/send")


def _begins(route: Route, beginnings: tuple[str, ...]) -> bool:
    return any(route.path == each or (each and route.path.startswith(each)) for each in beginnings)


@cache
def _guarded() -> tuple[Route, ...]:
    return tuple(route for route in routes() if route.powers is not None)


def test_every_address_is_guarded_or_open_on_purpose() -> None:
    unknown = [
        route.path
        for route in routes()
        if route.powers is None
        and not _begins(route, ANYBODY)
        and not _begins(route, PROGRAMS)
        and not _begins(route, SIGNED_IN)
        and route.path not in OUTDOORS
    ]
    assert not unknown, "neither guarded nor listed here"
    assert len(_guarded()) > 100


def test_visitors_are_asked_to_sign_in(county: County) -> None:
    visitor = Client()
    for route in routes():
        if route.powers is None and not _begins(route, SIGNED_IN):
            continue
        asked = visitor.get(route.example)
        assert asked.status_code in (302, 403, 405), (route.path, asked.status_code)
        if asked.status_code == 302:
            assert asked.headers["Location"].startswith("/sign-in/"), route.path
        assert visitor.post(route.example).status_code in (302, 403, 405), route.path


def test_a_post_without_the_power_is_refused(county: County) -> None:
    for login in POSTS:
        client, actor = client_of(login), county.actor(login)
        for route in _guarded():
            if route.powers and not any(actor.may(power) for power in route.powers):
                assert client.post(route.example).status_code == 403, (login, route.path)


def test_nobody_meets_an_error_where_nothing_is(county: County) -> None:
    """With ids nobody has, and forms with nothing in them, every page answers in words."""
    for login in POSTS:
        client, actor = client_of(login), county.actor(login)
        for route in _guarded():
            if not route.powers or any(actor.may(power) for power in route.powers):
                assert client.get(route.example).status_code < 500, (login, route.path)
                assert client.post(route.example).status_code < 500, (login, route.path)


def test_programs_are_never_shown_a_page_or_sent_elsewhere(county: County) -> None:
    for route in routes():
        if not _begins(route, PROGRAMS):
            continue
        path = route.example.replace("\\.", ".").split("^")[0].split("(")[0]
        for answer in (Client().get(path), Client(enforce_csrf_checks=True).post(path)):
            assert answer.status_code < 500, route.path
            assert answer.status_code not in (301, 302), route.path
            if answer.status_code >= 400 and not route.path.startswith(ABSENT):
                html = "text/html" in answer.headers.get("Content-Type", "")
                assert not (html and answer.content), route.path  # a refused method may come without a word
