"""The sealed part of a backup: written and read as a stream, under a key that a generation of keys wraps."""

import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any, cast

from gongzhi.people.public import (
    GenerationGone,
    GenerationMissing,
    OpeningReader,
    SealBroken,
    SealingWriter,
    chosen_cipher,
    generation_at,
    key_store,
    new_key,
)
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.words import gettext as _

CONTENTS = "contents.sealed"
_ABOUT = b"gongzhi backup"


def wrapped_key(at: datetime) -> tuple[bytes, dict[str, str]]:
    """Return a new key, and what the manifest says of it: the generation of the instant, and the key wrapped by it."""
    key, generation = new_key(), generation_at(at)
    wrapped = key_store().wrap(key, generation=generation, about=_ABOUT).hex()
    return key, {"generation": generation, "wrapped": wrapped}


def unwrapped_key(manifest: dict[str, Any]) -> bytes:
    """Return the key of a backup. Raises `Problem` where its generation was destroyed or does not stand here."""
    generation = str(manifest["generation"])
    try:
        return key_store().unwrap(bytes.fromhex(manifest["wrapped"]), generation=generation, about=_ABOUT)
    except GenerationGone:
        raise Problem(
            _(
                "This backup has gone blind: the keys of %(month)s, which it needs, were destroyed in their time."
            )
            % {"month": generation},
            _("Nobody can read it any more, and that is meant. Take a newer backup, and delete this one."),
        ) from None
    except GenerationMissing:
        raise Problem(
            _("The keys of %(month)s, which this backup needs, do not stand here.") % {"month": generation},
            _(
                "Copy the folder `keys` of the installation it was made by into this data folder, and try again."
            ),
        ) from None
    except SealBroken:
        raise Problem(
            _("The keys of %(month)s that stand here are not those this backup was made with.")
            % {"month": generation},
            _(
                "Copy the folder `keys` of the installation it was made by into this data folder, and try again."
            ),
        ) from None


@contextmanager
def sealed_member(archive: tarfile.TarFile, name: str, key: bytes, *, about: bytes) -> Iterator[IO[bytes]]:
    """Yield a file to write to, which becomes the sealed member `name` of an archive that can be gone back in.

    How long it is stands in its header, so the header is written a second time when that is known.
    """
    file = cast(IO[bytes], archive.fileobj)
    entry, header = tarfile.TarInfo(name), file.tell()
    entry.mode = 0o600
    file.write(entry.tobuf(tarfile.GNU_FORMAT))
    start = file.tell()
    writer = SealingWriter(file, key, about=_ABOUT + about, cipher=chosen_cipher())
    yield cast(IO[bytes], writer)
    writer.close()
    entry.size = file.tell() - start
    file.write(bytes(-entry.size % tarfile.BLOCKSIZE))
    end = file.tell()
    file.seek(header)
    file.write(entry.tobuf(tarfile.GNU_FORMAT))
    file.seek(end)
    archive.offset = end


@contextmanager
def opened_member(sealed: IO[bytes], key: bytes, *, about: bytes) -> Iterator[tarfile.TarFile]:
    """Yield the archive that was sealed. Raises `Problem` for changed bytes, at the latest at the end."""
    try:
        reader = OpeningReader(sealed, key, about=_ABOUT + about)
        with tarfile.open(fileobj=cast(IO[bytes], reader), mode="r|") as archive:
            yield archive
        while reader.read(1 << 20):  # an archive ends before its stream does
            pass
    except SealBroken:
        raise changed() from None


def changed() -> Problem:
    """Return what to say of a backup whose seal is broken."""
    return Problem(
        _("This backup was changed or cut off after it was made."),
        _("Nothing was brought back from it. Take another copy of it, or another backup."),
    )
