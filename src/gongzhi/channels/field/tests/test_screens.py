"""The page on the way, its worker and manifest: open to all, about nobody, kept by a version of their own."""

import gzip
import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from tests.small_county import County

from gongzhi.channels.field.shell import FILES
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db
LARGEST = 40 * 1024  # bytes of script and style, compressed: a default of this project


def test_the_page_is_the_same_for_everybody(county: County) -> None:
    visitor = Client(headers={"accept-language": "en"}).get("/field/")
    signed_in = client_of("grid-worker").get("/field/")
    assert visitor.status_code == signed_in.status_code == 200
    assert visitor.content == signed_in.content
    assert "csrf" not in visitor.content.decode().lower()
    assert "grid-worker" not in signed_in.content.decode()


def test_without_script_the_page_leads_to_the_ordinary_ones(county: County) -> None:
    page = Client(headers={"accept-language": "en"}).get("/field/").content.decode()
    for path in ("/work/", "/file/", "/patrol/report/"):
        assert f'href="{path}"' in page


def test_a_message_of_another_page_is_not_kept_with_this_one(county: County) -> None:
    client = client_of("grid-worker")
    client.post("/sign-out/")
    assert client.get("/field/").content == Client(headers={"accept-language": "en"}).get("/field/").content
    assert "You are signed out" in client.get("/sign-in/").content.decode()


def test_the_worker_stands_at_the_root_and_names_files_there_are(county: County) -> None:
    answer = Client().get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    text = answer.content.decode()
    assert Client().get("/field/").headers["Field-Version"] in text
    assert all(f'"/static/{name}"' in text and finders.find(name) for name in FILES)


def test_everything_the_page_asks_for_is_kept(county: County) -> None:
    page = Client().get("/field/").content.decode()
    asked = {part.split('"')[0] for part in page.split('"/static/')[1:]}
    folder = Path(str(finders.find("field/app.js"))).parent
    imported = {f"field/{path.name}" for path in folder.glob("*.js")}
    assert asked <= set(FILES)
    assert imported <= set(FILES)


def test_the_manifest_can_be_installed(county: County) -> None:
    answer = Client(headers={"accept-language": "en"}).get("/field/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    told = json.loads(answer.content)
    assert told["start_url"] == "/field/"
    assert told["display"] == "standalone"
    assert {each["sizes"] for each in told["icons"]} == {"192x192", "512x512"}
    assert all(finders.find(each["src"].removeprefix("/static/")) for each in told["icons"])


def test_the_scripts_stay_small() -> None:
    folder = Path(str(finders.find("field/app.js"))).parent
    files = [path for path in folder.iterdir() if path.suffix in (".js", ".css")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < LARGEST


def test_nothing_is_put_together_from_typed_text() -> None:
    """What a person typed becomes text on the page, never markup."""
    folder = Path(str(finders.find("field/app.js"))).parent
    for path in folder.glob("*.js"):
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert way not in path.read_text(encoding="utf-8"), f"{path.name}: {way}"


def test_no_place_is_watched() -> None:
    folder = Path(str(finders.find("field/app.js"))).parent
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.js"))
    assert "watchPosition" not in text
    assert text.count("getCurrentPosition") == 1
