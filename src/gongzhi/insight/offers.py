"""What insight offers to the gate. The libraries are loaded when something runs, not when the app starts."""

from typing import Any

from gongzhi.algorithms.facts import Result
from gongzhi.algorithms.public import offer
from gongzhi.insight.forecast_facts import BURSTS, FORECAST
from gongzhi.insight.topic_facts import CLUSTER, SIMILAR


def _cluster(given: Any, *, version: str) -> Result | None:
    from gongzhi.insight.topics.placing import run

    return run(given, version=version)


def _similar(given: Any, *, version: str) -> Result | None:
    from gongzhi.insight.topics.same import run

    return run(given, version=version)


def _forecast(given: Any, *, version: str) -> Result | None:
    from gongzhi.insight.forecast.job import run

    return run(given, version=version)


def _bursts(given: Any, *, version: str) -> Result | None:
    from gongzhi.insight.bursts.job import run

    return run(given, version=version)


offer(FORECAST, _forecast)
offer(BURSTS, _bursts)
offer(CLUSTER, _cluster)
offer(SIMILAR, _similar)
