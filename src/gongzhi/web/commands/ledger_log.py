"""`gongzhi ledger verify`, `key` and `rotate-key`: the log as an administrator and an auditor meet it."""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from gongzhi.kernel.instants import now
from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import complain, say
from gongzhi.web.launch.words import gettext as _

SHOWN = 50  # faults printed; all are counted
WIDTH = 30
LONGEST = 365  # days an old key may sign beside a new one


def register_log(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands of the log."""
    verify = actions.add_parser(
        "verify",
        help=_("recompute every hash and signature from the entries; exit code 1 when anything differs"),
    )
    verify.add_argument(
        "--key",
        action="append",
        default=[],
        metavar=_("KEY"),
        help=_(
            "the log's key for verifying as it was published (default: those of the database); may be repeated"
        ),
    )
    verify.set_defaults(run=run_verify)
    key = actions.add_parser("key", help=_("show the keys that sign the log, for publication"))
    key.set_defaults(run=run_key)
    rotate = actions.add_parser("rotate-key", help=_("let a new key sign the log"))
    rotate.add_argument(
        "--overlap",
        type=int,
        metavar=_("DAYS"),
        help=_("how long the old key signs beside the new one (default: 14 days; 0 where it was stolen)"),
    )
    rotate.set_defaults(run=run_rotate)


def run_verify(arguments: argparse.Namespace) -> int:
    """Name each place where what is kept is not what was signed, and keep the finding for the pages that show it."""
    with inside_django():
        from gongzhi.ledger import public as ledger
        from gongzhi.people.facts import SYSTEM
        from gongzhi.web.words_check import all_faults

        began, found = time.monotonic(), []
        try:
            for fault in all_faults(arguments.key, _progress()):
                found.append(fault)
                if len(found) <= SHOWN:
                    _clear()
                    complain(f"  ✗ {_named(fault)}")
        except ledger.NoteError as error:
            raise Problem(
                _("This is no key for verifying (%(code)s).") % {"code": error.code},
                _("Give it as it was published, with its name: NAME+ID+KEY"),
            ) from error
        _clear()
        ledger.keep_findings(found=found, by=SYSTEM.name(), at=now())
        said = {"count": f"{ledger.tree_size():,}", "seconds": f"{time.monotonic() - began:.1f}"}
    say(_("Entries in the tree: %(count)s (%(seconds)s s)") % said)
    if found:
        complain(_wrong(len(found)))
        return 1
    say(_("✓ Every entry, hash, signature and text is what was signed."))
    say(_("✓ The tables say what the facts say."))
    return 0


def run_key(_arguments: argparse.Namespace) -> int:
    """Print each key in force with a fingerprint that can be read out on the telephone."""
    with inside_django():
        from gongzhi.ledger import public as ledger

        keys = ledger.keys_in_force()
        if not keys:
            say(_("No key signs yet: it is made with the first entry."))
        for key in keys:
            say(key)
            say(_("  fingerprint %(groups)s") % {"groups": ledger.fingerprint(key)})
    return 0


def run_rotate(arguments: argparse.Namespace) -> int:
    """Make a new key, on record, and say what has to be told to whom."""
    if arguments.overlap is not None and arguments.overlap < 0:
        raise Problem(
            _("The old key cannot end before today."),
            _("Give the days both keys sign: 0 where the old one was stolen, 14 otherwise."),
        )
    if arguments.overlap is not None and arguments.overlap > LONGEST:
        raise Problem(
            _("Both keys cannot sign for so long: at most %(days)s days.") % {"days": LONGEST},
            _("Give the days both keys sign: 0 where the old one was stolen, 14 otherwise."),
        )
    with inside_django():
        from gongzhi.ledger import public as ledger
        from gongzhi.people.facts import SYSTEM

        overlap = ledger.OVERLAP if arguments.overlap is None else timedelta(days=arguments.overlap)
        try:
            key = ledger.rotate_key(overlap=overlap, by=SYSTEM.name(), at=now())
        except ledger.SigningError as error:
            raise Problem(
                _("No new key could be made: %(reason)s.") % {"reason": error},
                _("Look at the folder of keys, or at GONGZHI_SIGNER, and try again."),
            ) from error
    say(key)
    say(_("✓ This key signs from now on. Publish it, and give it to every witness."))
    return 0


def _wrong(count: int) -> str:
    if count == 1:
        return _("✗ 1 place is not what was signed. Keep this output; the page affected says so now.")
    return _(
        "✗ %(count)s places are not what was signed. Keep this output; the pages affected say so now."
    ) % {"count": count}


def _named(fault) -> str:  # type: ignore[no-untyped-def]
    means = _meanings().get(fault.code)
    parts = [_("%(code)s: %(means)s") % {"code": fault.code, "means": means} if means else fault.code]
    if fault.position is not None:
        parts.append(_("position %(position)s") % {"position": fault.position})
    if fault.fact:
        parts.append(_("fact %(id)s") % {"id": fault.fact})
    if fault.subject:
        number = _number_of(fault.subject)
        parts.append(_("about %(id)s") % {"id": f"{number} ({fault.subject})" if number else fault.subject})
    return " · ".join([*parts, *filter(None, [fault.where])])


def _number_of(subject: UUID) -> str:
    """Return the number people know a matter by; nothing where the subject is none, or its row is gone."""
    from gongzhi.loops.public import loop_row

    loop = loop_row(subject)
    return loop.number if loop else ""


def _meanings() -> dict[str, str]:
    return {
        "entry_missing": _("a place in the order is gone"),
        "fact_missing": _("the fact of this place is gone"),
        "entry": _("the record was altered"),
        "bytes": _("the record cannot be read"),
        "columns": _("the row says otherwise than its record"),
        "opening": _("the text is not the one that was written"),
        "words": _("the text in the table is not the one that was written"),
        "table": _("the table says otherwise than the records"),
        "unplaced": _("a fact was put in beside the order"),
        "tile": _("kept hashes were altered"),
        "edge": _("kept hashes were altered"),
        "checkpoint": _("what was signed was altered"),
        "signature": _("the signature is not one of the log"),
        "cosignature": _("the signature is not one of the witness"),
        "tree": _("from here on it is not what was signed"),
        "head": _("the count is wrong"),
        "cursor": _("a reader was moved to where no fact is yet"),
        "set_back": _("what was signed last is not here: was a backup restored, or the log cut?"),
    }


def _progress() -> Callable[[int, int], None]:
    """Return what draws a bar where a person looks on, and nothing else."""
    if not sys.stderr.isatty():
        return lambda _done, _all: None

    def draw(done: int, all_of_them: int) -> None:
        full = WIDTH * done // max(1, all_of_them)
        sys.stderr.write(f"\r{'█' * full}{'░' * (WIDTH - full)} {done:,} / {all_of_them:,}")
        sys.stderr.flush()

    return draw


def _clear() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[2K")
