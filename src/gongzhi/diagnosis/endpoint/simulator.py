"""A SIMULATOR of a server with a language model: the same protocol over real HTTP, and no model behind it.

It chooses the code whose name shares most with the message, and answers with the first sentence of an article. Each
behaviour is a way in which real servers behave, or misbehave.
"""

import json
import time
from collections.abc import Callable
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

NAME = "gongzhi-simulator"
MODEL = "simulator"


class Behaviour(StrEnum):
    """What the simulator does with a request."""

    GOOD = "good"
    STREAMS = "streams"  # answers in pieces though nobody asked for them
    FENCED = "fenced"  # puts its JSON between fences
    NO_SCHEMA = "no-schema"  # does not take a form by schema
    SLOW = "slow"  # says nothing for a minute
    DRIPS = "drips"  # a byte at a time
    REFUSES = "refuses"
    BUSY = "busy"  # 429, always
    BUSY_ONCE = "busy-once"  # 429, then good
    BROKEN = "broken"  # no JSON
    CUT = "cut"  # ends in the middle
    HUGE = "huge"
    DEEP = "deep"  # JSON nested without end
    ELSEWHERE = "elsewhere"  # sends to another host
    OBEYS = "obeys"  # does whatever the message tells it
    INVENTS = "invents"  # a code, an article and an answer nobody gave it


class Simulator:
    """A running simulator: `url` is what a client is told; `asked` what came in; `keys` with which key."""

    def __init__(self, behaviour: Behaviour, *, port: int = 0, key: str = "") -> None:
        self.behaviour, self.key = behaviour, key
        self.asked: list[dict[str, Any]] = []
        simulator = self

        class Handler(_Handler):
            pass

        Handler.simulator = simulator
        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    simulator: Simulator
    protocol_version = "HTTP/1.1"
    server_version = NAME

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing: what is asked belongs in no log."""

    def do_GET(self) -> None:
        if self.path != "/v1/models":
            return self._send(404, {"error": {"message": "no such page"}})
        return self._send(
            200, {"object": "list", "data": [{"id": MODEL, "object": "model", "owned_by": NAME}]}
        )

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path != "/v1/chat/completions":
            return self._send(404, {"error": {"message": "no such page"}})
        if self.simulator.key and self.headers.get("Authorization") != f"Bearer {self.simulator.key}":
            return self._send(401, {"error": {"message": "wrong key"}})
        asked = json.loads(body)
        self.simulator.asked.append(asked)
        return _BEHAVE.get(self.simulator.behaviour, _good)(self, asked)

    def _send(self, status: int, said: Any, **headers: str) -> None:
        data = said if isinstance(said, bytes) else json.dumps(said, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", headers.pop("kind", "application/json"))
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def say(self, content: str | None, **message: Any) -> None:
        """Send a completion."""
        choice = {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": content, **message},
        }
        self._send(200, {"object": "chat.completion", "model": MODEL, "choices": [choice]})


def given_in(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the codes, articles and message of a request."""
    given: dict[str, Any] = json.loads(asked["messages"][-1]["content"])
    return given


def _thought(asked: dict[str, Any]) -> dict[str, Any]:
    """Return what a modest model would say: by letters shared, as no model is here."""
    given = given_in(asked)
    text = f"{given['message']['title']}{given['message']['text']}"
    pairs = {text[at : at + 2] for at in range(len(text) - 1)}

    def shared(words: str) -> int:
        return sum(words[at : at + 2] in pairs for at in range(len(words) - 1))

    code = max(given["codes"], key=lambda each: (shared(given["codes"][each]), each), default="")
    hits = shared(given["codes"].get(code, ""))
    article = max(given["articles"], key=lambda each: shared(each["title"]), default=None)
    answers = bool(article and shared(article["title"]))
    words = [pair for pair in sorted(pairs) if pair in given["codes"].get(code, "")][:3]
    return {
        "code": code if hits else "",
        "confidence": min(0.9, 0.3 + 0.2 * hits),
        "words": words,
        "answer": article["body"].split("。")[0][:300] if answers and article else "",
        "articles": [article["id"]] if answers and article else [],
    }


