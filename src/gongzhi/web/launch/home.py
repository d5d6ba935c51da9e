"""The data folder: where the embedded database, uploads, keys and logs of one installation stand."""

import contextlib
import os
import secrets
from pathlib import Path

from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.scratch import clear
from gongzhi.web.launch.words import gettext as _

# What residents sent beside texts; a backup holds it.
UPLOADS = "uploads"


def home_path() -> Path:
    """Return the data folder: ``GONGZHI_HOME``, or the usual place of this kind of user.

    Root's own folder is closed to the account the database runs as, so root gets ``/var/lib/gongzhi``;
    everybody else gets the folder the XDG Base Directory Specification 0.8 names for data.
    """
    if chosen := os.environ.get("GONGZHI_HOME"):
        return Path(chosen).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/gongzhi")
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    return Path(data) / "gongzhi"


def make_home() -> Path:
    """Make the data folder if it is missing and return it; raises `Problem` where that is not allowed.

    What a killed backup left in clear is removed on the way.
    """
    home = home_path()
    try:
        if not home.is_dir():
            home.mkdir(parents=True, mode=0o700)
        # The account of the database passes through to its own folder; nobody else can list anything.
        home.chmod(0o711 if os.geteuid() == 0 else 0o700)
        probe = home / f".probe-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
        clear(home)
    except OSError as error:
        raise folder_problem(home, error) from error
    return home


def folder_problem(folder: Path, error: OSError) -> Problem:
    """Turn an error of the file system into a `Problem` with the next step."""
    return Problem(
        _("The data folder %(folder)s cannot be used: %(reason)s.")
        % {"folder": folder, "reason": error.strerror},
        _(
            "Make room or give yourself the right to write there, or choose another folder: GONGZHI_HOME=… make run"
        ),
    )


def secret(name: str) -> str:
    """Return the secret kept in the file `name` of the data folder; makes it at first use, for the owner only.

    Raises OSError where that is not allowed: settings read it before words can be said.
    """
    path = home_path() / name
    if path.exists():
        return path.read_text()
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True, mode=0o711 if os.geteuid() == 0 else 0o700)
    # Written aside and linked: a reader sees the whole secret or none, and the first writer wins.
    draft = path.with_name(f"{name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    return path.read_text()
