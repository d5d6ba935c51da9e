"""`gongzhi cases import`: as an administrator types it, on a database of its own."""

import csv
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.small_county import COUNTY, write_files

from gongzhi.kernel.ids import new_id
from gongzhi.web.launch.database import Database, open_database
from gongzhi.web.launch.home import home_path
from gongzhi.web.tests.conftest import CHECK_REPLAY, ROOT, gongzhi, migrated_home

REAL = ROOT.parent / "shared" / "data" / "taidi_c" / "train.csv"


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """An installation with the small county, whose database runs."""
    with migrated_home() as home:
        write_files(home.parent / "county")
        with open_database(start=True, say=pytest.fail) as running:
            gongzhi("organization", "import", home.parent / "county")
            yield running


@pytest.fixture
def home_of(database: Database) -> Path:
    """The data folder of that installation."""
    return home_path()


def count(database: Database, like: str = "%") -> int:
    with psycopg.connect(database.addresses.owner) as connection:
        row = connection.execute("select count(*) from gongzhi_case where text like %s", [like]).fetchone()
    assert row
    return int(row[0])


def messages(file: Path, word: str, number: int) -> Path:
    with file.open("w", newline="", encoding="utf-8-sig") as out:
        rows = [
            [str(each), f"{word}第{each}件：垃圾没人收。", "2020/1/4 11:17:46"]
            for each in range(1, number + 1)
        ]
        csv.writer(out).writerows([["留言编号", "留言详情", "留言时间"], *rows])
    return file


def figure(said: str, words: str) -> int:
    (line,) = [line for line in said.splitlines() if line.strip().endswith(words)]
    return int(line.split()[0])


def test_it_says_what_became_of_the_rows(database: Database, tmp_path: Path) -> None:
    file, report = tmp_path / "留言.csv", tmp_path / "坏行.csv"
    file.write_text(
        "何时,说什么\n2020-01-04,西街社区的路灯不亮。\n昨天,坏的时间。\n2020-01-05," + "长" * 20_001 + "\n"
    )
    said = gongzhi("cases", "import", file, "--columns", "text=说什么,time=何时", "--report", report)
    assert (figure(said, "rows read"), figure(said, "cases filed"), figure(said, "bad rows")) == (3, 1, 2)
    assert figure(said, "placed by a name in their text") == 1
    assert "Write it as 2026-03-02 09:30" in said
    assert "20,001" in said or "20001" in said, "the sentence names the length"
    rows = list(csv.reader(report.read_text(encoding="utf-8-sig").splitlines()))
    assert [row[:2] for row in rows] == [
        ["line", "code"],
        ["3", "bulk.time_malformed"],
        ["4", "cases.text_too_long"],
    ]
    assert all("长长" not in cell for row in rows for cell in row), "the report repeats no text"


def interrupted(database: Database, file: Path, number: signal.Signals, *options: str) -> tuple[int, str]:
    """Start an import, send it a signal on its way; return how many messages are filed, and what it said."""
    command = [sys.executable, "-m", "gongzhi.web.command", "cases", "import", str(file), *options]
    before = count(database)
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        # Whoever runs the tests in the background passes on an ignored SIGINT.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as importing:
        while count(database) < before + 20:
            assert importing.poll() is None
            time.sleep(0.02)
        importing.send_signal(number)
        _out, said = importing.communicate(timeout=60)
    return count(database) - before, said


def test_an_import_killed_half_way_goes_on_by_itself(database: Database, tmp_path: Path) -> None:
    file = messages(tmp_path / "many.csv", "中断", 900)
    done, _said = interrupted(database, file, signal.SIGKILL, "--limit", "800")
    assert 20 <= done < 800
    said = gongzhi("cases", "import", file, "--limit", "800")
    assert "Going on after line" in said
    assert count(database, "中断%") == 800, "the limit counts what the first run did"
    # One message may have been filed in the instant before the position was kept.
    assert figure(said, "already filed before, nothing done") <= 1
    assert 800 - done <= figure(said, "rows read") <= 800 - done + 1
    # It came to its end, so the next run begins at the first line and finds everything filed.
    again = gongzhi("cases", "import", file)
    assert "Going on" not in again
    assert (figure(again, "already filed before, nothing done"), figure(again, "cases filed")) == (800, 100)
    assert "differences: []" in gongzhi("django", "shell", "-v", "0", "-c", CHECK_REPLAY)


def test_a_position_is_used_only_where_it_holds(database: Database, tmp_path: Path, home_of: Path) -> None:
    file = messages(tmp_path / "stopped.csv", "停下", 900)
    done, said = interrupted(database, file, signal.SIGINT)
    assert "The same command goes on from there" in said
    assert "Traceback" not in said
    (position,) = (home_of / "imports").glob("*.json")
    kept = position.read_text()
    # A database restored from an earlier backup does not know the last case: nothing may be skipped.
    position.write_text(kept.replace(json.loads(kept)["loop_id"], str(new_id())))
    assert "Going on" not in gongzhi("cases", "import", file, "--limit", "1")
    position.write_text(kept)
    said = gongzhi("cases", "import", file, "--from-start")
    assert "Going on" not in said
    assert figure(said, "already filed before, nothing done") == done
    assert count(database, "停下%") == 900
    assert not position.exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--columns", "text"], "no part of a column map"),
        (["--columns", "text=nothing"], "does not fit the file"),
        (["--division", "123"], "not the code of a division"),
        (["--division", "110000000000"], "not the code of a division"),
        (["--classes", "/nowhere.csv"], "is not there"),
        (["--report", "/nowhere/report.csv"], "cannot be written"),
    ],
)
def test_wrong_options_are_said_before_anything_is_filed(
    database: Database, tmp_path: Path, options: list[str], sentence: str
) -> None:
    file = messages(tmp_path / "options.csv", "选项", 1)
    assert sentence in gongzhi("cases", "import", file, *options, code=1)
    assert count(database, "选项%") == 0


def test_a_file_in_another_encoding_is_refused_whole(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "utf16.csv"
    file.write_bytes("留言详情\n垃圾没人收。\n".encode("utf-16"))
    assert "neither UTF-8 nor GB18030" in gongzhi("cases", "import", file, code=1)
    assert "is not there" in gongzhi("cases", "import", tmp_path / "missing.csv", code=1)


def test_real_messages_go_in(database: Database) -> None:
    if not REAL.is_file():
        pytest.skip(f"the real messages are not here: {REAL}")
    before = count(database)
    began = time.monotonic()
    said = gongzhi("cases", "import", REAL, "--limit", "200", "--division", COUNTY)
    assert figure(said, "rows read") == 200
    filed, bad = figure(said, "cases filed"), figure(said, "bad rows")
    assert filed + bad + figure(said, "already filed before, nothing done") == 200
    assert filed > 150
    assert count(database) == before + filed
    assert time.monotonic() - began < 120
    again = gongzhi("cases", "import", REAL, "--limit", "200")
    assert figure(again, "cases filed") == 0


def test_titles_are_masked_once(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "电话.csv"
    file.write_text("何时,说什么\n2020-01-04,路灯不亮，打13800138000。\n")
    gongzhi("cases", "screen")  # what other tests have brought in
    gongzhi("cases", "import", file, "--columns", "text=说什么,time=何时")
    assert "Cases screened: 1." in gongzhi("cases", "screen")
    assert "Cases screened: 0." in gongzhi("cases", "screen")
    with psycopg.connect(database.addresses.owner) as connection:
        rows = connection.execute("select title from gongzhi_loop where title like '%路灯不亮，打%'")
        assert rows.fetchall() == [("路灯不亮，打〔手机号〕",)]
