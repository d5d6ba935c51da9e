"""Order rows of a tree so that parents come first."""

from collections.abc import Iterable, Sequence

from gongzhi.organization.rules.formats import Row


def parents_first(rows: Iterable[Row]) -> tuple[Sequence[Row], Sequence[Row]]:
    """Return the rows with every parent before its children, and the rows that hang in a circle.

    Parents which are not among the rows are the business of the caller.
    """
    by_code = {row["code"]: row for row in rows}
    ordered: list[Row] = []
    circular: list[Row] = []
    done: set[str] = set()
    hanging: set[str] = set()
    for code in by_code:
        chain: list[str] = []
        while code in by_code and code not in done and code not in chain:
            chain.append(code)
            code = by_code[code]["parent"]
        if code in chain or code in hanging:
            hanging.update(chain)
            circular += [by_code[each] for each in chain]
        else:
            ordered += [by_code[each] for each in reversed(chain)]
        done.update(chain)
    return ordered, circular
