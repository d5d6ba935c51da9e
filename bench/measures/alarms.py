"""How many bursts put into real counts are found, how soon, at which rate of false alarms; Farrington beside it."""

from collections.abc import Iterator

from bench.installation import Installation
from bench.measures.forecast import DATA, SERIES
from bench.results import Result
from gongzhi.insight.bursts.trial import trial
from gongzhi.insight.forecast.series_file import read_series

OPPONENT = "missed by Farrington"
SEED, DAYS = 1, 182


def measure(_installation: Installation) -> Iterator[Result]:
    """Count what is missed, so that less is better; the opponent of the same run is the floor."""
    file = DATA / SERIES["chicago"][0]
    if not file.exists():
        return
    for level in trial(read_series(file), seed=SEED, days=DAYS)["levels"]:
        own, other = level["methods"]["tail"], level["methods"]["farrington"]
        for times, found in own.items():
            for rate in ("0.1%", "1%"):
                name = f"alarms.{level['level'].replace(' ', '')}.{times}.at_{rate}"
                missed, theirs = 1 - found[f"found_at_{rate}"], 1 - other[times][f"found_at_{rate}"]
                yield Result(
                    f"{name}.missed",
                    "share",
                    missed,
                    OPPONENT,
                    theirs or None,
                    level["bursts"],
                    level["n_series"],
                    1.0,
                )
                yield Result(f"{name}.delay", "days", found[f"delay_at_{rate}"], n=level["bursts"])
