"""Reads for whoever has somebody on the telephone: the caller's open cases, and whether others reported the same."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils.timezone import localdate

from gongzhi.cases.facts import SUBJECT_KIND
from gongzhi.cases.models import Case
from gongzhi.cases.queries import case_for
from gongzhi.cases.similar import branches
from gongzhi.cases.together import CARRIES, JOINED, branch_of
from gongzhi.loops.public import LoopRow, profile_of, row_of
from gongzhi.organization.public import matter_tree, prefix_of
from gongzhi.people.facts import Actor

SHOWN, LOOKED_AT = 5, 200
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class ToldCase:
    """One line of a case, as its sheet's head says it; `masked`: confidential, so the place is left out."""

    loop: LoopRow
    address: str
    masked: bool
    joined: int = 0


def case_line(actor: Actor, case_id: UUID) -> ToldCase | None:
    """Return a case as one line to staff who may see it; None for everybody else."""
    view = case_for(actor, case_id)
    return ToldCase(view.loop, view.address, view.masked) if view else None


def cases_of_contacts(actor: Actor, contact_ids: Collection[UUID], *, at: datetime) -> list[ToldCase]:
    """Return the cases left with some contacts that are open or ended in a month, as far as the actor may see them."""
    rows = (
        Case.objects.filter(
            Q(loop__ended_at=None) | Q(loop__ended_at__gt=at - LATELY), contact__in=list(contact_ids)
        )
        .order_by("-loop__opened_at")
        .values_list("loop", flat=True)[:SHOWN]
    )
    lines = (case_line(actor, case_id) for case_id in rows)
    return [line for line in lines if line]


def reported_already(
    *, division: str, matter: str, address: str, unit_id: UUID | None, at: datetime
) -> list[ToldCase]:
    """Return open cases that may be the same problem as one that is being told, those most others go along with first.

    The same by the rule of the time profile as far as it is known: the same branch of matters, in the same division,
    or at the same address. A confidential case is never among them: that it is there would tell what it is about.
    Looked at are the cases of a division within the profile's days.
    """
    address = address.strip()
    if not matter and not address:
        return []
    days = profile_of(division, localdate(at)).merge.days
    rows = Case.objects.filter(
        loop__subject_kind=SUBJECT_KIND,
        loop__division__startswith=prefix_of(division),
        loop__ended_at=None,
        loop__opened_at__gt=at - timedelta(days=days),
        loop__state__in=[*CARRIES, JOINED],
        confidential=False,
        loop__holders__party="operator",
        loop__holders__unit=unit_id,
    )
    if matter:
        wanted = branches((matter,), at=at)
        codes = [each.code for each in matter_tree(at=at) if branch_of(each.path, leaf=each.leaf) in wanted]
        rows = rows.filter(loop__matter__in=[*codes, ""])
    if address:
        rows = rows.filter(Q(address__icontains=address[:40]) | Q(loop__matter=matter or "-"))
    found: dict[UUID, Case] = {}
    for row in rows.select_related("loop", "parent__loop").order_by("-loop__opened_at")[:LOOKED_AT]:
        one = row.parent if row.parent_id and row.parent else row
        found.setdefault(one.loop_id, one)
    counts = dict(
        Case.objects.filter(parent__in=list(found))
        .values_list("parent")
        .annotate(number=Count("pk"))
        .order_by()
    )
    lines = [
        ToldCase(row_of(row.loop), row.address, masked=False, joined=counts.get(row.loop_id, 0))
        for row in found.values()
        if not row.confidential
    ]
    lines.sort(key=lambda line: (address not in line.address if address else False, -line.joined))
    return lines[:SHOWN]


def channel_of(case_id: UUID) -> str:
    """Return how a case came in, "" for what is no case."""
    return Case.objects.filter(loop=case_id).values_list("channel", flat=True).first() or ""
