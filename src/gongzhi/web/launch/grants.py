"""Rights of the serving role."""

from pathlib import Path
from typing import Any

from django.db import connections

GRANTS = Path(__file__).with_name("grants.sql")


def apply_grants(using: str = "default", **_signal: Any) -> None:
    """Apply ``grants.sql`` as the role that owns the tables; harmless when repeated."""
    with connections[using].cursor() as cursor:
        cursor.execute(GRANTS.read_text())
