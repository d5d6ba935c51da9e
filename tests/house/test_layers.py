"""Where rows are written, transactions opened and the clock read. Each failure says what to do instead."""

import ast
import re
from collections.abc import Iterator

from tests.house.code import Module, hold, modules

_WRITES = {
    "abulk_create",
    "bulk_create",
    "bulk_update",
    "create",
    "delete",
    "get_or_create",
    "save",
    "update",
    "update_or_create",
}
_SQL = re.compile(
    r"^\s*(with\b.*\b)?(insert\s+into|delete\s+from|update\s+\w+\s+set)\b", re.IGNORECASE | re.DOTALL
)


def _calls(module: Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))


def _said(module: Module, node: ast.AST, text: str) -> tuple[str, str]:
    line = getattr(node, "lineno", 1)
    return f"{module.place} {text}", f"{module.place}:{line} {text}"


def test_rows_are_written_in_actions_only() -> None:
    def found() -> Iterator[tuple[str, str]]:
        for module in modules():
            if module.room == "actions":
                continue
            for call in _calls(module):
                name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
                on_table = name in _WRITES and "'objects'" in ast.dump(call.func)
                if on_table or (name in {"save", "delete"} and _is_a_row(call)):
                    yield _said(module, call, f".{name}()")
            for text in module.texts():
                if _SQL.match(str(text.value)):
                    yield _said(module, text, str(text.value).split()[0].lower())

    hold("writes", found(), instead="write in an action, which records the fact in the same transaction")


def _is_a_row(call: ast.Call) -> bool:
    """Sessions, storages and caches have `save` and `delete` too, and no `update_fields`."""
    assert isinstance(call.func, ast.Attribute)
    on = ast.unparse(call.func.value)
    return not on.endswith(("session", "storage", "cache", "default_storage", "image"))


def test_the_clock_is_read_at_the_edges_only() -> None:
    edges = {"views", "jobs", "context"}  # `context` is what every page gets

    def found() -> Iterator[tuple[str, str]]:
        for module in modules():
            if module.package == "web" or module.room in edges or module.place == "kernel/instants.py":
                continue
            for call in _calls(module):
                if name := _clock(call):
                    yield _said(module, call, f"{name}()")

    hold("clock", found(), instead="take `at` as an argument; views, jobs and commands read the clock")


def _clock(call: ast.Call) -> str:
    name = ast.unparse(call.func)
    last = name.split(".")[-1]
    if last in {"now", "today", "utcnow", "time_ns"} or name in {"time.time", "time", "clock.time"}:
        return name if not (name == "time" and call.args) else ""
    # Without an instant these two mean: now.
    return name if last in {"localdate", "localtime"} and not call.args and not call.keywords else ""


def test_transactions_open_in_actions_only_and_are_whole() -> None:
    def found() -> Iterator[tuple[str, str]]:
        for module in modules():
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Attribute) and node.attr == "atomic" and module.room != "actions":
                    yield _said(module, node, "atomic")
            for call in _calls(module):
                durable = any(keyword.arg == "durable" for keyword in call.keywords)
                if ast.unparse(call.func) == "transaction.atomic" and not durable:
                    yield _said(module, call, "atomic without durable=True")

    hold("transactions", found(), instead="one use-case, one atomic(durable=True), opened in its action")


def test_get_model_is_for_migrations() -> None:
    found = (
        _said(module, node, "get_model")
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr == "get_model"
    )
    hold("get_model", found, instead="import the other package's door; its tables are its own")


def test_effects_between_packages_go_through_facts() -> None:
    """Django's signals would be a second, invisible table of reactions."""
    found = (
        _said(module, node, "signal receiver")
        for module in modules()
        for node in ast.walk(module.tree)
        if (
            isinstance(node, ast.ImportFrom)
            and node.module in {"django.dispatch", "django.db.models.signals"}
        )
    )
    hold("signals", found, instead="record a fact and react to it in web/reactions.py")
