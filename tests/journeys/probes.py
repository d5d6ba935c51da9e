"""What the browser is asked about a page that axe does not ask: focus, reflow, cut text, sizes, the human channel."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

# Text spacing of WCAG 1.4.12, laid over the page's own styles.
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
    " p { margin-bottom: 2em !important }"
)
# The largest text the app norm asks for.
THIRTY = ":root { font-size: 30px !important }"

_PROGRAM = Path(__file__).with_name("probes.js").read_text(encoding="utf-8")


def _ask(page: Page, name: str) -> Any:
    page.wait_for_load_state()  # text stands in the page before its style does
    return page.evaluate(f"(() => {{ {_PROGRAM}\nreturn {name}() }})()")


def lay_over(page: Page, style: str) -> None:
    """Lay a style of the reader over the page, as an extension would: the page's own policy does not bind it."""
    page.evaluate(
        "style => { const sheet = new CSSStyleSheet(); sheet.replaceSync(style);"
        " document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet] }",
        style,
    )


def still(page: Page) -> None:
    """Let what moves arrive, and open what is folded."""
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
    page.evaluate("document.getAnimations().forEach(each => { try { each.finish() } catch {} })")


def cut_off(page: Page) -> list[str]:
    """Say what leaves the screen or is cut off."""
    still(page)
    found: list[str] = _ask(page, "cutOff")
    return found


def hidden_focus(page: Page) -> list[str]:
    """Say which controls do not show the focus, or lie under something when they have it."""
    page.keyboard.press("Tab")  # from now on the browser shows the focus, as for anybody who uses keys
    found: list[str] = _ask(page, "hiddenFocus")
    return found


def lost_in_forced_colours(page: Page) -> list[str]:
    """Say what only a colour told."""
    found: list[str] = _ask(page, "lostInForcedColours")
    return found


def too_small(page: Page) -> list[str]:
    """Say what is smaller than the elder version may be."""
    still(page)
    found: list[str] = _ask(page, "tooSmall")
    return found


def human_channel(page: Page) -> dict[str, Any]:
    """Say where telephone and counter stand."""
    found: dict[str, Any] = _ask(page, "humanChannel")
    return found


def tab_to(page: Page, wanted: Locator, *, at_most: int = 60) -> None:
    """Press Tab until `wanted` has the focus; each stop on the way shows it, is on the screen, and lets go."""
    last = None
    for _ in range(at_most):
        page.keyboard.press("Tab")
        stop = _ask(page, "activeStop")
        if stop is None:
            continue
        assert stop["ring"], f"{page.url}: no ring around {stop['name']}"
        assert stop["inside"], f"{page.url}: {stop['name']} has the focus outside the screen"
        assert stop["stop"] != last, f"{page.url}: {stop['name']} does not let go"
        last = stop["stop"]
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{page.url}: {wanted} cannot be reached by Tab")
