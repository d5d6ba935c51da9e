"""Token buckets: a burst, then the rate, for each name by itself."""

from gongzhi.kernel.limiter import Limiter


class Clock:
    at = 0.0

    def __call__(self) -> float:
        return self.at


def test_a_burst_then_the_rate() -> None:
    clock = Clock()
    limiter = Limiter(rate=2, burst=3, clock=clock)
    assert [limiter.take("a") for _ in range(3)] == [0, 0, 0]
    assert limiter.take("a") == 0.5
    assert limiter.take("b") == 0
    clock.at = 0.5
    assert limiter.take("a") == 0
    assert limiter.take("a") == 0.5
    clock.at = 100
    assert [limiter.take("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_it_remembers_no_more_names_than_it_may() -> None:
    limiter = Limiter(rate=1, burst=1, names=2, clock=Clock())
    assert [limiter.take(name) for name in "abc"] == [0, 0, 0]
    assert limiter.take("c") > 0
    assert limiter.take("a") == 0, "forgotten, so it begins anew"
