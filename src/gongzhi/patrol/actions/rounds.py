"""Rounds 巡查任务: plan them, make them, judge them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record, record_many
from gongzhi.loops.public import (
    LoopRow,
    Opening,
    Receipt,
    Words,
    already_done,
    hold,
    holders_of,
    keep_receipt,
    link_loops,
    open_many,
)
from gongzhi.organization.public import grids as grids_by_code
from gongzhi.organization.public import matter, unit, within
from gongzhi.patrol.actions.desks import accepting, independent, standing
from gongzhi.patrol.actions.report_event import Report, Spot, open_event
from gongzhi.patrol.actions.step import step_round
from gongzhi.patrol.facts import FOUND, ROUND_KIND, Finding, Result, RoundPlanned, RoundReported
from gongzhi.patrol.models import Round
from gongzhi.patrol.rules import MOST_DAYS, findings_refusal, plan_refusal, title_of
from gongzhi.people.facts import Actor

PLAIN = frozenset(
    {
        "call_off",
        "sign",
        "return",
        "deny_return",
        "extend",
        "park",
        "take_up_again",
        "ask_up",
        "conclude",
        "confirm",
        "not_enough",
        "verify_ok",
        "verify_bad",
        "reopen",
    }
)


def plan_rounds(
    *,
    matter_code: str,
    grids: Sequence[str],
    unit_id: UUID,
    days: int,
    title: str,
    by: Actor,
    at: datetime,
    once: UUID | None = None,
) -> dict[str, UUID]:
    """Ask a unit to look at grids for a matter within some days; return the round of each grid.

    Raises Refused ``loops.not_entitled``, ``patrol.not_your_tree``, ``patrol.days_impossible``,
    ``patrol.title_missing``, ``patrol.matter_unknown``, ``patrol.no_grid``, ``patrol.no_desk``.
    """
    ensure(plan_refusal(by, days=days, in_tree=_in_tree(by, grids, unit_id)))
    if not title.strip():
        raise Refused(Refusal("patrol.title_missing"))
    if not grids:
        raise Refused(Refusal("patrol.no_grid"))
    with transaction.atomic(durable=True):
        if once and already_done(once):
            return {}
        found = open_rounds(
            matter_code=matter_code,
            grids=grids,
            unit_id=unit_id,
            days=days,
            title=title_of(title),
            by=by,
            at=at,
        )
        if once:
            keep_receipt(Receipt(key=once, loop_id=next(iter(found.values())), event="plan"))
        return found


def open_rounds(
    *,
    matter_code: str,
    grids: Sequence[str],
    unit_id: UUID,
    days: int,
    title: str,
    by: Actor,
    at: datetime,
) -> dict[str, UUID]:
    """Open and assign rounds inside the caller's transaction; whether the actor may is the caller's rule.

    More days than a round may take count as the most there are.
    """
    assert connection.in_atomic_block
    if matter(matter_code, at=at) is None:
        raise Refused(Refusal("patrol.matter_unknown"))
    if by.unit_id is None:
        raise Refused(Refusal("loops.not_entitled"))
    views = _places(grids)
    if not views:
        return {}
    loops = open_many(
        definition=ROUND_KIND,
        subject_kind=ROUND_KIND,
        openings=[
            Opening(
                title=title,
                division=division,
                holders={"planner": by.unit_id, **standing(division, besides=[unit_id], at=at)},
                names=unit_id,
            )
            for _code, division in views
        ],
        matter=matter_code,
        limit_class=f"{min(days, MOST_DAYS)}d",
        event="assign",
        by=by,
        at=at,
    )
    rows = [Round(loop_id=loop.id, grid=code) for loop, (code, _division) in zip(loops, views, strict=True)]
    Round.objects.bulk_create(rows)
    facts = [(RoundPlanned(grid=row.grid, unit_id=unit_id), row.loop_id) for row in rows]
    record_many(facts, by=by.name(), at=at)
    return {row.grid: row.loop_id for row in rows}


def _in_tree(by: Actor, grids: Sequence[str], unit_id: UUID) -> bool:
    """Tell whether all grids, and the unit that is to go, lie in the tree the actor's post covers."""
    found = unit(unit_id)
    mine = found is not None and (unit_id == by.unit_id or within(by.division, found.division))
    return mine and all(within(by.division, code) for code in grids)


