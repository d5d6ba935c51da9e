"""`gongzhi ledger witnesses`: who cosigned which size of this node's log, and whether that is enough."""

import argparse
import time
from typing import TYPE_CHECKING

from gongzhi.kernel.instants import now
from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import complain, say
from gongzhi.web.launch.words import gettext as _

if TYPE_CHECKING:
    from gongzhi.ledger.public import Policy, PolicyError, QuorumView, WitnessView

PATIENCE = 30  # seconds until --ask gives up


def register_witnesses(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `witnesses`."""
    witnesses = actions.add_parser(
        "witnesses", help=_("who cosigned the log, and whether that is enough; exit code 1 when it is not")
    )
    witnesses.add_argument(
        "--ask", action="store_true", help=_("ask them now, instead of at the worker's next turn")
    )
    witnesses.set_defaults(run=run_witnesses)


def run_witnesses(arguments: argparse.Namespace) -> int:
    """Print each witness and the quorum."""
    with inside_django():
        from gongzhi.ledger.public import PolicyError, last_checkpoint, origin, own_policy, quorum_view

        try:
            policy = own_policy()
        except PolicyError as error:
            raise Problem(
                _policy_fault(error),
                _("Mend keys/policy in the data folder; docs/how-to/have-witnesses.md has its form."),
            ) from None
        if policy is None:
            say(_("No policy says who must cosign the log. Write one: docs/how-to/have-witnesses.md"))
            return 1
        if arguments.ask:
            _ask()
        newest = last_checkpoint()
        say(_("%(origin)s  size %(size)s") % {"origin": origin(), "size": newest.size if newest else 0})
        view = quorum_view(policy)
        for each in view.witnesses:
            _tell(each)
        return _conclude(policy, view, newest=newest.size if newest else 0)


def _ask() -> None:
    """Show the newest checkpoint to everybody once."""
    from gongzhi.ledger.public import Collector
    from gongzhi.people.facts import SYSTEM

    collector, end = Collector(by=SYSTEM.name()), time.monotonic() + PATIENCE
    collector.turn(at=now())
    while collector.waits and time.monotonic() < end:
        collector.wait(0.2)
        collector.turn(at=now())


def _tell(each: "WitnessView") -> None:
    from django.core.cache import cache

    from gongzhi.ledger.public import trouble_key

    if each.size is None:
        say(_("  %(name)s  has cosigned nothing yet") % {"name": each.name})
    else:
        said = {"name": each.name, "size": each.size, "at": _shown(each.at)}
        say(_("  %(name)s  cosigned size %(size)s at %(at)s") % said)
    if each.refused:
        complain(
            _("    ✗ refuses since %(at)s: %(why)s")
            % {"at": _shown(each.refused_at), "why": _why(each.refused)}
        )
    elif not each.url:
        say(_("    ! is not asked: no address stands behind its key"))
    elif trouble := cache.get(trouble_key(each.name)):
        say(f"    ! {_why(trouble)}")


def _policy_fault(error: "PolicyError") -> str:
    why = {
        "keyword": _("a line begins with none of the words witness, group, quorum, log"),
        "witness_form": _("a witness needs a name, a key and an address"),
        "witness_key_kind": _("this is no key of a witness"),
        "vkey": _("this is no key of a witness"),
        "group_form": _("a group needs a name, how many, and its members"),
        "threshold": _("a group asks for more than it has, or for none"),
        "unknown_name": _("a name stands here that no line before it has given"),
        "name_taken": _("this name is given already"),
        "member_twice": _("a name stands in a group twice, or in two groups"),
        "same_key_twice": _("this key stands in the file already"),
        "quorum_form": _("the line quorum needs one name"),
        "quorum_twice": _("the line quorum stands here twice"),
        "no_quorum_line": _("the line quorum is missing"),
    }.get(error.code, error.code)
    if not error.line:
        return _("keys/policy cannot be used: %(why)s.") % {"why": why}
    return _("keys/policy cannot be used, line %(line)s: %(why)s.") % {"line": error.line, "why": why}


def _conclude(policy: "Policy", view: "QuorumView", *, newest: int) -> int:
    for lack in view.lacks:
        said = {"name": lack.name, "need": lack.need, "have": lack.have, "missing": " ".join(lack.missing)}
        say(_("  %(name)s needs %(need)s, has %(have)s; missing: %(missing)s") % said)
    if policy.quorum == "none":
        say(_("The policy asks for no witness."))
        return 0
    if view.size is None:
        complain(
            _("✗ No checkpoint has the cosignatures that “%(quorum)s” asks for.") % {"quorum": view.quorum}
        )
        return 1
    say(
        _("✓ “%(quorum)s” is satisfied up to size %(size)s, since %(at)s.")
        % {"quorum": view.quorum, "size": view.size, "at": _shown(view.at)}
    )
    if view.size < newest and any(each.refused for each in view.witnesses):
        complain(_("✗ What came after it is not witnessed: see who refuses, and why."))
        return 1
    return 0


def _shown(at: object) -> str:
    from django.utils import timezone

    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else "–"  # type: ignore[arg-type]


def _why(code: str) -> str:
    return {
        "inconsistent": _("it saw another history of this log than the one we show"),
        "ahead": _("it saw more of this log than there is: was a backup restored, or the log cut?"),
        "bad_signature": _("it does not trust the key this log signs with"),
        "unknown_log": _("it does not watch this log; give its operator the key of the log"),
        "bad_cosignature": _("what it sent is no cosignature of the key in the policy"),
        "wrong_time": _("its clock and ours differ by more than five minutes"),
        "unreachable": _("nobody answers at its address"),
        "overtaken": _("it has already seen a newer checkpoint; asked again by itself"),
        "no_address": _("its address must begin with http:// or https://"),
    }.get(code, _("its answer cannot be understood"))
