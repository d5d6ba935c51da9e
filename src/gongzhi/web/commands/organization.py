"""`gongzhi organization import` and `export`: the files of a county, in and out."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _

if TYPE_CHECKING:
    from gongzhi.organization.facts import Report, RowProblem

SHOWN_PROBLEMS = 50


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `organization`."""
    group = commands.add_parser("organization", help=_("divisions, units, staff, duties: import and export"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    takes = actions.add_parser(
        "import", help=_("take in the folder of a county, or one of its files; twice changes nothing")
    )
    takes.add_argument("path", type=Path, metavar=_("FOLDER|FILE"))
    takes.add_argument(
        "--all", action="store_true", help=_("print every rejected row, not only the first ones")
    )
    takes.add_argument(
        "--try",
        dest="trial",
        action="store_true",
        help=_("say what would become of each row, and write nothing"),
    )
    takes.set_defaults(run=run_import)
    gives = actions.add_parser("export", help=_("write the files of a county into a folder"))
    gives.add_argument("folder", type=Path, metavar=_("FOLDER"))
    gives.add_argument("--division", metavar=_("CODE"), help=_("the county: 12 digits, e.g. 510900000000"))
    gives.set_defaults(run=run_export)


def run_import(arguments: argparse.Namespace) -> int:
    """Import, and print what became of the rows; exit code 1 when a row was rejected."""
    path: Path = arguments.path
    with inside_django():
        from gongzhi.organization.public import import_files, import_folder, table_of
        from gongzhi.people.facts import SYSTEM

        try:
            if path.is_dir():
                reports = import_folder(path=path, by=SYSTEM, at=now(), trial=arguments.trial)
            else:
                data, table = path.read_bytes(), table_of(path.name)
                if table is None:
                    raise Problem(
                        _("%(file)s is none of the files of a county.") % {"file": path.name},
                        _("Name it as src/gongzhi/organization/README.md says, e.g. units.csv"),
                    )
                reports = import_files(files={table: data}, by=SYSTEM, at=now(), trial=arguments.trial)
        except OSError as error:
            raise Problem(
                _("%(file)s cannot be read: %(reason)s.") % {"file": path, "reason": error.strerror or error},
                _("Check the path and its permissions."),
            ) from None
        except Refused as refused:
            file = refused.refusal.details.get("file", path.name)
            raise Problem(f"{file}: {_sentence(refused.refusal)}", _("Nothing was imported.")) from None
        for report in reports:
            _print(report, None if arguments.all else SHOWN_PROBLEMS)
        if arguments.trial:
            say(_("This was a trial: nothing is written."))
    return 1 if any(report.rejected for report in reports) else 0


def run_export(arguments: argparse.Namespace) -> int:
    """Write the files the import reads."""
    folder: Path = arguments.folder
    with inside_django():
        from gongzhi.organization.public import export_files

        code = arguments.division or _only_county()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, data in export_files(code):
                (folder / name).write_bytes(data)
                say(f"    {folder / name}")
        except OSError as error:
            raise Problem(
                _("%(file)s cannot be written: %(reason)s.")
                % {"file": folder, "reason": error.strerror or error},
                _("Choose a folder you may write to."),
            ) from None
    return 0


def _only_county() -> str:
    from gongzhi.organization.public import divisions_of_level

    counties = divisions_of_level("county", at=now())
    if len(counties) != 1:
        raise Problem(
            _("This installation has %(number)d counties.") % {"number": len(counties)},
            _("Say which one with --division CODE."),
        )
    return counties[0].code


def _print(report: "Report", most: int | None) -> None:
    counts = {
        "table": report.table,
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "rejected": len(report.rejected),
    }
    say(
        _("%(table)s: %(added)d added, %(changed)d changed, %(unchanged)d unchanged, %(rejected)d rejected")
        % counts
    )
    for mark, problems in (("✗", report.rejected), ("!", report.warnings)):
        for problem in problems[:most]:
            say(f"  {mark} {_place(problem)} {_sentence(Refusal(problem.code, problem.details))}")
        if most is not None and len(problems) > most:
            say(_("  … and %(number)d more (--all shows them)") % {"number": len(problems) - most})
    for change in report.changes[:most]:
        cells = ", ".join(f"{name}: {before or '–'} → {after or '–'}" for name, before, after in change.cells)
        say(f"  {'+' if change.added else '~'} {change.key}{'' if change.added else f': {cells}'}")


def _place(problem: "RowProblem") -> str:
    return f"{problem.line} {problem.column}:" if problem.column else f"{problem.line}:"


def _sentence(refusal: Refusal) -> str:
    from gongzhi.ui.words import refusal_sentence

    return refusal_sentence(refusal)
