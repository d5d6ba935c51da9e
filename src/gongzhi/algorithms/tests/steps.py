"""Steps and checks that tests of the register share."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from tests.small_county import START

from gongzhi.algorithms.facts import Answer, Stage, Tier
from gongzhi.algorithms.public import (
    check_replay,
    invoke,
    register,
    version_by_id,
    watch_due,
)
from gongzhi.kernel.refusals import Refused
from gongzhi.organization.public import unit_by_code
from gongzhi.people.facts import SYSTEM, Actor

CODE = "test.actions"
DAY = timedelta(days=1)


def begun(by: Actor, *, tier: Tier = Tier.SUGGESTS, code: str = CODE) -> UUID:
    return register(code=code, title="新算法", tier=tier, by=by, at=START).version


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.refusal.code.removeprefix("algorithms.")


def stage(version: UUID) -> Stage:
    view = version_by_id(version)
    assert view is not None
    return view.stage


def ask(given: str = "w", **more: Any) -> Answer:
    usual: dict[str, Any] = {
        "purpose": "triage",
        "tier": Tier.RULES,
        "about": None,
        "kind": "case",
        "groups": {},
        "by": SYSTEM,
        "at": START,
    }
    with transaction.atomic(durable=True):
        return invoke(code=CODE, given=given, **(usual | more))


def unit(code: str) -> UUID:
    found = unit_by_code(code)
    assert found is not None
    return found.id


def no_differences(*, uses: bool = True) -> None:
    """`uses`: a test that put uses into the table by hand says that no fact stands behind them."""
    found = [each for each in check_replay() if uses or not each.what.startswith("algorithms/uses/")]
    assert found == []


def watch(at: datetime) -> None:
    """Let the daily look go by."""
    assert watch_due(by=SYSTEM, at=at) == 1
    assert watch_due(by=SYSTEM, at=at) == 0, "once a day"
