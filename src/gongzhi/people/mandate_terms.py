"""How long mandates last and acts can be disputed: the shipped list, or the installation's own."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings

_SHIPPED = Path(__file__).parent / "data" / "mandates.yaml"
OWN = "mandates.yaml"


@dataclass(frozen=True)
class MandateTerms:
    """In days."""

    usual_days: int
    longest_days: int
    objection_days: int


def mandate_terms() -> MandateTerms:
    """Return the terms that hold here; a key the installation's own list does not name keeps the shipped value."""
    own = Path(settings.GONGZHI_KEYS).parent / OWN
    return _read(own, own.stat().st_mtime_ns if own.exists() else 0)


@lru_cache(maxsize=4)
def _read(own: Path, changed: int) -> MandateTerms:
    said = yaml.safe_load(_SHIPPED.read_text(encoding="utf-8"))
    if changed:
        said |= yaml.safe_load(own.read_text(encoding="utf-8")) or {}
    return MandateTerms(**{name: int(value) for name, value in said.items()})
