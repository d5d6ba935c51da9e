"""The rules every installation starts with: working calendar, time profile, definitions, service items.

Published through the same actions as a county's own, so they are on record. Called after each
migration: what is there already is left alone, a newer shipped version is published beside it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import gongzhi.loops
import gongzhi.organization
from gongzhi.catalogue.public import newest_version, publish_item, read, shipped_items
from gongzhi.kernel.refusals import Refused
from gongzhi.loops.public import load_calendar, parse_profile, publish_definition, publish_profile
from gongzhi.people.facts import SYSTEM

LOOPS = Path(gongzhi.loops.__file__).parent
DATA = Path(gongzhi.organization.__file__).parent / "data"


def install_defaults(*, at: datetime) -> None:
    """Publish what is shipped and not yet there."""
    load_calendar(text=_read(LOOPS / "calendars/cn.csv"), by=SYSTEM, at=at)
    profile = _read(LOOPS / "profiles/default.yaml")
    with _what_is_there_stays("loops.profile_exists"):
        publish_profile(
            division="",
            text=profile,
            valid_from=parse_profile(profile).valid_from,
            valid_to=None,
            by=SYSTEM,
            at=at,
        )
    for file in sorted((LOOPS / "definitions").glob("*.yaml")):
        with _what_is_there_stays("loops.version_not_new"):
            publish_definition(text=_read(file), by=SYSTEM, at=at)
    for file in shipped_items():
        item, _findings = read(_read(file))
        # A county that has published a version of its own keeps it.
        if item.version > newest_version(item.code):
            publish_item(text=_read(file), by=SYSTEM, at=at)


@contextmanager
def _what_is_there_stays(code: str) -> Iterator[None]:
    """Leave limits that were published before as they are (newer keys have defaults of their own), and a
    definition of which the county has a version as new as the shipped one."""
    try:
        yield
    except Refused as refused:
        if refused.refusal.code != code:
            raise


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")
