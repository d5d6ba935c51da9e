"""What an entry of the register has to say, section by section. Forms, the JSON Schema and refusals come from here."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from gongzhi.kernel.refusals import Refusal

DESCRIPTION_LIMIT = 350
EVALUATION_DAYS = 366  # twelve months, a leap day among them; a county may ask for less, and for no more


class Form(StrEnum):
    """What the value of a field is."""

    TEXT = "text"
    LINES = "lines"  # texts, at least one where needed
    CODES = "codes"
    DAY = "day"  # an ISO date
    LEVEL = "level"  # 1 to 4
    GROUPS = "groups"  # group -> how many
    METRICS = "metrics"


@dataclass(frozen=True)
class Field:
    """A field of a section. With `both` it stands twice: `name`, and `name_en` for readers of English."""

    name: str
    form: Form = Form.TEXT
    needed: bool = True
    limit: int = 2000
    both: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_en") if self.both else (self.name,)


DIMENSIONS = (
    "rights",
    "dignity",
    "health",
    "economy",
    "reversibility",
    "duration",
    "scale",
    "vulnerable_groups",
)

SECTIONS: Mapping[str, tuple[Field, ...]] = {
    "identity": (
        Field("name", limit=80),
        Field("description", limit=DESCRIPTION_LIMIT),
        Field("accountable", limit=120),
        Field("supplier", limit=200),
        Field("contact", limit=200, both=False),
        Field("phone", limit=40, both=False),
    ),
    "purpose": (
        Field("purposes", Form.CODES, both=False),
        Field("need"),
        Field("decisions"),
        Field("not_for", Form.LINES),
        Field("alternatives"),
        Field("baseline_metric", limit=200),
        Field("baseline_value", limit=40, both=False),
        Field("listed", Form.CODES, needed=False, both=False),
    ),
    "use": (
        Field("seen_by"),
        Field("human_decision"),
        Field("override"),
        Field("appeal"),
        Field("explanation"),
        Field("training"),
    ),
    "data": (
        Field("sources", Form.LINES),
        Field("personal", Form.LINES, needed=False),
        Field("legal_basis"),
        Field("retention"),
        Field("representativeness"),
    ),
    "impact": (
        *(Field(name, Form.LEVEL, both=False) for name in DIMENSIONS),
        Field("grounds"),
        Field("mitigation", needed=False),
    ),
    "evaluation": (
        Field("dataset"),
        Field("held_on", Form.DAY, both=False),
        Field("groups", Form.GROUPS, both=False),
        Field("metrics", Form.METRICS, both=False),
        Field("expires_on", Form.DAY, both=False),
    ),
}
EMPTY: tuple[Any, ...] = (None, "", [], {}, ())
# What a version must keep the same to go the short way after the one in production.
SAME_SCOPE = ("purpose", "data", "use")


def section_refusal(
    section: str, values: Mapping[str, Any], *, today: date, days: int = EVALUATION_DAYS
) -> Refusal | None:
    """Say what is wrong with a section as it was written: what is missing, too long, or no such value.

    One language is enough to keep it; `languages_missing` says what has to be there before anybody reviews it.

    Refusals: ``algorithms.section_unknown``, ``algorithms.field_unknown``, ``algorithms.field_missing``,
    ``algorithms.field_too_long``, ``algorithms.field_unfit``, ``algorithms.evaluation_ahead``,
    ``algorithms.evaluation_expired``, ``algorithms.evaluation_too_long``.
    """
    return next(_section_refusals(section, values, today=today, days=days), None)


def _section_refusals(
    section: str, values: Mapping[str, Any], *, today: date, days: int
) -> Iterator[Refusal]:
    if section not in SECTIONS:
        yield Refusal("algorithms.section_unknown", {"section": section[:40]})
        return
    fields = SECTIONS[section]
    for name in sorted(values.keys() - {name for field in fields for name in field.names}):
        yield Refusal("algorithms.field_unknown", {"section": section, "field": name[:40]})
    for field in fields:
        written = any(values.get(name) not in EMPTY for name in field.names)
        for name in field.names:
            if written and values.get(name) in EMPTY:
                continue
            if refusal := _value_refusal(section, field, name, values.get(name)):
                yield refusal
    if section == "evaluation":
        yield from _evaluation(values, today=today, days=min(days, EVALUATION_DAYS))


def _value_refusal(section: str, field: Field, name: str, value: Any) -> Refusal | None:
    where: dict[str, str | int] = {"section": section, "field": name}
    if value in EMPTY:
        return Refusal("algorithms.field_missing", where) if field.needed else None
    if not _FITS[field.form](value):
        return Refusal("algorithms.field_unfit", where)
    texts = [value] if isinstance(value, str) else value if field.form is Form.LINES else []
    if sum(len(text) for text in texts) > field.limit:
        return Refusal("algorithms.field_too_long", {**where, "limit": field.limit})
    return None


def _evaluation(values: Mapping[str, Any], *, today: date, days: int) -> Iterator[Refusal]:
    held, expires = date.fromisoformat(values["held_on"]), date.fromisoformat(values["expires_on"])
    if held > today:
        yield Refusal("algorithms.evaluation_ahead")
    if expires <= today:
        yield Refusal("algorithms.evaluation_expired")
    if expires - held > timedelta(days=days):
        yield Refusal("algorithms.evaluation_too_long", {"days": days})


def missing_sections(document: Mapping[str, Any], wanted: Sequence[str] = tuple(SECTIONS)) -> Refusal | None:
    """Say which section is still to be written, or to be written in the other language too.

    Refusals: ``algorithms.section_missing``, ``algorithms.language_missing``.
    """
    if missing := next((name for name in wanted if not document.get(name)), None):
        return Refusal("algorithms.section_missing", {"section": missing})
    if half := next((name for name in wanted if languages_missing(name, document[name])), None):
        return Refusal("algorithms.language_missing", {"section": half})
    return None


def languages_missing(section: str, values: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return by language ("zh", "en") the fields that stand in the other one alone; a whole section has none."""
    found: dict[str, list[str]] = {}
    for field in SECTIONS[section]:
        if not field.both:
            continue
        empty = [values.get(name) in EMPTY for name in field.names]
        if any(empty) and not all(empty):
            found.setdefault("zh" if empty[0] else "en", []).append(field.name)
    return {language: tuple(names) for language, names in sorted(found.items())}


