"""Axe on the pages no story passes through, by those who open them, on a telephone and at a desk."""

import re

import pytest
from playwright.sync_api import Page
from tests.journeys.test_case_story import DESK, PHONE, county, enter  # noqa: F401 - a fixture

from gongzhi.ledger.public import follow, sequence
from gongzhi.web.reactions import react
from gongzhi.web.tests import staff

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PAGES = {
    "admin": (
        "/accounts/",
        "/organization/",
        "/organization/units",
        "/organization/matters",
        "/organization/duties",
        "/organization/files",
        "/federation/",
    ),
    "town-handler": ("/notices/", "/work/?view=waiting"),
    "dispatcher": ("/file/", "/list/", "/board/"),
    "leader": ("/board/", "/list/?overdue=1", "/directives/new/"),
}


@pytest.mark.parametrize("width", [PHONE, pytest.param(DESK, marks=pytest.mark.slow)])
def test_staff_pages_beside_the_stories(county, page_at, check_axe, screenshot, width):  # noqa: F811
    staff.dispatched(county)
    sequence()
    follow("reactions", react)
    page: Page = page_at(width)
    for login, paths in PAGES.items():
        enter(page, login)
        for path in paths:
            response = page.goto(path)
            assert response is not None
            assert response.status == 200, path
            check_axe(page)
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, f"{path} scrolls sideways at {width} px"
            name = re.sub("[^a-z0-9]+", "-", f"staff{path}").strip("-")
            screenshot(page, f"{name}-{width}")
