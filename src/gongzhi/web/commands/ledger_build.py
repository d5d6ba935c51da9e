"""`gongzhi ledger build`: a log from files, to compare it with the logs of other makers. Needs no database."""

import argparse
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from gongzhi.web.launch.offline import set_up_offline
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _

BETWEEN = 1000  # files written between two lines on the terminal


def register_build(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `build`."""
    build = actions.add_parser(
        "build", help=_("make a log of tiles and checkpoints from files, to compare with others; no database")
    )
    build.add_argument(
        "--key",
        type=Path,
        required=True,
        metavar=_("FILE"),
        help=_("holds PRIVATE+KEY+name+id+key, in one line"),
    )
    build.add_argument(
        "--origin",
        required=True,
        metavar=_("NAME"),
        help=_("the first line of each checkpoint: whose log it is"),
    )
    build.add_argument(
        "--entries",
        type=Path,
        required=True,
        metavar=_("FOLDER"),
        help=_("one entry a file, in the order of names"),
    )
    build.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar=_("FOLDER"),
        help=_("made anew, or empty; the log is written here"),
    )
    build.set_defaults(run=run_build)


def run_build(arguments: argparse.Namespace) -> int:
    """Write the log. An entry a file in the order of names, and a checkpoint after each."""
    set_up_offline()
    from gongzhi.ledger.public import (
        MAX_ENTRY,
        CheckpointError,
        Ed25519Signer,
        NoteError,
        TileError,
        log_files,
    )

    try:
        signer = Ed25519Signer.from_skey(_bytes_of(arguments.key).decode())
    except (NoteError, UnicodeDecodeError):
        raise Problem(
            _("%(file)s holds no key of a signed note.") % {"file": arguments.key},
            _("One line is needed, of the form PRIVATE+KEY+name+id+key, as Go's note package writes it."),
        ) from None
    names = _names(arguments.entries, MAX_ENTRY)
    _ensure_empty(arguments.out)
    try:
        _write(
            arguments.out, log_files(origin=arguments.origin, entries=map(_bytes_of, names), signer=signer)
        )
    except CheckpointError:
        raise Problem(
            _("“%(name)s” cannot be the origin of a log.") % {"name": arguments.origin},
            _("Take one line of at most 255 bytes, such as county.example/evidence."),
        ) from None
    except TileError:
        raise Problem(
            _("A file of %(folder)s has grown beyond 65,535 bytes while it was read.")
            % {"folder": arguments.entries},
            _("Let nothing write there, and begin anew with an empty folder."),
        ) from None
    say(
        _("✓ A log of %(count)s entries stands in %(folder)s.")
        % {"count": len(names), "folder": arguments.out}
    )
    say(signer.verifier.vkey())
    return 0


def _names(folder: Path, longest: int) -> list[Path]:
    try:
        found = sorted(folder.iterdir(), key=lambda path: os.fsencode(path.name))
    except OSError as error:
        raise _unreadable(folder, error) from None
    if strange := next((path for path in found if not path.is_file()), None):
        raise Problem(
            _("%(file)s is no file.") % {"file": strange},
            _("Each entry is a file of its own; put nothing else into the folder."),
        )
    if long := next((path for path in found if path.stat().st_size > longest), None):
        raise Problem(
            _("%(file)s is longer than the 65,535 bytes a bundle can hold for an entry.") % {"file": long},
            _("Leave it out; nothing has been written yet."),
        )
    return found


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise _unreadable(file, error) from None


def _unreadable(path: Path, error: OSError) -> Problem:
    said = {"file": path, "reason": error.strerror}
    return Problem(
        _("%(file)s cannot be read: %(reason)s.") % said, _("Check the name, and who may read it.")
    )


def _ensure_empty(folder: Path) -> None:
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise Problem(
            _("%(folder)s is there already, and not an empty folder.") % {"folder": folder},
            _("Name another folder, or remove this one; two logs must not be mixed."),
        )


def _write(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in _told(files):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except OSError as error:
        said = {"folder": folder, "reason": error.strerror}
        raise Problem(
            _("%(folder)s cannot be written: %(reason)s.") % said,
            _("Check the disk, and who may write there."),
        ) from None


def _told(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    for count, file in enumerate(files):
        if count and count % BETWEEN == 0:
            say(_("… %(count)s files are written") % {"count": count})
        yield file
