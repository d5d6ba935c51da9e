"""Take personal data out of the titles of cases filed before texts were screened, and out of what finds them."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.discretion import found_by, listed_title
from gongzhi.cases.facts import TextScreened
from gongzhi.cases.looks import hide
from gongzhi.cases.models import Case
from gongzhi.ledger.public import record, subjects_of
from gongzhi.loops.public import find_by, hold, retitle
from gongzhi.notices.public import retitle as retitle_notices
from gongzhi.people.facts import Actor


def screen_older(*, by: Actor, at: datetime) -> Iterator[UUID]:
    """Give every case whose text holds personal data the title and the words it would get now; yield its id.

    What was done before is not done again. A confidential case has no words in either, so it is left.
    """
    done = set(subjects_of(TextScreened.kind))
    rows = Case.objects.filter(confidential=False).order_by("loop").values_list("loop", "text")
    for case_id, text in rows.iterator():
        if case_id not in done and hide(text)[1]:
            _screen(case_id, by=by, at=at)
            yield case_id


def _screen(case_id: UUID, *, by: Actor, at: datetime) -> None:
    with transaction.atomic(durable=True):
        hold(case_id)
        case = Case.objects.get(loop=case_id)
        title = listed_title(case.text, confidential=case.confidential)
        retitle(loop_id=case_id, title=title)
        retitle_notices(subject=case_id, title=title)
        find_by(loop_id=case_id, text=found_by(case.text, confidential=case.confidential))
        record(TextScreened(), subject=case_id, by=by.name(), at=at)
