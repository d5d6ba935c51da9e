"""Which division does a text name?"""

from collections.abc import Iterable

from gongzhi.organization.facts import DivisionView
from gongzhi.organization.rules.codes import depth, within

SHORTEST_NAME = 3  # 西街 is anywhere; 西街社区 is a place


def division_named(text: str, divisions: Iterable[DivisionView]) -> str | None:
    """Return the code of the lowest division that `text` names without doubt, or None.

    Full names only. A name inside a longer one that stands there does not count, and of two communities of
    one name the one whose town is named too is meant; else the text says no more than the level above.
    """
    found: dict[str, DivisionView] = {}
    rest = text
    by_name: dict[str, list[DivisionView]] = {}
    for each in divisions:
        by_name.setdefault(each.name, []).append(each)
    for name in sorted(by_name, key=len, reverse=True):
        if len(name) >= SHORTEST_NAME and name in rest:
            found |= {each.code: each for each in by_name[name]}
            rest = rest.replace(name, "\0")
    while found:
        lowest = max(map(depth, found))
        level = [code for code in found if depth(code) == lowest]
        above = [code for code in found if depth(code) < lowest]
        # The more of the divisions above are named too, the better.
        score = {code: sum(within(upper, code) for upper in above) for code in level}
        best = [code for code in level if score[code] == max(score.values())]
        if len(best) == 1:
            return best[0]
        found = {code: found[code] for code in above}
    return None
