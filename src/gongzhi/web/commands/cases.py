"""`gongzhi cases import FILE.csv`: real messages become cases."""

import argparse
import csv
import sys
import time
from collections.abc import Callable
from pathlib import Path

from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `cases`."""
    group = commands.add_parser("cases", help=_("bring cases in from files"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    command = actions.add_parser("import", help=_("file the messages of a CSV file as cases"))
    command.add_argument("file", type=Path, metavar=_("FILE"))
    command.add_argument("--limit", type=int, help=_("stop after this many rows"))
    command.add_argument("--start-line", type=int, default=0, help=_("skip the file up to this line"))
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


def run(arguments: argparse.Namespace) -> int:
    """File the messages and print what became of them."""
    if not arguments.file.is_file():
        raise Problem(
            _("%(file)s is not there.") % {"file": arguments.file},
            _("Name a CSV file with one message a row."),
        )
    with inside_django():
        return _import(arguments)


def _import(arguments: argparse.Namespace) -> int:
    from zoneinfo import ZoneInfo

    from django.conf import settings

    from gongzhi.channels.bulk import load
    from gongzhi.channels.bulk.rows import read_classes
    from gongzhi.kernel.instants import now
    from gongzhi.kernel.refusals import Refusal, Refused
    from gongzhi.ui.words import refusal_sentence

    shipped = Path(load.__file__).parent / "mailbox_classes.csv"
    try:
        plan = load.Plan(
            division=arguments.division or _only_county(),
            classes=read_classes(arguments.classes or shipped),
            columns=_columns(arguments.columns),
            zone=ZoneInfo(settings.TIME_ZONE),
            replay=arguments.replay,
            start_line=arguments.start_line,
            limit=arguments.limit,
        )
        tally = load.load_messages(arguments.file, plan, now=now, progress=_progress(arguments.file))
    except Refused as refused:
        raise Problem(
            refusal_sentence(refused.refusal), _("Mend the file or the options and try again.")
        ) from None
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
    for code, number in tally.bad.most_common():
        say(f"  {number:>7}    – {refusal_sentence(Refusal(code))}")
    if arguments.report:
        _write_report(arguments.report, tally.lines)
    return 0


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


def _columns(text: str) -> dict[str, str]:
    pairs = [pair.split("=", 1) for pair in text.split(",") if "=" in pair]
    return {name.strip(): column.strip() for name, column in pairs}


def _progress(file: Path) -> Callable[[int], None]:
    total = max(1, file.read_bytes().count(b"\n"))
    shown = [0.0]

    def progress(line: int) -> None:
        if sys.stderr.isatty() and time.monotonic() - shown[0] > 0.1:
            shown[0] = time.monotonic()
            done = min(1.0, line / total)
            sys.stderr.write(f"\r  [{'█' * int(done * 30):<30}] {line:>7}")
            sys.stderr.flush()

    return progress


def _write_report(path: Path, rows: list) -> None:  # type: ignore[type-arg]
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "code"])
        writer.writerows([row.line, row.refusal.code] for row in rows)
