"""The first administrator of an empty installation."""

import psycopg
import pytest

from gongzhi.web.launch.addresses import Addresses
from gongzhi.web.launch.database import open_database
from gongzhi.web.tests.conftest import gongzhi, migrated_home

COUNTY = ["--division", "510900000000", "--division-name", "石桥县"]
PASSWORD = "桥上 有 七只 白鹭 飞过"
REFUSED = [
    (["--division", "5109", "--login", "a.b", "--name", "甲"], PASSWORD, "not the code of a division"),
    ([*COUNTY, "--login", "Ä", "--name", "甲"], PASSWORD, "login"),
    ([*COUNTY, "--login", "a.b", "--name", "甲"], "short", "too short"),
    ([*COUNTY, "--login", "a.b"], PASSWORD, "cannot be asked for here"),
]


def administrators(addresses: Addresses) -> list[tuple[object, ...]]:
    with psycopg.connect(addresses.owner) as connection:
        return connection.execute(
            "select login, password like 'argon2%', type from gongzhi_account"
            " join gongzhi_holding on account_id = gongzhi_account.id join gongzhi_post on post_id = gongzhi_post.id"
            " order by login"
        ).fetchall()


def test_administrators_are_made_from_nothing_and_what_is_wrong_is_said() -> None:
    with (
        migrated_home(),
        open_database(start=True, say=pytest.fail) as database,
    ):  # the commands find it running
        for words, password, sentence in REFUSED:
            assert sentence in gongzhi("admin", "create", *words, code=1, GONGZHI_PASSWORD=password)
        assert administrators(database.addresses) == []

        first, second = ["--login", "wang.fang", "--name", "王芳"], ["--login", "li.na", "--name", "李娜"]
        said = gongzhi("admin", "create", *COUNTY, *first, GONGZHI_PASSWORD=PASSWORD)
        assert "wang.fang can sign in" in said
        gongzhi("admin", "create", *COUNTY, *second, GONGZHI_PASSWORD=PASSWORD)
        assert "already" in gongzhi("admin", "create", *COUNTY, *second, code=1)
        gongzhi("admin", "password", "--login", "li.na", GONGZHI_PASSWORD=PASSWORD)
        third = ["--login", "zhao.min", "--name", "赵敏", "--post", "AUDIT_ADMIN"]
        assert "zhao.min can sign in" in gongzhi(
            "admin", "create", *COUNTY, *third, GONGZHI_PASSWORD=PASSWORD
        )

        assert administrators(database.addresses) == [
            ("li.na", True, "ADMIN"),
            ("wang.fang", True, "ADMIN"),
            ("zhao.min", True, "AUDIT_ADMIN"),
        ]
