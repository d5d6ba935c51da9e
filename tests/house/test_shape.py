"""Files and functions stay short, the kernel small, the engine ignorant of what it carries."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.code import ROOT, SOURCE, hold, modules

MAX_FILE, MAX_FUNCTION, MAX_KERNEL = 400, 50, 800

# Kinds of loop there are and will be. Whatever carries them all must not know one of them.
KINDS = frozenset(
    {"case", "cases", "patrol", "patrols", "application", "directive", "inspection", "resource_need"}
)
BLIND = ("ledger", "people", "organization", "loops", "notices")

TRADE = frozenset(
    """
    appeal application arbiter case cases deadline deadlines dispatch division duty grid grids handler loop loops
    matter matters obligation obligations office patrol post posts resident residents unit units
    """.split()  # noqa: SIM905
)


def _all_code() -> list[Path]:
    return sorted([*SOURCE.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")])


def test_files_stay_short() -> None:
    def found() -> Iterator[tuple[str, str]]:
        for path in _all_code():
            place = path.relative_to(ROOT).as_posix()
            lines = path.read_text(encoding="utf-8").count("\n")
            if lines > MAX_FILE and "migrations" not in path.parts:
                yield place, f"{place} has {lines} lines"

    hold(
        "files",
        found(),
        instead=f"at most {MAX_FILE} lines: what is the thing in it that wants a file of its own?",
    )


def test_functions_stay_short() -> None:
    def found() -> Iterator[tuple[str, str]]:
        for path in _all_code():
            if "migrations" in path.parts:
                continue
            place = path.relative_to(ROOT).as_posix()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION:
                    yield f"{place} {node.name}", f"{place}:{node.lineno} {node.name}"

    hold("functions", found(), instead=f"less than {MAX_FUNCTION} lines")


def test_the_kernel_is_small_and_knows_no_trade() -> None:
    kernel = [module for module in modules() if module.package == "kernel"]
    lines = sum(module.text.count("\n") for module in kernel)
    assert lines <= MAX_KERNEL, (
        f"kernel has {lines} lines; what is not everybody's business belongs to a package"
    )
    words = set()
    for module in kernel:
        for node in ast.walk(module.tree):
            for name in _names(node):
                words |= {(module.place, part) for part in name.lower().split("_") if part in TRADE}
        words |= {
            (module.place, str(text.value)) for text in module.texts() if str(text.value).lower() in TRADE
        }
    assert not words, f"the kernel speaks of the trade: {sorted(words)}"


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield re.sub(r"(?<=[a-z])(?=[A-Z])", "_", node.name)


def test_below_the_kinds_of_loop_none_is_named() -> None:
    """Loops, notices and organization serve every kind: a word like "case" there is a special rule."""
    found = (
        (f"{module.place} {text.value}", f"{module.place}:{text.lineno} {text.value!r}")
        for module in modules()
        if module.package in BLIND
        for text in module.texts()
        if str(text.value).lower() in KINDS
    )
    hold("kinds of loop", found, instead="say it in the definition, the profile or the package above")
