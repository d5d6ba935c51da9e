"""Pictures of the pages, taken by Debian's Chromium on a running demo."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

# The telephone and the desk for which the pages are made (docs/explanation/screens.md).
WIDTHS = {"phone": (360, 740), "desk": (1280, 800)}
BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@dataclass(frozen=True)
class Picture:
    """A page to take a picture of; `login` is the account of the demo who looks at it, empty for a resident."""

    name: str
    path: str
    login: str = ""


PICTURES: tuple[Picture, ...] = (Picture("home", "/"),)


def take_all(url: str, folder: Path) -> Iterator[Path]:
    """Take every picture at both widths; yield the files."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=BROWSER
        )
        for picture in PICTURES:
            for device, (width, height) in WIDTHS.items():
                page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
                page.goto(url.rstrip("/") + picture.path)
                file = folder / f"{picture.name}-{device}.png"
                page.screenshot(path=file)
                page.close()
                yield file
        browser.close()
