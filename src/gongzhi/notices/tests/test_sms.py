"""The folder of text messages: nothing twice, nothing half."""

import json
import os
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from gongzhi.kernel.instants import now
from gongzhi.notices.ways.sms import KEPT, SmsFolder, sms_gateway


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("out/*.json"))


def test_a_message_is_one_file_for_each_key(tmp_path: Path) -> None:
    """A repeat writes nothing new, also where the file was taken meanwhile."""
    gateway = SmsFolder(tmp_path)
    first = gateway.send(to="13800000000", text="您好", key="a")
    assert gateway.send(to="13800000000", text="您好", key="a") == first
    assert gateway.send(to="13800000000", text="您好", key="b") != first
    assert len(_files(tmp_path)) == 2
    written = json.loads((tmp_path / "out" / f"{first}.json").read_text())
    assert (written["to"], written["text"], written["id"]) == ("13800000000", "您好", first)
    assert (tmp_path / "out" / f"{first}.json").stat().st_mode & 0o077 == 0
    (tmp_path / "out" / f"{first}.json").rename(tmp_path / "sent" / f"{first}.json")
    gateway.send(to="13800000000", text="您好", key="a")
    assert len(_files(tmp_path)) == 1


def _send(folder: str) -> None:
    for number in range(20):
        SmsFolder(Path(folder)).send(to="1", text="t", key=str(number))


def test_two_processes_write_one_file_for_each_key(tmp_path: Path) -> None:
    processes = [get_context("fork").Process(target=_send, args=(str(tmp_path),)) for _ in range(2)]
    for each in processes:
        each.start()
    for each in processes:
        each.join()
    assert [each.exitcode for each in processes] == [0, 0]
    assert len(_files(tmp_path)) == 20
    assert not list(tmp_path.glob("out/.*"))


def _come(folder: Path, name: str, text: str, at: str) -> None:
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / f"{name}.json").write_text(json.dumps({"sender": "13900000000", "text": text, "at": at}))


def test_what_came_in_is_read_until_it_is_done(tmp_path: Path) -> None:
    gateway = SmsFolder(tmp_path)
    assert gateway.received() == []
    _come(tmp_path, "b", "2", "2026-11-02T08:00:00Z")
    _come(tmp_path, "a", "1", "2026-11-03T08:00:00Z")
    assert [(each.id, each.text) for each in gateway.received()] == [("b", "2"), ("a", "1")]
    assert gateway.received()[0].at == datetime(2026, 11, 2, 8, tzinfo=UTC)
    gateway.done("b")
    gateway.done("b")
    assert [each.id for each in gateway.received()] == ["a"]
    assert (tmp_path / "done" / "b.json").exists()


def test_what_nobody_can_read_stops_nothing(tmp_path: Path) -> None:
    """A file that is still written is left; an old one is put aside."""
    gateway = SmsFolder(tmp_path)
    _come(tmp_path, "a", "1", "2026-11-03T08:00:00Z")
    for name, content in (
        ("half", '{"sender": "1'),
        ("list", "[]"),
        ("number", '{"sender":1,"text":"","at":""}'),
    ):
        (tmp_path / "in" / f"{name}.json").write_text(content)
    assert [each.id for each in gateway.received()] == ["a"]
    assert (tmp_path / "in" / "half.json").exists()
    old = (now() - timedelta(minutes=2)).timestamp()
    for name in ("half", "list", "number"):
        os.utime(tmp_path / "in" / f"{name}.json", (old, old))
    assert [each.id for each in gateway.received()] == ["a"]
    assert sorted(each.stem for each in (tmp_path / "unreadable").iterdir()) == ["half", "list", "number"]


def test_a_made_up_id_leads_nowhere(tmp_path: Path) -> None:
    gateway = SmsFolder(tmp_path / "sms")
    gateway.received()
    (tmp_path / "secret.json").write_text("{}")
    gateway.done("../../secret")
    assert (tmp_path / "secret.json").exists()


def test_old_files_go(tmp_path: Path) -> None:
    gateway = SmsFolder(tmp_path)
    _come(tmp_path, "a", "1", "2026-11-03T08:00:00Z")
    gateway.done("a")
    assert gateway.forget(now()) == 0
    assert gateway.forget(now() + KEPT + timedelta(hours=1)) == 1
    assert not list((tmp_path / "done").iterdir())


def made_elsewhere() -> SmsFolder:
    """Stand for a gateway of an installation."""
    return SmsFolder(Path("/nowhere"))


def test_the_installation_chooses(settings: Any, tmp_path: Path) -> None:
    settings.GONGZHI_SMS_FOLDER = tmp_path / "sms"
    gateway = sms_gateway()
    gateway.send(to="1", text="t", key="k")
    assert len(_files(tmp_path / "sms")) == 1
    settings.GONGZHI_SMS_GATEWAY = "gongzhi.notices.tests.test_sms:made_elsewhere"
    assert sms_gateway() is not gateway
