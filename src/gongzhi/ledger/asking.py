"""Ask a witness for its cosignature over HTTP: bytes out, bytes in, and no database near it."""

import http.client
import threading
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from gongzhi.ledger.checkpoints import CheckpointError, read_size
from gongzhi.ledger.notes import NoteError, Verified, Verifier, open_note
from gongzhi.ledger.witnessing import SIZE_TYPE

SECONDS = 10  # to wait for a witness; a default of this project
MOST_BYTES = 64 * 1024
SKEW = 300  # seconds by which the clocks of two honest machines may differ


@dataclass(frozen=True)
class Reply:
    """What came back: the status, or 0 and why there was none."""

    status: int
    body: bytes = b""
    kind: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a reply means: a cosignature, a size to begin from, or why there is neither.

    `refused` is the witness's own word and goes on record; `trouble` passes by itself.
    """

    cosignature: Verified | None = None
    size: int | None = None
    refused: str = ""
    trouble: str = ""


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_more: object) -> None:
        return None


_opener = build_opener(_NoRedirect)


def post(url: str, body: bytes) -> Reply:
    """Send a request to the witness at `url` and return what it answers; never raises for what the network does."""
    if not url.startswith(("http://", "https://")):
        return Reply(0, kind="no_address")
    request = Request(  # noqa: S310 - the scheme was checked
        url.rstrip("/") + "/add-checkpoint", data=body, headers={"Content-Type": "application/octet-stream"}
    )
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            return Reply(answer.status, answer.read(MOST_BYTES + 1), answer.headers.get("Content-Type", ""))
    except HTTPError as error:
        try:
            return Reply(error.code, error.read(MOST_BYTES + 1), error.headers.get("Content-Type", ""))
        except (OSError, http.client.HTTPException):
            return Reply(0, kind="unreachable")
    except (URLError, OSError, ValueError, http.client.HTTPException):
        return Reply(0, kind="unreachable")


class Sent:
    """A request on its way, in a thread of its own that ends with the program."""

    def __init__(self, url: str, body: bytes) -> None:
        self.reply: Reply | None = None
        self._thread = threading.Thread(target=self._run, args=(url, body), daemon=True)
        self._thread.start()

    def _run(self, url: str, body: bytes) -> None:
        self.reply = post(url, body)

    def wait(self, seconds: float) -> None:
        """Wait for the reply, at most so long."""
        self._thread.join(seconds)

    @property
    def over(self) -> bool:
        """Whether there is a reply, or never will be."""
        return not self._thread.is_alive()


def understood(
    reply: Reply, *, note: str, witness: Verifier, shown: int, newest: int, seconds: int, signed: int
) -> Outcome:
    """Return what a reply to a request about `note` means.

    `shown` is the size of the note and `newest` that of the log; `signed` is when the note was signed and `seconds`
    what the clock says: a cosignature of another time says nothing true.
    """
    if reply.status == 200 and len(reply.body) <= MOST_BYTES:
        return _cosigned(reply.body, note=note, witness=witness, seconds=seconds, signed=signed)
    if reply.status == 409 and reply.kind == SIZE_TYPE:
        try:
            size = read_size(reply.body.decode("ascii").removesuffix("\n"))
        except (UnicodeDecodeError, CheckpointError):
            return Outcome(trouble="wrong_answer")
        if size > newest:
            # It saw more of us than we have: a backup was restored here, or somebody cut the log.
            return Outcome(refused="ahead", size=size)
        return Outcome(size=size) if size <= shown else Outcome(trouble="overtaken")
    refused = {403: "bad_signature", 404: "unknown_log", 422: "inconsistent"}.get(reply.status, "")
    if refused:
        return Outcome(refused=refused)
    return Outcome(trouble=reply.kind if reply.status == 0 else "wrong_answer")


def _cosigned(body: bytes, *, note: str, witness: Verifier, seconds: int, signed: int) -> Outcome:
    try:
        opened = open_note(note.encode() + body, [witness])
    except NoteError:
        return Outcome(refused="bad_cosignature")
    found = opened.verified[0]
    assert found.seconds is not None  # a policy holds no other keys of witnesses
    if not signed - SKEW <= found.seconds <= seconds + SKEW:
        return Outcome(refused="wrong_time")
    return Outcome(cosignature=found)
