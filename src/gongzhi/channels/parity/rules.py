"""When a share says something, and between which values it lies."""

from dataclasses import dataclass

from gongzhi.channels.hotline.rules import interval

ENOUGH = 50  # results below which a share says too little, a default of this project


@dataclass(frozen=True)
class Share:
    """A share of at least `ENOUGH` results in per cent, with its 95 % interval (Wilson score)."""

    percent: int
    low: int
    high: int
    of: int


def share(hits: int, of: int) -> Share | None:
    """Return a share, or None where there are too few to say."""
    between = interval(hits, of) if of >= ENOUGH else None
    if between is None:
        return None
    return Share(round(100 * hits / of), round(100 * between[0]), round(100 * between[1]), of)
