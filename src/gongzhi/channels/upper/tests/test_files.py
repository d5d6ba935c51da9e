"""A platform above over files: on this machine, and over a real SFTP server."""

import io
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import paramiko
import pytest
from PIL import Image
from tests.small_county import County

from gongzhi.cases.facts import Finding
from gongzhi.cases.models import Case, Photo
from gongzhi.cases.public import answer, dispatch, handle
from gongzhi.channels.upper import turns
from gongzhi.channels.upper.folders import LocalFolder, SftpFolder
from gongzhi.channels.upper.models import UpperOrder, UpperRun
from gongzhi.channels.upper.platform import Unreachable
from gongzhi.channels.upper.queries import open_differences
from gongzhi.channels.upper.tests.at_work import Clock, Work, write_key

HEADING = "工单编号,派单时间,办理时限,分类编码,诉求内容,反映人,联系电话,附件\n"
ORDER = "B-1,2026-03-02 08:50:00,2026-03-06 18:00:00,0101,西街口垃圾没人收,张三,13900000000,a.png;no.png\n"
EVENTS = "工单编号,序号,动作,时间,说明,是否解决,满意度\n"


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG")
    return out.getvalue()


def told(folder: Path, kind: str) -> list[str]:
    return [path.read_text("utf-8-sig") for path in (folder / "out").glob(f"{kind}-*.csv")]


def answered(county: County, clock: Clock, case_id: Any) -> None:
    common = {"case_id": case_id, "at": clock()}
    dispatch(event="dispatch", unit_id=county.unit("town"), by=county.actor("dispatcher"), **common)
    handle(event="sign", by=county.actor("town-handler"), **common)
    answer(text="已清运。", finding=Finding.SOLVED, by=county.actor("town-handler"), **common)


@pytest.mark.django_db
def test_an_order_from_a_folder_goes_all_the_way(county: County, links: Path, tmp_path: Path) -> None:
    folder, clock = tmp_path / "city", Clock()
    work = Work(county, clock)
    (folder / "in").mkdir(parents=True)
    (folder / "in/a.png").write_bytes(picture())
    (folder / "in/orders-1.csv").write_text(HEADING + ORDER, encoding="utf-8")
    work.load(f"{{kind: folder, path: '{folder}'}}")
    work.turn()
    case = Case.objects.get()
    assert Photo.objects.get().loop_id == case.loop_id
    answered(county, clock, case.loop_id)
    work.turn()
    assert len(told(folder, "sign")) == len(told(folder, "reply")) == 1
    assert "已清运。" in told(folder, "reply")[0]
    (folder / "in/events-1.csv").write_text(
        EVENTS + "B-1,1,回访,2026-03-02 17:00:00,,是,满意\n", encoding="utf-8"
    )
    work.turn()
    case.refresh_from_db()
    assert (case.solved, case.judged_via) == (True, "ABOVE")
    assert not [path for path in (folder / "in").iterdir() if path.suffix == ".csv"]
    assert len(list((folder / "done").iterdir())) == 2
    assert turns.reconcile_all(clock) == 0  # no list yet
    clock.on(days=1)
    (folder / "in/open-2026-03-02.csv").write_text(
        "工单编号,工单状态\nB-1,已办结\nB-2,办理中\n", encoding="utf-8"
    )
    assert turns.reconcile_all(clock) == 1
    assert UpperRun.objects.get().found == len(open_differences())
    assert "B-2" in {each.number for each in open_differences()}


