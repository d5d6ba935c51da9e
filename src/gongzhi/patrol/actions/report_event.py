"""Report something found in a grid 上报."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import LoopRow, Receipt, already_done, keep_receipt, loop_row, move, open_loop
from gongzhi.organization.public import grid_by_code, locate, matter
from gongzhi.patrol.actions.desks import desks
from gongzhi.patrol.facts import EVENT_KIND, EventReported, Source
from gongzhi.patrol.models import PatrolEvent
from gongzhi.patrol.queries import category
from gongzhi.patrol.rules import ON_SPOT, report_refusal, title_of
from gongzhi.people.facts import Actor
from gongzhi.ui.photo_store import keep, photo_name, removed_unless_done

E6 = 1_000_000
EAST_MOST, NORTH_MOST = 180, 90  # degrees


@dataclass(frozen=True)
class Spot:
    """Where it is: a point in degrees (WGS84), or only a grid."""

    grid: str = ""
    longitude: float | None = None
    latitude: float | None = None

    def point(self) -> tuple[float, float] | None:
        """Return longitude and latitude, or None."""
        if self.longitude is None or self.latitude is None:
            return None
        return (self.longitude, self.latitude)


@dataclass(frozen=True)
class Report:
    """What is reported. `grade` 0 takes the usual one of the matter; 1 is solved on the spot already."""

    matter: str
    text: str
    spot: Spot
    grade: int = 0
    photo: bytes | None = None


@dataclass(frozen=True)
class Reported:
    """What the reporter keeps."""

    loop_id: UUID
    number: str


def report_event(
    *,
    report: Report,
    by: Actor,
    at: datetime,
    reporter: UUID | None = None,
    source: Source = Source.WORKER,
    once: UUID | None = None,
) -> Reported:
    """Report an event; grade 1 is ended by the reporter's word, and the lot may send somebody to look.

    `reporter` is the unit that answers for it where nobody reports in person (a sensor). A photo is one that
    `clean_photo` returned. Raises Refused: ``loops.not_entitled``, ``patrol.text_missing``,
    ``patrol.text_too_long``, ``patrol.matter_unknown``, ``patrol.no_grid``, ``patrol.no_desk``,
    ``patrol.no_photo_needed``, ``patrol.grade_unknown``, ``patrol.levels_skipped``.
    """
    name = photo_name()
    with removed_unless_done(name), transaction.atomic(durable=True):
        if once and (receipt := already_done(once)):
            row = loop_row(receipt.loop_id)
            assert row is not None
            return Reported(row.id, row.number)
        row = open_event(report=report, by=by, at=at, reporter=reporter, source=source, photo_at=name)
        if once:
            keep_receipt(Receipt(key=once, loop_id=row.id, event="report"))
        return Reported(row.id, row.number)


def open_event(
    *,
    report: Report,
    by: Actor,
    at: datetime,
    reporter: UUID | None = None,
    source: Source = Source.WORKER,
    photo_at: str = "",
) -> LoopRow:
    """Open the loop of an event inside the caller's transaction; refusals as `report_event`."""
    assert connection.in_atomic_block
    kind, found = category(report.matter, at=at), matter(report.matter, at=at)
    if kind is None or found is None:
        raise Refused(Refusal("patrol.matter_unknown"))
    grade = report.grade or kind.grade
    ensure(report_refusal(by, text=report.text, grade=grade, photo=bool(report.photo), category=kind))
    grid, division = _where(report.spot, at)
    unit_id = reporter or by.unit_id
    if unit_id is None:
        raise Refused(Refusal("loops.not_entitled"))
    row = open_loop(
        definition=EVENT_KIND,
        subject_kind=EVENT_KIND,
        title=title_of(report.text),
        division=division,
        matter=report.matter,
        limit_class=found.limit_class.value,
        holders={
            "reporter": unit_id,
            **desks(division, grade, besides=[unit_id] if grade == ON_SPOT else [], at=at),
        },
        by=by,
        at=at,
    )
    _keep(row.id, report, grade, grid, source, photo_at, by=by, at=at)
    if grade == ON_SPOT:
        row = move(loop_id=row.id, event="solve_on_spot", by=by, at=at)
    return row


def _keep(
    loop_id: UUID,
    report: Report,
    grade: int,
    grid: str,
    source: Source,
    photo_at: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    point = report.spot.point()
    micro = (round(point[0] * E6), round(point[1] * E6)) if point else None
    PatrolEvent.objects.create(
        loop_id=loop_id,
        source=source,
        grade=grade,
        grid=grid,
        longitude_e6=micro[0] if micro else None,
        latitude_e6=micro[1] if micro else None,
        text=report.text,
        photo=photo_at if report.photo else "",
    )
    if report.photo:
        keep(photo_at, report.photo)
    fact = EventReported(
        source=source,
        grade=grade,
        grid=grid,
        text=Private(report.text),
        point=Private(f"{micro[0]},{micro[1]}") if micro else None,
        photo_sha256=hashlib.sha256(report.photo).hexdigest() if report.photo else "",
    )
    record(fact, subject=loop_id, by=by.name(), at=at)


def _where(spot: Spot, at: datetime) -> tuple[str, str]:
    """Return the grid and its division: that of the point where there is one."""
    if point := spot.point():
        if not (abs(point[0]) <= EAST_MOST and abs(point[1]) <= NORTH_MOST):
            raise Refused(Refusal("patrol.no_grid"))
        place = locate(*point, at=at)
        if place is not None:
            return place.grid_code, place.division
    found = grid_by_code(spot.grid) if spot.grid else None
    if found is None:
        raise Refused(Refusal("patrol.no_grid"))
    return found.code, found.division
