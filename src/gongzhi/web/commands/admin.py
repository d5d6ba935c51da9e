"""`gongzhi admin`: somebody who may set up the organization, and a new password for who lost theirs."""

import argparse
import csv
import getpass
import io
import os
import sys
from collections.abc import Mapping
from datetime import datetime

from gongzhi.kernel.ids import new_code
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _

# The three administrators: what the post is called, and how its code ends.
_TITLES = {
    "ADMIN": ("系统管理员", "Administrator", "administrator"),
    "SECURITY_ADMIN": ("安全管理员", "Security administrator", "security"),
    "AUDIT_ADMIN": ("审计管理员", "Audit administrator", "audit"),
}
PASSWORD_VARIABLE = "GONGZHI_PASSWORD"  # noqa: S105 - the name of a variable


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `admin`."""
    group = commands.add_parser("admin", help=_("make an administrator, set a password"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    create = actions.add_parser("create", help=_("make an administrator; asks for what is not given"))
    create.add_argument("--division", metavar=_("CODE"), help=_("the county: 12 digits, e.g. 510900000000"))
    create.add_argument("--division-name", metavar=_("NAME"), help=_("its name, when it is not there yet"))
    create.add_argument("--login", help=_("what the person types to sign in"))
    create.add_argument("--name", help=_("the person's name"))
    create.add_argument(
        "--post",
        choices=tuple(_TITLES),
        default="ADMIN",
        help=_("which of the three administrators: nobody is two of them"),
    )
    create.set_defaults(run=run_create)
    password = actions.add_parser("password", help=_("set the password of an account"))
    password.add_argument("--login", help=_("what the person types to sign in"))
    password.set_defaults(run=run_password)


def run_create(arguments: argparse.Namespace) -> int:
    """Make division, unit and post where they are missing, then the account and its password, all on record."""
    with inside_django():
        from gongzhi.organization import public as organization
        from gongzhi.people import public as people

        code = arguments.division or _ask(_("County (12 digits): "))
        if not organization.is_division_code(code):
            raise Problem(
                _("%(code)s is not the code of a division.") % {"code": code},
                _("Give the 12 digits of the county, towns and villages as zeros: 510900000000"),
            )
        there = organization.division(code)
        division = there.name if there else arguments.division_name or _ask(_("Name of the county: "))
        login = arguments.login or _ask(_("Login (small letters and digits): "))
        if people.account_by_login(login):
            raise Problem(
                _("There is an account %(login)s already.") % {"login": login},
                _("Choose another login, or set its password: gongzhi admin password"),
            )
        name = arguments.name or _ask(_("Name of the person: "))
        password = _password()
        at = now()
        _import(_files(code, division, login, name, at, new_division=there is None, post=arguments.post), at)
        _set_password(login, password, at)
    said = {"login": login, "division": division}
    if arguments.post == "ADMIN":
        say(_("✓ %(login)s can sign in and set up the organization of %(division)s.") % said)
    else:
        say(_("✓ %(login)s can sign in as administrator of another kind in %(division)s.") % said)
    return 0


def run_password(arguments: argparse.Namespace) -> int:
    """Set a password, on record."""
    with inside_django():
        login = arguments.login or _ask(_("Login (small letters and digits): "))
        _set_password(login, _password(), now())
    say(_("✓ %(login)s has a new password.") % {"login": login})
    return 0


def _files(
    code: str, division: str, login: str, name: str, at: datetime, *, new_division: bool, post: str
) -> dict[str, Mapping[str, str]]:
    """Return the rows of a county's files (README of `organization`) which make an administrator."""
    from gongzhi.organization import public as organization

    since = at.date().isoformat()
    title, title_en, ending = _TITLES[post]
    unit, place = f"{code[:6]}-system", f"{code[:6]}-{ending}-{new_code(6)}"
    files = {
        "posts": {
            "code": place,
            "unit": unit,
            "type": post,
            "title": title,
            "title_en": title_en,
        },
        "staff": {"login": login, "name": name, "post": place},
    }
    if organization.unit_by_code(unit) is None:
        words = {"name": "系统管理", "name_en": "System administration"}
        files["units"] = {"code": unit, "kind": "DATA_BUREAU", "division": code, **words}
    if new_division:
        level = organization.level_of(code).value.lower()
        files["divisions"] = {"code": code, "code_set": "local", "name": division, "level": level}
    return {table: {**row, "valid_from": since} for table, row in files.items()}


def _import(files: Mapping[str, Mapping[str, str]], at: datetime) -> None:
    from gongzhi.organization import public as organization
    from gongzhi.people.facts import SYSTEM

    data = {table: _csv(row) for table, row in files.items()}
    try:
        reports = organization.import_files(files=data, by=SYSTEM, at=at)
    except Refused as refused:
        raise _not_made(refused.refusal.code) from None
    for report in reports:
        for problem in report.rejected:
            raise _not_made(f"{report.table}.{problem.column}: {problem.code}")


def _not_made(reason: str) -> Problem:
    return Problem(
        _("The administrator could not be made: %(reason)s") % {"reason": reason},
        _("Check what you typed and try again: gongzhi admin create"),
    )


def _csv(row: Mapping[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(row))
    writer.writeheader()
    writer.writerow(row)
    return text.getvalue().encode()


def _set_password(login: str, password: str, at: datetime) -> None:
    from gongzhi.people import public as people
    from gongzhi.people.facts import SYSTEM

    account = people.account_by_login(login)
    if account is None:
        raise Problem(
            _("There is no account %(login)s.") % {"login": login},
            _("Check what you typed and try again."),
        )
    people.set_password(account_id=account.id, password=password, by=SYSTEM, at=at)


def _ask(question: str) -> str:
    """Ask at the terminal; raises `Problem` where nobody can answer."""
    if not sys.stdin.isatty():
        raise Problem(
            _("Something is missing that cannot be asked for here: %(question)s")
            % {"question": question.strip()},
            _("Give it as an option (gongzhi admin create --help), the password as GONGZHI_PASSWORD."),
        )
    while not (answer := input(question).strip()):
        pass
    return answer


def _password() -> str:
    """Return a password good enough, from the environment or typed twice."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    given = os.environ.get(PASSWORD_VARIABLE)
    while True:
        if given is None and not sys.stdin.isatty():
            _ask(_("Password: "))
        password = given if given is not None else getpass.getpass(_("Password: "))
        try:
            validate_password(password)
        except ValidationError as error:
            if given is not None:
                raise Problem(
                    " ".join(error.messages), _("Choose a longer one that nobody would guess.")
                ) from None
            say(" ".join(error.messages))
            continue
        if given is not None or getpass.getpass(_("The same once more: ")) == password:
            return password
        say(_("The two are not the same."))
