"""The ground of browser tests: Debian's Chromium, two widths, axe, pictures, and no way out of this machine."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route

# Root in a container needs --no-sandbox; the rest keeps the browser from calling home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESK = 360, 1280
PICTURES = Path(os.environ.get("GONGZHI_PICTURES", "build/pictures"))

PageAt = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Launch the system's Chromium; CHROMIUM names another one."""
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        "args": ARGUMENTS,
    }


def _only_here(route: Route) -> None:
    if urlsplit(route.request.url).hostname in {"localhost", "127.0.0.1", None}:
        route.continue_()
    else:
        route.abort()


@pytest.fixture
def page_at(browser: Browser, live_server: Any) -> Iterator[PageAt]:
    """Give ``page_at(width, language="zh-CN", **context)``: a page in a fresh context of this width.

    Paths are relative to the live server. Anything outside this machine is refused; what the console
    or the content security policy complains about fails the test when it ends.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(width: int, *, language: str = "zh-CN", **more: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 740}, locale=language, base_url=live_server.url, **more
        )
        contexts.append(context)
        context.route("**/*", _only_here)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text) if "Content Security Policy" in message.text else None
            ),
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, complaints


@pytest.fixture
def check_axe() -> Callable[[Page], None]:
    """Give ``check_axe(page)``: WCAG 2.2 AA by axe, and no sideways scrolling."""

    def check(page: Page) -> None:
        page.wait_for_load_state()  # text stands in the page before its style does
        # A colour on its way to another is measured as neither: let what moves arrive.
        page.evaluate(
            "document.getAnimations().filter(each => each.effect.getComputedTiming().endTime < Infinity)"
            ".forEach(each => each.finish())"
        )
        found = Axe().run(
            page,
            options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
        )
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, f"{page.url} is {wider} px wider than the screen"

    return check


@pytest.fixture
def screenshot() -> Callable[[Page, str], Path]:
    """Give ``screenshot(page, name)``: a picture of the whole page under build/pictures."""

    def take(page: Page, name: str) -> Path:
        assert re.fullmatch(r"[a-z0-9-]+", name)
        path = PICTURES / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)
        return path

    return take
