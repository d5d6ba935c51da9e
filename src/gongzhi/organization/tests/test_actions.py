from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import story_of
from gongzhi.organization.models import Post
from gongzhi.organization.public import actor_for, hold_post, import_files, leave_post, stand_in, take_leave
from gongzhi.organization.tests.county import COUNTY, FILES, TOWN
from gongzhi.people.facts import SYSTEM, Actor, ActorKind
from gongzhi.people.public import account_by_login, deactivate, open_account

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
MANAGER = Actor(kind=ActorKind.STAFF, division=COUNTY, powers=frozenset({"organization.manage"}))
TOWN_MANAGER = Actor(kind=ActorKind.STAFF, division=TOWN, powers=frozenset({"organization.manage"}))
NOBODY = Actor(kind=ActorKind.STAFF, division=COUNTY)


@pytest.fixture(autouse=True)
def _loaded() -> None:
    import_files(files=FILES, by=SYSTEM, at=AT)


@pytest.fixture
def newcomer() -> UUID:
    return open_account(login="he.new", name="何六", password=None, by=SYSTEM, at=AT)


def _post(code: str) -> UUID:
    return Post.objects.get(code=code).id


def _account(login: str) -> UUID:
    account = account_by_login(login)
    assert account is not None
    return account.id


def _hold(account_id: UUID, post: UUID, **more: Any) -> UUID:
    given: dict[str, Any] = {"start": date(2026, 11, 1), "to": None, "acting": False, "by": MANAGER, "at": AT}
    return hold_post(account_id=account_id, post_id=post, **(given | more))


def _code(caught: pytest.ExceptionInfo[Refused]) -> str:
    return caught.value.refusal.code.removeprefix("organization.")


def test_somebody_takes_a_post_and_leaves_it(newcomer: UUID) -> None:
    holding = _hold(newcomer, _post("P-HEAD"))
    actor = actor_for(newcomer, at=AT)
    assert actor is not None
    assert actor.may("case.approve")
    leave_post(holding_id=holding, to=date(2026, 11, 22), by=MANAGER, at=AT)
    assert actor_for(newcomer, at=AT) is None
    kinds = [fact.kind for fact in story_of(newcomer)]
    assert kinds == ["people.account_opened", "organization.post_taken", "organization.post_left"]


@pytest.mark.parametrize(
    ("post", "more", "code"),
    [
        ("P-HEAD", {"by": NOBODY}, "not_entitled"),
        ("P-DISPATCH", {"by": TOWN_MANAGER}, "outside_scope"),
        ("P-HANDLER", {}, "post_taken"),
        ("P-HEAD", {"to": date(2026, 11, 1)}, "dates_inverted"),
        ("P-HEAD", {"start": date(2025, 1, 1), "to": date(2025, 2, 1)}, "post_ended"),
    ],
)
def test_a_post_is_refused(newcomer: UUID, post: str, more: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as caught:
        _hold(newcomer, _post(post), **more)
    assert _code(caught) == code
    assert [fact.kind for fact in story_of(newcomer)] == ["people.account_opened"]


def test_posts_and_people_must_be_there(newcomer: UUID) -> None:
    with pytest.raises(Refused) as caught:
        _hold(newcomer, new_id())
    assert _code(caught) == "unknown_post"
    with pytest.raises(Refused) as caught:
        _hold(new_id(), _post("P-HEAD"))
    assert _code(caught) == "unknown_login"
    deactivate(account_id=newcomer, reason="moved away", by=SYSTEM, at=AT)
    with pytest.raises(Refused) as caught:
        _hold(newcomer, _post("P-HEAD"))
    assert _code(caught) == "account_closed"


def test_nobody_takes_the_same_post_twice_on_one_day(newcomer: UUID) -> None:
    _hold(newcomer, _post("P-HANDLER"), acting=True)
    with pytest.raises(Refused) as caught:
        _hold(newcomer, _post("P-HANDLER"), acting=True)
    assert _code(caught) == "holds_already"


@pytest.mark.parametrize(
    ("by", "to", "code"),
    [
        (NOBODY, date(2026, 12, 1), "not_entitled"),
        (MANAGER, date(2026, 11, 1), "dates_inverted"),
    ],
)
def test_leaving_a_post_is_refused(newcomer: UUID, by: Actor, to: date, code: str) -> None:
    holding = _hold(newcomer, _post("P-HEAD"))
    with pytest.raises(Refused) as caught:
        leave_post(holding_id=holding, to=to, by=by, at=AT)
    assert _code(caught) == code


def test_leaving_looks_at_the_tree_and_the_holding(newcomer: UUID) -> None:
    holding = _hold(newcomer, _post("P-DISPATCH"), acting=True)
    with pytest.raises(Refused) as caught:
        leave_post(holding_id=holding, to=date(2026, 12, 1), by=TOWN_MANAGER, at=AT)
    assert _code(caught) == "outside_scope"
    with pytest.raises(Refused) as caught:
        leave_post(holding_id=new_id(), to=date(2026, 12, 1), by=MANAGER, at=AT)
    assert _code(caught) == "unknown_holding"


def test_a_leave_names_a_stand_in() -> None:
    absent, standing = _account("zhou.handler"), _account("lin.grid")
    take_leave(
        account_id=absent,
        stand_in_id=standing,
        start=date(2026, 11, 20),
        to=date(2026, 11, 25),
        by=MANAGER,
        at=AT,
    )
    assert stand_in(absent, at=AT) == standing
    assert story_of(absent)[-1].kind == "organization.leave_taken"


@pytest.mark.parametrize(
    ("login", "standing", "start", "by", "code"),
    [
        ("zhou.handler", "lin.grid", 20, NOBODY, "not_entitled"),
        ("chen.dispatch", "lin.grid", 20, TOWN_MANAGER, "outside_scope"),
        ("zhou.handler", "zhou.handler", 20, MANAGER, "stand_in_self"),
        ("zhou.handler", "lin.grid", 25, MANAGER, "dates_inverted"),
    ],
)
def test_a_leave_is_refused(login: str, standing: str, start: int, by: Actor, code: str) -> None:
    with pytest.raises(Refused) as caught:
        take_leave(
            account_id=_account(login),
            stand_in_id=_account(standing),
            start=date(2026, 11, start),
            to=date(2026, 11, 25),
            by=by,
            at=AT,
        )
    assert _code(caught) == code


def test_a_leave_needs_posts_an_open_account_and_free_days(newcomer: UUID) -> None:
    days: dict[str, Any] = {"start": date(2026, 11, 20), "to": date(2026, 11, 25), "by": MANAGER, "at": AT}
    with pytest.raises(Refused) as caught:
        take_leave(account_id=newcomer, stand_in_id=_account("lin.grid"), **days)
    assert _code(caught) == "outside_scope"
    take_leave(account_id=_account("zhou.handler"), stand_in_id=newcomer, **days)
    with pytest.raises(Refused) as caught:
        take_leave(account_id=_account("zhou.handler"), stand_in_id=_account("lin.grid"), **days)
    assert _code(caught) == "overlapping_dates"
    deactivate(account_id=newcomer, reason="moved away", by=SYSTEM, at=AT)
    with pytest.raises(Refused) as caught:
        take_leave(account_id=_account("lin.grid"), stand_in_id=newcomer, **days)
    assert _code(caught) == "account_closed"
