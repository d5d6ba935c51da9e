"""Pictures of the pages, taken by Debian's Chromium on a running demo.

`take_all` takes those the documentation and the tour show; `take_every` takes each page at every width, in
both languages and in every look, to be looked at by people before a release.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from gongzhi.web.screenshot_pages import EVERY, PICTURES, TOUR, Picture

# The telephone and the desk for which the pages are made (docs/explanation/screens.md).
WIDTHS = {"phone": (360, 740), "desk": (1280, 800)}
EVERY_WIDTH = {"360": (360, 740), "768": (768, 1024), "1280": (1280, 800)}
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
LOOKS = ("light", "dark", "elder")
BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
WIDER = "document.documentElement.scrollWidth - window.innerWidth"


@dataclass(frozen=True)
class Taken:
    """A picture, or why there is none. `wider`: by how many pixels the page is wider than the screen."""

    file: Path
    wider: int = 0
    problem: str = ""


def take_all(url: str, folder: Path) -> Iterator[Taken]:
    """Take the pictures the documentation shows."""
    with _browser() as browser:
        for picture in (each for each in (*PICTURES, *TOUR) if each.shown):
            with _context(browser, url, "zh", "light") as context:
                page = context.new_page()
                _fit(page, WIDTHS[picture.device])
                _open(page, picture)
                file = folder / f"{picture.name}-{picture.device}.png"
                yield _shoot(page, file, whole=picture.whole)


def take_every(url: str, folder: Path, *, only: str = "", looks: tuple[str, ...] = LOOKS) -> Iterator[Taken]:
    """Take every page whole whose name holds `only`, in each language and look, at each width."""
    with _browser() as browser:
        for look in looks:
            for language in LANGUAGES:
                for picture in (each for each in EVERY if only in each.name):
                    with _context(browser, url, language, look) as context:
                        yield from _at_each_width(context.new_page(), picture, folder, f"{language}-{look}")


def _at_each_width(page: Page, picture: Picture, folder: Path, look: str) -> Iterator[Taken]:
    """Walk there once, then look at it at each width; what cannot be reached is told, and the rest goes on."""
    first, *_ = EVERY_WIDTH.values()
    _fit(page, WIDTHS.get(picture.device, first))
    try:
        _open(page, picture)
    except Error as error:
        yield Taken(folder / f"{picture.name}-{look}.png", problem=str(error).splitlines()[0])
        return
    for width, size in EVERY_WIDTH.items():
        _fit(page, size)
        yield _shoot(page, folder / f"{picture.name}-{width}-{look}.png", whole=True)


def _shoot(page: Page, file: Path, *, whole: bool) -> Taken:
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file, full_page=whole)
    return Taken(file, wider=max(0, int(page.evaluate(WIDER))))


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=BROWSER
        )
        yield browser
        browser.close()


@contextmanager
def _context(browser: Browser, url: str, language: str, look: str) -> Iterator[BrowserContext]:
    """Open a visitor's browser of its own: nobody is signed in, nothing is kept from before."""
    context = browser.new_context(
        locale=LANGUAGES[language],
        base_url=url.rstrip("/"),
        color_scheme="dark" if look == "dark" else "light",
    )
    context.set_default_timeout(15_000)
    if look == "elder":
        context.add_cookies([{"name": "elder", "value": "1", "url": url}])
    yield context
    context.close()


def _fit(page: Page, size: tuple[int, int]) -> None:
    width, height = size
    page.set_viewport_size({"width": width, "height": height})


def _open(page: Page, picture: Picture) -> None:
    if picture.role:
        page.goto("/sign-in/")
        page.click(f"form[action$='/as/{picture.role}/'] button")
    page.goto(picture.path)
    if picture.go:
        picture.go(page)
    page.wait_for_load_state("networkidle")
