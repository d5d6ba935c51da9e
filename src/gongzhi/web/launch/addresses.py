"""Where the database is: two addresses, one that owns the tables and one that serves."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from gongzhi.web.launch.home import home_path

OWNER = "gongzhi_owner"
SERVING = "gongzhi_app"
# Owns the vault; nobody signs in with it.
VAULT = "gongzhi_vault"
SERVING_VARIABLE = "DATABASE_URL"
OWNING_VARIABLE = "DATABASE_OWNER_URL"


@dataclass(frozen=True)
class Addresses:
    """The URLs of one database: `owner` migrates, `serving` cannot change or delete a fact."""

    owner: str
    serving: str


def addresses_file() -> Path:
    """Return where the addresses of the last start are kept, for commands in another terminal."""
    return home_path() / "database.secret"


def saved_addresses() -> Addresses | None:
    """Return the addresses kept in the data folder, or None when there are none."""
    try:
        return Addresses(**json.loads(addresses_file().read_text()))
    except FileNotFoundError:
        return None


def save_addresses(addresses: Addresses) -> None:
    """Keep the addresses in the data folder, readable by its owner only: they hold passwords."""
    draft = addresses_file().with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"owner": addresses.owner, "serving": addresses.serving}, file, indent=2)
    draft.rename(addresses_file())


def django_database(url: str) -> dict[str, Any]:
    """Return Django's settings of the database at `url` (any form libpq knows).

    Raises ValueError, without the address in it, when it cannot be read: addresses hold passwords.
    """
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError:
        raise ValueError("the address of the database is not one PostgreSQL understands") from None
    options = f"-c jit=off {parts.pop('options', '')}".strip()
    return {
        "NAME": parts.pop("dbname", "gongzhi"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "OPTIONS": {**parts, "options": options},
    }
