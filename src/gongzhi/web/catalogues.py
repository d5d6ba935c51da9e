"""The words of all packages: compile them, and find those that have no translation."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGES = Path(__file__).resolve().parent.parent
_KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip


@dataclass(frozen=True)
class Gap:
    """A sentence somebody will see in the wrong language: where it stands, and what is wrong with it."""

    package: str
    place: str
    message: str
    problem: str


def compile_catalogues() -> int:
    """Compile each catalogue that is newer than its compiled form; return how many were."""
    compiled = 0
    for source in sorted(PACKAGES.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        draft = target.with_suffix(".mo.part")
        with draft.open("wb") as file:
            write_mo(file, _read(source))
        draft.replace(target)
        compiled += 1
    return compiled


def gaps() -> Iterator[Gap]:
    """Yield every sentence without a Chinese translation, with a different placeholder in it, or unused."""
    # What a package says may stand in the catalogue of another one: Django looks them all up as one.
    known: dict[str, set[str]] = {}
    catalogues = {
        package.name: _catalogue(package) for package in sorted(PACKAGES.iterdir()) if package.is_dir()
    }
    for catalogue in catalogues.values():
        for message in catalogue:
            known.setdefault(_id(message.id), set()).add(str(message.string))
    used: set[str] = set()
    for package in sorted(path for path in PACKAGES.iterdir() if path.is_dir()):
        for place, message in said_in(package):
            used.add(message)
            if message not in known:
                yield Gap(package.name, place, message, "no translation")
    for name, catalogue in catalogues.items():
        for message in catalogue:
            if not message.id:
                continue
            if _id(message.id) not in used:
                yield Gap(name, "django.po", _id(message.id), "not used any more")
            yield from _damaged(name, message.id, message.string)


def said_in(package: Path) -> Iterator[tuple[str, str]]:
    """Yield `(place, message)` for each translatable sentence in the programs and templates of a package."""
    # Django imports nothing of ours here; only its reader of templates is used.
    from django.utils.translation.template import templatize

    for path in sorted([*package.rglob("*.py"), *package.rglob("*.html"), *package.rglob("*.txt")]):
        place = path.relative_to(PACKAGES)
        if "tests" in place.parts or (path.suffix != ".py" and "templates" not in place.parts):
            continue
        text = path.read_text(encoding="utf-8")
        source = text if path.suffix == ".py" else templatize(text, origin=str(place))
        for line, _function, messages, _comments in extract_python(
            io.BytesIO(source.encode()), list(_KEYWORDS), [], {"encoding": "utf-8"}
        ):
            found = messages if isinstance(messages, str) else next((m for m in messages if m), None)
            if found:
                yield f"{place}:{line}", found


def _damaged(package: str, identifier: object, translation: object) -> Iterator[Gap]:
    message, text = (
        _id(identifier),
        translation if isinstance(translation, str) else " ".join(translation or ()),
    )  # type: ignore[arg-type]
    if not text:
        yield Gap(package, "django.po", message, "empty translation")
    elif _placeholders(message) != _placeholders(text) and isinstance(translation, str):
        yield Gap(package, "django.po", message, "other placeholders than the original")


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[\d.]*[a-zA-Z]|\{\w*\}", text))


def _id(identifier: object) -> str:
    return identifier if isinstance(identifier, str) else str(identifier[0])  # type: ignore[index]


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def _catalogue(package: Path) -> Catalog:
    path = package / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    return _read(path) if path.exists() else Catalog(locale="zh_Hans")
