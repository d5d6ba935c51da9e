"""The porter: reads a request whole, within limits, and hands it to a thread of Django, or says why not.

Work is done in threads, and a thread must not wait for a client: whoever sends a byte a minute would hold it as long
as they like. So bodies are read here, where waiting costs nothing, and only whole requests get a thread. What comes
when all threads are busy and enough others wait already is refused at once, so that those inside are served in their
usual time and a burst is over when it is over.
"""

import asyncio
import logging
import math
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from gongzhi.kernel.limiter import Limiter
from gongzhi.web.front.bridge import IN_MEMORY, Answer, Application, environ_of, work
from gongzhi.web.front.measures import Measures, address_of, is_trusted
from gongzhi.web.front.refusals import FAILED, TOO_BUSY, TOO_LARGE, TOO_OFTEN, TOO_SLOW, TurnedAway, answer
from gongzhi.web.front.room import Place, Room

# Not counted: files every page brings along, and the questions of whoever watches the server.
UNCOUNTED = ("/static/", "/healthz", "/readyz")
AGAIN_SECONDS = 2
PIECE, READER = 65_536, 60.0  # bytes sent at once, and seconds somebody has to take them

_log = logging.getLogger("gongzhi.requests")


class _TooSlow(Exception):
    pass


class _TooLarge(Exception):
    pass


class _NoRoom(Exception):
    """The bodies that arrive just now take all the room there is for them."""


class _Gone(Exception):
    """The client has left."""


class Porter:
    """The door of one process, as the server calls it (RSGI)."""

    def __init__(self, application: Application, measures: Measures) -> None:
        self._application, self._measures = application, measures
        self._limiter = Limiter(rate=measures.rate, burst=measures.burst) if measures.rate > 0 else None
        self._room = Room(measures.room)
        self._threads = ThreadPoolExecutor(measures.threads, thread_name_prefix="request")
        self._inside = 0

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        """Serve one request."""
        if scope.proto != "http":
            proto.close(404)
            return
        address = self._address(scope)
        if wait := self._too_often(scope, address):
            _refuse(proto, scope.path, TOO_OFTEN, seconds=math.ceil(wait))
            return
        body: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed below
        with body, self._room.for_one(address) as room:
            try:
                length = await self._read(scope, proto, body, room)
            except _TooLarge:
                _refuse(proto, scope.path, TOO_LARGE, close=True)
            except _TooSlow:
                _refuse(proto, scope.path, TOO_SLOW, close=True)
            except _NoRoom:
                _refuse(proto, scope.path, TOO_BUSY, seconds=AGAIN_SECONDS, close=True)
            except _Gone:
                return
            else:
                await self._hand_over(scope, proto, body, length)

    def _address(self, scope: Any) -> str:
        # All of them: some proxies add a header of their own below what the visitor sent, and `get` returns the first.
        forwarded = ",".join(value for name, value in scope.headers.items() if name == "x-forwarded-for")
        return address_of(scope.client, forwarded, behind_proxy=self._measures.behind_proxy)

    def _too_often(self, scope: Any, address: str) -> float:
        if self._limiter is None or scope.path.startswith(UNCOUNTED):
            return 0.0
        return 0.0 if is_trusted(address, self._measures.trusted) else self._limiter.take(address)

    async def _read(self, scope: Any, proto: Any, body: IO[bytes], room: Place) -> int:
        """Read the whole body and return its length. Raises `_TooLarge`, `_TooSlow`, `_NoRoom`, `_Gone`."""
        headers = scope.headers
        said = headers.get("content-length")
        if said == "0" or not (said or headers.get("transfer-encoding")):
            return 0
        if said and said.isdigit() and int(said) > self._measures.largest:
            raise _TooLarge
        length, began = 0, time.monotonic()
        chunks = proto.__aiter__()
        while True:
            try:
                chunk = await asyncio.wait_for(anext(chunks), self._measures.silence)
            except StopAsyncIteration:
                break
            except TimeoutError:
                raise _TooSlow from None
            except Exception as error:  # the server's own errors of a connection that is gone
                raise _Gone from error
            length += len(chunk)
            if length > self._measures.largest:
                raise _TooLarge
            if not room.take(len(chunk)) and length > IN_MEMORY:
                raise _NoRoom
            body.write(chunk)
            took = time.monotonic() - began
            if took > self._measures.grace and length < self._measures.slowest * took:
                raise _TooSlow
        if said and said.isdigit() and length < int(said):
            raise _Gone  # it broke off: half a form is no form
        body.seek(0)
        return length

    async def _hand_over(self, scope: Any, proto: Any, body: IO[bytes], length: int) -> None:
        if self._inside >= self._measures.threads + self._measures.waiting:
            _refuse(proto, scope.path, TOO_BUSY, seconds=AGAIN_SECONDS)
            return
        loop, asked = asyncio.get_running_loop(), time.monotonic()

        def in_turn() -> Any:
            if time.monotonic() - asked > self._measures.patience:
                return TOO_BUSY
            return work(self._application, environ_of(scope, body, length))

        self._inside += 1
        try:
            done = await loop.run_in_executor(self._threads, in_turn)
        except Exception:
            # Django answers what a view raises; this is what making an answer in pieces raised.
            _log.exception("an answer broke off while it was made")
            done = FAILED
        finally:
            self._inside -= 1
        if isinstance(done, TurnedAway):
            _refuse(proto, scope.path, done, seconds=AGAIN_SECONDS if done is TOO_BUSY else 0)
        else:
            await _answer(proto, *done)


async def _answer(proto: Any, answered: Answer, content: bytes | IO[bytes]) -> None:
    """Send an answer. One from a file says its length first, so that whoever hears half of it knows."""
    if isinstance(content, bytes):
        proto.response_bytes(answered.status, answered.headers, content)
        return
    with content:
        length = content.tell()
        content.seek(0)
        if not length:
            proto.response_empty(answered.status, answered.headers)
            return
        headers = [each for each in answered.headers if each[0] != "content-length"]
        transport = proto.response_stream(answered.status, [*headers, ("content-length", str(length))])
        while piece := content.read(PIECE):
            try:
                await asyncio.wait_for(transport.send_bytes(piece), READER)
            except Exception:  # who takes nothing for so long, or has left
                return


def _refuse(proto: Any, path: str, refusal: TurnedAway, *, seconds: int = 0, close: bool = False) -> None:
    headers, body = answer(refusal, path, seconds=seconds)
    if close:
        headers.append(("connection", "close"))
    proto.response_bytes(refusal.status, headers, body)
