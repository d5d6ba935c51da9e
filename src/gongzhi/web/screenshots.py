"""Pictures of the pages, taken by Debian's Chromium on a running demo."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

# The telephone and the desk for which the pages are made (docs/explanation/screens.md).
WIDTHS = {"phone": (360, 740), "desk": (1280, 800)}
BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
REPORT = "小区门口的路灯坏了三天，晚上看不见路，老人孩子出门不安全。希望尽快修好。"
STREET = "文昌街与桂花巷路口"


@dataclass(frozen=True)
class Picture:
    """A page to take a picture of, on a phone or at a desk.

    `role` signs in first; `go` walks from `path` to what is to be seen.
    """

    name: str
    path: str
    device: str
    role: str = ""
    go: Callable[[Page], None] | None = None


def report_and_follow(page: Page) -> None:
    """Report something without a name, and open the page on which its resident follows it."""
    page.fill("textarea[name=text]", REPORT)
    _send(page)
    page.fill("input[name=address]", STREET)
    _send(page)
    page.check("input[name=filer][value=ANONYMOUS]")
    _send(page)
    page.click(".receipt ~ .buttons a.button--primary")


def open_first_case(page: Page) -> None:
    """Open the first case of a list."""
    page.locator("main a[href^='/case/']").first.click()


def open_first_dispatch(page: Page) -> None:
    """Open the first case of the dispatch desk."""
    page.locator("main a[href^='/desk/']").first.click()


PICTURES: tuple[Picture, ...] = (
    Picture("start", "/", "phone"),
    Picture("report", "/report", "phone"),
    Picture("follow", "/report", "phone", go=report_and_follow),
    Picture("sign-in", "/sign-in/", "desk"),
    Picture("inbox", "/work/", "desk", role="HANDLER"),
    Picture("dispatch", "/desk/", "desk", role="DISPATCHER", go=open_first_dispatch),
    Picture("sheet", "/work/", "desk", role="HANDLER", go=open_first_case),
    Picture("board", "/board/", "desk", role="LEADER"),
)


def take_all(url: str, folder: Path) -> Iterator[Path]:
    """Take every picture; yield the files."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=BROWSER
        )
        for picture in PICTURES:
            width, height = WIDTHS[picture.device]
            context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
            page = context.new_page()
            _open(page, url.rstrip("/"), picture)
            file = folder / f"{picture.name}-{picture.device}.png"
            page.screenshot(path=file)
            context.close()
            yield file
        browser.close()


def _open(page: Page, url: str, picture: Picture) -> None:
    if picture.role:
        page.goto(f"{url}/sign-in/")
        page.click(f"form[action$='/as/{picture.role}/'] button")
    page.goto(url + picture.path)
    if picture.go:
        picture.go(page)
    page.wait_for_load_state("networkidle")


def _send(page: Page) -> None:
    page.click("form .button--primary")
