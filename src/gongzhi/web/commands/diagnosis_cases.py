"""`gongzhi diagnosis retrain` and `gongzhi diagnosis fairness`: what an installation's own cases say of proposals."""

import argparse
import json
from datetime import timedelta
from typing import Any

from gongzhi.web.commands import diagnosis_told
from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _


def add(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both to `diagnosis`."""
    again = actions.add_parser(
        "retrain", help=_("train a candidate on verified cases and hold it beside the version in use")
    )
    again.add_argument(
        "--as",
        dest="login",
        required=True,
        metavar=_("LOGIN"),
        help=_("who answers for the entry in the register"),
    )
    again.add_argument("--json", action="store_true", help=_("one JSON object on one line"))
    again.set_defaults(run=run_retrain)
    fair = actions.add_parser(
        "fairness", help=_("tell whether every group of messages is served alike, with intervals")
    )
    fair.add_argument("--division", default="", help=_("12-digit code: of this tree alone"))
    fair.add_argument("--json", action="store_true", help=_("one JSON object on one line"))
    fair.set_defaults(run=run_fairness)


def run_retrain(arguments: argparse.Namespace) -> int:
    """Train, compare, and begin a version that goes through its gates like any other."""
    with inside_django():
        from django.utils import timezone

        from gongzhi.cases.public import labelled
        from gongzhi.diagnosis.public import retrain
        from gongzhi.kernel.instants import now
        from gongzhi.kernel.refusals import Refused
        from gongzhi.organization.public import actor_for
        from gongzhi.people.public import account_by_login
        from gongzhi.ui.words import refusal_sentence

        at = now()
        account = account_by_login(arguments.login)
        by = actor_for(account.id, at=at) if account else None
        if by is None:
            raise Problem(_("Nobody signs in as that."), _("Name somebody who holds a post."))
        try:
            title = _("Retrained on %(day)s") % {"day": timezone.localdate(at).isoformat()}
            found = retrain(rows=list(labelled(until=at)), by=by, at=at, title=title)
        except Refused as refused:
            raise Problem(
                refusal_sentence(refused.refusal),
                _("Nothing was begun. The page of the entry in the register says where it stands."),
            ) from None
        told = {name: getattr(found, name) for name in found.__dataclass_fields__}
        say(json.dumps(told) if arguments.json else _told(told))
    return 0


def _told(found: dict[str, Any]) -> str:
    ours = found["ours"] / 10_000
    if found["theirs"] is None:
        return _(
            "Candidate %(digest)s: macro-F1 %(ours).3f on %(held)d held-back cases; nothing was in use."
        ) % {
            "digest": found["digest"][:12],
            "ours": ours,
            "held": found["held"],
        }
    return _(
        "Candidate %(digest)s: macro-F1 %(ours).3f on %(held)d held-back cases, the version in use %(theirs).3f; "
        "difference from %(low)+.3f to %(high)+.3f. It replaces nothing before its gates."
    ) % {
        "digest": found["digest"][:12],
        "ours": ours,
        "theirs": found["theirs"] / 10_000,
        "held": found["held"],
        "low": found["low"] / 10_000,
        "high": found["high"] / 10_000,
    }


def run_fairness(arguments: argparse.Namespace) -> int:
    """Print both figures for each group."""
    with inside_django():
        from django.utils import timezone

        from gongzhi.diagnosis.public import GROUP_KINDS, GROUPS, fairness, limits_on, served_since
        from gongzhi.kernel.instants import now

        at = now()
        limits = limits_on(timezone.localdate(at), arguments.division)
        rows = served_since(at - timedelta(days=limits.window_days), until=at, scope=arguments.division)
        lines = fairness(rows, least=limits.least_in_group, resamples=limits.resamples)
        groups: list[dict[str, Any]] = [
            {
                "kind": line.kind,
                "group": line.group,
                "errors": line.errors.told(),
                "hours": line.hours.told(),
            }
            for line in lines
        ]
        if arguments.json:
            say(json.dumps({"cases": len(rows), "days": limits.window_days, "groups": groups}))
        elif groups:
            named = [
                each | {"kind": GROUP_KINDS[each["kind"]], "group": GROUPS.get(each["group"], each["group"])}
                for each in groups
            ]
            say(diagnosis_told.fairness(named))
    return 0
