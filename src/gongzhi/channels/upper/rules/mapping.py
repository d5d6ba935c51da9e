"""What the codes of a platform above mean here, read from YAML. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from gongzhi.channels.upper.facts import Code, Order, Status
from gongzhi.kernel.refusals import Refusal, Refused

KINDS = frozenset({"http", "folder", "sftp"})
SATISFACTIONS = frozenset({"SATISFIED", "BASICALLY", "DISSATISFIED"})
_TABLES = ("categories", "units", "classes", "statuses", "satisfaction", "returns", "findings", "columns")
_KEYS = {
    "platform",
    "name",
    "valid_from",
    "division",
    "connection",
    "photo_hosts",
    "amber",
    "default_status",
    *_TABLES,
}


@dataclass(frozen=True)
class Meaning:
    """A platform above: how it is reached, and its codes in our words.

    categories    their category -> our matter       units     their unit -> our unit's code
    classes       their class of limit -> words      statuses  their status -> OPEN or CLOSED
    satisfaction  their word -> ours                 returns, findings   ours -> theirs
    columns       our name of a column -> theirs, for files
    amber         share of the time after which the lead is told, in percent
    """

    platform: str
    name: str
    valid_from: date
    division: str
    connection: Mapping[str, Any]
    categories: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    satisfaction: Mapping[str, str] = field(default_factory=dict)
    returns: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    photo_hosts: tuple[str, ...] = ()
    amber: int = 70  # percent, as the default time profile has it

    def status(self, theirs: str) -> str:
        """Return how an order stands: theirs in our words, "" where the code is not mapped."""
        return theirs if theirs in (Status.OPEN, Status.CLOSED) else self.statuses.get(theirs, "")

    def satisfied(self, theirs: str) -> str:
        """Return their word of satisfaction in ours, or ""."""
        return theirs if theirs in SATISFACTIONS else self.satisfaction.get(theirs, "")

    def unknown(self, order: Order) -> list[tuple[Code, str]]:
        """Return the codes of an order that mean nothing here yet."""
        asked = (
            (Code.CATEGORY, order.category, order.category in self.categories),
            (Code.UNIT, order.unit, not self.units or order.unit in self.units),
            (Code.CLASS, order.deadline_class, not self.classes or order.deadline_class in self.classes),
            (Code.STATUS, order.status, bool(self.status(order.status))),
        )
        return [(code, value) for code, value, known in asked if value and not known]

    def knows(self, code: str, value: str) -> bool:
        """Tell whether a code of theirs means something here."""
        tables = {Code.CATEGORY: self.categories, Code.UNIT: self.units, Code.CLASS: self.classes}
        return bool(self.status(value)) if code == Code.STATUS else value in tables[Code(code)]


@lru_cache(maxsize=16)
def read_meaning(text: str) -> Meaning:
    """Read a mapping. Raises Refused ``upper.mapping_wrong`` with the place that will not do."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError:
        raise _wrong("YAML") from None
    if not isinstance(data, dict):
        raise _wrong("YAML")
    if unknown := set(data) - _KEYS:
        raise _wrong(str(min(map(str, unknown))))
    for key in ("platform", "name", "division"):
        if not isinstance(data.get(key), str) or not data[key].strip():
            raise _wrong(key)
    if (
        not data["platform"].replace("-", "").isalnum()
        or not data["platform"].isascii()
        or len(data["platform"]) > 32
    ):
        raise _wrong("platform")
    if type(data.get("valid_from")) is not date:
        raise _wrong("valid_from")
    tables = {key: _table(data, key) for key in _TABLES}
    if set(tables["statuses"].values()) - set(Status):
        raise _wrong("statuses")
    if set(tables["satisfaction"].values()) - SATISFACTIONS:
        raise _wrong("satisfaction")
    amber, hosts = data.get("amber", 70), data.get("photo_hosts", [])
    if type(amber) is not int or not 1 <= amber <= 99:
        raise _wrong("amber")
    if not isinstance(hosts, list) or not all(isinstance(each, str) for each in hosts):
        raise _wrong("photo_hosts")
    return Meaning(
        platform=data["platform"],
        name=data["name"].strip()[:80],
        valid_from=data["valid_from"],
        division=data["division"],
        connection=_connection(data),
        amber=amber,
        photo_hosts=tuple(hosts),
        **tables,
    )


def _table(data: Mapping[str, Any], key: str) -> dict[str, str]:
    """Read a table of codes. A code is text: 0101 without quotes is another number in YAML."""
    found = data.get(key) or {}
    if not isinstance(found, dict):
        raise _wrong(key)
    for code, value in found.items():
        if not isinstance(code, str) or not isinstance(value, str):
            raise _wrong(f"{key}.{code}")
    return found


def _connection(data: Mapping[str, Any]) -> dict[str, Any]:
    found = data.get("connection")
    if not isinstance(found, dict) or found.get("kind") not in KINDS:
        raise _wrong("connection.kind")
    needed = {"http": ("address",), "folder": ("path",), "sftp": ("host", "user", "path", "host_key")}
    for key in needed[found["kind"]]:
        if not isinstance(found.get(key), str) or not found[key]:
            raise _wrong(f"connection.{key}")
    if found["kind"] == "http" and not found["address"].startswith(("https://", "http://")):
        raise _wrong("connection.address")
    return found


def _wrong(where: str) -> Refused:
    return Refused(Refusal("upper.mapping_wrong", {"where": where[:60]}))
