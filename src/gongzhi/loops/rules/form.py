"""The form of a definition file: YAML without surprises, and typed access to its parts."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from gongzhi.loops.rules.definition import Finding

MAX_CHARACTERS = 100_000  # default of this project: the shipped definition has about 6,000

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)


class _Loader(yaml.SafeLoader):
    """The safe loader, refusing duplicate keys and merge keys: the last one would win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise yaml.constructor.ConstructorError(None, None, "key_not_text", key_node.start_mark)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, "duplicate_key", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


class Form:
    """Collects findings while values are taken out of parsed YAML. Nothing here raises."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def fail(self, where: str, code: str, check: int = 0, **details: str | int) -> None:
        """Note a finding about the form of the file."""
        self.findings.append(Finding(check, code, where.removeprefix("."), details))

    def mapping(self, value: Any, where: str, known: frozenset[str] | None) -> dict[str, Any]:
        """Return `value` if it is a mapping, without keys that are not `known` (None: any key)."""
        if not isinstance(value, dict):
            self.fail(where, "not_a_mapping")
            return {}
        unknown = [] if known is None else [key for key in value if key not in known]
        for key in unknown:
            self.fail(f"{where}.{key[:40]}", "unknown_key")
        return {key: item for key, item in value.items() if key not in unknown}

    def named(self, top: Mapping[str, Any], key: str) -> dict[str, Any]:
        """Return a mapping from names to things; it has at least one entry."""
        own = self.mapping(top.get(key), key, None)
        if not own and isinstance(top.get(key), dict):
            self.fail(key, "empty")
        for name in own:
            if not _NAME.fullmatch(name):
                self.fail(f"{key}.{name[:40]}", "bad_name")
        return own

    def text(self, data: Mapping[str, Any], key: str, where: str) -> str:
        """Return a text, or "" where the key is missing."""
        value = data.get(key, "")
        if isinstance(value, str):
            return value
        self.fail(f"{where}.{key}", "not_text")
        return ""

    def name(self, data: Mapping[str, Any], key: str, where: str, needed: bool = False) -> str:
        """Return a name: small letters, digits, _ and -, at most 40 characters."""
        value = self.text(data, key, where)
        present = isinstance(data.get(key), str)
        if (present or (needed and key not in data)) and not _NAME.fullmatch(value):
            self.fail(f"{where}.{key}", "bad_name")
        return value

    def optional(self, data: Mapping[str, Any], key: str, where: str) -> str | None:
        """Return a name, or None where the key is missing."""
        return self.name(data, key, where) if key in data else None

    def texts(self, data: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
        """Return a list of texts; a single text counts as a list of one."""
        value = data.get(key, [])
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.fail(f"{where}.{key}", "not_texts")
        return ()

    def whole(self, data: Mapping[str, Any], key: str, where: str) -> int | None:
        """Return a whole number, or None where the key is missing."""
        value = data.get(key)
        if key not in data or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.fail(f"{where}.{key}", "not_whole")
        return None

    def flag(self, data: Mapping[str, Any], key: str, where: str) -> bool:
        """Return true or false; false where the key is missing."""
        value = data.get(key, False)
        if isinstance(value, bool):
            return value
        self.fail(f"{where}.{key}", "not_a_flag")
        return False


def parse_yaml(text: str, form: Form) -> Any:
    """Return what `text` holds, or None with a finding. Raises nothing, whatever the text."""
    if len(text) > MAX_CHARACTERS:
        form.fail("", "too_long", limit=MAX_CHARACTERS)
        return None
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as error:
        known = {"key_not_text", "duplicate_key"}
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        form.fail(f"line {line}", error.problem if error.problem in known else "not_yaml")
    except (yaml.YAMLError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        form.fail("", "not_yaml")  # control characters, impossible dates, nesting without end
    return None
