"""Names of data rows in the reader's language: each row carries a Chinese name and an English one."""

from typing import Any

from django.utils.translation import get_language


def in_english() -> bool:
    """Tell whether the reader reads English."""
    return not (get_language() or "").startswith("zh")


def name_of(row: Any) -> str:
    """Return ``name_en`` to readers of English where there is one, else ``name``."""
    return str((row.name_en if in_english() else "") or row.name)


def title_of(row: Any) -> str:
    """Return ``title_en`` to readers of English where there is one, else ``title``."""
    return str((row.title_en if in_english() else "") or row.title)
