"""While tests run: refuse every INSERT, UPDATE and DELETE that no action stands behind.

The look at the code (test_layers.py) misses a write through a variable; this one does not.
"""

import re
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from django.db import connections
from django.db.backends.signals import connection_created

_WRITE = re.compile(
    r"\b(?:insert\s+into|delete\s+from|truncate|merge\s+into|update\s+(?:only\s+)?[\w\".]+\s+set)\b",
    re.IGNORECASE,
)
# What writes of its own accord: sign-in sessions, the cache, migrations, the flush between tests.
_DJANGO = (
    "django.contrib.sessions.",
    "django.core.cache.",
    "django.contrib.messages.",
    "django.contrib.contenttypes.",
    "django.contrib.auth.management",
    "django.core.management.",
    "django.db.migrations.",
)


def may_write(module: str) -> bool | None:
    """Tell whether a write from this module is in order; None when the module says nothing about it.

    A test may write directly: it arranges what it needs, or damages what it proves to be protected.
    """
    if module.startswith(_DJANGO):
        return True
    if not module.startswith("gongzhi.") or ".tests." in module:
        return None
    return ".actions." in module or ".migrations." in module


def behind(frame: FrameType | None) -> str:
    """Return the module of the project that writes without being an action, or "" when all is well."""
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        verdict = may_write(module)
        if verdict is not None:
            return "" if verdict else module
        frame = frame.f_back
    return ""


def _guard(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if isinstance(sql, str) and _WRITE.search(sql) and (module := behind(sys._getframe())):
        raise AssertionError(f"{module} writes outside actions: {sql[:120]}")
    return execute(sql, params, many, context)


def _watch(connection: Any, **_: Any) -> None:
    if _guard not in connection.execute_wrappers:
        connection.execute_wrappers.append(_guard)


@pytest.fixture(scope="session", autouse=True)
def writes_only_in_actions() -> None:
    """Watch every connection, also those that threads open for themselves."""
    for connection in connections.all(initialized_only=True):
        _watch(connection)
    connection_created.connect(_watch, weak=False, dispatch_uid="writes only in actions")
