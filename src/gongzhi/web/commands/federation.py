"""`gongzhi federation`: links to other nodes, and how they stand."""

import argparse
from collections.abc import Callable
from pathlib import Path

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `federation`."""
    group = commands.add_parser("federation", help=_("links to the nodes of other levels and places"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    add = actions.add_parser("add", help=_("make another node known, or change its address"))
    add.add_argument("node", metavar=_("NODE"), help=_("its GONGZHI_NODE"))
    add.add_argument(
        "address", metavar=_("ADDRESS"), help=_("where it is reached, e.g. https://node.example")
    )
    add.add_argument(
        "--key", type=Path, metavar=_("FILE"), help=_("the key file the other side made (default: make one)")
    )
    add.set_defaults(run=run_add)
    host = actions.add_parser("host", help=_("say that a unit works on another node"))
    host.add_argument("unit", metavar=_("UNIT"), help=_("code of the unit"))
    host.add_argument(
        "node", metavar=_("NODE"), nargs="?", default="", help=_("left out: it works here again")
    )
    host.set_defaults(run=run_host)
    status = actions.add_parser("status", help=_("how each link stands; exit code 1 when one stands still"))
    status.set_defaults(run=run_status)
    resume = actions.add_parser("resume", help=_("let a link that stands still go on, after looking"))
    resume.add_argument("node", metavar=_("NODE"))
    resume.add_argument("seq", type=int, metavar=_("NUMBER"), help=_("the number it stands at (see status)"))
    resume.add_argument(
        "--reason", required=True, metavar=_("TEXT"), help=_("what was found; goes on record")
    )
    resume.add_argument(
        "--set-aside", action="store_true", help=_("go on without this number; it takes no effect here")
    )
    resume.set_defaults(run=run_resume)
    pull = actions.add_parser("pull", help=_("ask the neighbours now, instead of at the worker's next turn"))
    pull.set_defaults(run=run_pull)


def run_add(arguments: argparse.Namespace) -> int:
    """Add a node and keep the key of the link."""
    with inside_django():
        from gongzhi.federation.public import add_neighbour, key_file, make_key
        from gongzhi.people.facts import SYSTEM

        _refused(lambda: add_neighbour(node=arguments.node, address=arguments.address, by=SYSTEM, at=now()))
        made = not key_file(arguments.node).exists()
        try:
            text = arguments.key.read_text(encoding="ascii") if arguments.key else None
            path = make_key(arguments.node, text=text)
        except (OSError, ValueError) as error:
            raise Problem(
                _("%(file)s is no key of a link.") % {"file": arguments.key or arguments.node},
                _("Bring the file the other side made when it added this node, unchanged."),
            ) from error
    say(_("✓ %(node)s is known at %(address)s.") % {"node": arguments.node, "address": arguments.address})
    if made and not arguments.key:
        say(
            _(
                "The key stands in %(file)s. Bring it to the other side by a safe way and name it there with --key."
            )
            % {"file": path}
        )
    return 0


def run_host(arguments: argparse.Namespace) -> int:
    """Say where a unit works."""
    with inside_django():
        from gongzhi.federation.public import host_unit
        from gongzhi.people.facts import SYSTEM

        _refused(lambda: host_unit(code=arguments.unit, node=arguments.node, by=SYSTEM, at=now()))
    say(
        _("✓ What is addressed to %(unit)s goes to %(node)s.")
        % {
            "unit": arguments.unit,
            "node": arguments.node or _("this node"),
        }
    )
    return 0


def run_status(_arguments: argparse.Namespace) -> int:
    """Print each link."""
    still = False
    with inside_django():
        from django.utils import timezone

        from gongzhi.federation.public import neighbours, why

        found = neighbours()
        for each in found:
            answered = f"{timezone.localtime(each.answered_at):%Y-%m-%d %H:%M}" if each.answered_at else "–"
            say(
                _(
                    "%(node)s  %(address)s  sent %(sent)s, received %(received)s, behind %(behind)s, answered %(at)s"
                )
                % {
                    "node": each.node,
                    "address": each.address,
                    "sent": each.sent,
                    "received": each.received,
                    "behind": each.behind,
                    "at": answered,
                }
            )
            if each.stopped:
                still = True
                say(
                    _("  ✗ stands at number %(seq)s: %(why)s")
                    % {"seq": each.received + 1, "why": why(each.stopped)}
                )
            elif each.trouble:
                say(f"  ! {why(each.trouble)}")
    if not found:
        say(_("No other node is known. Add one: gongzhi federation add NODE ADDRESS"))
    return 1 if still else 0


def run_resume(arguments: argparse.Namespace) -> int:
    """Let a link go on."""
    with inside_django():
        from gongzhi.federation.public import resume
        from gongzhi.people.facts import SYSTEM

        _refused(
            lambda: resume(
                node=arguments.node,
                seq=arguments.seq,
                set_aside=arguments.set_aside,
                reason=arguments.reason,
                by=SYSTEM,
                at=now(),
            )
        )
    say(_("✓ The link to %(node)s goes on.") % {"node": arguments.node})
    return 0


def run_pull(_arguments: argparse.Namespace) -> int:
    """Ask every neighbour until nothing new comes."""
    with inside_django():
        from gongzhi.federation.public import pull_all

        taken = 0
        while found := pull_all(now):
            taken += found
    say(_("✓ %(count)s facts taken in.") % {"count": taken})
    return 0


def _refused(action: Callable[[], object]) -> None:
    try:
        action()
    except Refused as refused:
        from gongzhi.ui.words import refusal_sentence

        raise Problem(refusal_sentence(refused.refusal), _("Nothing was changed.")) from None
