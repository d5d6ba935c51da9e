"""The first administrator of an empty installation."""

from pathlib import Path

import psycopg
import pytest

from gongzhi.web.launch.database import open_database
from gongzhi.web.tests.test_backups import gongzhi

COUNTY = ["--division", "510900000000", "--division-name", "石桥县"]


def test_an_administrator_is_made_from_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGZHI_PASSWORD", "桥上 有 七只 白鹭 飞过")
    gongzhi("migrate", home=home)

    said = gongzhi("admin", "create", *COUNTY, "--login", "wang.fang", "--name", "王芳", home=home)
    assert "wang.fang can sign in" in said
    gongzhi("admin", "create", *COUNTY, "--login", "li.na", "--name", "李娜", home=home)
    assert "already" in gongzhi(
        "admin", "create", *COUNTY, "--login", "li.na", "--name", "李娜", home=home, code=1
    )
    gongzhi("admin", "password", "--login", "li.na", home=home)

    with (
        open_database(start=False, say=pytest.fail) as database,
        psycopg.connect(database.addresses.owner) as connection,
    ):
        rows = connection.execute(
            "select login, password like 'pbkdf2%', type from gongzhi_account"
            " join gongzhi_holding on account_id = gongzhi_account.id join gongzhi_post on post_id = gongzhi_post.id"
            " order by login"
        ).fetchall()
    assert rows == [("li.na", True, "ADMIN"), ("wang.fang", True, "ADMIN")]


@pytest.mark.parametrize(
    ("words", "password", "sentence"),
    [
        (
            ["--division", "5109", "--login", "a.b", "--name", "甲"],
            "long enough 1",
            "not the code of a division",
        ),
        ([*COUNTY, "--login", "Ä", "--name", "甲"], "long enough 1", "login"),
        ([*COUNTY, "--login", "a.b", "--name", "甲"], "short", "too short"),
        ([*COUNTY, "--login", "a.b"], "long enough 1", "cannot be asked for here"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_made(
    home: Path, words: list[str], password: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGZHI_PASSWORD", password)
    gongzhi("migrate", home=home)
    assert sentence in gongzhi("admin", "create", *words, home=home, code=1)
    with (
        open_database(start=False, say=pytest.fail) as database,
        psycopg.connect(database.addresses.owner) as connection,
    ):
        assert connection.execute("select count(*) from gongzhi_account").fetchone() == (0,)
