"""What the tests of Open311 have in common: a county with its own file of services, keys, and cases to read."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from tests.small_county import COUNTY, IN_WEST, County

from gongzhi.cases.facts import Channel
from gongzhi.cases.public import Place, file_case, public_id_of
from gongzhi.channels.keys import door
from gongzhi.channels.keys import queries as keys
from gongzhi.channels.keys.actions.issue import issue_key
from gongzhi.channels.keys.facts import Scope
from gongzhi.kernel.instants import now
from gongzhi.people.facts import RESIDENT, SYSTEM

BASE = "/open311/v2/"
PLAIN, META, BATCH, WITHHELD, NEAR = (
    *("city.waste.street", "water.burst", "consult"),
    *("safety.cover", "housing.leak"),
)
FILE = f"""
- valid_from: 2020-01-01
  withheld: [safety]
  near: [housing]
  far: 30.0
  services:
    {BATCH}: {{type: batch}}
    {META}:
      keywords: [pipe, 水管]
      attributes:
        - {{code: INFO, datatype: string, variable: false, description: 请先关闸, description_en: Close the tap first}}
        - code: HOW
          datatype: singlevaluelist
          required: true
          description: 程度
          values: [{{key: A, name: 大}}, {{key: B, name: 小}}]
        - code: KIND
          datatype: multivaluelist
          description: 种类
          values: [{{key: "1", name: 主管}}, {{key: "2", name: 支管}}]
        - {{code: COUNT, datatype: number, description: 处数}}
        - {{code: SINCE, datatype: datetime, description: 何时}}
        - {{code: MORE, datatype: text, description: 补充}}
        - {{code: METER, datatype: string, description: 表号}}
"""
TEXT = "西街口的垃圾桶满了三天没人收。\n晚上有老鼠。我叫张建国，电话13812345678。"


@dataclass
class Api:
    """Another system: asks in JSON or XML, and reads what comes back."""

    county: County
    key: str
    client: Client = field(default_factory=Client)

    def get(self, path: str, wanted: int = 200, /, **query: Any) -> Any:
        return read(self.client.get(BASE + path, query), wanted)

    def post(self, path: str = "requests.json", wanted: int = 200, /, **form: Any) -> Any:
        form = {"api_key": self.key, **form}
        return read(self.client.post(BASE + path, form), wanted)

    def file(self, **more: Any) -> str:
        """File a request and return its id."""
        sent = {"service_code": PLAIN, "lat": "30.005", "long": "110.005", "description": TEXT, **more}
        (found,) = self.post(**sent)
        return str(found["service_request_id"])


def read(answer: HttpResponse, status: int = 200) -> Any:
    body = answer.content.decode()
    assert answer.status_code == status, (answer.status_code, body[:500])
    if answer.headers["Content-Type"] == "application/json; charset=utf-8":
        return json.loads(body)
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8", answer.headers["Content-Type"]
    return body


@pytest.fixture(autouse=True)
def _fresh(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    cache.clear()
    keys.forget_known()
    monkeypatch.setattr(door, "_minutes", {})
    monkeypatch.setattr(door, "_days", door._Days())
    file = tmp_path / "services.yaml"
    file.write_text(FILE, encoding="utf-8")
    settings.GONGZHI_OPEN311_FILE = str(file)


@pytest.fixture
def make_key(county: County) -> Callable[..., str]:
    def make(*scopes: Scope, **limits: int) -> str:
        wanted = scopes or tuple(Scope)
        unit = county.unit("hotline")
        return issue_key(name="某市App", unit_id=unit, scopes=wanted, by=SYSTEM, at=now(), **limits).text

    return make


@pytest.fixture
def api(county: County, make_key: Callable[..., str]) -> Api:
    return Api(county, make_key(per_minute=100_000))


def case(text: str = TEXT, *, matter: str = PLAIN, days: float = 0, **more: Any) -> tuple[str, UUID]:
    """File a case on the portal; return its public id and its id."""
    point = {"longitude": IN_WEST[0], "latitude": IN_WEST[1], "address": "西街12号3单元402室"}
    filed = file_case(
        text=text,
        place=Place(division=COUNTY, **point),
        channel=Channel.PORTAL,
        matter=matter,
        by=RESIDENT,
        at=now() - timedelta(days=days),
        **more,
    )
    public_id = public_id_of(filed.loop_id)
    assert public_id
    return public_id, filed.loop_id
