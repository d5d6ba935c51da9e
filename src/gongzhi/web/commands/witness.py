"""`gongzhi witness`: cosign what other logs say of themselves, as a small program alone or as this node."""

import argparse
import signal
import time
from pathlib import Path

from gongzhi.kernel.instants import now
from gongzhi.kernel.key_files import keep_once
from gongzhi.ledger.note_keys import CosignatureSigner, NoteError, Verifier, parse_vkey
from gongzhi.ledger.witness_server import WitnessServer
from gongzhi.ledger.witness_store import FileStore
from gongzhi.ledger.witnessing import StoreError
from gongzhi.web.launch.home import home_path
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _

PORT = 8090


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `witness`."""
    group = commands.add_parser("witness", help=_("cosign what other logs say of themselves"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    _register_run(actions)
    key = actions.add_parser("key", help=_("print the key this node cosigns with; makes it at first use"))
    key.add_argument("--name", metavar=_("NAME"), help=_("who cosigns, e.g. county.example/witness"))
    key.set_defaults(run=run_key)
    trust = actions.add_parser(
        "trust", help=_("let this node watch a log, and cosign it as long as it only grows")
    )
    trust.add_argument("vkey", metavar=_("KEY"), help=_("the log's key, of the form name+id+key"))
    trust.add_argument("--end", action="store_true", help=_("from now on trust this key no more"))
    trust.set_defaults(run=run_trust)
    watched = actions.add_parser("list", help=_("which logs this node watches, and how far each has come"))
    watched.set_defaults(run=run_list)


def _register_run(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    run = actions.add_parser(
        "run", help=_("be a witness by itself: needs no database and no other part of Gongzhi")
    )
    run.add_argument(
        "--listen", default=f"127.0.0.1:{PORT}", metavar=_("HOST:PORT"), help=_("where to listen")
    )
    run.add_argument(
        "--state", type=Path, metavar=_("FILE"), help=_("what was cosigned last; keep it with the key")
    )
    run.add_argument(
        "--key", type=Path, metavar=_("FILE"), help=_("the witness's key; made at the first start")
    )
    run.add_argument(
        "--name", metavar=_("NAME"), help=_("who cosigns, e.g. audit.example/witness; at the first start")
    )
    run.add_argument(
        "--log",
        action="append",
        required=True,
        metavar=_("KEY"),
        help=_("the key of a log to watch, of the form name+id+key; may be repeated"),
    )
    run.set_defaults(run=run_run)


def run_run(arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM."""
    logs = [_vkey(text) for text in arguments.log]
    folder = home_path() / "witness"
    key, state = arguments.key or folder / "key", arguments.state or folder / "state"
    host, port = _address(arguments.listen)
    cosigner = _key_with_state(key, state, arguments.name)
    try:
        store = FileStore(state, cosigner.verifier, logs)
    except StoreError as error:
        raise _state_problem(error, key, state) from None
    try:
        server = WitnessServer((host, port), store, cosigner, clock=time.time, tell=_tell)
    except OSError as error:
        said = {"address": arguments.listen, "reason": error.strerror}
        raise Problem(
            _("%(address)s cannot be listened on: %(reason)s.") % said,
            _("Choose another with --listen HOST:PORT."),
        ) from None
    say(_("This witness is %(vkey)s") % {"vkey": cosigner.verifier.vkey()})
    for log in logs:
        say(_("It watches %(origin)s") % {"origin": log.name})
    shown = f"[{host}]" if ":" in host else host
    say(_("It listens at http://%(address)s/") % {"address": f"{shown}:{server.server_port}"})
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        say(_("The witness has stopped."))
    finally:
        server.server_close()
    return 0


def run_key(arguments: argparse.Namespace) -> int:
    """Print the verifier key of this node as a witness."""
    from gongzhi.web.launch.inside import inside_django

    with inside_django():
        from django.conf import settings

        name = arguments.name or f"{settings.GONGZHI_ORIGIN.partition('/')[0]}/witness"
        cosigner = _key(Path(settings.GONGZHI_KEYS) / "witness.key", name)
    say(cosigner.verifier.vkey())
    return 0


