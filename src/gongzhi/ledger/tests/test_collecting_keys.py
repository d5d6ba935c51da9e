"""Witnesses while the log changes its key, or goes on under another name."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gongzhi.kernel.instants import now
from gongzhi.ledger.actions.take_up_keys import rotate_key
from gongzhi.ledger.collecting import Collector
from gongzhi.ledger.models import Cosignature
from gongzhi.ledger.own_policy import own_policy
from gongzhi.ledger.queries import keys_in_force
from gongzhi.ledger.tests.witnesses_at_work import grow, place, refusals, rounds, write_policy
from gongzhi.ledger.witnesses import quorum_view

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings: Any) -> Path:
    settings.GONGZHI_KEYS = tmp_path / "keys"
    settings.GONGZHI_KEYS.mkdir()
    return settings.GONGZHI_KEYS


def sizes() -> list[int]:
    return list(Cosignature.objects.order_by("checkpoint_id").values_list("checkpoint_id", flat=True))


def test_during_the_overlap_a_witness_of_the_old_key_goes_on(tmp_path: Path, keys: Path) -> None:
    """It is told of the new key meanwhile; once the old one signs no more, it would have refused."""
    one = place("one", tmp_path)
    first = grow()
    with one.serving() as url:
        write_policy(keys, {one: url})
        collector = Collector(by="system")
        at = rounds(collector)
        rotate_key(overlap=timedelta(days=14), by="system", at=now())
        second = grow()
        at = rounds(collector, at=at)
        assert sizes() == [first, second]
        rotate_key(overlap=timedelta(0), by="system", at=now())
        grow()
        at = rounds(collector, at=at)
        assert [code for _size, code in refusals(one)] == ["bad_signature"]
    assert len(keys_in_force()) == 1
    with one.serving() as url:  # it trusts the keys in force now
        write_policy(keys, {one: url})
        third = grow()
        rounds(collector, at=at + timedelta(minutes=10))
        assert sizes() == [first, second, third]


def test_under_another_name_it_is_another_log(tmp_path: Path, keys: Path, settings: Any) -> None:
    """After entries were lost for good: whoever watched the old name goes on remembering where it ended."""
    one = place("one", tmp_path)
    first = grow(5)
    with one.serving() as url:
        write_policy(keys, {one: url})
        rounds(Collector(by="system"))
    settings.GONGZHI_ORIGIN = "county.example/evidence-2"
    second = grow()
    with one.serving() as url:
        write_policy(keys, {one: url})
        rounds(Collector(by="system"), at=now() + timedelta(minutes=1))
        policy = own_policy()
        assert policy is not None
        assert quorum_view(policy).size == second
    assert sizes() == [first, second]
    assert [line.split(" ", 1)[0] for line in one.told] == ["200", "409", "200"]
    assert one.told[-1].endswith("county.example/evidence-2")
