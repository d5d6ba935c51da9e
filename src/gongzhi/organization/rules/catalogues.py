"""Catalogues that come with the software: types of posts, and kinds of units."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from gongzhi.organization.facts import PostType, UnitKindView
from gongzhi.organization.rules.formats import Sheet, read_sheet

_DATA = files("gongzhi.organization") / "data"


@cache
def post_types() -> Mapping[str, PostType]:
    """Return the types of posts by code. They are code-bound: powers are words the rules know."""
    raw = yaml.safe_load((_DATA / "post_types.yaml").read_text(encoding="utf-8"))
    return {
        code: PostType(
            code=code, name=entry["name"], name_en=entry["name_en"], powers=frozenset(entry["powers"])
        )
        for code, entry in raw.items()
    }


@cache
def shipped_unit_kinds() -> Mapping[str, UnitKindView]:
    """Return the kinds of units every installation begins with."""
    sheet = read_sheet("unit_kinds", (_DATA / "unit_kinds.csv").read_bytes())
    assert isinstance(sheet, Sheet), "the shipped file can be read"
    return {
        row["code"]: UnitKindView(**{**row.values, "third_party": bool(row["third_party"])})
        for row in sheet.rows
    }
