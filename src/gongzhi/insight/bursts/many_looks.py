"""Who looks at a thousand series finds something in one by chance: which findings to believe all the same.

The rule of Benjamini and Hochberg (1995): of what is believed, at most this share is chance in the long run.
"""

import numpy as np
import numpy.typing as npt

from gongzhi.insight.forecast.panel import Numbers

FALSE_SHARE = 0.05


def believed(
    chances: Numbers, *, looks: int | None = None, share: float = FALSE_SHARE
) -> npt.NDArray[np.bool_]:
    """Tell of each chance whether it is believed, among `looks` looks (as many as there are chances, if not more)."""
    if not len(chances):
        return np.zeros(0, dtype=bool)
    number = max(looks or 0, len(chances))
    order = np.sort(chances)
    passing = order <= share * (np.arange(len(order)) + 1) / number
    limit = order[np.flatnonzero(passing)[-1]] if passing.any() else -1.0
    return np.asarray(chances <= limit)
