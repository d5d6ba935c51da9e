"""The porter: reads a request whole, within limits, and hands it to a thread of Django, or says why not.

Work is done in threads, and a thread must not wait for a client: whoever sends a byte a minute would hold it as long
as they like. So bodies are read here, where waiting costs nothing, and only whole requests get a thread. What comes
when all threads are busy and enough others wait already is refused at once, so that those inside are served in their
usual time and a burst is over when it is over.
"""

import asyncio
import math
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from gongzhi.kernel.limiter import Limiter
from gongzhi.web.front.bridge import Application, environ_of, work
from gongzhi.web.front.measures import Measures, address_of, is_trusted
from gongzhi.web.front.refusals import TOO_BUSY, TOO_LARGE, TOO_OFTEN, TOO_SLOW, TurnedAway, answer

IN_MEMORY = 262_144  # bytes of a body; what is larger lies in a file of its own while it arrives
# Not counted: files every page brings along, and the questions of whoever watches the server.
UNCOUNTED = ("/static/", "/healthz", "/readyz")
AGAIN_SECONDS = 2


class _TooSlow(Exception):
    pass


class _TooLarge(Exception):
    pass


class _Gone(Exception):
    """The client has left."""


class Porter:
    """The door of one process, as the server calls it (RSGI)."""

    def __init__(self, application: Application, measures: Measures) -> None:
        self._application, self._measures = application, measures
        self._limiter = Limiter(rate=measures.rate, burst=measures.burst) if measures.rate > 0 else None
        self._threads = ThreadPoolExecutor(measures.threads, thread_name_prefix="request")
        self._inside = 0

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        """Serve one request."""
        if scope.proto != "http":
            proto.close(404)
            return
        if self._limiter and (wait := self._too_often(scope)):
            _refuse(proto, scope.path, TOO_OFTEN, seconds=math.ceil(wait))
            return
        try:
            body, length = await self._read(scope, proto)
        except _TooLarge:
            _refuse(proto, scope.path, TOO_LARGE, close=True)
        except _TooSlow:
            _refuse(proto, scope.path, TOO_SLOW, close=True)
        except _Gone:
            return
        else:
            await self._hand_over(scope, proto, body, length)

    def _too_often(self, scope: Any) -> float:
        if scope.path.startswith(UNCOUNTED):
            return 0.0
        # All of them: some proxies add a header of their own below what the visitor sent, and `get` returns the first.
        forwarded = ",".join(value for name, value in scope.headers.items() if name == "x-forwarded-for")
        address = address_of(scope.client, forwarded, behind_proxy=self._measures.behind_proxy)
        if is_trusted(address, self._measures.trusted):
            return 0.0
        assert self._limiter is not None
        return self._limiter.take(address)

    async def _read(self, scope: Any, proto: Any) -> tuple[IO[bytes], int]:
        """Return the whole body and its length. Raises `_TooLarge`, `_TooSlow`, `_Gone`."""
        headers = scope.headers
        said = headers.get("content-length")
        body: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed when it was worked on
        if said == "0" or not (said or headers.get("transfer-encoding")):
            return body, 0
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
            body.write(chunk)
            took = time.monotonic() - began
            if took > self._measures.grace and length < self._measures.slowest * took:
                raise _TooSlow
        if said and said.isdigit() and length < int(said):
            raise _Gone  # it broke off: half a form is no form
        body.seek(0)
        return body, length

    async def _hand_over(self, scope: Any, proto: Any, body: IO[bytes], length: int) -> None:
        if self._inside >= self._measures.threads + self._measures.waiting:
            _refuse(proto, scope.path, TOO_BUSY, seconds=AGAIN_SECONDS)
            return
        loop, asked = asyncio.get_running_loop(), time.monotonic()

        def in_turn() -> Any:
            if time.monotonic() - asked > self._measures.patience:
                return TOO_BUSY
            return work(self._application, environ_of(scope, body, length), proto, loop)

        self._inside += 1
        try:
            done = await loop.run_in_executor(self._threads, in_turn)
        finally:
            self._inside -= 1
            body.close()
        if done is TOO_BUSY:
            _refuse(proto, scope.path, TOO_BUSY, seconds=AGAIN_SECONDS)
        elif done is not None:
            answered, content = done
            proto.response_bytes(answered.status, answered.headers, content)


def _refuse(proto: Any, path: str, refusal: TurnedAway, *, seconds: int = 0, close: bool = False) -> None:
    headers, body = answer(refusal, path, seconds=seconds)
    if close:
        headers.append(("connection", "close"))
    proto.response_bytes(refusal.status, headers, body)
