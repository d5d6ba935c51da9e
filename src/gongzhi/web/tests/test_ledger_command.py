"""`gongzhi ledger replay`, as an operator types it after a restore."""

from pathlib import Path

import pytest
from tests.house.code import SOURCE
from tests.small_county import write_files

from gongzhi.web.launch.database import open_database
from gongzhi.web.replays import REPLAYS
from gongzhi.web.tests.conftest import chosen_home, gongzhi, migrated_home

DAMAGE = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("update gongzhi_loop set title = title || '。', urged = urged + 1")
    print("changed", cursor.rowcount)
"""


def test_a_changed_row_is_found(tmp_path: Path) -> None:
    write_files(tmp_path / "county")
    rows = tmp_path / "messages.csv"
    rows.write_text("text,time\n西街的路灯不亮。,2026-03-02 09:00\n")
    with migrated_home(), open_database(start=True, say=pytest.fail):
        gongzhi("organization", "import", tmp_path / "county")
        gongzhi("cases", "import", rows, "--division", "999901000000")
        sound = gongzhi("ledger", "replay")
        assert "✓ The tables say what the facts say." in sound
        assert all(f"{name}: values that differ: 0" in sound for name in REPLAYS)
        assert "changed 1" in gongzhi("django", "shell", "-v", "0", "-c", DAMAGE)
        damaged = gongzhi("ledger", "replay", code=1)
        assert "loops: values that differ: 1" in damaged
        assert "urged" in damaged
        assert "Keep this output" in damaged


def test_a_database_without_tables_is_said_in_words() -> None:
    with chosen_home(), open_database(start=True, say=pytest.fail):
        said = gongzhi("ledger", "key", code=1)
    assert "Run `gongzhi migrate` first" in said
    assert "Traceback" not in said


def test_every_package_that_can_replay_is_asked() -> None:
    homes = ("*", "channels/*")
    able = {file.parents[1].name for home in homes for file in SOURCE.glob(f"{home}/actions/check_replay.py")}
    further = {
        "check_accounts": "accounts",
        "check_bulk": "bulk",
        "check_card_replay": "cards",
        "check_fair_replay": "cases.fairness",
        "check_links": "topics",
        "check_mandates": "mandates",
        "check_papers": "papers",
        "check_proposals": "proposals",
        "check_reveals": "reveals",
        "check_sms": "sms",
        "check_told": "notices",
        "check_uses": "uses",
        "check_whistles": "whistles",
    }
    # Sensors by the replay of patrol; words by the verification of the log (test_words_check). A password is no replay.
    asked_by_others = {"check_replay", "check_sensors", "check_words", "check_password"}
    own = {file.stem for home in homes for file in SOURCE.glob(f"{home}/actions/check_*.py")}
    assert own - asked_by_others == set(further)
    # The facts of the ledger are checked by a query, the counts of days where they are counted.
    assert able | set(further.values()) | {"ledger", "counts"} == set(REPLAYS)
