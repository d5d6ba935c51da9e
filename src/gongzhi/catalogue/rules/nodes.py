"""Reading a file of an item by hand, so that every fault is found at once and named by line and path."""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import TypeVar

import yaml

from gongzhi.catalogue.facts import Said
from gongzhi.kernel.refusals import Refusal

Word = TypeVar("Word", bound=StrEnum)

LONGEST_TEXT = 600  # characters of one sentence or two; a default of this project
LONGEST_LIST = 50
KEY = r"[a-z][a-z0-9-]{0,63}"
_TAG = "tag:yaml.org,2002:"
_DAYS = re.compile(r"([1-9][0-9]{0,2})WD", re.ASCII)


class Findings:
    """What is wrong with a file, in the order of its lines: refusals with ``where`` and ``line``."""

    def __init__(self) -> None:
        self._found: list[Refusal] = []

    def note(self, code: str, where: str, line: int, **details: str | int) -> None:
        """Note a fault; `code` has its sentence in ``words``."""
        self._found.append(Refusal(code, {"where": where, "line": line, **details}))

    def all(self) -> tuple[Refusal, ...]:
        return tuple(sorted(self._found, key=lambda found: found.details["line"]))


class Part:
    """A mapping of the file. Each method reads one key, and notes a finding when its value will not do.

    What a method returns after a finding is a stand-in: a file with findings is used for nothing.
    """

    def __init__(self, node: yaml.Node, where: str, findings: Findings) -> None:
        self.line = node.start_mark.line + 1
        self.where = where
        self._findings = findings
        self._values: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        self._read: set[str] = set()
        if not isinstance(node, yaml.MappingNode):
            findings.note("catalogue.not_a_mapping", where, self.line)
            return
        for key, value in node.value:
            name = str(key.value)
            line = key.start_mark.line + 1
            if name in self._values:
                findings.note("catalogue.key_twice", self._path(name), line)
            self._values[name], self._lines[name] = value, line

    def note(self, code: str, key: str = "", **details: str | int) -> None:
        """Note a finding about a key of this part, or about the part itself."""
        self._findings.note(code, self._path(key) if key else self.where, self.line_of(key), **details)

    def line_of(self, key: str) -> int:
        return self._lines.get(key, self.line)

    def has(self, key: str) -> bool:
        return key in self._values

    def end(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._values.keys() - self._read:
            self.note("catalogue.unknown_key", key)

    def text(self, key: str, *, pattern: str = "", optional: bool = False) -> str:
        """Read a text of at most `LONGEST_TEXT` characters, of the form `pattern` where one is given."""
        value = self._scalar(key, "str", optional=optional)
        if value is None:
            return ""
        if not value.strip() or len(value) > LONGEST_TEXT:
            self.note("catalogue.text_length", key, limit=LONGEST_TEXT)
        elif pattern and not re.fullmatch(pattern, value):
            self.note("catalogue.text_form", key, value=value[:40])
        return value.strip()

    def said(self, key: str) -> Said:
        """Read ``key`` and ``key_en``: the Chinese is needed, the English may be left out."""
        return Said(self.text(key), self.text(f"{key}_en", optional=True))

    def maybe_said(self, key: str) -> Said | None:
        """Read what may be missing altogether."""
        if not self.has(key):
            return None
        return self.said(key)

    def number(self, key: str, low: int, high: int) -> int:
        """Read a whole number from `low` to `high`."""
        value = self._scalar(key, "int")
        if value is None:
            return low
        if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
            self.note("catalogue.number", key, low=low, high=high)
            return low
        return int(value)

    def flag(self, key: str, *, default: bool) -> bool:
        if not self.has(key):
            return default
        value = self._scalar(key, "bool")
        return value is not None and value.lower() in ("true", "yes", "on")

    def days(self, key: str) -> int:
        """Read a limit in working days, such as ``20WD``."""
        value = self._scalar(key, "str")
        found = _DAYS.fullmatch(value) if value is not None else None
        if value is not None and found is None:
            self.note("catalogue.days", key, value=value[:40])
        return int(found[1]) if found else 1

    def day(self, key: str) -> date:
        value = self._scalar(key, "timestamp")
        try:
            return date.fromisoformat(value or "")
        except ValueError:
            if value is not None:
                self.note("catalogue.date", key)
            return date.min

    def maybe_day(self, key: str) -> date | None:
        return self.day(key) if self.has(key) else None

    def word(self, key: str, among: type[Word]) -> Word:
        """Read one of the values of an enum."""
        value = self._scalar(key, "str")
        members = [member.value for member in among]
        if value in members:
            return among(value)
        if value is not None:
            self.note("catalogue.choice", key, value=value[:40], among=", ".join(members))
        return next(iter(among))

    def part(self, key: str) -> "Part":
        node = self._take(key)
        return Part(node or _nothing(self.line), self._path(key), self._findings if node else Findings())

    def parts(self, key: str, *, optional: bool = False) -> Iterator["Part"]:
        """Read a list of mappings; one that is needed has at least one entry."""
        if optional and not self.has(key):
            return
        node = self._take(key)
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode) or not 0 < len(node.value) <= LONGEST_LIST:
            self.note("catalogue.not_a_list", key, limit=LONGEST_LIST)
            return
        for index, entry in enumerate(node.value):
            yield Part(entry, f"{self._path(key)}[{index}]", self._findings)

    def texts(self, key: str) -> dict[str, str]:
        """Read a mapping of keys to texts that may be missing."""
        if not self.has(key):
            return {}
        inner = self.part(key)
        return {name: inner.text(name) for name in inner._values}

    def _take(self, key: str, *, optional: bool = False) -> yaml.Node | None:
        self._read.add(key)
        node = self._values.get(key)
        if node is None and not optional:
            self.note("catalogue.missing_key", key)
        return node

    def _scalar(self, key: str, kind: str, *, optional: bool = False) -> str | None:
        node = self._take(key, optional=optional)
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode) or node.tag != _TAG + kind:
            self.note("catalogue.wrong_kind", key, kind=kind)
            return None
        return str(node.value)

    def _path(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key


def read_part(text: str, findings: Findings) -> Part:
    """Return the whole file as a part; what is no YAML is an empty one, with a finding."""
    try:
        node = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        findings.note("catalogue.not_yaml", "", error.problem_mark.line + 1 if error.problem_mark else 1)
    except (yaml.YAMLError, ValueError, RecursionError):
        findings.note("catalogue.not_yaml", "", 1)
    else:
        return Part(node if node is not None else _nothing(1, kind="null"), "", findings)
    return Part(_nothing(1), "", Findings())


def _nothing(line: int, kind: str = "") -> yaml.Node:
    mark = yaml.Mark("", 0, line - 1, 0, None, 0)
    if kind:
        return yaml.ScalarNode(_TAG + kind, "", mark, mark)
    return yaml.MappingNode(_TAG + "map", [], mark, mark)