@pytest.mark.django_db
def test_steps_without_their_order_or_with_a_gap_are_listed(
    county: County, links: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "city"
    work = Work(county, Clock())
    (folder / "in").mkdir(parents=True)
    (folder / "in/orders-1.csv").write_text(HEADING + ORDER, encoding="utf-8")
    rows = "B-9,1,办结,2026-03-02 09:30:00,x,,\nB-1,3,备注,2026-03-02 09:30:00,请核实,,\n"
    rows += f"B-1,{10**12},备注,2026-03-02 09:30:00,这一行读不了,,\n"
    (folder / "in/events-1.csv").write_text(EVENTS + rows, encoding="utf-8")
    work.load(f"{{kind: folder, path: '{folder}'}}")
    work.turn()
    assert {(each.number, each.theirs) for each in open_differences()} == {
        ("B-9", "1 CLOSED"),
        ("B-1", "3 REMARK"),
    }
    assert UpperOrder.objects.get().seen == 3
    assert "4,seq" in (folder / "done/events-1.csv.report.csv").read_text(encoding="utf-8-sig")


class Served(paramiko.ServerInterface):
    """Lets one user in by password."""

    def get_allowed_auths(self, username: str) -> str:
        return "password"

    def check_auth_password(self, username: str, password: str) -> int:
        good = (username, password) == ("county", "s3cret")
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class Files(paramiko.SFTPServerInterface):
    """Serves a folder of this machine."""

    root = ""

    def _at(self, path: str) -> Path:
        return Path(self.root) / self.canonicalize(path).lstrip("/")

    def list_folder(self, path: str) -> Any:
        found = []
        for each in self._at(path).iterdir():
            attributes = paramiko.SFTPAttributes.from_stat(each.stat())
            attributes.filename = each.name
            found.append(attributes)
        return found

    def stat(self, path: str) -> Any:
        try:
            return paramiko.SFTPAttributes.from_stat(self._at(path).stat())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)

    lstat = stat

    def open(self, path: str, flags: int, attr: Any) -> Any:
        try:
            file = os.fdopen(
                os.open(self._at(path), flags, 0o600),
                "r+b" if flags & os.O_RDWR or flags & os.O_WRONLY else "rb",
            )
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)
        handle = paramiko.SFTPHandle(flags)
        handle.readfile = handle.writefile = file
        return handle

    def mkdir(self, path: str, attr: Any) -> int:
        self._at(path).mkdir()
        return paramiko.SFTP_OK

    def posix_rename(self, oldpath: str, newpath: str) -> int:
        self._at(oldpath).replace(self._at(newpath))
        return paramiko.SFTP_OK


@pytest.fixture
def sftp(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """A real SFTP server in a thread, over a folder; yields what a mapping says of it."""
    key = paramiko.ECDSAKey.generate()
    listening = socket.create_server(("127.0.0.1", 0))
    served = type("Here", (Files,), {"root": str(tmp_path / "far")})
    (tmp_path / "far/city/in").mkdir(parents=True)
    transports: list[paramiko.Transport] = []

    def serve() -> None:
        while True:
            try:
                connection, _address = listening.accept()
            except OSError:
                return
            transport = paramiko.Transport(connection)
            transport.add_server_key(key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, served)
            transports.append(transport)
            try:
                transport.start_server(server=Served())
            except (paramiko.SSHException, EOFError):
                continue

    threading.Thread(target=serve, daemon=True).start()
    yield {
        "kind": "sftp",
        "host": "127.0.0.1",
        "port": listening.getsockname()[1],
        "user": "county",
        "path": "/city",
        "host_key": f"{key.get_name()} {key.get_base64()}",
    }
    listening.close()
    for transport in transports:
        transport.close()


@pytest.mark.django_db
def test_the_same_over_sftp(county: County, links: Path, tmp_path: Path, sftp: dict[str, Any]) -> None:
    write_key(links, "s3cret")
    far, clock = tmp_path / "far/city", Clock()
    work = Work(county, clock)
    (far / "in/orders-1.csv").write_text(HEADING + ORDER, encoding="utf-8")
    (far / "in/a.png").write_bytes(picture())
    work.load("{" + ", ".join(f"{key}: {value!r}" for key, value in sftp.items()) + "}")
    work.turn()
    assert work.trouble() == ""
    answered(county, clock, Case.objects.get().loop_id)
    work.turn()
    assert [path.name for path in (far / "done").iterdir()] == ["orders-1.csv"]
    assert len(told(far, "reply")) == 1
    assert not list((far / "out").glob(".*"))
    assert Photo.objects.count() == 1
    write_key(links, "wrong")
    (far / "in/orders-2.csv").write_text(HEADING + ORDER.replace("B-1", "B-2"), encoding="utf-8")
    work.turn()
    assert work.trouble() == "upper.no_folder"
    assert Case.objects.count() == 1


def test_another_host_is_not_talked_to(sftp: dict[str, Any], tmp_path: Path) -> None:
    other = paramiko.ECDSAKey.generate()
    asked = {**sftp, "host_key": f"{other.get_name()} {other.get_base64()}"}
    with pytest.raises(Unreachable):
        SftpFolder(asked, "s3cret").names("in")
    assert SftpFolder(sftp, "s3cret").names("in") == []


def test_a_folder_that_is_not_there_is_a_trouble_and_no_crash(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Unreachable):
        LocalFolder(str(tmp_path / "file")).names("in")
