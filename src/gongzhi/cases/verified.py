"""What a case was about, as far as nobody disputes it in the end: what an algorithm is measured by and learns from.

Verified is the matter of a case that its last lead answered and that closed, by the resident's word or by silence, and

- of which no return was refused by the desk: there a unit said to the end that it was not in charge,
- that is no copy: what went along with another case counts once,
- whose matter and lead are known.

A case that was returned and went elsewhere, and one the arbiter decided, end with the matter they were corrected to:
these corrections are worth most. What was answered at once, refused, referred or withdrawn says nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from gongzhi.cases.facts import SUBJECT_KIND
from gongzhi.cases.models import Case
from gongzhi.cases.row import case_now
from gongzhi.cases.rules import title_of
from gongzhi.diagnosis.facts import Labelled, Message
from gongzhi.diagnosis.public import groups_of
from gongzhi.loops.facts import EndKind
from gongzhi.organization.public import matter_tree, prefix_of
from gongzhi.people.public import screened

_CLOSED = frozenset({EndKind.FULFILLED, EndKind.UNCONFIRMED})
_DISPUTED = ("return", "deny_return", "decide", "ask_up")


def is_verified(
    *, end_kind: str, matter: str, lead: UUID | None, counts: Mapping[str, int], parent: UUID | None
) -> bool:
    """Tell whether the matter of a case counts as what it was about. Pure."""
    answered = counts.get("answer", 0) > 0
    return (
        end_kind in _CLOSED
        and bool(matter)
        and lead is not None
        and answered
        and not counts.get("deny_return")
        and parent is None
    )


def matter_of(case_id: UUID) -> str:
    """Return the verified matter of a case, or ""."""
    row = Case.objects.select_related("loop").filter(loop=case_id).first()
    return row.loop.matter if row is not None and _verified(row) else ""


def went_well(case_id: UUID) -> bool:
    """Tell whether nobody said on the way that a case was somebody else's."""
    row = case_now(case_id)
    return row is not None and not any(row.loop.counts.get(each) for each in _DISPUTED)


def labelled(*, since: datetime | None = None, until: datetime, scope: str = "") -> Iterator[Labelled]:
    """Yield the verified cases of a tree of divisions ended in a period, the oldest first, to learn from.

    Texts come without personal data, as lists have them; confidential cases and erased ones do not come at all.
    """
    rows = (
        Case.objects.select_related("loop")
        .filter(loop__subject_kind=SUBJECT_KIND, loop__ended_at__lt=until, loop__end_kind__in=list(_CLOSED))
        .filter(confidential=False)
    )
    if since is not None:
        rows = rows.filter(loop__ended_at__gte=since)
    if scope:
        rows = rows.filter(loop__division__startswith=prefix_of(scope))
    paths = {view.code: view.path for view in matter_tree(at=until)}
    for row in rows.exclude(text="").order_by("loop__ended_at", "loop").iterator(chunk_size=500):
        path = paths.get(row.loop.matter)
        if path and _verified(row):
            text = screened(row.text)
            groups = groups_of(row.text, channel=row.channel, division=row.loop.division)
            yield Labelled(title_of(text), text, tuple(path), groups)


def messages_filed(*, since: datetime, until: datetime, most: int = 2000) -> Iterator[Message]:
    """Yield the newest messages of a period as an algorithm reads them; confidential and erased ones are left out."""
    rows = (
        Case.objects.filter(loop__opened_at__gte=since, loop__opened_at__lt=until, confidential=False)
        .exclude(text="")
        .order_by("-loop__opened_at")
    )
    for text, channel, division in rows.values_list("text", "channel", "loop__division")[:most]:
        yield Message(title_of(text), text, division=division, channel=channel)


def _verified(row: Case) -> bool:
    return is_verified(
        end_kind=row.loop.end_kind,
        matter=row.loop.matter,
        lead=row.lead_id,
        counts=row.loop.counts,
        parent=row.parent_id,
    )
