"""Directives in every state, some hours before now: pages read the real clock."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from tests.small_county import TOWN, WEST, County

from gongzhi.directives.facts import PartSpec
from gongzhi.directives.public import (
    Issued,
    ask_for_help,
    conclude,
    draft_next,
    draw_look,
    handle,
    issue,
    look_at,
    parts_of,
    send_rounds,
)
from gongzhi.directives.tests.steps import terms
from gongzhi.loops.public import links_of
from gongzhi.patrol.public import handle_round, report_round
from gongzhi.web.tests.staff import long_ago

GRIDS = (f"{WEST}001", f"{WEST}002")


def last_day(days: int = 60) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def sent(county: County, **changes: object) -> Issued:
    day = timezone.localdate() + timedelta(days=60)
    return issue(
        terms=terms(**{"due_on": day} | changes),
        lead=county.unit("water"),
        parts=[PartSpec(county.unit("town"), TOWN)],
        by=county.actor("leader"),
        at=long_ago(5),
    )


def step(county: County, node: UUID, event: str, login: str, hours: float, **more: object) -> UUID:
    handle(directive_id=node, event=event, by=county.actor(login), at=long_ago(hours), **more)  # type: ignore[arg-type]
    return node


def root(county: County) -> UUID:
    return sent(county).loop_id


def received(county: County) -> UUID:
    return parts_of(root(county))[0].loop.id


def objected(county: County) -> UUID:
    return step(county, received(county), "cannot", "town-head", 4, reason="没有经费")


def working(county: County) -> UUID:
    return step(county, received(county), "accept", "town-head", 4)


def root_working(county: County) -> UUID:
    return step(county, root(county), "accept", "water-handler", 4)


def parked(county: County) -> UUID:
    return step(county, working(county), "park", "town-head", 3, reason="等配件")


def helped(county: County) -> UUID:
    part = working(county)
    ask_for_help(
        directive_id=part,
        unit_id=county.unit("housing"),
        text="核对管线图",
        by=county.actor("town-head"),
        at=long_ago(3),
    )
    return part


def reported(county: County) -> UUID:
    return step(county, working(county), "report", "town-head", 3)


def arbitration(county: County) -> UUID:
    return step(county, working(county), "ask_up", "town-head", 3, reason="涉及两家")


def walked(county: County, *, grids: tuple[str, ...] = GRIDS) -> UUID:
    """A part on which rounds were made and accepted."""
    part = working(county)
    head = county.actor("town-head")
    send_rounds(directive_id=part, grids=grids, unit_id=county.unit("town"), by=head, at=long_ago(3.5))
    for link in links_of(part):
        if link.role == "work":
            report_round(round_id=link.loop.id, by=county.actor("grid-worker"), at=long_ago(3))
            handle_round(
                round_id=link.loop.id,
                event="confirm",
                by=county.actor("dispatcher"),
                at=long_ago(2.8),
                drawn=999,
            )
    return part


def assessing(county: County) -> UUID:
    """A part before the independent reviewer, by lot."""
    part = step(county, walked(county), "report", "town-head", 2.5)
    return step(county, part, "confirm", "leader", 2, drawn=0)


def drawn(county: County) -> UUID:
    part = assessing(county)
    draw_look(directive_id=part, by=county.actor("verifier"), at=long_ago(1.5))
    return part


def looked(county: County) -> UUID:
    """A part whose drawn places were all looked at."""
    part = drawn(county)
    for grid in GRIDS:
        look_at(
            directive_id=part,
            grid=grid,
            as_asked=True,
            text="",
            by=county.actor("verifier"),
            at=long_ago(1),
        )
    return part


def reported_root(county: County) -> UUID:
    return step(county, alone(county), "report", "water-handler", 3)


def concluded(county: County) -> UUID:
    """A whole directive that ended after an independent look."""
    node = alone(county)
    step(county, node, "report", "water-handler", 3)
    step(county, node, "look", "leader", 2.5)
    return step(county, node, "assess_ok", "verifier", 2)


def alone(county: County) -> UUID:
    """A whole directive without parts, accepted."""
    day = timezone.localdate() + timedelta(days=60)
    found = issue(
        terms=terms(due_on=day), lead=county.unit("water"), by=county.actor("leader"), at=long_ago(5)
    )
    return step(county, found.loop_id, "accept", "water-handler", 4)


def draft(county: County) -> UUID:
    node = concluded(county)
    leader = county.actor("leader")
    conclude(directive_id=node, text="下次先拨款。", by=leader, at=long_ago(1))
    return draft_next(directive_id=node, by=leader, at=long_ago(0.5))
