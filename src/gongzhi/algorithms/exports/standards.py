"""An entry in the words of other registers: which field of theirs is answered by which place of our own record.

The tables are data (`data/standards/*.yaml`): a new version of a standard is a new table, not new code.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

ATRS, DUTCH = "atrs", "dutch"
_CUT = "…"

Record = Mapping[str, Any]


@cache
def standard(name: str) -> Mapping[str, Any]:
    """Return the table of one standard."""
    text = files("gongzhi.algorithms").joinpath("data", "standards", f"{name}.yaml").read_text("utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


def as_atrs(record: Record) -> dict[str, Any]:
    """Return an entry under the attributes of the ATRS. What may have several values is always a list."""
    return {
        field["name"]: _values(record, field["from"]) if field.get("many") else _text(record, field["from"])
        for field in standard(ATRS)["fields"]
    }


def as_dutch(record: Record) -> dict[str, Any]:
    """Return an entry under the fields of the Dutch publication standard, no longer than it takes."""
    return {field["name"]: _dutch_value(record, field) for field in standard(DUTCH)["fields"]}


def _dutch_value(record: Record, field: Mapping[str, Any]) -> Any:
    if "fixed" in field:
        return field["fixed"]
    if field.get("pairs"):
        return _pairs(record, field)
    text, most = _text(record, field["from"]), field.get("most")
    return text if most is None or len(text) <= most else text[: most - 1] + _CUT


def _pairs(record: Record, field: Mapping[str, Any]) -> list[dict[str, str]]:
    title = _text(record, field.get("title", ()))
    return [{"title": title, "link": _text(record, field["link"])}] if title else []


def flat(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return one row of a table: lists as one text, as a spreadsheet takes them."""
    return {name: _said(value, apart="; ") for name, value in fields.items()}


def _values(record: Record, places: Sequence[str]) -> list[str]:
    found: list[str] = []
    for place in places:
        value = _find(record, place)
        found += [_said(each) for each in value] if isinstance(value, list) else [_said(value)]
    return [each for each in found if each]


def _text(record: Record, places: Sequence[str]) -> str:
    return "\n".join(filter(None, (_said(_find(record, place)) for place in places)))


def _find(record: Record, place: str) -> Any:
    here: Any = record
    for step in place.split("."):
        here = here[step]  # a place that does not exist is a fault of the table, and is found by its test
    return here


def _said(value: Any, *, apart: str = "\n") -> str:
    """Return a value as text; unknown is the empty text, and zero is not."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return apart.join(f"{name}: {_said(each)}" for name, each in value.items() if each is not None)
    if isinstance(value, list | tuple):
        return apart.join(_said(each, apart=", ") for each in value)
    return str(value)
