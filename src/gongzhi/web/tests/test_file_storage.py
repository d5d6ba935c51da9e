"""Photos in an S3-compatible storage: the same actions and pages, against a server that checks signatures."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.small_county import WEST, County

from gongzhi.cases.actions import file_case as action
from gongzhi.cases.models import Case, Photo
from gongzhi.cases.public import clean_photo, photos_of
from gongzhi.cases.tests.pictures import photo_with_position, picture
from gongzhi.cases.tests.steps import filed
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.ui.photo_drafts import drop_photo, has_photo, keep_photo, kept_photo
from gongzhi.ui.photo_store import kept
from gongzhi.web import file_storage
from gongzhi.web.launch.problems import Problem

KEY, SECRET, BUCKET = "town-hall", "a secret of the tests", "photos-of-cases"


def _server() -> str | None:
    """Return the program that speaks S3: rclone, as the developers' tools bring it."""
    beside = Path(sys.executable).with_name("rclone")
    return str(beside) if beside.exists() else shutil.which("rclone")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with one bucket, on this machine, for this module."""
    program = _server()
    if program is None:
        pytest.skip(
            "rclone, which plays the S3-compatible storage, is not installed here (`make .venv/.test`)"
        )
    folder, port = tmp_path_factory.mktemp("objects"), _free_port()
    (folder / BUCKET).mkdir()
    at = f"127.0.0.1:{port}"
    command = [program, "serve", "s3", str(folder), "--addr", at, "--auth-key", f"{KEY},{SECRET}"]
    quiet = {"RCLONE_CONFIG": str(folder / "none"), "RCLONE_VFS_CACHE_MODE": "off"}
    with subprocess.Popen(
        command, env={**os.environ, **quiet}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait(at)
            yield f"http://{at}"
        finally:
            server.terminate()


def _wait(at: str) -> None:
    for _try in range(100):
        try:
            connection = HTTPConnection(at, timeout=1)
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the storage did not come up")


def environment(address: str, **other: str) -> dict[str, str]:
    return {
        "GONGZHI_BUCKET": BUCKET,
        "GONGZHI_BUCKET_ENDPOINT": address,
        "GONGZHI_BUCKET_KEY": KEY,
        "GONGZHI_BUCKET_SECRET": SECRET,
    } | other


def use(settings: Any, environ: dict[str, str]) -> None:
    kept = settings.STORAGES
    settings.STORAGES = kept | file_storage.storages(environ, home=Path("unused"))


@pytest.fixture
def bucket(address: str, settings: Any) -> None:
    """The storages of Django, in the bucket."""
    use(settings, environment(address))


def test_without_a_bucket_files_lie_in_the_data_folder(tmp_path: Path) -> None:
    found = file_storage.storages({}, home=tmp_path)
    assert found["default"]["BACKEND"].endswith("FileSystemStorage")
    assert found["drafts"]["OPTIONS"] == {"location": tmp_path / "drafts"}


def test_a_bucket_without_its_client_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(file_storage, "find_spec", lambda _name: None)
    with pytest.raises(Problem, match="make storage"):
        file_storage.storages({"GONGZHI_BUCKET": BUCKET}, home=tmp_path)


def test_what_is_kept_comes_back_and_what_is_not_there_is_missing(bucket: None) -> None:
    storage = storages["default"]
    assert storage.save("photos/ab/one.jpg", ContentFile(b"bytes")) == "photos/ab/one.jpg"
    assert storage.exists("photos/ab/one.jpg")
    with storage.open("photos/ab/one.jpg") as file:
        assert file.read() == b"bytes"
    assert storage.listdir("photos/ab") == ([], ["one.jpg"])
    storage.delete("photos/ab/one.jpg")
    storage.delete("photos/ab/one.jpg")
    assert not storage.exists("photos/ab/one.jpg")
    with pytest.raises(FileNotFoundError):
        storage.open("photos/ab/one.jpg")


def test_a_file_has_no_address_of_its_own(bucket: None) -> None:
    with pytest.raises(NotImplementedError):
        default_storage.url("photos/ab/one.jpg")


@pytest.mark.django_db
def test_a_report_with_a_photo_goes_and_is_seen_the_same_way(
    bucket: None, client: Client, county: County
) -> None:
    client.post("/report", {"text": "西街口的垃圾桶满了三天没人收。"})
    photo = SimpleUploadedFile("IMG_1.jpg", photo_with_position(), "image/jpeg")
    client.post("/report/place", {"address": "西街12号", "division": WEST, "photos": photo})
    assert len(storages["drafts"].listdir("")[1]) == 1
    client.post("/report/person", {"filer": "ANONYMOUS"})
    case_id = UUID(client.session["portal.case"])
    (photo_id,) = photos_of(case_id)
    shown = client.get(f"/case/photo/{photo_id}")
    assert shown.status_code == 200
    assert "no-store" in shown.headers["Cache-Control"]
    assert b"Secret" not in shown.content
    assert Client().get(f"/case/photo/{photo_id}").status_code == 404
    assert storages["drafts"].listdir("")[1] == []
    default_storage.delete(Photo.objects.get(id=photo_id).stored)
    assert client.get(f"/case/photo/{photo_id}").status_code == 404


def test_drafts_are_swept_by_the_time_in_their_names(bucket: None) -> None:
    at = now()
    old = keep_photo(b"first", at=at - timedelta(days=2))
    new = keep_photo(b"second", at=at)
    assert not has_photo(old)
    assert kept_photo(new) == b"second"
    drop_photo(new)
    assert not has_photo(new)


@pytest.mark.django_db
def test_when_filing_fails_no_file_stays_in_the_bucket(
    bucket: None, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add_and_fail(**given: object) -> None:
        add(**given)  # type: ignore[arg-type]
        raise RuntimeError("the database went")

    add = action.add_photos
    monkeypatch.setattr(action, "add_photos", add_and_fail)
    with pytest.raises(RuntimeError):
        filed(photos=[clean_photo(picture())])
    assert not Case.objects.exists()
    assert all(
        not default_storage.listdir(f"photos/{each}")[1] for each in default_storage.listdir("photos")[0]
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"GONGZHI_BUCKET_SECRET": "another one"},
        {"GONGZHI_BUCKET_ENDPOINT": f"http://127.0.0.1:{_free_port()}"},
    ],
)
def test_a_storage_that_refuses_or_is_silent_is_said_and_nothing_is_filed(
    address: str, settings: Any, county: County, wrong: dict[str, str]
) -> None:
    use(settings, environment(address, **wrong))
    with pytest.raises(Refused, match=r"^ui\.storage_silent$"):
        filed(photos=[clean_photo(picture())])
    assert not Case.objects.exists()
    with pytest.raises(Refused, match=r"^ui\.storage_silent$"):
        keep_photo(b"photo", at=now())
    with pytest.raises(OSError, match="storage"):
        kept("photos/ab/none.jpg")