def _places(codes: Sequence[str]) -> list[tuple[str, str]]:
    """Return each grid with its division, in the order given."""
    wanted = list(dict.fromkeys(codes))
    found = grids_by_code(wanted)
    if len(found) < len(wanted):
        raise Refused(Refusal("patrol.no_grid"))
    return [(code, found[code].division) for code in wanted]


def report_round(
    *,
    round_id: UUID,
    findings: Sequence[Finding] = (),
    text: str = "",
    by: Actor,
    at: datetime,
    once: UUID | None = None,
) -> list[UUID]:
    """Report a round: nothing found, or each thing as an event of its own; return the events.

    Whoever reports has taken the round on: signing is no step of its own. A round a unit planned for itself
    is accepted by the next desk above: nobody judges the own work. Raises Refused
    ``loops.not_entitled``, ``patrol.text_missing``, what reporting an event refuses, and those of the loop.
    """
    ensure(findings_refusal(findings))
    with transaction.atomic(durable=True):
        loop = hold(round_id)
        if once and already_done(once):
            return []
        row = Round.objects.get(loop=round_id)
        if loop.state == "dispatched":
            step_round("sign", loop_id=round_id, by=by, at=at)
        step_round(
            "report",
            loop_id=round_id,
            by=by,
            at=at,
            words=Words(text=text),
            holders=_judges(loop, by, at),
            once=once,
        )
        found = []
        for each in findings:
            report = Report(each.matter, each.text, Spot(grid=row.grid), each.grade)
            event = open_event(report=report, by=by, at=at)
            link_loops(from_id=round_id, to_id=event.id, role=FOUND, by=by, at=at)
            found.append(event.id)
        row.result = Result.FOUND if found else Result.NOTHING
        row.events += len(found)
        row.save(update_fields=["result", "events"])
        said = RoundReported(result=Result(row.result), events=len(found))
        record(said, subject=round_id, by=by.name(), at=at)
        return found


def _judges(loop: LoopRow, by: Actor, at: datetime) -> dict[str, UUID]:
    """Return who takes the places of planner and verifier, where the unit that made the round holds them."""
    held, mine = holders_of(loop.id), [by.unit_id] if by.unit_id else []
    found = {
        "planner": accepting(loop.division, besides=mine, at=at),
        "verifier": independent(loop.division, besides=mine, at=at),
    }
    return {party: unit_id for party, unit_id in found.items() if unit_id and by.unit_id in held[party]}


def handle_round(
    *,
    round_id: UUID,
    event: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    text: str = "",
    drawn: int | None = None,
    once: UUID | None = None,
) -> None:
    """Carry out one of `PLAIN`. Raises Refused ``loops.not_entitled`` and those of the loop."""
    assert event in PLAIN
    with transaction.atomic(durable=True):
        words = Words(reason=reason, text=text)
        step_round(event, loop_id=round_id, by=by, at=at, words=words, drawn=drawn, once=once)


def give_round(
    *,
    round_id: UUID,
    event: str,
    unit_id: UUID,
    by: Actor,
    at: datetime,
    reason: str = "",
    once: UUID | None = None,
) -> None:
    """Name who makes the round: anew after a return, in the planner's own tree, or by the arbiter.

    Raises Refused ``patrol.not_your_tree``, and as the loop does.
    """
    assert event in ("assign", "reassign", "decide")
    with transaction.atomic(durable=True):
        if event != "decide" and not _in_tree(by, [], unit_id):
            raise Refused(Refusal("patrol.not_your_tree"))
        step_round(
            event, loop_id=round_id, by=by, at=at, words=Words(reason=reason), names=unit_id, once=once
        )
