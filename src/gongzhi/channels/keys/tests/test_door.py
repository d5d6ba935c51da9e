"""Keys at the door: what they open, how often, and until when."""

from datetime import timedelta

import pytest
from tests.small_county import START, County

from gongzhi.channels.keys import door, queries
from gongzhi.channels.keys.actions.issue import Issued, issue_key, revoke_key
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.keys.models import ApiKey
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import story_of
from gongzhi.people.facts import SYSTEM, ActorKind

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    queries.forget_known()
    monkeypatch.setattr(door, "_minutes", {})
    monkeypatch.setattr(door, "_days", door._Days())


def issued(county: County, *scopes: Scope, **limits: int) -> Issued:
    return issue_key(
        name="县医院 HIS", unit_id=county.unit("hotline"), scopes=scopes, by=SYSTEM, at=START, **limits
    )


def code(text: str, wanted: Scope) -> str:
    with pytest.raises(Refused) as refused:
        door.let_in(text, wanted, at=START)
    return refused.value.refusal.code


def test_a_key_opens_what_its_scopes_name(county: County) -> None:
    key = issued(county, Scope.CASES_READ, Scope.OPEN311_CREATE)
    view = door.let_in(key.text, Scope.CASES_READ, at=START)
    actor = door.actor_of(view)
    assert (actor.kind, actor.unit_id, actor.powers) == (
        ActorKind.CLIENT,
        county.unit("hotline"),
        {"case.read", "case.intake"},
    )
    assert actor.name() == f"client:{key.id}"
    assert code(key.text, Scope.FEED_READ) == "channels.key_scope"
    assert code("", Scope.CASES_READ) == code("gz_wrong", Scope.CASES_READ) == "channels.key_unknown"
    row = ApiKey.objects.get()
    assert key.text not in (row.digest, row.prefix)
    assert key.text.startswith(row.prefix)


def test_a_key_taken_back_opens_nothing(county: County) -> None:
    key = issued(county, Scope.CASES_READ)
    door.let_in(key.text, Scope.CASES_READ, at=START)
    for _ in range(2):
        revoke_key(key_id=key.id, by=SYSTEM, at=START)
    assert code(key.text, Scope.CASES_READ) == "channels.key_unknown"
    assert [fact.kind for fact in story_of(key.id)] == ["channels.key_issued", "channels.key_revoked"]


def test_who_gives_keys(county: County) -> None:
    for login in ("admin", "operator", "leader"):
        with pytest.raises(Refused) as refused:
            issue_key(
                name="x",
                unit_id=county.unit("hotline"),
                scopes=[Scope.CASES_READ],
                by=county.actor(login),
                at=START,
            )
        assert refused.value.refusal.code == "loops.not_entitled"


def test_so_often_a_minute_and_a_day(county: County) -> None:
    key = issued(county, Scope.CASES_READ, per_minute=6)  # two processes: three each
    for _ in range(3):
        door.let_in(key.text, Scope.CASES_READ, at=START)
    with pytest.raises(door.TooOften) as refused:
        door.let_in(key.text, Scope.CASES_READ, at=START)
    assert 0 < refused.value.seconds <= 20
    daily = issued(county, Scope.CASES_READ, per_day=2)
    for _ in range(2):
        door.let_in(daily.text, Scope.CASES_READ, at=START)
    with pytest.raises(door.TooOften) as refused:
        door.let_in(daily.text, Scope.CASES_READ, at=START)
    assert refused.value.seconds == 15 * 3600
    assert queries.used_today([daily.id], START.date()) == {daily.id: 2}
    door.let_in(daily.text, Scope.CASES_READ, at=START + timedelta(days=1))
