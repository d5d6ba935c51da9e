"""The registry of personal data: what each personal field is for, on what ground, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gongzhi.people.context import day_here
from gongzhi.people.retention import RetentionError, periods_on, shipped_periods
from gongzhi.ui.names import in_english

_FILE = Path(__file__).with_name("personal_data.yaml")


@dataclass(frozen=True)
class PersonalField:
    """Purpose, legal basis and retention of one kind of personal data, in Chinese and in English."""

    purpose: str
    purpose_en: str
    basis: str
    basis_en: str
    retention: str
    retention_en: str

    def in_words(self, *, english: bool, on: date | None = None) -> dict[str, str]:
        """Return ``purpose``, ``basis`` and ``retention`` in one language, with the periods of a day (today)."""
        try:
            periods = periods_on(on or day_here())
        except RetentionError:  # people go on filing; the erasure stands still, and says why
            periods = shipped_periods()
        return {
            name: periods.in_words(str(getattr(self, f"{name}_en" if english else name)), english=english)
            for name in ("purpose", "basis", "retention")
        }


@cache
def personal_fields() -> Mapping[str, PersonalField]:
    """Return the kinds of personal data by their key. Raises TypeError for an entry with a gap."""
    return {key: PersonalField(**entry) for key, entry in _registry()["fields"].items()}


@cache
def field_register(part: str) -> Mapping[str, str | Mapping[str, str]]:
    """Return ``tables`` or ``forms``: what each field holds, a key of `personal_fields` or ``{plain: reason}``."""
    found: Mapping[str, str | Mapping[str, str]] = _registry()[part]
    return found


def explain(form: Any) -> None:
    """Let a form show beside each personal field why it is asked for, in the reader's language."""
    for name, field in form.fields.items():
        key = field_register("forms").get(f"{type(form).__name__}.{name}")
        if isinstance(key, str):
            field.personal = personal_fields()[key].in_words(english=in_english())


@cache
def _registry() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found
