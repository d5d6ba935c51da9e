"""Staff of one node at work on directives until SIGTERM, as a process of its own.

``issuer``: issue a number of directives, reply to objections, accept results. ``addressee``: answer what
came from the other node, carry it out, report it. Prints what it did.
"""

import os
import signal
import sys
import time
from datetime import timedelta
from types import FrameType
from uuid import UUID

import django

ISSUED = 8
OBJECTIONS = ("cannot", "conflicts", "already_done", "better_way")


def main() -> None:
    """Do one's part again and again."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.web.settings"
    django.setup()
    stopped: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopped.append(number)

    signal.signal(signal.SIGTERM, stop)
    part = {"issuer": issuer, "addressee": addressee}[sys.argv[1]]
    from gongzhi.web.tests.staff_at_work import insist

    while not stopped:
        insist(part)
        time.sleep(0.2)


def nodes(state: str) -> list[UUID]:
    """Return the parts that stand in a state."""
    from gongzhi.directives.models import Directive

    town = Directive.objects.filter(lead__code="town", loop__state=state)
    return list(town.order_by("loop_id").values_list("loop_id", flat=True))


def issuer() -> None:
    """Issue what is not issued yet; reply; accept."""
    from tests.small_county import TOWN

    from gongzhi.directives.models import Directive
    from gongzhi.directives.public import handle, issue
    from gongzhi.directives.tests.steps import PartSpec, terms
    from gongzhi.kernel.instants import now
    from gongzhi.organization.public import unit_by_code
    from gongzhi.web.tests.staff_at_work import person

    leader, at = person("leader"), now()
    water, town = unit_by_code("water"), unit_by_code("town")
    assert water
    assert town
    number = Directive.objects.filter(parent=None).count()
    if number < ISSUED:
        told = terms(title=f"第{number + 1}号任务", due_on=at.date() + timedelta(days=60))
        issue(terms=told, lead=water.id, parts=[PartSpec(town.id, TOWN)], by=leader, at=at)
    for each in nodes("objected"):
        handle(directive_id=each, event="insist", reason="经费随后拨付", by=leader, at=at)
    for each in nodes("reported"):
        handle(directive_id=each, event="confirm", by=leader, at=at, drawn=999)


def addressee() -> None:
    """Object to every second one once, accept, carry out, report."""
    from gongzhi.directives.public import handle
    from gongzhi.kernel.instants import now
    from gongzhi.ledger.public import facts_about
    from gongzhi.web.tests.staff_at_work import person

    head, at = person("town-head"), now()
    for each in nodes("received"):
        events = [fact.data.get("event") for fact in facts_about([each])]
        objection = OBJECTIONS[each.int % 4]
        if each.int % 2 and not set(events) & set(OBJECTIONS):
            handle(directive_id=each, event=objection, reason="现有经费不足", by=head, at=at)
        else:
            handle(directive_id=each, event="accept", by=head, at=at)
    for each in nodes("working"):
        handle(directive_id=each, event="report", text="已办", by=head, at=at)


if __name__ == "__main__":
    main()
