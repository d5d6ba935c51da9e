"""Every check that words in tables are those committed to, in one place: a package with such words adds its line."""

from collections.abc import Callable, Iterator, Sequence

from gongzhi.applications import public as applications
from gongzhi.cases import public as cases
from gongzhi.ledger.public import Fault, faults

CHECKS: dict[str, Callable[[], Iterator[Fault]]] = {
    "cases": cases.check_words,
    "applications": applications.check_words,
}


def all_faults(keys: Sequence[str], progress: Callable[[int, int], None]) -> Iterator[Fault]:
    """Yield what is wrong with the log itself, and then with the words of tables. Raises as `ledger.faults` does."""
    yield from faults(keys, progress)
    yield from words_faults()


def words_faults() -> Iterator[Fault]:
    """Go through every table of words and yield what is not what was committed to: costs all there is."""
    for check in CHECKS.values():
        yield from check()
