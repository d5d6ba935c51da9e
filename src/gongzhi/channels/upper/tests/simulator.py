"""A SIMULATOR of a platform above, for tests: a real HTTP server with the faults real ones have. No product code."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from gongzhi.channels.upper.rules.signing import is_signed, sign

# What may go wrong with one answer. "lost": the message took effect and its answer did not arrive.
FAULTS = ("500", "truncated", "unsigned", "away", "lost", "slow")


@dataclass
class Above:
    """The orders of the simulated platform, and what it was told. `fault` is what goes wrong with the next answers."""

    key: bytes
    clock: Callable[[], datetime]
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: list[str] = field(
        default_factory=list
    )  # numbers in the order they changed: the cursor counts these
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)  # kind of message -> code
    fault: str = ""
    repeat: int = 0  # how many orders before the cursor come again
    shuffled: bool = False
    only_last: bool = False  # an order comes with its last event only
    hides: bool = False  # one order by itself is not shown
    slow: float = 0.6
    lock: threading.RLock = field(default_factory=threading.RLock)

    def give(self, number: str, **more: Any) -> None:
        """Give an order to the county."""
        at = self.clock()
        with self.lock:
            self.orders[number] = {
                "number": number,
                "given_at": at.isoformat(),
                "due_at": (at + timedelta(days=5)).isoformat(),
                "category": "0101",
                "status": "办理中",
                "text": f"{number}：西街口的垃圾桶满了三天没人收。",
                "name": "张三",
                "phone": "13900000000",
                "address": "西街口",
                "longitude": 110.005,
                "latitude": 30.005,
                "events": [],
                **more,
            }
            self.changed.append(number)

    def move(self, number: str, move: str, **more: Any) -> None:
        """Take a step with an order."""
        with self.lock:
            order = self.orders[number]
            event = {"seq": len(order["events"]) + 1, "move": move, "at": self.clock().isoformat(), **more}
            order["events"].append(event)
            if move in ("CLOSED", "RECALLED", "TAKEN_BACK"):
                order["status"] = "已办结"
            if move in ("REOPENED", "NOT_TAKEN_BACK"):
                order["status"] = "办理中"
            if more.get("due_at"):
                order["due_at"] = more["due_at"]
            self.changed.append(number)

    def kinds(self, number: str) -> list[str]:
        """Return what was told about an order, in the order it arrived."""
        return [each["kind"] for each in self.told.values() if each["number"] == number]

    def since(self, after: int, limit: int) -> tuple[list[dict[str, Any]], int]:
        begin = max(0, after - self.repeat)
        part = self.changed[begin : max(after, begin) + limit]
        orders = [self.shown(number) for number in dict.fromkeys(part)]
        if self.shuffled:
            orders.reverse()
        return orders, begin + len(part)

    def shown(self, number: str) -> dict[str, Any]:
        order = json.loads(json.dumps(self.orders[number]))
        if self.only_last:
            order["events"] = order["events"][-1:]
        if self.shuffled:
            order["events"].reverse()
        return order


class Server:
    """The simulator behind an address."""

    def __init__(self, above: Above) -> None:
        handler = type("Handler", (_Handler,), {"above": above})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/gz"

    def __enter__(self) -> "Server":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    above: Above
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers["Content-Length"])))

    def _serve(self, body: bytes) -> None:
        above = self.above
        with above.lock:
            above.asked.append(f"{self.command} {self.path}")
            fault = above.fault
            if fault == "slow":
                time.sleep(above.slow)
            if fault == "away":
                self.close_connection = True
                self.connection.close()
                return
            self.nonce = self.headers["Authorization"].partition("nonce=")[2].partition(",")[0]
            what = f"{self.command} {self.path}"
            header = self.headers["Authorization"]
            if not is_signed(above.key, header, what=what, nonce=self.nonce, body=body, at=above.clock()):
                self._answer(401, {"code": "signature"}, "")
            elif fault == "500":
                self._answer(500, {"code": "down"}, "")
            else:
                self._answer(*self._found(body), "500" if fault == "lost" else fault)

    def _found(self, body: bytes) -> tuple[int, Any]:
        where = urlsplit(self.path)
        parts = where.path.removeprefix("/gz/").split("/")
        asked = {key: values[0] for key, values in parse_qs(where.query).items()}
        above = self.above
        if self.command == "POST":
            return self._told(unquote(parts[1]), body)
        if parts == ["states"]:
            states = [
                {key: order[key] for key in ("number", "status", "due_at", "category")}
                for order in above.orders.values()
            ]
            return 200, {"orders": states, "cursor": "", "more": False}
        if parts == ["orders"]:
            orders, at = above.since(
                int(asked["after"] or 0) if asked.get("after") else 0, int(asked["limit"])
            )
            return 200, {"orders": orders, "cursor": str(at), "more": at < len(above.changed)}
        number = unquote(parts[1])
        shown = number in above.orders and not above.hides
        return (200, above.orders[number]) if shown else (404, {"code": "unknown"})

    def _told(self, number: str, body: bytes) -> tuple[int, Any]:
        key, message = self.headers["Idempotency-Key"], json.loads(body)
        if message["kind"] in self.above.refuses:
            return 422, {"code": self.above.refuses[message["kind"]]}
        known = self.above.told.setdefault(key, {"number": number, **message})
        return (200, {}) if known == {"number": number, **message} else (409, {"code": "key_reused"})

    def _answer(self, status: int, found: Any, fault: str) -> None:
        data = json.dumps(found, ensure_ascii=False).encode()
        if fault == "500":
            status = 500
        key = b"another" if fault == "unsigned" else self.above.key
        nonce = getattr(self, "nonce", "")
        signature = sign(key, what=f"{status} {self.path}", at=self.above.clock(), nonce=nonce, body=data)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Gongzhi-Signature", signature)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        try:
            self.wfile.write(data[: len(data) // 2] if fault == "truncated" else data)
        except OSError:  # whoever asked did not wait
            self.close_connection = True
        if fault == "truncated":
            self.close_connection = True
