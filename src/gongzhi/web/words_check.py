"""Every check that tables say what was committed to, in one place: a package with such words adds its line."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from gongzhi.applications import public as applications
from gongzhi.cases import public as cases
from gongzhi.ledger.public import Fault, faults
from gongzhi.web.replays import REPLAYS

CHECKS: dict[str, Callable[[], Iterator[Fault]]] = {
    "cases": cases.check_words,
    "applications": applications.check_words,
}


def all_faults(keys: Sequence[str], progress: Callable[[int, int], None]) -> Iterator[Fault]:
    """Yield what is wrong with the log itself, with the words of tables, and with their codes, units and states.

    Raises as `ledger.faults` does.
    """
    yield from faults(keys, progress)
    yield from words_faults()
    yield from table_faults()


def words_faults() -> Iterator[Fault]:
    """Go through every table of words and yield what is not what was committed to: costs all there is."""
    for check in CHECKS.values():
        yield from check()


def table_faults() -> Iterator[Fault]:
    """Fold every fact anew and yield ``table`` for each value that is otherwise in the tables.

    The installation goes on meanwhile, and not every check holds a lock: what differs is told only when it does in
    two looks. Facts that cannot be read were named before; a check that breaks off on one says so by itself.
    """
    for name, check in REPLAYS.items():
        if name != "ledger" and (seen := _looked(name, check)):
            again = _looked(name, check)
            yield from (fault for fault in seen if fault in again)


def _looked(name: str, check: Callable[[], Iterator[Any]]) -> list[Fault]:
    found: dict[Fault, None] = {}
    try:
        for each in check():
            found[Fault("table", subject=_subject(each), where=f"{name}: {_place(each)}")] = None
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        # Not the message of the error: it may quote what a resident typed.
        found[Fault("table", where=f"{name}: {type(error).__name__}")] = None
    return list(found)


def _subject(difference: Any) -> UUID | None:
    """Return the matter a difference is about, where it is about one."""
    found = getattr(difference, "loop_id", None) or getattr(difference, "subject", None)
    return found if isinstance(found, UUID) and found.int else None


def _place(difference: Any) -> str:
    """Return what differs by its name alone: values may be somebody's words."""
    return str(getattr(difference, "what", None) or getattr(difference, "table", ""))[:200]
