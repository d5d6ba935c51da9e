"""What was said of two cases, and what their words have in common: reads for whoever looks at one of them."""

import re
from uuid import UUID

from django.db.models import Q

from gongzhi.cases.models import SaidOfTwo

_SHORTEST, _LONGEST, _MOST = 2, 8, 4
# Signs that join words and say nothing; a run with one of them in it is none.
_EMPTY = frozenset("的了是我你您他们这那请也都就要很把被让和与吗呢吧啊在有没不上下到")
_ENGLISH = re.compile(r"[a-z][a-z'-]{3,}")
_OFTEN = (
    "have been that this with from there here they them your please still again since very what when where which would"
    " could does about into"
)
_COMMON = frozenset(_OFTEN.split())
_PART = re.compile(r"[^\W\d_a-zA-Z]+")
_MARK = re.compile("〔[^〕]*〕")  # what stands for hidden data


def said_of(case_id: UUID) -> dict[UUID, bool]:
    """Return of which other cases somebody said that they are the same problem (True) or not; the last word counts."""
    rows = SaidOfTwo.objects.filter(Q(case=case_id) | Q(other=case_id)).order_by("said_at", "id")
    return {
        (other if case == case_id else case): same
        for case, other, same in rows.values_list("case", "other", "same")
    }


def words_in_common(one: str, other: str) -> list[str]:
    """Return the longest words two texts share, as the reader has both; without what says nothing."""
    one, other = _MARK.sub("。", one), _MARK.sub("。", other)
    english = set(_ENGLISH.findall(one.lower())) & set(_ENGLISH.findall(other.lower())) - _COMMON
    shared = _runs(one) & _runs(other)
    # What is part of a longer one is part of one that is one sign longer: no need to hold each against all.
    longest = shared - {part for each in shared for part in (each[1:], each[:-1])}
    words = [*longest, *english]
    return sorted(words, key=lambda each: (-len(each), one.find(each), each))[:_MOST]


def _runs(text: str) -> set[str]:
    return {
        part[at : at + size]
        for part in _PART.findall(text[:2000])
        for size in range(_SHORTEST, _LONGEST + 1)
        for at in range(len(part) - size + 1)
        if not _EMPTY & set(part[at : at + size])
    }