def run_trust(arguments: argparse.Namespace) -> int:
    """Watch a log, or stop trusting one of its keys."""
    log = _vkey(arguments.vkey)
    from gongzhi.web.launch.inside import inside_django

    with inside_django():
        from gongzhi.ledger.public import trust_log
        from gongzhi.people.facts import SYSTEM

        trust_log(vkey=log.vkey(), trusted=not arguments.end, by=SYSTEM.name(), at=now())
    if arguments.end:
        say(_("✓ This key of %(origin)s is trusted no more.") % {"origin": log.name})
    else:
        say(_("✓ %(origin)s is watched.") % {"origin": log.name})
    return 0


def run_list(_arguments: argparse.Namespace) -> int:
    """Print each watched log."""
    from gongzhi.web.launch.inside import inside_django

    with inside_django():
        from gongzhi.ledger.public import watched_logs

        found = watched_logs()
    for each in found:
        say(_("%(origin)s  size %(size)s") % {"origin": each.origin, "size": each.size})
        for verifier in each.verifiers:
            say(f"  {verifier.vkey()}")
    if not found:
        say(_("No log is watched. Add one: gongzhi witness trust KEY"))
    return 0


def _tell(line: str) -> None:
    say(f"{now():%Y-%m-%dT%H:%M:%SZ} {line}")


def _vkey(text: str) -> Verifier:
    try:
        return parse_vkey(text)
    except NoteError as error:
        raise Problem(
            _("“%(text)s” is no key of a log (%(code)s).") % {"text": text, "code": error.code},
            _("Take it as the log's operator gives it: name+id+key, in one piece."),
        ) from None


def _address(text: str) -> tuple[str, int]:
    host, _colon, port = text.rpartition(":")
    if not host or not (port.isascii() and port.isdigit()) or int(port) > 65_535:
        raise Problem(
            _("“%(text)s” is no address to listen on.") % {"text": text}, _("Write it as 127.0.0.1:8090.")
        )
    return host.removeprefix("[").removesuffix("]"), int(port)


def _key_with_state(key: Path, state: Path, name: str | None) -> CosignatureSigner:
    """Return the key. Key and state are made together, once: a key without its state has forgotten what it said."""
    if key.exists() != state.exists():
        there, missing = (key, state) if key.exists() else (state, key)
        raise Problem(
            _("%(there)s is there, but %(missing)s is not.") % {"there": there, "missing": missing},
            _(
                "Bring it back. If it is lost, begin anew with another key, name and state, and tell the logs."
            ),
        )
    if not key.exists() and not name:
        raise Problem(
            _("This witness has no key yet, and no name."),
            _("Name it once with --name, such as audit.example/witness. The name stays."),
        )
    new = not key.exists()
    try:
        cosigner = _key(key, name or "")
        if new:
            state.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            FileStore.create(state, cosigner.verifier)
    except OSError as error:
        said = {"file": error.filename, "reason": error.strerror}
        raise Problem(
            _("%(file)s cannot be used: %(reason)s.") % said,
            _("Check the disk, and who may read and write there."),
        ) from None
    return cosigner


def _key(path: Path, name: str) -> CosignatureSigner:
    try:
        text = keep_once(path, lambda: (CosignatureSigner.generate(name).skey() + "\n").encode()).decode()
        return CosignatureSigner.from_skey(text)
    except NoteError as error:
        if error.code == "key_name":
            raise Problem(
                _("“%(name)s” cannot be the name of a key.") % {"name": name},
                _("Take a name without spaces and plus signs, such as audit.example/witness."),
            ) from None
        raise _no_key(path) from None
    except UnicodeDecodeError:
        raise _no_key(path) from None


def _no_key(path: Path) -> Problem:
    return Problem(
        _("%(file)s holds no key of a signed note.") % {"file": path},
        _("One line is needed, of the form PRIVATE+KEY+name+id+key, as Go's note package writes it."),
    )


def _state_problem(error: StoreError, key: Path, state: Path) -> Problem:
    if error.code == "other_key":
        return Problem(
            _("%(state)s belongs to another key than %(key)s.") % {"state": state, "key": key},
            _("Name the key and the state that were made together."),
        )
    return Problem(
        _("%(state)s is not the state of a witness, or cannot be written.") % {"state": state},
        _("Check the name, the disk, and who may write there."),
    )
