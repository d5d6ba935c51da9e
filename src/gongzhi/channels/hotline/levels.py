"""What a hotline is held to, read from the shipped file or the installation's own."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings

from gongzhi.channels.hotline.facts import Level
from gongzhi.channels.hotline.rules import level_on

_FILE = Path(__file__).with_name("data") / "service_levels.yaml"


@cache
def levels() -> Sequence[Level]:
    """Return every entry. Raises TypeError for one with a gap or a word nobody knows."""
    file = Path(settings.GONGZHI_HOTLINE_LEVELS_FILE or _FILE)
    return tuple(Level(**entry) for entry in yaml.safe_load(file.read_text(encoding="utf-8")))


def level(day: date) -> Level:
    """Return what holds on a day; before the first entry, the first."""
    found = levels()
    return level_on(found, day) or min(found, key=lambda each: each.valid_from)