def impact_level(impact: Mapping[str, Any]) -> int:
    """Return the level of an impact: the highest of its dimensions; what was done against it never lowers it."""
    return max((int(impact[name]) for name in DIMENSIONS if impact.get(name)), default=0)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and "\x00" not in value


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[!-~]{1,40}", value) is not None


def _is_list(value: Any, fits: Any, most: int) -> bool:
    return isinstance(value, (list, tuple)) and 0 < len(value) <= most and all(map(fits, value))


def _is_day(value: Any) -> bool:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_level(value: Any) -> bool:
    return _is_whole(value) and 1 <= value <= 4


def _are_groups(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        _is_text(name) and 0 < len(name) <= 80 and _is_whole(n) and n >= 0 for name, n in value.items()
    )


def _is_number(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) <= 20 and Decimal(value).is_finite()
    except InvalidOperation:
        return False


METRIC = {"name", "value", "low", "high", "n"}


def _is_metric(value: Any) -> bool:
    """A metric has a name, a value, the bounds of its 95 % interval as decimals, and how many it was counted on."""
    if not isinstance(value, Mapping) or not value.keys() >= METRIC or value.keys() - METRIC - {"group"}:
        return False
    if not all(_is_number(value[key]) for key in ("value", "low", "high")):
        return False
    between = Decimal(value["low"]) <= Decimal(value["value"]) <= Decimal(value["high"])
    return between and _is_text(value["name"]) and _is_whole(value["n"]) and value["n"] > 0


_FITS: Mapping[Form, Any] = {
    Form.TEXT: _is_text,
    Form.LINES: lambda value: _is_list(value, _is_text, 30),
    Form.CODES: lambda value: _is_list(value, _is_code, 20),
    Form.DAY: _is_day,
    Form.LEVEL: _is_level,
    Form.GROUPS: _are_groups,
    Form.METRICS: lambda value: _is_list(value, _is_metric, 60),
}
