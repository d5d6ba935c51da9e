"""The page of facts: everything that can happen, from the `facts` module of each package."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import gongzhi
from gongzhi.web.reference.markdown import code, first_line, table

SOURCE = Path(gongzhi.__file__).parent


def page() -> str:
    """Return the page."""
    parts = [
        "# Facts",
        "A fact is recorded in the transaction of the change it tells of and is never changed. Beside its fields each"
        " entry carries a node, a subject, who acted, the instant, and a random blind. A field marked *private* holds"
        " a commitment; its text stands apart and can be erased.",
    ]
    for package in sorted({file.parent.name for file in SOURCE.glob("*/facts.py")}):
        # A package with many facts has those of one matter in a file of their own: whistle_facts.py.
        files = sorted(SOURCE.glob(f"{package}/*facts.py"), key=lambda file: file.stem != "facts")
        found = [each for file in files for each in _facts(import_module(f"gongzhi.{package}.{file.stem}"))]
        rows = [[code(each.kind), _meaning(each), _fields(each)] for each in found]
        if rows:
            parts += [f"## {package}", table(["kind", "what happened", "fields"], rows)]
    return "\n\n".join(parts)


def _facts(module: ModuleType) -> Iterator[type[Any]]:
    for each in vars(module).values():
        own = isinstance(each, type) and is_dataclass(each) and each.__module__ == module.__name__
        if own and isinstance(vars(each).get("kind"), str):
            yield each


def _meaning(fact: type[Any]) -> str:
    """Return the docstring; a dataclass without one has its signature there, which says nothing new."""
    said = first_line(fact.__doc__)
    return "" if said.startswith(f"{fact.__name__}(") else said


def _fields(fact: type[Any]) -> str:
    return ", ".join(f"{code(field.name)} {_type(field.type)}" for field in fields(fact))


def _type(annotation: Any) -> str:
    name = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    short = re.sub(r"[\w.]+\.(\w+)", r"\1", name).replace("Private", "*private*")
    return short.replace(" | None", "?").replace("<", "‹").replace(">", "›")
