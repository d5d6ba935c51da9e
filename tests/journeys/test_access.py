"""Everybody gets through every door: by keys, at 400 % zoom, in forced colours, with spaced text, as an elder."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Response
from tests.journeys import probes
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.every_door import COUNTER, PHONE_NUMBER, Doors, as_resident, county, doors, enter  # noqa: F401 - fixtures

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

ZOOMED = {"width": 320, "height": 256}  # 1280 x 1024 at 400 %


def opened(page: Page, path: str) -> None:
    """Open a page; one that is not there on purpose says so in its address."""
    response: Response | None = page.goto(path)
    assert response is not None
    assert response.status == (404 if path == "/nowhere/" else 200), path


def each_resident_page(page: Page, doors: Doors) -> Iterator[str]:  # noqa: F811
    as_resident(page, doors)
    for path in doors.resident():
        opened(page, path)
        yield path


def each_staff_page(page: Page, doors: Doors) -> Iterator[str]:  # noqa: F811
    opened(page, "/sign-in/")
    yield "/sign-in/"
    for login, paths in doors.staff().items():
        enter(page, login)
        for path in paths:
            opened(page, path)
            yield path


def stands_first(human: dict[str, Any]) -> bool:
    """Say whether telephone and counter stand in the last landmark, before all else in it, in this order."""
    order = [human["words"].find(PHONE_NUMBER), human["words"].find(COUNTER)]
    return bool(human["last"] and human["first"]) and 0 <= order[0] < order[1]


def test_residents_pages_at_400_per_cent(doors, page_at):  # noqa: F811
    page = page_at(DESK)
    page.set_viewport_size(ZOOMED)
    wrong = []
    for path in each_resident_page(page, doors):
        wrong += [f"{path}: {each}" for each in probes.cut_off(page) + probes.hidden_focus(page)]
    assert not wrong, "\n".join(wrong)


def test_staff_pages_at_400_per_cent(doors, page_at):  # noqa: F811
    page = page_at(DESK)
    page.set_viewport_size(ZOOMED)
    wrong = []
    for path in each_staff_page(page, doors):
        wrong += [f"{path}: {each}" for each in probes.cut_off(page) + probes.hidden_focus(page)]
    assert not wrong, "\n".join(wrong)


def test_residents_pages_with_spaced_text_and_in_forced_colours(doors, page_at):  # noqa: F811
    page = page_at(PHONE)
    page.emulate_media(forced_colors="active")
    wrong, places = [], {}
    for path in each_resident_page(page, doors):
        wrong += [f"{path}: {each}" for each in probes.lost_in_forced_colours(page)]
        places[path] = probes.human_channel(page)
        probes.lay_over(page, probes.SPACING)
        wrong += [f"{path}: {each}" for each in probes.cut_off(page) + probes.hidden_focus(page)]
    assert not wrong, "\n".join(wrong)
    # A kept copy of the page that checks proofs belongs to no office: it has no telephone.
    del places["/evidence/check"]
    for path, each in places.items():
        assert stands_first(each), (path, each)
    feet = {path: (each["place"], each["phone"]) for path, each in places.items()}
    assert len(set(map(str, feet.values()))) == 1, feet
    # On top as well; beside it a page of errors has no switches, and so more room.
    tops = {path: each["call"] for path, each in places.items() if path != "/nowhere/"}
    assert tops["/"]
    assert len(set(map(str, tops.values()))) == 1, tops


def test_staff_pages_with_spaced_text_and_in_forced_colours(doors, page_at):  # noqa: F811
    page = page_at(DESK)
    page.emulate_media(forced_colors="active")
    wrong = []
    for path in each_staff_page(page, doors):
        wrong += [f"{path}: {each}" for each in probes.lost_in_forced_colours(page)]
        if not stands_first(probes.human_channel(page)):
            wrong.append(f"{path}: telephone and counter do not stand first in the foot")
        probes.lay_over(page, probes.SPACING)
        wrong += [f"{path}: {each}" for each in probes.cut_off(page) + probes.hidden_focus(page)]
    assert not wrong, "\n".join(wrong)


def test_the_elder_version_has_its_sizes_and_grows_to_thirty(doors, page_at):  # noqa: F811
    page = page_at(PHONE)
    page.goto("/")
    page.get_by_role("button", name="长辈版").click()
    wrong = []
    for path in each_resident_page(page, doors):
        if path == "/evidence/check":
            page.get_by_role("button", name="大字").click()  # it works alone, and knows no cookie
        wrong += [f"{path}: {each}" for each in probes.too_small(page)]
        probes.lay_over(page, probes.THIRTY)
        wrong += [f"{path} at 30 px: {each}" for each in probes.cut_off(page)]
        smallest = page.evaluate(
            "parseFloat(getComputedStyle(document.querySelector('main p, main label')).fontSize)"
        )
        if smallest < 27:
            wrong.append(f"{path}: text stays at {smallest} px")
    assert not wrong, "\n".join(wrong)


# What the stories do not show at that width and in that language waits for the slow run.
@pytest.mark.parametrize(
    ("width", "language"),
    [
        (PHONE, "zh-CN"),
        pytest.param(PHONE, "en", marks=pytest.mark.slow),
        pytest.param(DESK, "zh-CN", marks=pytest.mark.slow),
        pytest.param(DESK, "en", marks=pytest.mark.slow),
    ],
)
def test_every_page_passes_axe(doors, page_at, check_axe, width, language):  # noqa: F811
    page = page_at(width, language=language)
    for _path in each_resident_page(page, doors):
        check_axe(page)
    for _path in each_staff_page(page, doors):
        check_axe(page)
