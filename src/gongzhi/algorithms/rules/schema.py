"""The JSON Schema of an entry, made of the same table the refusals come from."""

from typing import Any

from gongzhi.algorithms.rules.entry import SECTIONS, Field, Form

_DECIMAL = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "maxLength": 20}
_SHAPES: dict[Form, dict[str, Any]] = {
    Form.CODES: {
        "type": "array",
        "items": {"type": "string", "pattern": "^[!-~]{1,40}$"},
        "maxItems": 20,
    },
    Form.DAY: {"type": "string", "format": "date"},
    Form.LEVEL: {"type": "integer", "minimum": 1, "maximum": 4},
    Form.GROUPS: {
        "type": "object",
        "propertyNames": {"minLength": 1, "maxLength": 80},
        "additionalProperties": {"type": "integer", "minimum": 0},
        "minProperties": 1,
    },
    Form.METRICS: {
        "type": "array",
        "minItems": 1,
        "maxItems": 60,
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["name", "value", "low", "high", "n"],
            "properties": {
                "name": {"type": "string"},
                "group": {"type": "string"},
                "value": _DECIMAL,
                "low": _DECIMAL,
                "high": _DECIMAL,
                "n": {"type": "integer", "minimum": 1},
            },
        },
    },
}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the sections of an entry."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An entry of the register of algorithms",
        "type": "object",
        "additionalProperties": False,
        "required": list(SECTIONS),
        "properties": {name: _section(fields) for name, fields in SECTIONS.items()},
    }


def _section(fields: tuple[Field, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for field in fields if field.needed for name in field.names],
        "properties": {name: _shape(field) for field in fields for name in field.names},
    }


def _shape(field: Field) -> dict[str, Any]:
    least = 1 if field.needed else 0
    if field.form is Form.TEXT:
        return {"type": "string", "minLength": least, "maxLength": field.limit}
    if field.form is Form.LINES:
        return {"type": "array", "items": {"type": "string"}, "minItems": least, "maxItems": 30}
    shape = _SHAPES[field.form]
    return {**shape, "minItems": least} if field.form is Form.CODES else shape
