"""A visitor who fills in forms: keeps cookies, follows redirects, reads what a page asks for."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser

from bench.load import BadAnswerError, Line, get, post

MOST_REDIRECTS = 5


@dataclass
class Form:
    """A form of a page: where it goes, and the values it would send as it stands."""

    action: str
    method: str = "get"
    values: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class Visitor:
    """One browser's worth of cookies on one connection."""

    def __init__(self, port: int) -> None:
        self.cookies: dict[str, str] = {}
        self.requests = 0
        self.path = ""
        self.body = b""
        self._line = Line(port)

    def open(self, path: str) -> None:
        """Ask for a page and follow where it leads."""
        self._ask(get(path, self.cookies), path)

    def submit(self, **values: str) -> None:
        """Fill in the form of this page that has all these fields, send it, and follow where it leads.

        Raises BadAnswerError when the form comes back: something in it was not accepted.
        """
        action, sent = self.filled(values)
        self._ask(post(action, sent, self.cookies), action)
        if self.path == action:
            raise BadAnswerError(f"{action} did not take the form and showed it again")

    def ready(self, **values: str) -> bytes:
        """Return the request that would send the form, without sending it."""
        action, sent = self.filled(values)
        return post(action, sent, self.cookies)

    def filled(self, values: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        """Return where the form that has all these fields goes, and what it would send."""
        for form in forms(self.body.decode()):
            if form.method == "post" and set(values) <= form.names:
                return form.action or self.path, {**form.values, **values}
        raise BadAnswerError(f"{self.path} has no form with the fields {', '.join(sorted(values))}")

    def close(self) -> None:
        """Close the connection."""
        self._line.close()

    def _ask(self, request: bytes, path: str) -> None:
        for _ in range(MOST_REDIRECTS):
            status, headers, self.body = self._line.ask(request)
            self.path, self.requests = path, self.requests + 1
            self._keep_cookies(headers)
            if status not in (301, 302, 303):
                break
            path = _header(headers, b"location")
            request = get(path, self.cookies)
        if status != 200:
            raise BadAnswerError(f"{self.path} answered with {status}")

    def _keep_cookies(self, headers: bytes) -> None:
        for row in headers.split(b"\r\n"):
            if row.lower().startswith(b"set-cookie:"):
                name, _, value = row[11:].split(b";", 1)[0].strip().decode().partition("=")
                self.cookies[name] = value


@contextmanager
def visitor(port: int) -> Iterator[Visitor]:
    """Yield a visitor and close its connection afterwards."""
    made = Visitor(port)
    try:
        yield made
    finally:
        made.close()


def _header(headers: bytes, name: bytes) -> str:
    for row in headers.split(b"\r\n"):
        if row.lower().startswith(name + b":"):
            return row.split(b":", 1)[1].strip().decode()
    raise BadAnswerError(f"an answer without {name.decode()}")


def forms(page: str) -> list[Form]:
    """Return the forms of a page in their order."""
    reader = _Reader()
    reader.feed(page)
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(values.get("action", ""), values.get("method", "get").lower())
            self.found.append(self._form)
        if self._form is None:
            return
        name = values.get("name", "")
        if name:
            self._form.names.add(name)
        if tag == "input" and name and self._sent(values):
            self._form.values[name] = values.get("value", "on" if "checked" in values else "")
        elif tag == "textarea":
            self._area = name
            self._form.values[name] = ""
        elif tag == "select":
            self._select = name
        elif (
            tag == "option"
            and self._select
            and ("selected" in values or self._select not in self._form.values)
        ):
            self._form.values[self._select] = values.get("value", "")

    @staticmethod
    def _sent(values: Mapping[str, str]) -> bool:
        kind = values.get("type", "text")
        if kind in ("radio", "checkbox"):
            return "checked" in values
        return kind not in ("submit", "button", "file", "reset")

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._area:
            self._form.values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
