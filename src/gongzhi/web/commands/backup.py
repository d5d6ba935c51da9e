"""`gongzhi backup` and `gongzhi restore`."""

import argparse
from pathlib import Path

from gongzhi.kernel.instants import from_text, now
from gongzhi.web.launch.backups import back_up, bucket, key_mark, restore
from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.terminal import complain, say
from gongzhi.web.launch.words import gettext as _


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `backup` and `restore`."""
    out = commands.add_parser("backup", help=_("write database and uploads into one file"))
    out.add_argument(
        "file", nargs="?", type=Path, metavar=_("FILE"), help=_("default: named after the moment")
    )
    out.set_defaults(run=run_backup)
    back = commands.add_parser("restore", help=_("bring a backup back into an empty database"))
    back.add_argument("file", type=Path, metavar=_("FILE"))
    back.add_argument("--force", action="store_true", help=_("replace everything the database holds"))
    back.set_defaults(run=run_restore)


def run_backup(arguments: argparse.Namespace) -> int:
    """Write the backup and say where it is."""
    at = now()
    target = arguments.file or Path(f"gongzhi-{at:%Y%m%d-%H%M%S}.tar")
    with inside_django() as database:
        size = back_up(database.addresses, target.absolute(), at=at)
    say(_("✓ Written: %(file)s (%(size).1f MB), sealed under the keys of this month. Keep copies of it and of the "
          "folder `keys` in two places, never together.")
        % {"file": target, "size": size / 1_000_000})  # fmt: skip
    if bucket():
        complain(
            _(
                "! Photos and documents lie in the bucket %(bucket)s and are not in this file. Let the storage keep "
                "versions or copies of its own; without them a restore brings the cases back without their photos."
            )
            % {"bucket": bucket()}
        )
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    """Bring the backup back, then its tables up to this version and the rights of the serving role."""
    with inside_django(as_owner=True) as database:
        manifest = restore(database.addresses, arguments.file.absolute(), force=arguments.force)
        from django.core.management import call_command
        from django.utils import timezone

        from gongzhi.ledger.public import forget_last_signed, lay_cosigner_aside
        from gongzhi.web.erasures import erase_again

        call_command("migrate", verbosity=0, interactive=False)
        erased = erase_again(at=now())
        aside = lay_cosigner_aside()
        forget_last_signed()
        as_of = f"{timezone.localtime(from_text(manifest['at'])):%Y-%m-%d %H:%M:%S}"
    say(_("✓ Restored: everything as of %(at)s.") % {"at": as_of})
    if erased:
        say(
            _("✓ Erased again, since it had been erased after this backup was made: %(count)s.")
            % {"count": erased}
        )
    if aside:
        complain(
            _(
                "! This node was a witness. What it signed after the backup was made is not in these tables, so its "
                "key was laid aside (%(file)s). Make another one under a new name, and tell the logs: "
                "gongzhi witness key --name NAME"
            )
            % {"file": aside}
        )
    if manifest.get("bucket", "") != bucket():
        complain(
            _(
                "! The files of this backup were kept elsewhere (bucket: %(bucket)s). Set GONGZHI_BUCKET as it was "
                "there, or copy them to where this installation keeps its own."
            )
            % {"bucket": manifest.get("bucket") or "—"}
        )
    if manifest.get("key_mark", key_mark()) != key_mark():
        complain(
            _(
                "! The key of this installation is not the one the backup was made with: residents' codes will "
                "not open their cases. Copy django.secret from the old data folder into this one and start again."
            )
        )
    return 0
