"""Print numbered forms: each gets the number its case will have, and the code to follow it with."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongzhi.channels.paper.facts import PaperPrinted
from gongzhi.channels.paper.models import PaperForm
from gongzhi.channels.paper.rules import print_refusal
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import reserve_numbers
from gongzhi.organization.public import matter as matter_of
from gongzhi.people.facts import Actor
from gongzhi.people.public import make_code


@dataclass(frozen=True)
class Numbered:
    """What is printed on one form. The code is kept nowhere: it follows from the form's id and the secret key."""

    number: str
    code: str


def print_forms(*, matter: str, count: int, twice: bool, by: Actor, at: datetime) -> list[Numbered]:
    """Reserve numbers for forms of a matter, "" for any, and return what is printed on each.

    Printed again, they are other forms: a number that is never used is no loss. Raises Refused:
    ``loops.not_entitled``, ``paper.too_many``, ``cases.matter_unknown``.
    """
    ensure(print_refusal(by, count=count))
    if matter and matter_of(matter, at=at) is None:
        raise Refused(Refusal("cases.matter_unknown", {"matter": matter}))
    assert by.unit_id
    with transaction.atomic(durable=True):
        found = []
        for number in reserve_numbers(count=count, by=by, at=at):
            row = PaperForm(number=number, matter=matter, twice=twice, unit_id=by.unit_id, printed_at=at)
            row.save(force_insert=True)
            fact = PaperPrinted(
                paper_id=row.id, number=number, matter=matter, twice=twice, unit_id=by.unit_id
            )
            record(fact, subject=row.id, by=by.name(), at=at)
            found.append(Numbered(number, make_code(row.id)))
        return found
