"""The three administrators are kept apart: by hand, by file, by changing posts, by standing in."""

from datetime import date, timedelta

import pytest
from tests.small_county import START, County

from gongzhi.kernel.refusals import Refused
from gongzhi.organization.models import Holding, Post
from gongzhi.organization.public import (
    close_account,
    hold_post,
    import_file,
    leave_post,
    posts_of,
    take_leave,
)
from gongzhi.people.facts import SYSTEM, Actor
from gongzhi.people.public import account_by_login

pytestmark = pytest.mark.django_db
DAY = START.date()


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.refusal.code


def give(post: str, login: str, by: Actor) -> None:
    account = account_by_login(login)
    assert account
    hold_post(
        post_id=Post.objects.get(code=post).id,
        account_id=account.id,
        start=DAY,
        to=None,
        acting=True,
        by=by,
        at=START,
    )


def rejected(table: str, text: str, by: Actor) -> list[str]:
    report = import_file(table=table, data=text.encode(), by=by, at=START)
    return [problem.code.removeprefix("organization.") for problem in report.rejected]


@pytest.mark.parametrize(
    ("post", "login", "code"),
    [
        ("security", "town-handler", "administrator_by_command"),
        ("admin", "town-handler", "administrator_by_command"),
        ("auditor", "security", "administrators_apart"),
        ("dispatcher", "admin", "own_post"),
    ],
)
def test_an_administrator_gives_no_such_post(county: County, post: str, login: str, code: str) -> None:
    by = county.actor("admin")
    with pytest.raises(Refused) as refused:
        give(post, login, by)
    assert code_of(refused) == f"organization.{code}"
    row = f"login,name,post,acting,valid_from\n{login},{login},{post},1,{DAY}\n"
    assert rejected("staff", row, by) == [code]
    assert not Holding.objects.filter(valid_from=DAY).exists()


def test_not_even_the_command_line_makes_one_person_two_of_them(county: County) -> None:
    with pytest.raises(Refused) as refused:
        give("auditor", "admin", SYSTEM)
    assert code_of(refused) == "organization.administrators_apart"
    rows = "login,name,post,acting,valid_from\nnew.one,新人,admin,1,2026-03-02\nnew.one,新人,auditor,1,2026-03-02\n"
    assert rejected("staff", rows, SYSTEM) == ["administrators_apart"]


def test_a_county_s_whole_file_sent_again_changes_nothing_and_passes(county: County) -> None:
    from tests.small_county import county_files

    files = county_files()
    by = county.actor("admin")
    for table in ("posts", "staff"):
        report = import_file(table=table, data=files[table], by=by, at=START)
        assert (report.rejected, report.accepted) == ((), 0)


@pytest.mark.parametrize(
    "row",
    [
        "town-handler,town,AUDIT_ADMIN",
        "admin,centre,AUDIT_ADMIN",
        "auditor,centre,HANDLER",
        "new,centre,ADMIN",
    ],
)
def test_no_post_becomes_or_ceases_to_be_an_administrator_s_by_a_file(county: County, row: str) -> None:
    text = f"code,unit,type,title,valid_from\n{row},名,2020-01-01\n"
    assert rejected("posts", text, county.actor("admin")) == ["administrator_by_command"]


def test_others_take_no_administrator_out(county: County) -> None:
    by = county.actor("admin")
    holding = Holding.objects.get(post__code="auditor")
    with pytest.raises(Refused) as refused:
        leave_post(holding_id=holding.id, to=DAY, by=by, at=START)
    assert code_of(refused) == "organization.administrator_by_command"
    with pytest.raises(Refused) as refused:
        close_account(account_id=holding.account_id, reason="清理账号", by=by, at=START)
    assert code_of(refused) == "organization.administrator_by_command"
    row = f"login,name,post,valid_from,valid_to\nauditor,auditor,auditor,2020-01-01,{DAY}\n"
    assert rejected("staff", row, by) == ["administrator_by_command"]


def test_a_stand_in_does_not_get_an_administrator_s_post(county: County) -> None:
    absent, here = account_by_login("security"), account_by_login("town-handler")
    assert absent
    assert here
    take_leave(
        account_id=absent.id,
        stand_in_id=here.id,
        start=date(2026, 3, 1),
        to=DAY + timedelta(days=5),
        by=county.actor("admin"),
        at=START,
    )
    assert [view.code for view in posts_of(here.id, at=START)] == ["town-handler"]
    assert [view.code for view in posts_of(absent.id, at=START)] == ["security"]
