"""`gongzhi patrol`: sensors, and the keys with which they are read in."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _

if TYPE_CHECKING:
    from datetime import datetime

    from gongzhi.patrol.public import SensorView

T = TypeVar("T")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `patrol`."""
    group = commands.add_parser("patrol", help=_("sensors in the grids, and keys for their readings"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    takes = actions.add_parser(
        "sensors", help=_("register the sensors of a CSV file, or show how all of them stand")
    )
    one = takes.add_mutually_exclusive_group(required=True)
    one.add_argument("file", type=Path, nargs="?", metavar=_("FILE"), help=_("twice changes nothing"))
    one.add_argument(
        "--status",
        action="store_true",
        help=_("silent sensors and those beyond their limit come first; exit code 1 when one needs a look"),
    )
    takes.set_defaults(run=run_sensors)
    key = actions.add_parser("key", help=_("make a key for the sensors of a unit, revoke one, or list them"))
    key.add_argument("name", nargs="?", metavar=_("NAME"), help=_("left out: list the keys"))
    key.add_argument("--unit", metavar=_("CODE"), help=_("code of the unit whose sensors the key reads in"))
    key.add_argument("--revoke", action="store_true", help=_("from now on the key opens nothing"))
    key.set_defaults(run=run_key)


def run_sensors(arguments: argparse.Namespace) -> int:
    """Register a file, or print how the sensors stand."""
    if arguments.status:
        with inside_django():
            return _status()
    try:
        data = arguments.file.read_bytes()
    except OSError as error:
        raise Problem(
            _("%(file)s cannot be read: %(reason)s.")
            % {"file": arguments.file, "reason": error.strerror or error},
            _("Check the path and its permissions."),
        ) from None
    with inside_django():
        return _register(data)


def _register(data: bytes) -> int:
    from gongzhi.patrol.public import register_sensors
    from gongzhi.people.facts import SYSTEM
    from gongzhi.ui.words import refusal_sentence

    report = _refused(lambda: register_sensors(data=data, by=SYSTEM, at=now()))
    say(
        _("%(table)s: %(added)d added, %(changed)d changed, %(unchanged)d unchanged, %(rejected)d rejected")
        % {
            "table": report.table,
            "added": report.added,
            "changed": report.changed,
            "unchanged": report.unchanged,
            "rejected": len(report.rejected),
        }
    )
    for problem in report.rejected:
        sentence = refusal_sentence(Refusal(problem.code, problem.details))
        say(f"  ✗ {problem.line} {problem.column}: {sentence}")
    return 1 if report.rejected else 0


def _status() -> int:
    from gongzhi.patrol.public import sensors
    from gongzhi.ui.words import refusal_sentence

    views = sensors(at=now())
    for view in views:
        say(_line(view))
        if view.refused:
            say(_("    ✗ No event could be opened: %(why)s") % {"why": refusal_sentence(view.refused)})
    silent = sum(view.silent for view in views)
    raised = sum(view.raised for view in views)
    counts = {"all": len(views), "silent": silent, "raised": raised}
    say(_("%(all)d sensors in use, %(silent)d silent, %(raised)d beyond their limit") % counts)
    return 1 if silent or any(view.refused for view in views) else 0


def _line(view: "SensorView") -> str:
    from gongzhi.patrol.public import sensor_kinds, value_text
    from gongzhi.ui.names import in_english

    kind = sensor_kinds()[view.kind]
    name, unit = (kind.name_en, kind.unit_en) if in_english() else (kind.name, kind.unit)
    value = "–" if view.value is None else f"{value_text(view.value)} {unit}"
    words = [
        *([_("silent")] if view.silent else []),
        *([_("beyond its limit")] if view.raised else []),
        *([view.event] if view.event else []),
    ]
    mark = "!" if view.silent or view.raised else " "
    said = ", ".join(words)
    columns = (view.code, view.site, name, value, _instant(view.newest_at), view.unit, said)
    return f"  {mark} {'  '.join(str(each) for each in columns)}".rstrip()


def run_key(arguments: argparse.Namespace) -> int:
    """Make, revoke or list."""
    if arguments.name and bool(arguments.unit) == arguments.revoke:
        raise Problem(
            _("A key is either made for a unit or revoked."),
            _("Say --unit CODE for a new key, or --revoke for one that is there."),
        )
    with inside_django():
        if not arguments.name:
            return _list_keys()
        if arguments.revoke:
            return _revoke(arguments.name)
        return _make(arguments.name, arguments.unit)


def _make(name: str, unit: str) -> int:
    from gongzhi.patrol.public import make_sensor_key
    from gongzhi.people.facts import SYSTEM

    key = _refused(lambda: make_sensor_key(name=name, unit_code=unit, by=SYSTEM, at=now()))
    say(
        _("✓ The key %(name)s is made. It is shown this once; keep it where only the sender reads it:")
        % {"name": name}
    )
    say(key)
    return 0


def _revoke(name: str) -> int:
    from gongzhi.patrol.public import revoke_sensor_key
    from gongzhi.people.facts import SYSTEM

    _refused(lambda: revoke_sensor_key(name=name, by=SYSTEM, at=now()))
    say(_("✓ The key %(name)s opens nothing any more.") % {"name": name})
    return 0


def _list_keys() -> int:
    from gongzhi.organization.public import units
    from gongzhi.patrol.public import sensor_keys

    keys = sensor_keys()
    codes = {id_: view.code for id_, view in units(key.unit_id for key in keys).items()}
    for key in keys:
        state = _("revoked %(at)s") if key.revoked_at else _("made %(at)s")
        say(f"  {key.name}  {codes[key.unit_id]}  {state % {'at': _instant(key.revoked_at or key.made_at)}}")
    if not keys:
        say(_("There is no key yet. Make one: gongzhi patrol key NAME --unit CODE"))
    return 0


def _instant(at: "datetime | None") -> str:
    from django.utils import timezone

    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "–"


def _refused(action: Callable[[], T]) -> T:
    try:
        return action()
    except Refused as refused:
        from gongzhi.ui.words import refusal_sentence

        raise Problem(refusal_sentence(refused.refusal), _("Nothing was changed.")) from None
