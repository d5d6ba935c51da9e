"""The project's own code as data, for the house tests."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.house.exceptions import EXCEPTIONS

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "gongzhi"
CODE = ROOT / "src"


@dataclass(frozen=True)
class Module:
    """One file of the code: where it stands, its text, its tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def place(self) -> str:
        """Return the path as a person looks it up: ``cases/actions/judge.py``."""
        return self.path.relative_to(SOURCE).as_posix()

    @property
    def package(self) -> str:
        return self.place.split("/")[0] if "/" in self.place else ""

    @property
    def room(self) -> str:
        """Return the room inside the package: ``actions``, ``rules``, ``views``…"""
        parts = self.place.split("/")
        # Each way a case comes in is a house of its own inside channels, with the same rooms.
        rooms = parts[2:] if parts[0] == "channels" and len(parts) > 2 else parts[1:]
        return rooms[0].removesuffix(".py") if rooms else self.path.stem

    @property
    def dotted(self) -> str:
        parts = self.path.relative_to(CODE).with_suffix("").parts
        return ".".join(part for part in parts if part != "__init__")

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def texts(self) -> Iterator[ast.Constant]:
        """Yield the string constants that are no docstrings."""
        docstrings = {
            id(owner.body[0].value)
            for owner in ast.walk(self.tree)
            if isinstance(owner, ast.Module | ast.ClassDef | ast.FunctionDef)
            and owner.body
            and isinstance(owner.body[0], ast.Expr)
        }
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                yield node


@cache
def modules(*, tests: bool = False) -> tuple[Module, ...]:
    """Return the modules of the product; with `tests`, those of the tests beside them as well."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).parts
        if "migrations" in parts or ("tests" in parts and not tests):
            continue
        text = path.read_text(encoding="utf-8")
        found.append(Module(path, text, ast.parse(text)))
    return tuple(found)


def hold(rule: str, found: Iterable[tuple[str, str]], *, instead: str) -> None:
    """Fail when a rule is broken, or an exception to it is not needed any more.

    `found` are pairs of a stable name (no line numbers, so that an exception stays valid) and what to
    say about it.
    """
    __tracebackhide__ = True
    listed = EXCEPTIONS.get(rule, {})
    broken = dict(found)
    new = [f"  {said}" for name, said in broken.items() if name not in listed]
    assert not new, "\n".join([f"{rule}: {instead}", *new])
    over = [name for name in listed if name not in broken]
    assert not over, f"{rule}: not needed any more, take out of tests/house/exceptions.py: {over}"
