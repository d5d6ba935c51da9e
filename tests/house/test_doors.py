"""Doors and actions have the shape everybody relies on."""

import ast
import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from gongzhi.people.facts import Actor
from tests.house.code import SOURCE, Module, hold, modules

PACKAGES = sorted(path.parent.name for path in SOURCE.glob("*/public.py"))


def _public_actions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the actions of all doors. A check (`check_…`) compares and changes nothing: nobody is to be named."""
    for package in PACKAGES:
        door = import_module(f"gongzhi.{package}.public")
        for name in door.__all__:
            each = getattr(door, name)
            if name.startswith("check_"):
                continue
            if inspect.isfunction(each) and each.__module__.startswith(f"gongzhi.{package}.actions."):
                yield f"{package}.{name}", each


def test_a_door_holds_names_only() -> None:
    def found() -> Iterator[tuple[str, str]]:
        for module in modules():
            if module.room != "public":
                continue
            names = []
            for node in module.tree.body:
                if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("gongzhi."):
                    names += [each.asname or each.name for each in node.names]
                elif not (
                    isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
                ) and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
                    yield module.place, f"{module.place}:{node.lineno} {ast.unparse(node)[:60]}"
            listed = import_module(module.dotted).__all__
            if sorted(listed) != sorted(set(names)):
                yield module.place, f"{module.place}: __all__ and imports differ: {set(listed) ^ set(names)}"

    hold(
        "doors",
        found(),
        instead="public.py repeats names and lists them in __all__; code stands in the rooms",
    )


def test_an_action_says_who_and_when_by_keyword() -> None:
    def found() -> Iterator[tuple[str, str]]:
        for name, action in _public_actions():
            parameters = inspect.signature(action).parameters
            if any(each.kind is not each.KEYWORD_ONLY for each in parameters.values()):
                yield f"{name} keywords", f"{name} takes positional arguments"
            if "at" not in parameters:
                yield f"{name} at", f"{name} has no `at`"
            if "by" not in parameters or parameters["by"].annotation is not Actor:
                yield f"{name} by", f"{name} has no `by: Actor`"

    hold("actions", found(), instead="keyword-only, with by: Actor and at: datetime")


def test_an_action_is_one_transaction_or_says_that_it_runs_in_one() -> None:
    def found() -> Iterator[tuple[str, str]]:
        for name, action in _public_actions():
            opened, asserts, below = _transactions(action.__module__, action.__name__)
            if opened + asserts != 1 and not (below and opened == asserts == 0):
                yield (
                    name,
                    f"{name} opens {opened} transactions and {'asserts' if asserts else 'does not assert'} one",
                )

    hold(
        "one transaction",
        found(),
        instead="either one atomic(durable=True), or `assert connection.in_atomic_block`, never both",
    )


def _transactions(dotted: str, name: str) -> tuple[int, bool, bool]:
    """Count the transactions a function opens; tell whether it checks that it runs in one, or what it calls does.

    Functions of the same module are followed, since an action may hand its work to a helper there.
    """
    module = _module(dotted)
    functions = {each.name: each for each in module.tree.body if isinstance(each, ast.FunctionDef)}
    todo, seen, opened, asserted = [name], set(), 0, set()
    while todo:
        current = todo.pop()
        if current in seen or current not in functions:
            continue
        seen.add(current)
        for node in ast.walk(functions[current]):
            if isinstance(node, ast.Attribute) and ast.unparse(node) == "transaction.atomic":
                opened += 1
            if isinstance(node, ast.Attribute) and ast.unparse(node) == "connection.in_atomic_block":
                asserted.add(current)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                todo.append(node.func.id)
    return opened, name in asserted, bool(asserted)


def _module(dotted: str) -> Module:
    return next(module for module in modules() if module.dotted == dotted)


def test_reactions_are_a_table() -> None:
    """`web/reactions.py` says which fact runs which action, and decides nothing."""
    table = next((module for module in modules() if module.place == "web/reactions.py"), None)
    if table is None:
        return
    long = [each.name for each in table.functions() if (each.end_lineno or 0) - each.lineno > 25]
    assert not long, f"web/reactions.py: move the decision into the package that reacts: {long}"
