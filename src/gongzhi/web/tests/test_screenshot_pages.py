"""The table of pictures: addresses that exist, roles of the demo, names that are files, what the docs show."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from gongzhi.web.demo.county import read_yaml
from gongzhi.web.frame import PAGES
from gongzhi.web.screenshot_pages import EVERY, LONG, PICTURES, TOUR, Picture
from gongzhi.web.screenshots import WIDTHS

DOCS = Path(__file__).parents[4] / "docs"


@pytest.mark.parametrize("picture", EVERY, ids=lambda each: each.name)
def test_a_picture_has_an_address_and_a_role(picture: Picture) -> None:
    path = urlsplit(picture.path).path
    if picture.name == "state-not-found":
        with pytest.raises(Resolver404):
            resolve(path)
    else:
        assert resolve(path)
    assert picture.role in {"", *(role["role"] for role in read_yaml("roles.yaml"))}
    assert picture.device in WIDTHS
    assert re.fullmatch(r"[a-z0-9-]+", picture.name)


def test_no_two_pictures_are_one_file() -> None:
    names = [picture.name for picture in EVERY]
    assert len(set(names)) == len(names) >= 60
    assert len(LONG) == 2000


def test_each_page_of_the_navigation_is_taken() -> None:
    taken = {resolve(urlsplit(picture.path).path).view_name for picture in PICTURES}
    assert {name for name, _powers in PAGES} - taken == set()


def test_the_documentation_shows_what_is_taken_for_it() -> None:
    taken = {f"{each.name}-{each.device}.png" for each in (*PICTURES, *TOUR) if each.shown}
    pages = "".join(
        page.read_text(encoding="utf-8") for page in [*DOCS.rglob("*.md"), *DOCS.parent.glob("*.md")]
    )
    shown = set(re.findall(r"pictures/([a-z0-9-]+\.png)", pages))
    kept = {file.name for file in (DOCS / "pictures").glob("*.png")}
    assert shown <= taken == kept
