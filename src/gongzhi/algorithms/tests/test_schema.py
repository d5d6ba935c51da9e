"""The shipped JSON Schema says what the rules say."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

import gongzhi.algorithms
from gongzhi.algorithms.rules.entry import SECTIONS, missing_sections, section_refusal
from gongzhi.algorithms.rules.schema import schema
from gongzhi.algorithms.tests.in_force import sections

TODAY = date(2026, 3, 2)
DATA = Path(gongzhi.algorithms.__file__).parent / "data"
SHIPPED = sorted((DATA / "entries").glob("*.yaml"))


def test_the_file_is_what_the_rules_make() -> None:
    assert json.loads((DATA / "entry.schema.json").read_text(encoding="utf-8")) == schema()


def test_a_whole_entry_is_valid() -> None:
    jsonschema_rs.validate(schema(), sections(on=TODAY))


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        ("identity", "description", "长" * 351),
        ("identity", "owner_phone", "1"),
        ("identity", "name", ""),
        ("impact", "rights", 5),
        ("purpose", "purposes", ["has spaces"]),
        ("purpose", "not_for", []),
        ("evaluation", "groups", {"a": -1}),
        ("evaluation", "metrics", [{"name": "f1", "value": "nan", "low": "0", "high": "1", "n": 5}]),
        ("evaluation", "metrics", [{"name": "f1"}]),
    ],
)
def test_both_refuse_the_same(section: str, name: str, value: Any) -> None:
    entry = sections(on=TODAY)
    entry[section] = {**entry[section], name: value}
    assert not jsonschema_rs.is_valid(schema(), entry)
    # A draft may stand in one language; a whole entry, of which the schema speaks, may not.
    assert section_refusal(section, entry[section], today=TODAY) or missing_sections(entry)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_shipped_descriptions_say_fits(path: Path) -> None:
    """They leave to the owner what only the owner knows, and what they say has the form."""
    for section, values in yaml.safe_load(path.read_text(encoding="utf-8"))["document"].items():
        known = {name for field in SECTIONS[section] for name in field.names}
        assert not values.keys() - known
        refusal = section_refusal(section, values, today=TODAY)
        assert refusal is None or refusal.code == "algorithms.field_missing", (section, refusal)
