"""Published clients of others, run as they are against a live server, and what they sent once, sent again."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.house.code import ROOT

from gongzhi.channels.keys.door import let_in
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.open311.sample import make_open311_sample
from gongzhi.channels.open311.tests.conftest import BASE, META, PLAIN, Api, case
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.people.facts import SYSTEM

CLIENTS = Path(os.environ.get("CLIENTS", ROOT.parent / "shared" / "clients" / "open311"))
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CLIENTS.is_dir(), reason=f"the clients' scripts are not here: {CLIENTS}"),
]


@pytest.fixture
def run(api: Api, live_server: Any) -> Callable[..., str]:
    """Run a client's script with the addresses of the live server; its output is what a failure shows."""
    for _ in range(2):
        case()

    def start(script: str, *arguments: str) -> str:
        base = f"{live_server.url}{BASE}"
        known = {
            "BASE": base,
            "DISCOVERY": f"{live_server.url}/open311/discovery.json",
            "KEY": api.key,
            "PLAIN": PLAIN,
            "META": META,
        }
        done = subprocess.run(
            [sys.executable, str(CLIENTS / script), *(known[each] for each in arguments)],
            capture_output=True,
            text=True,
            timeout=180,
            env={**os.environ, "PATH": f"{node()}{os.pathsep}{os.environ['PATH']}"},
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, said
        assert "FAIL" not in said
        return said

    return start


def node() -> str:
    """Return the folder of node and npm, which a development dependency brings."""
    return subprocess.run(
        [ROOT / "scripts/node.sh"], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_georeport(run: Any) -> None:
    assert run("run_georeport.py", "BASE", "META").count("PASS") == 12


def test_three(run: Any) -> None:
    said = run("run_three.py", "BASE", "DISCOVERY", "KEY", "PLAIN", "META")
    assert said.count("PASS") == 9


def test_npm_open311(run: Any) -> None:
    """Needs the registry of npm: without a network it says so and is left out."""
    try:
        said = run("run_npm_open311.py", "BASE", "DISCOVERY", "KEY", "PLAIN", "META")
    except AssertionError as error:
        if "npm" in str(error) and ("network" in str(error) or "ENOTFOUND" in str(error)):
            pytest.skip("npm reaches no registry")
        raise
    assert said.count("PASS") == 7


def recorded() -> list[dict[str, Any]]:
    file = CLIENTS / "recorded_requests.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.is_file() else []


@pytest.mark.parametrize("sent", recorded(), ids=lambda sent: f"{sent['client']} {sent['m']} {sent['path']}")
def test_what_was_recorded_is_answered(api: Api, sent: dict[str, Any]) -> None:
    numbers = {"100": case()[0], "101": case()[0]}
    names = {**numbers, "001": META, "002": PLAIN, "k": api.key}
    query = [(name, changed(value, names)) for name, value in sent["query"]]
    path = sent["path"]
    for old, new in names.items():
        path = path.replace(f"/{old}.", f"/{new}.")
    body = {}
    if sent["body"] and "form" in sent["body"]:
        for name, value in sent["body"]["form"]:
            body.setdefault(name, []).append(changed(value, names))
    elif sent["body"]:
        for name, filename in sent["body"]["parts"]:
            body[name] = SimpleUploadedFile(filename, b"\x89PNG\r\n\x1a\n", "image/png") if filename else "1"
        body |= {
            "service_code": PLAIN,
            "lat": "30",
            "long": "110",
            "api_key": api.key,
            "address_string": "某路",
        }
    client, url = Client(), f"{path}?" + "&".join(f"{name}={value}" for name, value in query)
    answer = client.post(url, body) if sent["m"] == "POST" else client.get(url)
    text = answer.content.decode()
    media = any(name == "media" for name in body)
    wanted = 404 if "no-such" in path else 403 if body.get("api_key") == ["wrong"] else 400 if media else 200
    assert answer.status_code == wanted, text
    if path.endswith(".json"):
        found = json.loads(text)
        assert isinstance(found, dict if "discovery" in path or "/services/" in path else list)
        if wanted != 200:
            assert {"code", "description"} <= set(found[0])
        if "requests/" in path and wanted == 200:
            assert [each["service_request_id"] for each in found] == [numbers["100"]]
    else:
        assert text.startswith('<?xml version="1.0" encoding="utf-8"?>')


def changed(value: str, names: dict[str, str]) -> str:
    """Put our names in the place of those of the recording, and days of ours in the place of its days."""
    if value.startswith("2026-11-01"):
        return f"{now() - timedelta(days=29):%Y-%m-%dT00:00:00Z}"
    if value.startswith("2026-11-30"):
        return f"{now() + timedelta(days=1):%Y-%m-%dT00:00:00Z}"
    return ",".join(names.get(part, part) for part in value.split(","))


def test_the_sample_is_enough_for_the_clients(api: Api) -> None:
    first = make_open311_sample(by=SYSTEM, at=now())
    again = make_open311_sample(by=SYSTEM, at=now())
    assert (first.plain, first.meta) == (again.plain, again.meta) == (PLAIN, META)
    assert len(api.get("requests.json")) == 2
    for scope in Scope:
        assert let_in(again.key, scope, at=now()).scopes == set(Scope)
    with pytest.raises(Refused):
        let_in(first.key, Scope.OPEN311_CREATE, at=now())
