"""The row of a case, read once for all parts of a page."""

from uuid import UUID

from gongzhi.cases.models import Case
from gongzhi.kernel.readings import read_once


@read_once
def case_now(case_id: UUID) -> Case | None:
    """Return the row of a case with its loop, to look at and not to change, or None."""
    return Case.objects.select_related("loop").filter(loop=case_id).first()
