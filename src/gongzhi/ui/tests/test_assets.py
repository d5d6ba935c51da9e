"""What can be measured of the looks: contrast, weight, vendored files, translations, and no inline style or script."""

import gzip
import hashlib
import io
import json
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

UI = Path(__file__).resolve().parent.parent
STATIC = UI / "static"
TEMPLATES = sorted((UI / "templates").rglob("*.html"))
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def tokens(name: str) -> dict[str, str]:
    text = (STATIC / "ui" / name).read_text()
    first = text[text.index(":root") : text.index("\n}")]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", first))


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * one for one in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("sheet", ["tokens.css", "dark.css"])
def test_text_and_shapes_have_the_contrast_wcag_asks_for(sheet):
    colour = tokens(sheet)
    texts = [("text", g) for g in ("surface", "surface-2", "surface-3", "accent-soft")]
    texts += [
        ("text-2", "surface"),
        ("text-2", "surface-2"),
        ("text-2", "accent-soft"),
        ("accent", "surface"),
    ]
    texts += [("accent", "surface-2"), ("accent-strong", "accent-soft"), ("on-accent", "accent")]
    for meaning in ("ontime", "amber", "overdue", "person"):
        texts += [
            (meaning, "surface"),
            (meaning, "surface-2"),
            (meaning, f"{meaning}-soft"),
            ("text", f"{meaning}-soft"),
        ]
        texts += [(meaning, "accent-soft")]
    for front, ground in texts:
        assert contrast(colour[front], colour[ground]) >= 4.5, (front, ground)
    for ground in ("surface", "surface-2", "surface-3"):
        assert contrast(colour["line-strong"], colour[ground]) >= 2.9, ground
    assert contrast(colour["line-strong"], colour["surface"]) >= 3
    assert contrast(colour["focus"], colour["surface"]) >= 3


def test_dark_mode_has_the_same_tokens():
    assert set(tokens("tokens.css")) == set(tokens("dark.css"))


def test_colours_stand_in_the_tokens_only():
    for sheet in ("base.css", "components.css", "resident.css", "staff.css"):
        screen = (STATIC / "ui" / sheet).read_text().split("@media print")[0]
        assert not re.search(r"#[0-9a-fA-F]{3,6}\b", screen), sheet


def test_residents_get_at_most_15_kb_of_css():
    sheets = ("tokens.css", "dark.css", "base.css", "components.css", "resident.css")
    assert sum(len(gzip.compress((STATIC / "ui" / s).read_bytes(), 9)) for s in sheets) <= 15 * 1024


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_inline_style_or_script(path):
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", text)
    assert "https://" not in text
    assert "http://" not in text


def test_vendored_files_are_the_ones_the_manifest_names():
    manifest = json.loads((STATIC / "vendor" / "VENDOR.json").read_text())
    named = {name: digest for entry in manifest for name, digest in entry["sha256"].items()}
    found = {
        path.relative_to(STATIC / "vendor").as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (STATIC / "vendor").rglob("*")
        if path.is_file() and path.name != "VENDOR.json"
    }
    assert found == named
    assert all(entry["version"] and entry["licence"] for entry in manifest)


def test_every_sentence_has_its_chinese():
    sources = [templatize(path.read_text(), origin=str(path)).encode() for path in TEMPLATES]
    sources += [path.read_bytes() for path in UI.rglob("*.py") if "tests" not in path.parts]
    with (UI / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file)
    wanted = set()
    for source in sources:
        for _line, message, _comments, context in extract("python", io.BytesIO(source), KEYWORDS):
            wanted.add((message, context))
    missing = [key for key in wanted if (m := catalogue.get(*key)) is None or not m.string]
    assert not missing
    stale = [m.id for m in catalogue if m.id and (m.id, m.context) not in wanted]
    assert not stale
