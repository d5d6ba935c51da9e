"""What the tests of the interface share: a county, keys, and a program that asks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.small_county import COUNTY, IN_WEST, START, County

from gongzhi.cases.facts import Channel
from gongzhi.cases.public import Filed, Place, file_case
from gongzhi.channels.keys import door, queries
from gongzhi.channels.keys.actions.issue import issue_key
from gongzhi.channels.keys.facts import Scope
from gongzhi.people.facts import RESIDENT, SYSTEM

V1 = "/api/v1"
JSON = "application/json"


@dataclass
class Program:
    """Another system with its key."""

    key: str
    client: Client = field(default_factory=Client)
    language: str = "en"

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(V1 + path, headers=self._headers(headers))

    def post(self, path: str, body: Any, *, once: str | None = "", **headers: str) -> Any:
        """Send JSON; `once`: the Idempotency-Key, a new one by default, None for none."""
        if once is not None:
            headers["Idempotency-Key"] = once or str(uuid4())
        return self.client.post(V1 + path, body, content_type=JSON, headers=self._headers(headers))

    def tag(self, path: str) -> str:
        return str(self.get(path).headers["ETag"])

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Authorization": f"Bearer {self.key}", "Accept-Language": self.language, **named}


@pytest.fixture(autouse=True)
def _nobody_was_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    queries.forget_known()
    monkeypatch.setattr(door, "_minutes", {})
    monkeypatch.setattr(door, "_days", door._Days())


@pytest.fixture
def program(county: County) -> Callable[..., Program]:
    """Return what gives a unit's system a key with scopes."""

    def made(*scopes: Scope, unit: str = "government", **limits: int) -> Program:
        limits.setdefault("per_minute", 100_000)
        key = issue_key(
            name="统一平台", unit_id=county.unit(unit), scopes=scopes, by=SYSTEM, at=START, **limits
        )
        return Program(key.text)

    return made


def filed(text: str = "路灯不亮，晚上很黑。", *, day: int = 0, **said: Any) -> Filed:
    """File a case by a resident, some days after the first Monday."""
    said.setdefault("place", Place(COUNTY, *IN_WEST))
    return file_case(text=text, channel=Channel.PORTAL, by=RESIDENT, at=START + timedelta(days=day), **said)
