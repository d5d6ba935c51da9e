"""What a measurement found: one line each on the terminal and in ``bench/results.json``."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = Path(__file__).parent / "results.json"


@dataclass(frozen=True)
class Result:
    """One number. `floor_value` is what nothing could do better, taken in the same run, or None.

    `ratio` is value / floor_value; `n` how many repetitions the number comes from; `at_size` how many
    rows of the kind that matters were there (cases, grids, open deadlines); `target` what the ratio, or
    the value where there is none, should not exceed.
    """

    name: str
    unit: str
    value: float
    floor_name: str | None = None
    floor_value: float | None = None
    n: int = 1
    at_size: int | None = None
    target: float | None = None

    @property
    def met(self) -> bool | None:
        """Tell whether the target is met; None where there is none."""
        if self.target is None:
            return None
        return (self.value if self.ratio is None else self.ratio) <= self.target

    @property
    def ratio(self) -> float | None:
        if not self.floor_value:
            return None
        return round(self.value / self.floor_value, 3)

    def as_json(self) -> dict[str, str | float | int | None]:
        """Return the line of ``results.json``."""
        row = asdict(self)
        row["value"] = round(self.value, 4)
        row["floor_value"] = None if self.floor_value is None else round(self.floor_value, 4)
        row["ratio"] = self.ratio
        return row


def write(results: Sequence[Result], file: Path = FILE) -> None:
    """Write the results of one run, and of this run only: ratios across runs mean nothing."""
    rows = [result.as_json() for result in results]
    draft = file.with_suffix(".part")
    draft.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.rename(file)


HEADER = f"  {'name':<44} {'value':>12} {'unit':<14} {'ratio':>8}  {'of':<34} {'n':>7} {'at size':>9}  target"


def line(result: Result) -> str:
    """Return one row of the table."""
    ratio = "" if result.ratio is None else f"{result.ratio:.2f}"
    floor = "" if result.floor_name is None else f"{result.floor_name} ({number(result.floor_value)})"
    size = "" if result.at_size is None else f"{result.at_size:,}"
    target = "" if result.target is None else f"{'≤' if result.met else '>'} {number(result.target)}"
    return (
        f"  {result.name:<44} {number(result.value):>12} {result.unit:<14} {ratio:>8}  "
        f"{floor:<34} {result.n:>7,} {size:>9}  {target}"
    ).rstrip()


def number(value: float | None) -> str:
    """Write a number with about four digits that say something."""
    if value is None:
        return ""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}"


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(len(ordered) * share * 1000) // 1000) - 1)]
