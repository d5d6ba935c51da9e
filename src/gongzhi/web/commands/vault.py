"""`gongzhi vault`: the keys of the vault and how long what is kept."""

import argparse
from datetime import timedelta

from gongzhi.kernel.instants import now
from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import complain, say
from gongzhi.web.launch.words import gettext as _


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `vault`."""
    group = commands.add_parser(
        "vault", help=_("the keys identities and backups are sealed under, and their time")
    )
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    status = actions.add_parser("status", help=_("the key generations, and what is sealed under each"))
    status.set_defaults(run=run_status)
    rewrap = actions.add_parser("rewrap", help=_("let every live key go on to the generation of this month"))
    rewrap.set_defaults(run=run_rewrap)
    retire = actions.add_parser(
        "retire",
        help=_("destroy a generation before its time: its backups go blind, and nothing brings it back"),
    )
    retire.add_argument(
        "generation", metavar=_("MONTH"), help=_("like 2026-08, as `gongzhi vault status` prints it")
    )
    retire.add_argument("--yes", action="store_true", help=_("do it; without it nothing is destroyed"))
    retire.set_defaults(run=run_retire)
    retention = actions.add_parser(
        "retention", help=_("how long what is kept, and until when today's rules reach")
    )
    retention.set_defaults(run=run_retention)


def run_status(_arguments: argparse.Namespace) -> int:
    """Print one line for each generation. Exit code 1 when a live key needs one that is not here."""
    lost = 0
    with inside_django():
        from gongzhi.people.public import generations, periods_on

        at = now()
        days = periods_on(at.date()).backup_days
        for each in generations():
            over = each.left_at + timedelta(days=days) if each.left_at and not each.destroyed_at else None
            if each.destroyed_at:
                said = _("destroyed on %(day)s") % {"day": f"{each.destroyed_at:%Y-%m-%d}"}
            elif not each.here:
                said = _("NOT HERE")
            elif over:
                said = _("nobody needs it but backups, until %(day)s") % {"day": f"{over:%Y-%m-%d}"}
            else:
                said = _("in use")
            say(
                _("%(month)s  live keys: %(live)s  %(said)s")
                % {"month": each.name, "live": each.live, "said": said}
            )
            lost += each.live if not each.here else 0
    if lost:
        complain(
            _(
                "✗ %(count)s identities are sealed under keys that do not stand here. Copy the folder `keys` of the "
                "installation they come from into this data folder."
            )
            % {"count": lost}
        )
        return 1
    return 0


def run_rewrap(_arguments: argparse.Namespace) -> int:
    """Do now what the worker does once an hour."""
    with inside_django():
        from gongzhi.people.facts import SYSTEM
        from gongzhi.people.public import turn_keys

        done = turn_keys(by=SYSTEM, at=now())
    say(_("✓ Keys wrapped anew: %(count)s.") % {"count": done.wrapped})
    for name in done.destroyed:
        say(_("✓ Destroyed, its time being over: %(month)s.") % {"month": name})
    if done.lost:
        complain(
            _("✗ Keys left as they are, since theirs do not stand here: %(count)s.") % {"count": done.lost}
        )
        return 1
    return 0


def run_retire(arguments: argparse.Namespace) -> int:
    """Destroy one generation, if it may be destroyed."""
    if not arguments.yes:
        raise Problem(
            _("Nothing was destroyed. Every backup of %(month)s would go blind.")
            % {"month": arguments.generation},
            _("Add --yes if that is what you want."),
        )
    with inside_django():
        from gongzhi.people.facts import SYSTEM
        from gongzhi.people.public import retire_generation

        if not retire_generation(generation=arguments.generation, by=SYSTEM, at=now()):
            raise Problem(
                _(
                    "%(month)s cannot be destroyed: it is this month's, a live key is under it, or it is gone already."
                )
                % {"month": arguments.generation},
                _("Look at `gongzhi vault status`; `gongzhi vault rewrap` lets live keys go on."),
            )
    say(
        _("✓ Destroyed: %(month)s. What only it opened, nobody reads any more.")
        % {"month": arguments.generation}
    )
    return 0


def run_retention(_arguments: argparse.Namespace) -> int:
    """Print the periods of today and where they come from; exit code 1 when the own list is wrong."""
    with inside_django():
        from gongzhi.people.public import RetentionError, own_list, periods_on

        try:
            periods = periods_on(now().date())
        except RetentionError as error:
            complain(_("✗ %(file)s: %(reason)s") % {"file": own_list(), "reason": error})
            return 1
        kept = {
            "contact": _("contact (name, telephone, helper, needs)"),
            "words": _("words (texts, exact places, photos, papers)"),
            "decisions": _("decisions (with their documents)"),
            "uses": _("uses (who used whose data)"),
        }
        for what, years in periods.years.items():
            say(
                _("%(what)s: years after the end: %(years)s") % {"what": kept.get(what, what), "years": years}
            )
        say(_("backups: days: %(days)s") % {"days": periods.backup_days})
        if own_list().exists():
            say(_("Some of them are this installation's own: %(file)s") % {"file": own_list()})
        else:
            say(_("All of them are shipped. Your own go into %(file)s") % {"file": own_list()})
    return 0
