"""The services: the leaves of the category tree, with what the file says of them beside their names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from gongzhi.channels.open311.facts import Attribute, Choice, DataType, Details, Service, ServiceType
from gongzhi.organization.facts import MatterView
from gongzhi.organization.public import matter_tree, matters_ever_below
from gongzhi.ui.names import name_of

SHIPPED = Path(__file__).parent / "data" / "services.yaml"


class BadFile(ValueError):
    """The file of services does not say what it must."""


@dataclass(frozen=True)
class Edition:
    """What holds from a day on."""

    valid_from: date
    withheld: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    contact: str = ""
    key_service: str = ""
    far: float = 0.0
    services: Mapping[str, Details] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Catalogue:
    """The services at an instant, in the reader's language. `withheld` and `near` are all matters they cover."""

    services: Mapping[str, Service]
    withheld: frozenset[str]
    near: frozenset[str]
    edition: Edition


def catalogue(*, at: datetime) -> Catalogue:
    """Return the services one can file about at `at`."""
    edition = edition_on(timezone.localtime(at).date())
    tree = matter_tree(at=at)
    # Cases of a matter that holds no more are there still.
    hidden, near = matters_ever_below(edition.withheld), matters_ever_below(edition.near)
    return _built(edition, tuple(tree), hidden, near, get_language() or "")


def withheld_matters(*, at: datetime) -> frozenset[str]:
    """Return the matters of which nothing is told in public, with all below them."""
    return matters_ever_below(edition_on(timezone.localtime(at).date()).withheld)


@lru_cache(maxsize=8)
def _built(
    edition: Edition,
    tree: tuple[MatterView, ...],
    hidden: frozenset[str],
    near: frozenset[str],
    _language: str,
) -> Catalogue:
    names = {each.code: name_of(each) for each in tree}
    found = {
        each.code: Service(
            code=each.code,
            name=names[each.code],
            group=names[each.path[0]],
            description=" · ".join(names[code] for code in each.path),
            details=edition.services.get(each.code, Details()),
        )
        for each in tree
        if each.leaf
    }
    return Catalogue(found, hidden, near, edition)


def edition_on(day: date) -> Edition:
    """Return what the file says for a day; before its first edition, what that one says."""
    path = Path(settings.GONGZHI_OPEN311_FILE or SHIPPED)
    editions = _read(path, path.stat().st_mtime_ns)
    return max((each for each in editions if each.valid_from <= day), default=editions[0], key=_begins)


def _begins(edition: Edition) -> date:
    return edition.valid_from


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> tuple[Edition, ...]:
    return read_editions(path.read_text(encoding="utf-8"))


def read_editions(text: str) -> tuple[Edition, ...]:
    """Read a file of services; raises BadFile with what is wrong in it."""
    try:
        told = yaml.safe_load(text)
        editions = tuple(sorted((_edition(each) for each in told), key=_begins))
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadFile(f"the file of Open311 services cannot be read: {error}") from error
    if not editions:
        raise BadFile("the file of Open311 services holds no edition")
    return editions


def _edition(told: dict[str, Any]) -> Edition:
    if not isinstance(told["valid_from"], date):
        raise BadFile("valid_from is a date, such as 2026-01-01")
    return Edition(
        valid_from=told["valid_from"],
        withheld=frozenset(map(str, told.get("withheld") or ())),
        near=frozenset(map(str, told.get("near") or ())),
        contact=str(told.get("contact") or ""),
        key_service=str(told.get("key_service") or ""),
        far=float(told.get("far") or 0),
        services={str(code): _details(each) for code, each in (told.get("services") or {}).items()},
    )


def _details(told: dict[str, Any]) -> Details:
    attributes = tuple(_attributes(told.get("attributes") or ()))
    if len({each.code for each in attributes}) != len(attributes):
        raise BadFile("the attributes of a service need codes of their own")
    keywords = tuple(str(each).replace(",", " ") for each in told.get("keywords") or ())
    return Details(ServiceType(told.get("type", "realtime")), keywords, attributes)


def _attributes(told: Any) -> Iterator[Attribute]:
    for order, each in enumerate(told, start=1):
        datatype = DataType(each["datatype"])
        choices = tuple(
            Choice(str(choice["key"]), str(choice["name"]), str(choice.get("name_en", "")))
            for choice in each.get("values") or ()
        )
        if bool(choices) != (datatype in (DataType.ONE_OF, DataType.SOME_OF)):
            raise BadFile(f"{each['code']}: lists have values, and nothing else has")
        yield Attribute(
            code=str(each["code"]),
            datatype=datatype,
            order=order,
            name=str(each["description"]),
            name_en=str(each.get("description_en", "")),
            hint=str(each.get("hint", "")),
            hint_en=str(each.get("hint_en", "")),
            required=bool(each.get("required", False)),
            variable=bool(each.get("variable", True)),
            choices=choices,
        )
