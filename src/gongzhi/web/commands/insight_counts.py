"""`gongzhi insight backtest|bursts|foretell`: how good forecasts and alarms are on a file, and today's."""

import argparse
import json
import os
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongzhi.kernel.instants import now
from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _

if TYPE_CHECKING:
    from gongzhi.insight.forecast.of_files import FileUnreadable, Names


def register(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `backtest`, `bursts` and `foretell`."""
    _add_backtest(actions)
    _add_bursts(actions)
    daily = actions.add_parser(
        "foretell",
        help=_("make today's forecasts and alarms, where the register of algorithms lets it; twice is once"),
    )
    daily.set_defaults(run=run_foretell)
    nightly = actions.add_parser(
        "nightly",
        help=_("what the worker has made each night: topics anew, forecasts and alarms; twice is once"),
    )
    nightly.set_defaults(run=run_nightly)


def _add_backtest(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    judged = actions.add_parser(
        "backtest", help=_("foretell again and again from days of the past, and tell how far off it was")
    )
    _add_file(judged)
    judged.add_argument(
        "--from",
        dest="since",
        type=date.fromisoformat,
        required=True,
        metavar=_("DATE"),
        help=_("the first day that is foretold; everything before it may be learned from"),
    )
    judged.add_argument(
        "--stride",
        type=_days,
        default=28,
        metavar=_("DAYS"),
        help=_("how many days lie between one forecast and the next (28)"),
    )
    judged.add_argument(
        "--holidays",
        default="auto",
        metavar=_("LIST"),
        help=_("which list of holidays the series follow: us, cn, none; auto finds it from the past"),
    )
    judged.add_argument(
        "--no-sums", action="store_true", help=_("do not sum the series up along their keys, nor reconcile")
    )
    judged.add_argument(
        "--without",
        action="append",
        default=[],
        metavar=_("RUNG"),
        help=_("leave a rung of the ladder out: middle, smoothing, boosting"),
    )
    judged.set_defaults(run=run_backtest)


def _add_bursts(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    alarms = actions.add_parser(
        "bursts",
        help=_(
            "put bursts into a file of counts and tell how many are found, how soon, at what false alarms"
        ),
    )
    _add_file(alarms)
    alarms.add_argument(
        "--seed", type=int, default=1, metavar=_("SEED"), help=_("which chance draws the bursts (1)")
    )
    alarms.add_argument(
        "--last",
        type=_days,
        default=182,
        metavar=_("DAYS"),
        help=_("over how many days at the end of the file (182)"),
    )
    alarms.set_defaults(run=run_bursts)


def _add_file(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--data", type=Path, required=True, metavar=_("FILE"), help=_("counts by day as CSV, plain or .gz")
    )
    command.add_argument("--date-column", default="", metavar=_("NAME"), help=_("the column of days"))
    command.add_argument("--count-column", default="", metavar=_("NAME"), help=_("the column of counts"))
    command.add_argument(
        "--key-column",
        action="append",
        default=[],
        metavar=_("NAME"),
        help=_("a column that tells series apart; may be given several times"),
    )
    command.add_argument("--json", action="store_true", help=_("one JSON object on one line"))


def _days(text: str) -> int:
    days = int(text)
    if not 1 <= days <= 3660:
        raise ValueError
    return days


def run_backtest(arguments: argparse.Namespace) -> int:
    """Judge the forecasts on a file; needs no database."""
    _one_thread()
    from gongzhi.insight.forecast.of_files import HOLIDAYS, RUNGS, backtest_file

    _known(arguments.holidays, HOLIDAYS)
    for name in arguments.without:
        _known(name, RUNGS)
    found = _read(
        arguments,
        lambda names: backtest_file(
            arguments.data,
            arguments.since,
            names=names,
            stride=arguments.stride,
            holidays=arguments.holidays,
            rungs=tuple(name for name in RUNGS if name not in arguments.without),
            sums=not arguments.no_sums,
            quiet=arguments.json,
        ),
    )
    say(json.dumps(found, ensure_ascii=False) if arguments.json else _table(found))
    return 0


def run_bursts(arguments: argparse.Namespace) -> int:
    """Judge the alarms on a file; needs no database."""
    _one_thread()
    from gongzhi.insight.forecast.of_files import bursts_file

    found = _read(
        arguments,
        lambda names: bursts_file(arguments.data, names=names, seed=arguments.seed, days=arguments.last),
    )
    say(
        json.dumps(found, ensure_ascii=False)
        if arguments.json
        else json.dumps(found, ensure_ascii=False, indent=1)
    )
    return 0


def run_foretell(_arguments: argparse.Namespace) -> int:
    """Make forecasts and alarms, in this process."""
    _behind_others()
    with inside_django():
        from gongzhi.insight.public import make_forecasts, raise_alarms
        from gongzhi.people.facts import SYSTEM

        made = make_forecasts(by=SYSTEM, at=now())
        alarms = raise_alarms(by=SYSTEM, at=now())
    say(_("%(made)d forecasts, %(alarms)d alarms") % {"made": made, "alarms": alarms})
    return 0


def run_nightly(_arguments: argparse.Namespace) -> int:
    """Make what the worker has made each night, in this process."""
    _behind_others()
    with inside_django():
        from gongzhi.insight.public import work_at_night
        from gongzhi.people.facts import SYSTEM

        made = work_at_night(by=SYSTEM, clock=now)
    if made is None:
        say(_("Another process is at it."))
        return 0
    say(
        _("%(moved)d messages put elsewhere, %(made)d forecasts, %(alarms)d alarms")
        % {"moved": made.moved, "made": made.forecasts, "alarms": made.alarms}
    )
    return 0


def _behind_others() -> None:
    _one_thread()
    if hasattr(os, "nice"):
        os.nice(15)


def _one_thread() -> None:
    """Two threads stalled on small machines, and one gives the same figures everywhere."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _known(name: str, names: tuple[str, ...]) -> None:
    if name not in names:
        raise Problem(
            _("“%(name)s” is not known here.") % {"name": name},
            _("Known are: %(names)s.") % {"names": ", ".join(names)},
        )


def _read(arguments: argparse.Namespace, run: "Callable[[Names], dict[str, Any]]") -> dict[str, Any]:
    from gongzhi.insight.forecast.of_files import FileUnreadable, Names, NothingToJudge

    names = Names(arguments.date_column, arguments.count_column, tuple(arguments.key_column))
    try:
        return run(names)
    except OSError as error:
        raise Problem(
            _("%(file)s cannot be read: %(reason)s.")
            % {"file": arguments.data, "reason": error.strerror or error},
            _("Check the path and its permissions."),
        ) from None
    except FileUnreadable as error:
        raise _unreadable(error, arguments.data) from None
    except NothingToJudge:
        raise Problem(
            _("The file does not hold enough days before and after the first day foretold."),
            _("Leave at least 28 days before the first day foretold, and 7 from it on."),
        ) from None


def _unreadable(error: "FileUnreadable", file: Path) -> Problem:
    return Problem(
        _("%(file)s is no file of counts by day: %(reason)s.")
        % {"file": file, "reason": _REASONS[error.code]() % {"line": error.line}},
        _(
            "Name its columns with --date-column, --count-column and --key-column; days are written 2026-11-28."
        ),
    )


_REASONS: Mapping[str, Callable[[], str]] = {
    "NO_TEXT": lambda: _("it is no UTF-8 text, or was cut short"),
    "EMPTY": lambda: _("it has no rows"),
    "NO_DATE": lambda: _("it has no column of days"),
    "NO_COUNT": lambda: _("it has no column of counts"),
    "NO_KEY": lambda: _("it has no column of that name"),
    "DATE": lambda: _("line %(line)d has no day that can be read"),
    "COUNT": lambda: _("line %(line)d has no count that can be read"),
    "CELLS_MISSING": lambda: _("line %(line)d has too few cells"),
    "TOO_LONG": lambda: _("it has too many rows"),
    "TOO_MANY_DAYS": lambda: _("its days lie too far apart"),
}


def _table(found: dict[str, Any]) -> str:
    """Show the figures of each level for people."""
    lines = [f"{found['n_series']} × {found['n_origins']}, {found['seconds']} s"]
    for level in found["levels"]:
        lines.append(f"\n{level['level']} ({level['n_series']})")
        for horizon, each in level["horizons"].items():
            rungs = "  ".join(f"{name} {value['wape']}" for name, value in each["rungs"].items())
            lines.append(
                f"  {horizon:>2}  WAPE {each['wape']}  MASE {each['mase']}  80% {each['coverage_80']}  95% "
                f"{each['coverage_95']}  |  {rungs}"
            )
    return "\n".join(lines)
