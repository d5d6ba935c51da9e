"""`gongzhi db prepare`: roles and database on a PostgreSQL server of your own."""

import argparse

from gongzhi.web.launch.addresses import (
    OWNING_VARIABLE,
    SERVING_VARIABLE,
    addresses_file,
    save_addresses,
    saved_addresses,
)
from gongzhi.web.launch.home import make_home
from gongzhi.web.launch.roles import prepare
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `db`."""
    group = commands.add_parser("db", help=_("prepare a PostgreSQL server of your own"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    command = actions.add_parser(
        "prepare", help=_("make the two roles and the database: one owns and migrates, one serves")
    )
    command.add_argument(
        "--admin-url",
        required=True,
        metavar="URL",
        help=_("address with an administrator: postgresql://postgres:password@host/postgres"),
    )
    command.add_argument("--database", metavar=_("NAME"), help=_("name of the database (default: gongzhi)"))
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make them, keep the two addresses in the data folder, and print them."""
    make_home()
    addresses = prepare(arguments.admin_url, database=arguments.database, known=saved_addresses())
    save_addresses(addresses)
    say(f"{OWNING_VARIABLE}={addresses.owner}")
    say(f"{SERVING_VARIABLE}={addresses.serving}")
    say(_("Both hold passwords. They are kept in %(file)s.") % {"file": addresses_file()})
    say(_("Next: set both in the environment and run `gongzhi migrate`."))
    return 0