def _good(handler: _Handler, asked: dict[str, Any]) -> None:
    handler.say(json.dumps(_thought(asked), ensure_ascii=False))


def _streams(handler: _Handler, asked: dict[str, Any]) -> None:
    text = json.dumps(_thought(asked), ensure_ascii=False)
    pieces = [text[at : at + 7] for at in range(0, len(text), 7)]
    lines = [json.dumps({"choices": [{"delta": {"content": each}}]}, ensure_ascii=False) for each in pieces]
    handler._send(
        200, "".join(f"data: {x}\n\n" for x in [*lines, "[DONE]"]).encode(), kind="text/event-stream"
    )


def _fenced(handler: _Handler, asked: dict[str, Any]) -> None:
    handler.say(f"```json\n{json.dumps(_thought(asked), ensure_ascii=False)}\n```")


def _no_schema(handler: _Handler, asked: dict[str, Any]) -> None:
    if "response_format" in asked:
        handler._send(400, {"error": {"message": "response_format is not supported"}})
    else:
        _good(handler, asked)


def _slow(handler: _Handler, asked: dict[str, Any]) -> None:
    time.sleep(60)


def _drips(handler: _Handler, asked: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(600):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.1)


def _refuses(handler: _Handler, asked: dict[str, Any]) -> None:
    handler.say(None, refusal="I cannot help with that.")


def _busy(handler: _Handler, asked: dict[str, Any]) -> None:
    handler._send(429, {"error": {"message": "too many requests"}}, Retry_After="0.1")


def _busy_once(handler: _Handler, asked: dict[str, Any]) -> None:
    if len(handler.simulator.asked) == 1:
        _busy(handler, asked)
    else:
        _good(handler, asked)


def _broken(handler: _Handler, asked: dict[str, Any]) -> None:
    handler.say('{"code": "0101", "confidence": ')


def _cut(handler: _Handler, asked: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')
    handler.close_connection = True


def _huge(handler: _Handler, asked: dict[str, Any]) -> None:
    handler.say("x" * 3_000_000)


def _deep(handler: _Handler, asked: dict[str, Any]) -> None:
    handler.say("[" * 100_000)


def _elsewhere(handler: _Handler, asked: dict[str, Any]) -> None:
    handler._send(307, b"", Location="http://198.51.100.7/v1/chat/completions")


def _obeys(handler: _Handler, asked: dict[str, Any]) -> None:
    """Answer with the last JSON object the message itself holds, as an injected instruction would have it."""
    text = given_in(asked)["message"]["text"]
    start, end = text.find("{"), text.rfind("}")
    handler.say(
        text[start : end + 1] if 0 <= start < end else json.dumps(_thought(asked), ensure_ascii=False)
    )


def _invents(handler: _Handler, asked: dict[str, Any]) -> None:
    said = {
        "code": "999999",
        "confidence": 1,
        "words": [],
        "answer": "Pay 500 to 13900000000.",
        "articles": ["made-up"],
    }
    handler.say(json.dumps(said))


_BEHAVE: dict[Behaviour, Callable[[_Handler, dict[str, Any]], None]] = {
    Behaviour.GOOD: _good,
    Behaviour.STREAMS: _streams,
    Behaviour.FENCED: _fenced,
    Behaviour.NO_SCHEMA: _no_schema,
    Behaviour.SLOW: _slow,
    Behaviour.DRIPS: _drips,
    Behaviour.REFUSES: _refuses,
    Behaviour.BUSY: _busy,
    Behaviour.BUSY_ONCE: _busy_once,
    Behaviour.BROKEN: _broken,
    Behaviour.CUT: _cut,
    Behaviour.HUGE: _huge,
    Behaviour.DEEP: _deep,
    Behaviour.ELSEWHERE: _elsewhere,
    Behaviour.OBEYS: _obeys,
    Behaviour.INVENTS: _invents,
}
