"""`gongzhi admin create`: somebody who may set up the organization and open accounts."""

import argparse
import csv
import getpass
import io
import os
import sys
from collections.abc import Mapping
from datetime import datetime

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _

PASSWORD_VARIABLE = "GONGZHI_PASSWORD"  # noqa: S105 - the name of a variable


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `admin`."""
    group = commands.add_parser("admin", help=_("make an administrator"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    command = actions.add_parser(
        "create", help=_("make an administrator of a county; asks for what is not given")
    )
    command.add_argument("--division", metavar=_("CODE"), help=_("the county: 12 digits, e.g. 510900000000"))
    command.add_argument("--division-name", metavar=_("NAME"), help=_("its name, when it is not there yet"))
    command.add_argument("--login", help=_("what the person types to sign in"))
    command.add_argument("--name", help=_("the person's name"))
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make division, unit and post where they are missing, then the account and its password, all on record."""
    with inside_django():
        from gongzhi.organization import public as organization
        from gongzhi.ui.words import refusal_sentence

        at = now()
        code = arguments.division or _ask(_("County (12 digits): "))
        there = organization.division(code, at=at.date()) if organization.is_division_code(code) else None
        division_name = there.name if there else arguments.division_name or _ask(_("Name of the county: "))
        login = arguments.login or _ask(_("Login (small letters and digits): "))
        name = arguments.name or _ask(_("Name of the person: "))
        password = _password(login)
        try:
            _create(code, division_name, login, name, password, at)
        except Refused as refused:
            raise Problem(refusal_sentence(refused.refusal), _("Try again: gongzhi admin create")) from None
    say(_("✓ %(login)s can sign in and set up the organization of %(division)s.")
        % {"login": login, "division": division_name})  # fmt: skip
    return 0


def _create(code: str, division_name: str, login: str, name: str, password: str, at: datetime) -> None:
    from gongzhi.organization import public as organization
    from gongzhi.people import public as people
    from gongzhi.people.facts import SYSTEM

    since = at.date().isoformat()
    unit, post = f"{code[:6]}-system", f"{code[:6]}-administrator"
    files = {
        "units": {"code": unit, "kind": "DATA_BUREAU", "division": code, "name": _("System administration"),
                  "valid_from": since},
        "posts": {"code": post, "unit": unit, "type": "ADMIN", "title": _("Administrator"), "valid_from": since},
        "staff": {"login": login, "name": name, "post": post, "valid_from": since},
    }  # fmt: skip
    level = organization.level_of(code)
    _ = level
