"""What stands on record as the resident's judgement of a case."""

from dataclasses import dataclass
from uuid import UUID

from gongzhi.cases.models import Case


@dataclass(frozen=True)
class Verdict:
    """Solved or not, None while nobody said; `via` whom it was said to, as a code of `JudgedVia`."""

    solved: bool | None
    via: str


def verdict_of(case_id: UUID) -> Verdict:
    """Return what the resident said of a case, as far as it stands."""
    found = Case.objects.filter(loop=case_id).values_list("solved", "judged_via").first()
    return Verdict(*found) if found else Verdict(None, "")
