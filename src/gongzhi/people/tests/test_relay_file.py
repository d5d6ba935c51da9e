"""The file of calls: what is over leaves it, and nobody's number stays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from gongzhi.people.public import forget_calls
from gongzhi.people.relay import RelayFile

AT = datetime(2026, 11, 28, 10, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    """Where the calls go."""
    settings.GONGZHI_PHONE_RELAY = ""
    settings.GONGZHI_RELAY_FILE = tmp_path / "calls" / "calls.jsonl"
    return tmp_path / "calls" / "calls.jsonl"


def connect(file: Path, phone: str, *, minutes: int) -> None:
    until = AT + timedelta(minutes=minutes)
    RelayFile(file).connect(call=uuid4(), code="4711", desk_phone="12345", resident_phone=phone, until=until)


def test_calls_that_are_over_leave_the_file(file: Path) -> None:
    assert forget_calls(AT) == 0, "no call yet"
    connect(file, "13911112222", minutes=5)
    connect(file, "13911113333", minutes=30)
    inode = file.stat().st_ino
    assert forget_calls(AT) == 0
    assert forget_calls(AT + timedelta(minutes=10)) == 1
    assert "13911112222" not in file.read_text()
    assert "13911113333" in file.read_text()
    connect(file, "13911114444", minutes=60)
    assert file.read_text().count("\n") == 2
    assert forget_calls(AT + timedelta(hours=2)) == 2
    assert file.read_bytes() == b""
    assert (file.stat().st_ino, file.stat().st_mode & 0o777) == (inode, 0o600), (
        "an exchange goes on reading it"
    )


def test_a_line_nobody_can_read_stops_nothing_and_goes(file: Path) -> None:
    connect(file, "13911112222", minutes=5)
    with file.open("ab") as lines:
        lines.write(b'{"call": "cut off", "resident_phone": "139\n[]\n\n\xff\n')
    assert forget_calls(AT) == 4
    assert file.read_text().count("\n") == 1
