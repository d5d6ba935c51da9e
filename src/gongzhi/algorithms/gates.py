"""What the gates ask for and where the monitors stop, as the shipped files say it."""

from functools import cache
from pathlib import Path

import yaml

from gongzhi.algorithms.rules.gates_file import Gates, read_gates
from gongzhi.algorithms.rules.limits import Limits, read_limits

FILE = Path(__file__).parent / "data" / "gates.yaml"


@cache
def gates() -> Gates:
    """Return the numbers of the gates."""
    return read_gates(yaml.safe_load(FILE.read_text(encoding="utf-8")))


@cache
def limits() -> Limits:
    """Return the limits of the monitors."""
    return read_limits(yaml.safe_load((FILE.parent / "monitors.yaml").read_text(encoding="utf-8")))
