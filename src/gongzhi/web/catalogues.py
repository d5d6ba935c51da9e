"""The words of all packages: compile them, and find those that have no translation."""

import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGES = Path(__file__).resolve().parent.parent

# The calls whose words people see. The value says which argument is the message (counted from 0).
_CALLS: dict[str, int] = {
    "_": 0,
    "gettext": 0,
    "gettext_lazy": 0,
    "gettext_noop": 0,
    "ngettext": 0,
    "ngettext_lazy": 0,
    "pgettext": 1,
    "pgettext_lazy": 1,
    "npgettext": 1,
}


@dataclass(frozen=True)
class Gap:
    """A sentence somebody would see in the wrong language: where it stands, and what is wrong with it."""

    package: str
    place: str
    message: str
    problem: str


def catalogue_files() -> list[Path]:
    """Return the catalogue of each package, and of each way a case comes in that has one of its own."""
    homes = ("*", "channels/*")
    return sorted(path for home in homes for path in PACKAGES.glob(f"{home}/locale/*/LC_MESSAGES/django.po"))


def compile_catalogues() -> int:
    """Compile each catalogue that is newer than its compiled form; return how many were."""
    compiled = 0
    for source in catalogue_files():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        draft = target.with_suffix(f".{os.getpid()}.part")
        with draft.open("wb") as file:
            write_mo(file, _read(source))
        draft.replace(target)
        compiled += 1
    return compiled


def gaps() -> Iterator[Gap]:
    """Yield each sentence that lacks a translation or has a damaged one, and each translation nobody uses.

    A sentence may stand in the catalogue of another package: Django looks all of them up as one.
    """
    packages = sorted(path for path in PACKAGES.iterdir() if path.is_dir())
    entries = [(_home(path), entry) for path in catalogue_files() for entry in _read(path) if entry.id]
    known = {(entry.context, _all(entry.id)[0]) for _package, entry in entries}
    used: set[tuple[str | None, str]] = set()
    for package in packages:
        for place, context, said in said_with_context(package):
            used.add((context, said))
            if (context, said) not in known:
                yield Gap(package.name, place, said, "no translation")
    for name, entry in entries:
        message, translations = _all(entry.id)[0], _all(entry.string)
        if (entry.context, message) not in used:
            yield Gap(name, "django.po", message, "not used any more")
        if entry.fuzzy or not all(translations):
            yield Gap(name, "django.po", message, "empty or fuzzy translation")
        elif any(_placeholders(text) != _placeholders(message) for text in translations):
            yield Gap(name, "django.po", message, "other placeholders than the original")


def translations() -> dict[str, str]:
    """Return what each sentence is in Chinese."""
    entries = (entry for path in catalogue_files() for entry in _read(path) if entry.id)
    return {_all(entry.id)[0]: _all(entry.string)[0] for entry in entries}


def said_in(package: Path) -> Iterator[tuple[str, str]]:
    """Yield `(place, message)` for each translatable sentence in the programs and templates of a package."""
    for place, _context, message in said_with_context(package):
        yield place, message


def said_with_context(package: Path) -> Iterator[tuple[str, str | None, str]]:
    """Yield `(place, context, message)` for each of them: the same words in two contexts are two sentences."""
    # Only Django's reader of templates is used; no settings are needed for it.
    from django.utils.translation.template import templatize

    for path in sorted([*package.rglob("*.py"), *package.rglob("*.html"), *package.rglob("*.txt")]):
        place = path.relative_to(PACKAGES)
        if "tests" in place.parts or (path.suffix != ".py" and "templates" not in place.parts):
            continue
        text = path.read_text(encoding="utf-8")
        source = text if path.suffix == ".py" else templatize(text, origin=str(place))
        keywords: dict[str, Any] = dict.fromkeys(_CALLS)
        for line, call, found, _comments in extract_python(
            io.BytesIO(source.encode()), keywords, [], {"encoding": "utf-8"}
        ):
            arguments = found if isinstance(found, tuple | list) else (found,)
            place_of_message = _CALLS[str(call)]
            message = arguments[place_of_message] if len(arguments) > place_of_message else None
            if message:
                context = arguments[0] if place_of_message else None
                yield f"{place}:{line}", context, message


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[-\d.]*[a-zA-Z]|\{\w*\}", text))


def _all(text: Any) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [""])


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def _home(path: Path) -> str:
    """Return what a catalogue belongs to: ``cases``, ``channels/portal``."""
    return path.relative_to(PACKAGES).as_posix().partition("/locale/")[0]
