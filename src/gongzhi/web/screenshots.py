"""Pictures of the pages, taken by Debian's Chromium on a running demo.

`take_all` takes those the documentation shows; `take_every` takes each page at every width and in both
languages, to be looked at by people before a release.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

# The telephone and the desk for which the pages are made (docs/explanation/screens.md).
WIDTHS = {"phone": (360, 740), "desk": (1280, 800)}
EVERY_WIDTH = {"360": (360, 740), "768": (768, 1024), "1280": (1280, 800)}
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
REPORT = "小区门口的路灯坏了三天，晚上看不见路，老人孩子出门不安全。希望尽快修好。"
STREET = "文昌街与桂花巷路口"
FOUND = "粮食局宿舍2号楼，二楼拐角停着一辆电动车，下楼要侧着身子过。敲门问了，主人下班来推。"
ITEM = "old-age-allowance"
ESCAPE_WAYS, GRID = "060101", "990121001001004"  # where the estate of FOUND lies
STAIRWELLS = "安全楼道"
KINDS = {
    "case": ("诉求", "case"),
    "directive": ("指令", "directive"),
    "patrol": ("网格事件", "event"),
    "round": ("巡查任务", "round"),
    "application": ("办件", "application"),
}


@dataclass(frozen=True)
class Picture:
    """A page to take a picture of, on a phone or at a desk; `shown` in the documentation.

    `role` signs in first; `go` walks from `path` to what is to be seen.
    """

    name: str
    path: str
    device: str
    role: str = ""
    go: Callable[[Page], None] | None = None
    shown: bool = False


def report_and_follow(page: Page) -> None:
    """Report something without a name, and open the page on which its resident follows it."""
    page.fill("textarea[name=text]", REPORT)
    _send(page)
    page.fill("input[name=address]", STREET)
    _send(page)
    page.check("input[name=filer][value=ANONYMOUS]")
    _send(page)
    page.click(".receipt ~ .buttons a.button--primary")


def apply_and_follow(page: Page) -> None:
    """Apply for the allowance with one paper missing, and open the page on which the applicant follows it."""
    page.fill("[name=field-applicant-name]", "王小满")
    page.fill("[name=field-born-on]", "1941-03-08")
    page.check("[name=field-living][value=home]")
    page.locator("[name=division]").select_option(index=2)
    _send(page)
    page.check("[name=how-id-card][value=COUNTER]")
    page.check("[name=how-bank-card][value=NOTHING]")
    _send(page)
    page.fill("[name=phone]", "13800000001")
    page.fill("[name=name]", "王小满")
    _send(page)
    page.click(".receipt ~ .buttons a.button--primary")


def open_first(kind: str) -> Callable[[Page], None]:
    """Return what opens the first line of one kind in the inbox, as the line says it in either language."""

    return lambda page: _of_kind(page, kind).first.click()


def _of_kind(page: Page, kind: str) -> Locator:
    mark = re.compile(f"^({'|'.join(KINDS[kind])})$")
    return page.locator("main a[data-row]").filter(has=page.locator(".rows__kind", has_text=mark))


def open_first_dispatch(page: Page) -> None:
    """Open the first case of the dispatch desk."""
    page.locator("main a[href^='/desk/']").first.click()


def open_whole_directive(page: Page) -> None:
    """Open the version of the stairwells that has been assessed and concluded."""
    _of_kind(page, "directive").last.click()


def fill_report(page: Page) -> None:
    """Write what a grid worker has seen."""
    page.fill("textarea[name=text]", FOUND)
    page.locator("textarea[name=text]").blur()


PICTURES: tuple[Picture, ...] = (
    Picture("start", "/", "phone", shown=True),
    Picture("report", "/report", "phone", shown=True),
    Picture("follow", "/report", "phone", go=report_and_follow, shown=True),
    Picture("services", "/services/", "phone"),
    Picture("service", f"/services/{ITEM}/", "phone", shown=True),
    Picture("my-application", f"/services/{ITEM}/first/", "phone", go=apply_and_follow),
    Picture("how", "/how/", "phone"),
    Picture("how-directive", "/how/directive/", "phone"),
    Picture("how-application", "/how/application/", "phone"),
    Picture("sign-in", "/sign-in/", "desk", shown=True),
    Picture("inbox", "/work/", "desk", role="HANDLER", shown=True),
    Picture("dispatch", "/desk/", "desk", role="DISPATCHER", go=open_first_dispatch, shown=True),
    Picture("sheet", "/work/", "desk", role="HANDLER", go=open_first("case"), shown=True),
    Picture("board", "/board/", "desk", role="LEADER", shown=True),
    Picture("inbox-leader", "/work/", "desk", role="LEADER"),
    Picture("directive-objected", "/work/", "desk", role="LEADER", go=open_first("directive")),
    Picture(
        "directive-sheet",
        f"/find/?q={STAIRWELLS}",
        "desk",
        role="LEADER",
        go=open_whole_directive,
        shown=True,
    ),
    Picture("directive-new", "/directives/new/", "desk", role="LEADER"),
    Picture(
        "patrol",
        f"/patrol/report/?matter={ESCAPE_WAYS}&grid={GRID}",
        "phone",
        role="GRID_WORKER",
        go=fill_report,
        shown=True,
    ),
    Picture("inbox-grid", "/work/", "phone", role="GRID_WORKER"),
    Picture("round", "/work/", "phone", role="GRID_WORKER", go=open_first("round")),
    Picture("round-plan", "/rounds/new/", "desk", role="UNIT_HEAD"),
    Picture("event", "/work/", "desk", role="VERIFIER", go=open_first("patrol")),
    Picture("inbox-clerk", "/work/", "desk", role="WINDOW_CLERK"),
    Picture("application-file", "/applications/file/", "desk", role="WINDOW_CLERK"),
    Picture("application-sheet", "/work/", "desk", role="ARBITER", go=open_first("application")),
    Picture("list", "/list/", "desk", role="LEADER"),
    Picture("how-staff", "/how/patrol/staff/", "desk", role="LEADER"),
)


def take_all(url: str, folder: Path) -> Iterator[Path]:
    """Take the pictures the documentation shows; yield the files."""
    with _browser() as browser:
        for picture in (each for each in PICTURES if each.shown):
            file = folder / f"{picture.name}-{picture.device}.png"
            yield _take(browser, url, picture, WIDTHS[picture.device], LANGUAGES["zh"], file, whole=False)


def take_every(url: str, folder: Path) -> Iterator[Path]:
    """Take every page whole, at every width and in both languages; yield the files."""
    with _browser() as browser:
        for picture in PICTURES:
            for width, size in EVERY_WIDTH.items():
                for language, locale in LANGUAGES.items():
                    file = folder / f"{picture.name}-{width}-{language}.png"
                    yield _take(browser, url, picture, size, locale, file, whole=True)


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=BROWSER
        )
        yield browser
        browser.close()


def _take(
    browser: Browser,
    url: str,
    picture: Picture,
    size: tuple[int, int],
    locale: str,
    file: Path,
    *,
    whole: bool,
) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, locale=locale)
    page = context.new_page()
    _open(page, url.rstrip("/"), picture)
    page.screenshot(path=file, full_page=whole)
    context.close()
    return file


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
