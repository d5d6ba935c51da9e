"""Reading a YAML file of rules by hand, so that every problem is found at once and named by its place."""

import re
from collections.abc import Hashable, Mapping, Sequence
from datetime import date, time
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.rules.durations import Duration, Unit, parse_duration

_PERCENT = re.compile(r"(100|[1-9][0-9]?)%", re.ASCII)
_PORTION = re.compile(r"(100|[0-9]{1,2}(\.[0-9])?)%", re.ASCII)
_SPAN = re.compile(r"((?:[01][0-9]|2[0-3]):[0-5][0-9])-((?:[01][0-9]|2[0-3]):[0-5][0-9])", re.ASCII)


class _Loader(yaml.SafeLoader):
    """YAML that refuses a key written twice, of which the plain loader keeps the last in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem="key written twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


class Section:
    """A mapping being read. Each method takes one key and notes a refusal when its value will not do.

    What a method returns after a refusal is a stand-in; the caller raises once all is read.
    """

    def __init__(self, values: Mapping[Any, Any], where: str, refusals: list[Refusal]) -> None:
        self._values = values
        self._where = where
        self._refusals = refusals
        self._read: set[str] = set()

    def refuse(self, what: str, key: str, **details: str | int) -> None:
        """Note that the value of a key will not do: refusal ``loops.profile_<what>``."""
        self._refusals.append(Refusal(f"loops.{what}", {"where": self._path(key), **details}))

    def keys(self) -> tuple[str, ...]:
        return tuple(str(key) for key in self._values)

    def end(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.keys():
            if key not in self._read:
                self.refuse("profile_unknown_key", key)

    def section(self, key: str) -> "Section":
        value = self._take(key)
        if value is not None and not isinstance(value, dict):
            self.refuse("profile_section", key)
        return Section(value if isinstance(value, dict) else {}, self._path(key), self._refusals)

    def text(self, key: str, pattern: str = r"[A-Za-z][A-Za-z0-9_-]*") -> str:
        value = self._take(key)
        return str(value) if self._fits(key, "profile_text", value, pattern) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._take(key)
        if value is None or (isinstance(value, list) and value and all(isinstance(e, str) for e in value)):
            return tuple(value or ())
        self.refuse("profile_list", key)
        return ()

    def choice(self, key: str, among: Sequence[str]) -> str:
        value = self._take(key)
        if value is not None and value not in among:
            self.refuse("profile_choice", key, value=_shown(value), among=", ".join(among))
        return str(value) if value in among else among[0]

    def flag(self, key: str) -> bool:
        value = self._take(key)
        if value is not None and not isinstance(value, bool):
            self.refuse("profile_flag", key, value=_shown(value))
        return value is True

    def count(self, key: str, low: int, high: int) -> int:
        value = self._take(key)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        if value is not None:
            self.refuse("profile_count", key, value=_shown(value), low=low, high=high)
        return low

    def percent(self, key: str) -> int:
        """Read ``5%``, from 1 to 100: a share of nothing would switch a check off."""
        value = self._take(key)
        return int(str(value)[:-1]) if self._fits(key, "profile_percent", value, _PERCENT) else 1

    def percents(self, required: Sequence[str]) -> dict[str, int]:
        return {key: self.percent(key) for key in self._open(required)}

    def portion(self, key: str) -> float:
        """Read ``5%`` or ``2.5%``, from 0 to 100: how often something happens, which may be never."""
        value = self._take(key)
        return float(str(value)[:-1]) if self._fits(key, "profile_portion", value, _PORTION) else 0.0

    def portions(self) -> dict[str, float]:
        return {key: self.portion(key) for key in self.keys()}

    def duration(self, key: str, units: Sequence[Unit] = tuple(Unit)) -> Duration:
        value = self._take(key)
        try:
            duration = parse_duration(value if isinstance(value, str) else "")
        except ValueError:
            duration = None
        if duration is not None and duration.unit in units:
            return duration
        if value is not None:
            self.refuse("profile_duration", key, value=_shown(value), units=", ".join(units))
        return Duration(1, Unit.DAY)

    def durations(self, required: Sequence[str], units: Sequence[Unit] = tuple(Unit)) -> dict[str, Duration]:
        return {key: self.duration(key, units) for key in self._open(required)}

    def day(self, key: str) -> date:
        value = self._take(key)
        if type(value) is date:
            return value
        if value is not None:
            self.refuse("profile_date", key, value=_shown(value))
        return date.min

    def optional_day(self, key: str) -> date | None:
        if self._values.get(key) is None:
            self._read.add(key)
            return None
        return self.day(key)

    def zone(self, key: str) -> ZoneInfo:
        value = self._take(key)
        try:
            return ZoneInfo(str(value))
        except (KeyError, ValueError, OSError):
            if value is not None:
                self.refuse("profile_zone", key, value=_shown(value))
            return ZoneInfo("UTC")

    def hours(self, key: str) -> tuple[tuple[time, time], ...]:
        """Read spans of a day, ``09:00-12:00``, in order, with a break between them."""
        found = [_SPAN.fullmatch(text) for text in self.texts(key)]
        spans = tuple((time.fromisoformat(e[1]), time.fromisoformat(e[2])) for e in found if e)
        edges = [edge for span in spans for edge in span]
        if not all(found) or any(a >= b for a, b in pairwise(edges)):
            self.refuse("profile_hours", key)
        return spans

    def _open(self, required: Sequence[str]) -> tuple[str, ...]:
        return tuple(key for key in dict.fromkeys((*self.keys(), *required)) if key not in self._read)

    def _take(self, key: str) -> Any:
        self._read.add(key)
        value = self._values.get(key)
        if value is None:
            self.refuse("profile_missing", key)
        return value

    def _fits(self, key: str, what: str, value: Any, pattern: str | re.Pattern[str]) -> bool:
        fits = isinstance(value, str) and re.fullmatch(pattern, value) is not None
        if value is not None and not fits:
            self.refuse(what, key, value=_shown(value))
        return fits

    def _path(self, key: str) -> str:
        return f"{self._where}.{key}" if self._where else key


def read_yaml(text: str, refusals: list[Refusal]) -> Section:
    """Return the whole file as a section; what is no YAML mapping is an empty one, with a refusal."""
    try:
        values = yaml.load(text, _Loader)  # noqa: S506 - a safe loader, see _Loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        refusals.append(Refusal("loops.profile_not_yaml", {"line": mark.line + 1 if mark else 1}))
        return Section({}, "", [])
    except (yaml.YAMLError, ValueError, RecursionError):
        refusals.append(Refusal("loops.profile_not_yaml", {"line": 1}))
        return Section({}, "", [])
    if not isinstance(values, dict):
        refusals.append(Refusal("loops.profile_not_yaml", {"line": 1}))
        return Section({}, "", [])
    return Section(values, "", refusals)


def laid_over(below: Section, above: Section) -> Section:
    """Return a file with what another one says in its place, key by key down to the innermost."""
    return Section(_over(below._values, above._values), "", below._refusals)


def _over(below: Mapping[Any, Any], above: Mapping[Any, Any]) -> dict[Any, Any]:
    both = dict(below)
    for key, value in above.items():
        mine = both.get(key)
        both[key] = _over(mine, value) if isinstance(mine, dict) and isinstance(value, dict) else value
    return both


def _shown(value: object) -> str:
    return str(value)[:40]
