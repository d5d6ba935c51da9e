"""`gongzhi channels open311-sample`, as a person reads it and as a program does."""

import json
from contextlib import nullcontext
from typing import Any

import pytest
from django.utils import translation

from gongzhi.channels.open311.tests.conftest import META, PLAIN, Api
from gongzhi.web.command import main
from gongzhi.web.commands import channels

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(channels, "inside_django", nullcontext)
    monkeypatch.setenv("GONGZHI_LANG", "en")
    monkeypatch.setenv("PORT", "8123")
    with translation.override("en"):
        yield


def test_the_sample_is_printed_for_people_and_programs(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["channels", "open311-sample", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found | {"KEY": ""} == {
        "BASE": "http://127.0.0.1:8123/open311/v2/",
        "DISCOVERY": "http://127.0.0.1:8123/open311/discovery.json",
        "KEY": "",
        "PLAIN": PLAIN,
        "META": META,
    }
    assert api.post(service_code=PLAIN, address_string="西街", api_key=found["KEY"])
    assert main(["channels", "open311-sample", "--shell", "--url", "https://example.org/"]) == 0
    lines = dict(line.split("=", 1) for line in capsys.readouterr().out.splitlines())
    assert lines["BASE"] == "https://example.org/open311/v2/"
    assert lines["KEY"] != found["KEY"]
    assert main(["channels", "open311-sample"]) == 0
    assert "service with attributes: " + META in capsys.readouterr().out


def test_without_services_it_says_what_is_missing(
    api: Api, settings: Any, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "none.yaml"
    file.write_text("- {valid_from: 2020-01-01}\n", encoding="utf-8")
    settings.GONGZHI_OPEN311_FILE = str(file)
    assert main(["channels", "open311-sample"]) == 1
    assert "service with attributes" in capsys.readouterr().err
