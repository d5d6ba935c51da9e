"""What the gates ask for, as the shipped file says it."""

from functools import cache
from pathlib import Path

import yaml

from gongzhi.algorithms.rules.gates_file import Gates, read_gates

FILE = Path(__file__).parent / "data" / "gates.yaml"


@cache
def gates() -> Gates:
    """Return the numbers of the gates."""
    return read_gates(yaml.safe_load(FILE.read_text(encoding="utf-8")))
