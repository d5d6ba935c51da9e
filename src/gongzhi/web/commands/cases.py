"""`gongzhi cases import FILE.csv`: real messages become cases. `gongzhi cases screen`: older titles are masked."""

import argparse
import csv
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.positions import Position, PositionFile
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import complain, say
from gongzhi.web.launch.words import gettext as _

if TYPE_CHECKING:
    from gongzhi.channels.public import BadRow, Plan, Progress, Tally


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `cases`."""
    group = commands.add_parser("cases", help=_("bring cases in from files"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    command = actions.add_parser("import", help=_("file the messages of a CSV file as cases"))
    command.add_argument("file", type=Path, metavar=_("FILE"))
    command.add_argument("--limit", type=int, help=_("stop after this many rows"))
    begin = command.add_mutually_exclusive_group()
    begin.add_argument("--start-line", type=int, help=_("skip the file up to this line"))
    begin.add_argument(
        "--from-start",
        action="store_true",
        help=_("begin at the first line; without it an interrupted import goes on where it stopped"),
    )
    command.add_argument("--division", default="", help=_("12-digit code: where messages without a place go"))
    command.add_argument(
        "--columns", default="", help=_("column map, such as text=内容,time=时间; known names need none")
    )
    command.add_argument("--classes", type=Path, help=_("CSV with the columns class,matter"))
    command.add_argument(
        "--replay", action="store_true", help=_("let the clock run by the times of the file")
    )
    command.add_argument("--report", type=Path, help=_("write the bad rows to this CSV file"))
    command.set_defaults(run=run)
    command = actions.add_parser(
        "screen", help=_("take personal data out of the titles of cases filed by earlier versions")
    )
    command.set_defaults(run=screen)


def run(arguments: argparse.Namespace) -> int:
    """File the messages and print what became of them."""
    for file in filter(None, (arguments.file, arguments.classes)):
        if not file.is_file():
            raise Problem(
                _("%(file)s is not there.") % {"file": file}, _("Name a CSV file with one message a row.")
            )
    with inside_django():
        return _import(arguments)


def screen(_arguments: argparse.Namespace) -> int:
    """Give older cases titles and words to be found by without personal data, and print how many."""
    with inside_django():
        from gongzhi.cases.public import screen_older
        from gongzhi.kernel.instants import now
        from gongzhi.people.facts import SYSTEM

        number = sum(1 for _case in screen_older(by=SYSTEM, at=now()))
    say(_("✓ Cases screened: %(number)s.") % {"number": number})
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from gongzhi.channels.public import load_messages
    from gongzhi.kernel.instants import now
    from gongzhi.kernel.refusals import Refused
    from gongzhi.ui.words import refusal_sentence

    if arguments.report:
        _write_report(arguments.report, [])  # whether it can be written shows before the work, not after it
    try:
        plan, position, rows = _plan(arguments)
        progress = _progress(arguments.file, position, rows)
        tally = load_messages(arguments.file, plan, read_clock=now, progress=progress)
    except Refused as refused:
        raise Problem(
            refusal_sentence(refused.refusal), _("Mend the file or the options and try again.")
        ) from None
    except KeyboardInterrupt:
        complain(_("\nStopped. The same command goes on from there."))
        return 130
    position.drop()
    _print(tally)
    if arguments.report:
        _write_report(arguments.report, tally.lines)
    return 0


def _plan(arguments: argparse.Namespace) -> "tuple[Plan, PositionFile, int]":
    """Return the plan, the place of its position, and how many rows an interrupted run has done of it."""
    from zoneinfo import ZoneInfo

    from django.conf import settings

    from gongzhi.channels.public import SHIPPED_CLASSES, Plan, read_classes

    division = _division(arguments.division) if arguments.division else _only_county()
    classes = read_classes(arguments.classes or SHIPPED_CLASSES)
    columns = _columns(arguments.columns)
    options = (division, arguments.columns, str(classes), str(arguments.replay))
    position = PositionFile(arguments.file, options)
    reached = None if arguments.from_start or arguments.start_line is not None else _trusted(position.read())
    if reached:
        say(
            _("Going on after line %(line)d, where the last run stopped (--from-start begins anew).")
            % {"line": reached.line}
        )
    rows = reached.rows if reached else 0
    plan = Plan(
        division=division,
        classes=classes,
        columns=columns,
        zone=ZoneInfo(settings.TIME_ZONE),
        replay=arguments.replay,
        start_line=reached.line if reached else arguments.start_line or 0,
        limit=None if arguments.limit is None else max(0, arguments.limit - rows),
    )
    return plan, position, rows


def _trusted(position: Position | None) -> Position | None:
    """Return the position if the database still knows the last case filed before it."""
    from gongzhi.loops.public import loop_row

    return position if position and loop_row(UUID(position.loop_id)) else None


def _print(tally: "Tally") -> None:
    from gongzhi.kernel.refusals import Refusal
    from gongzhi.ui.words import refusal_sentence

    say("")
    for text, number in (
        (_("rows read"), tally.rows),
        (_("cases filed"), tally.filed),
        (_("already filed before, nothing done"), tally.before),
        (_("located in a grid by their point"), tally.located),
        (_("placed by a name in their text"), tally.named),
        (_("without a place: they wait at the county's dispatch desk"), tally.no_place),
        (_("without a time in the file"), tally.without_time),
        (_("with a proposed unit"), tally.proposed),
        (_("without a proposal"), sum(tally.refusals.values())),
    ):
        say(f"  {number:>7}  {text}")
    for code, number in tally.refusals.most_common():
        say(f"  {number:>7}    – {_REASONS[code]}")
    say(f"  {sum(tally.bad.values()):>7}  {_('bad rows')}")
    for row in {row.refusal.code: row for row in reversed(tally.lines)}.values():
        code, details = row.refusal.code, row.refusal.details
        sentence = refusal_sentence(Refusal(code, details))
        say(f"  {tally.bad[code]:>7}    – {sentence} ({_('first in line')} {row.line})")


_REASONS = {
    "bulk.class_unknown": _("the source's class is not in the class map"),
    "cases.matter_unknown": _("the matter of the class map is not in the tree of matters"),
    "organization.no_duty": _("the duty table gives nobody at this place the lead for the matter"),
    "bulk.no_unit": _("no unit that may lead it serves this place"),
}


def _only_county() -> str:
    """Return the county of this installation; with several, the caller has to name one."""
    from gongzhi.kernel.instants import now
    from gongzhi.organization.public import divisions_of_level

    counties = divisions_of_level("county", at=now())
    if len(counties) != 1:
        raise Problem(
            _("This installation has %(number)d counties.") % {"number": len(counties)},
            _("Say which one with --division CODE."),
        )
    return counties[0].code


def _division(code: str) -> str:
    from gongzhi.organization.public import division

    if division(code) is None:
        raise Problem(
            _("%(code)s is not the code of a division.") % {"code": code},
            _("Give the 12 digits of the county, towns and villages as zeros: 510900000000"),
        )
    return code


def _columns(text: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    for name, sign, column in pairs:
        if not (name.strip() and sign and column.strip()):
            raise Problem(
                _("%(pair)s is no part of a column map.") % {"pair": f"{name}{sign}{column}"},
                _("Write it as text=COLUMN,time=COLUMN."),
            )
    return {name.strip(): column.strip() for name, _sign, column in pairs}


def _progress(file: Path, position: PositionFile, rows: int) -> "Progress":
    """Return what draws the bar and keeps the position; `rows` were done by the run before."""
    total = max(1, file.read_bytes().count(b"\n"))
    shown = [0.0]

    def progress(line: int, tally: "Tally") -> None:
        if tally.last:
            position.keep(Position(line, rows + tally.rows, str(tally.last)))
        if sys.stderr.isatty() and time.monotonic() - shown[0] > 0.1:
            shown[0] = time.monotonic()
            done = min(1.0, line / total)
            sys.stderr.write(f"\r  [{'█' * int(done * 30):<30}] {line:>7}")
            sys.stderr.flush()

    return progress


def _write_report(path: Path, rows: "list[BadRow]") -> None:
    from gongzhi.ui.words import refusal_sentence

    try:
        with path.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.writer(file)
            writer.writerow(["line", "code", "reason"])
            writer.writerows([row.line, row.refusal.code, refusal_sentence(row.refusal)] for row in rows)
    except OSError as error:
        raise Problem(
            _("%(file)s cannot be written: %(reason)s.") % {"file": path, "reason": error.strerror or error},
            _("Choose a folder you may write to."),
        ) from None
