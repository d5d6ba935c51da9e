"""Descriptions that ship with the product: what an owner may begin an entry with. Drafts, in force nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from gongzhi.algorithms.facts import Tier


@dataclass(frozen=True)
class Shipped:
    """A description to begin with, section by section; what only the county knows is missing in it.

    `limit_ms`: how long a run may take where that is not the usual; what is made at night takes minutes.
    """

    code: str
    tier: Tier
    document: Mapping[str, Mapping[str, Any]]
    limit_ms: int | None = None


@cache
def shipped() -> Mapping[str, Shipped]:
    """Return every shipped description by its code."""
    folder = files("gongzhi.algorithms").joinpath("data", "entries")
    read = [
        yaml.safe_load(file.read_text(encoding="utf-8"))
        for file in sorted(folder.iterdir(), key=lambda each: each.name)
        if file.name.endswith(".yaml")
    ]
    return {
        each["code"]: Shipped(each["code"], Tier(each["tier"]), each["document"], each.get("limit_ms"))
        for each in read
    }
