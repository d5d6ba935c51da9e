"""People in posts, and leaves."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.organization.actions.imports.judged import Judged
from gongzhi.organization.facts import Period, RowProblem
from gongzhi.organization.models import Holding, Leave, Post
from gongzhi.organization.queries.dates import period_of
from gongzhi.organization.rules.administrators import appointment_refusal
from gongzhi.organization.rules.entitlement import scope_refusal
from gongzhi.organization.rules.formats import Row, Sheet
from gongzhi.organization.rules.tenure import holding_refusal, leave_refusal
from gongzhi.people.facts import Actor
from gongzhi.people.public import AccountView, account_by_login, add_account

Accounts = dict[str, AccountView | None]


def judge_staff(sheet: Sheet, by: Actor, at: datetime) -> Judged:
    """Judge the rows of ``staff.csv``, and open the accounts that good rows need."""
    posts = {row.code: row for row in Post.objects.select_related("unit")}
    accounts: Accounts = {row["login"]: account_by_login(row["login"]) for row in sheet.rows}
    named = {post.id: code for code, post in posts.items()}
    rows = Holding.objects.select_related("account")
    judged = Judged(Holding, {(row.account.login, named[row.post_id], row.valid_from): row for row in rows})
    full = _full_holders(judged, named)
    for row in sorted(sheet.rows, key=lambda row: row["valid_from"]):
        problem = (
            _staff_problem(row, posts.get(row["post"]), accounts, by)
            or _tenure_problem(row, posts, full)
            or _appointment_problem(row, posts, judged, accounts, by)
        )
        if problem:
            judged.rejected.append(problem)
            continue
        try:
            account_id = _account_of(row, accounts, by, at)
        except Refused as refused:
            judged.rejected.append(row.refused("login", refused.refusal))
            continue
        key = _key(row)
        old = judged.existing.get(key)
        judged.wanted[key] = {
            "id": old.id if old else new_id(),
            "post_id": posts[row["post"]].id,
            "account_id": account_id,
            "acting": row["acting"],
            "valid_from": row["valid_from"],
            "valid_to": row["valid_to"],
        }
        full.setdefault(row["post"], {}).pop(key, None)
        if not row["acting"]:
            full[row["post"]][key] = row.period
    return judged


def _key(row: Row) -> tuple[str, str, date]:
    return row["login"], row["post"], row["valid_from"]


def _full_holders(judged: Judged, named: dict[UUID, str]) -> dict[str, dict[Any, Period]]:
    full: dict[str, dict[Any, Period]] = {}
    for key, row in judged.existing.items():
        if not row.acting:
            full.setdefault(named[row.post_id], {})[key] = period_of(row)
    return full


def _staff_problem(row: Row, post: Any, accounts: Accounts, by: Actor) -> RowProblem | None:
    if post is None:
        return row.problem("post", "unknown_post", post=row["post"])
    if refusal := scope_refusal(by, post.unit.division_id):
        return row.refused("post", refusal)
    account = accounts[row["login"]]
    # Two people with one login would each get the posts of the other.
    if account is not None and account.name != row["name"]:
        return row.problem("login", "login_of_another")
    if account is not None and not account.active:
        return row.problem("login", "account_closed")
    return None


def _tenure_problem(row: Row, posts: dict[str, Any], full: dict[str, dict[Any, Period]]) -> RowProblem | None:
    others = [period for key, period in full.get(row["post"], {}).items() if key != _key(row)]
    refusal = holding_refusal(
        period=row.period,
        acting=row["acting"],
        post_period=period_of(posts[row["post"]]),
        full_holders=others,
    )
    return row.refused("post", refusal) if refusal else None


def _appointment_problem(
    row: Row, posts: dict[str, Any], judged: Judged, accounts: Accounts, by: Actor
) -> RowProblem | None:
    """Hold a row that changes something to the rules of the three administrators; the file itself counts too."""
    old = judged.existing.get(_key(row))
    if old is not None and (old.acting, old.valid_to) == (row["acting"], row["valid_to"]):
        return None
    types = {post.id: post.type for post in posts.values()}
    login = row["login"]
    held = {key: (each.post_id, period_of(each)) for key, each in judged.existing.items() if key[0] == login}
    held |= {
        key: (each["post_id"], Period(each["valid_from"], each["valid_to"]))
        for key, each in judged.wanted.items()
        if key[0] == login
    }
    others = [
        types[post] for key, (post, when) in held.items() if key != _key(row) and when.overlaps(row.period)
    ]
    account = accounts[login]
    refusal = appointment_refusal(
        by,
        own=account is not None and account.id == by.account_id,
        post_type=posts[row["post"]].type,
        others=others,
    )
    return row.refused("post", refusal) if refusal else None


def _account_of(row: Row, accounts: Accounts, by: Actor, at: datetime) -> UUID:
    account = accounts[row["login"]]
    if account is None:
        account_id = add_account(login=row["login"], name=row["name"], password=None, by=by, at=at)
        account = accounts[row["login"]] = AccountView(account_id, row["login"], row["name"], active=True)
    return account.id


def judge_leaves(sheet: Sheet, by: Actor) -> Judged:
    """Judge the rows of ``leaves.csv``. Who is away must hold posts in the tree of the importer only.

    Else a county could hand powers in another county to a stand-in of its choice.
    """
    rows = Leave.objects.select_related("account")
    judged = Judged(Leave, {(row.account.login, row.valid_from): row for row in rows})
    held: dict[UUID, set[str]] = {}
    for account_id, division in Holding.objects.values_list("account_id", "post__unit__division_id"):
        held.setdefault(account_id, set()).add(division)
    accounts = {
        login: account_by_login(login) for row in sheet.rows for login in (row["login"], row["stand_in"])
    }
    for row in sorted(sheet.rows, key=lambda row: row["valid_from"]):
        account, stand_in = accounts[row["login"]], accounts[row["stand_in"]]
        if account is None or stand_in is None:
            judged.rejected.append(row.problem("login" if account is None else "stand_in", "unknown_login"))
            continue
        key = (row["login"], row["valid_from"])
        others = [period for other, period in _leaves_of(row["login"], judged).items() if other != key]
        refusal = leave_refusal(account=account.id, stand_in=stand_in.id, period=row.period, others=others)
        refusal = refusal or scope_refusal(by, *(held.get(account.id) or {""}))
        if refusal:
            judged.rejected.append(row.refused("login", refusal))
            continue
        old = judged.existing.get(key)
        judged.wanted[key] = {
            "id": old.id if old else new_id(),
            "account_id": account.id,
            "stand_in_id": stand_in.id,
            "valid_from": row["valid_from"],
            "valid_to": row["valid_to"],
        }
    return judged


def _leaves_of(login: str, judged: Judged) -> dict[Any, Period]:
    periods = {key: period_of(row) for key, row in judged.existing.items() if key[0] == login}
    wanted = {key: values for key, values in judged.wanted.items() if key[0] == login}
    return periods | {key: Period(each["valid_from"], each["valid_to"]) for key, each in wanted.items()}
