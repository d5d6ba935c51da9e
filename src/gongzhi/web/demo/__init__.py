"""The demo county: fictional, made from a seed, played through the real engine.

`load` and `accounts` are read by the launcher; they need Django, the rest of the package does not.
"""

from collections.abc import Callable, Iterator


def load(*, progress: Callable[[int, int], None]) -> None:
    """Load the demo county into an empty database; see `loading.load`."""
    from gongzhi.web.demo import loading

    loading.load(progress=progress)


def accounts() -> Iterator[tuple[str, str]]:
    """Yield the login of each role and what to try with it."""
    from gongzhi.web.demo import loading

    return loading.accounts()
