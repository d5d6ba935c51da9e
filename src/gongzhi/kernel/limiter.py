"""How often somebody may come: a token bucket for each name, in the memory of one process."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable


class Limiter:
    """Let each name come `burst` times at once, and `rate` times a second on average.

    At most `names` are remembered, the ones seen last: whoever was forgotten begins with a full bucket. Every process
    counts for itself, so an installation gives each its share.
    """

    def __init__(
        self, *, rate: float, burst: float, names: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        assert rate > 0
        assert burst >= 1
        self._rate, self._burst, self._names, self._clock = rate, burst, names, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, name: str) -> float:
        """Take one turn; return 0.0, or the seconds until the next one where none is left."""
        with self._lock:
            at = self._clock()
            left, since = self._buckets.pop(name, (self._burst, at))
            left = min(self._burst, left + (at - since) * self._rate)
            wait = 0.0 if left >= 1 else (1 - left) / self._rate
            self._buckets[name] = (left if wait else left - 1, at)
            if len(self._buckets) > self._names:
                self._buckets.popitem(last=False)
        return wait
