"""Every address there is, and who it is for: for the reference, and for the test that tries each with each post."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

_PART = re.compile(r"<(?:(\w+):)?(\w+)>")
_EXAMPLES = {"uuid": "01900000-0000-7000-8000-000000000000", "int": "1"}


@dataclass(frozen=True)
class Route:
    """One address. `powers`: any of them opens it, none means any post; None where it asks for no post at all."""

    path: str
    name: str
    view: Callable[..., Any]
    powers: tuple[str, ...] | None

    @property
    def example(self) -> str:
        """Return a path that leads to it, with ids nobody has."""
        return "/" + _PART.sub(lambda part: _EXAMPLES.get(part[1] or "", "x"), self.path)


def routes() -> list[Route]:
    """Return every address, in the order they are tried."""
    return list(_under("", get_resolver().url_patterns))


def _under(before: str, patterns: list[Any]) -> Iterator[Route]:
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _under(path, pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            view = pattern.callback
            yield Route(path, pattern.name or "", view, getattr(view, "powers", None))
