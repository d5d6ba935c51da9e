"""Residents at the portal of a running installation, over HTTP, who send again when no answer comes."""

import html
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

PATIENCE = 90.0


@dataclass(frozen=True)
class Receipt:
    """What a resident was given, and what they had written."""

    number: str
    code: str
    text: str


@dataclass
class Visitor:
    """A browser without a screen: cookies, forms with their hidden fields, and patience."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    retries: int = 0

    def file(self, text: str, division: str) -> Receipt:
        """Report something on the three pages and return the receipt once it was shown."""
        self._send_form("/report", {"text": text}, leads_to="/report/place")
        self._send_form(
            "/report/place", {"division": division, "address": "西街12号"}, leads_to="/report/person"
        )
        self._send_form("/report/person", {"filer": "ANONYMOUS"}, leads_to="/report/receipt")
        page = self._page("/report/receipt")
        number, code = (re.sub(r"\s", "", found) for found in re.findall(r'receipt__code">([^<]+)<', page))
        return Receipt(number, code, text)

    def add(self, text: str) -> None:
        """Add words to the case of this session."""
        self._send_form("/case/add", {"text": text}, leads_to="/case/", on="/case/")

    def follow(self, receipt: Receipt) -> str:
        """Open a case by its number and code and return its page."""
        fields = {"number": receipt.number, "code": receipt.code}
        self._send_form("/follow", fields, leads_to="/case/")
        return self._page("/case/")

    def _send_form(self, path: str, typed: Mapping[str, str], *, leads_to: str, on: str = "") -> None:
        """Open the page `on`, fill its form in, and send it with the same hidden fields until it is accepted."""
        fields = {**_hidden(self._page(on or path), path if on else ""), **typed}
        fields["csrfmiddlewaretoken"] = self.cookies["csrftoken"]
        status, location, page = self._insist("POST", path, urlencode(fields))
        assert (status, location) == (302, leads_to), (
            path,
            status,
            location,
            re.findall("<h1>(.*?)</h1>", page),
        )

    def _page(self, path: str) -> str:
        status, location, page = self._insist("GET", path, None)
        assert status == 200, (path, status, location)
        return page

    def _insist(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        """Send until there is an answer that is no failure of the server."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answer = self._send(method, path, body)
            except (OSError, HTTPException):
                answer = (0, "", "")
            if answer[0] and answer[0] < 500:
                return answer
            assert time.monotonic() < deadline, f"{path} was not answered: {answer[0]}"
            self.retries += 1
            time.sleep(0.1)

    def _send(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if body is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            page = response.read().decode()
            for cookie in response.headers.get_all("Set-Cookie") or ():
                name, _, value = cookie.split(";")[0].partition("=")
                self.cookies[name] = value
            return response.status, response.headers.get("Location", ""), page
        finally:
            connection.close()


def _hidden(page: str, action: str) -> dict[str, str]:
    """Return the hidden fields of the page, or of the one form on it that leads to `action`."""
    if action:
        found = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.DOTALL)
        assert found, f"no form for {action}"
        page = found[0]
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in fields}
