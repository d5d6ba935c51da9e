"""What the gate runs for `bursts.counts`: what was too much up to yesterday."""

from typing import Any

from gongzhi.algorithms.facts import Result
from gongzhi.insight.bursts.watch import bursts, repeats


def run(given: Any, *, version: str) -> Result | None:
    """Look at counts along the tree (`levels`), and at matters in grids (`lately`; `before`, in `past` days)."""
    lately, before = given["lately"], given["before"]
    matter_of = {spot: spot[0] for spot in {*lately, *before}}
    return Result(
        value="looked",
        more={
            "bursts": [
                {
                    "key": list(each.key),
                    "days": each.days,
                    "count": each.count,
                    "expected_e2": round(100 * each.expected),
                }
                for each in (bursts(given["levels"]) if given["levels"] else ())
            ],
            "repeats": [
                {"key": list(spot), "count": each.count, "expected_e2": round(100 * each.expected)}
                for spot, each in sorted(repeats(lately, before, matter_of, past=given["past"]).items())
            ],
        },
    )
