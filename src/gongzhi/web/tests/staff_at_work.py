"""Staff of the small county at work until SIGTERM, as a process of its own: dispatch, sign, answer.

Prints a line for each step that was acknowledged. Whoever gets no answer does the same step again, under
the same key.
"""

import json
import os
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import TypeVar
from uuid import UUID

import django

T = TypeVar("T")


def main() -> None:
    """Take every open case one step further, again and again."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.web.settings"
    django.setup()
    stopped: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopped.append(number)

    signal.signal(signal.SIGTERM, stop)
    while not stopped:
        for case_id, state in insist(open_cases):
            if not stopped:
                step(case_id, state)
        time.sleep(0.1)


def insist(do: Callable[[], T]) -> T:
    """Do it until the database answers."""
    from django.db import InterfaceError, OperationalError, connection

    while True:
        try:
            return do()
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(0.1)


def open_cases() -> list[tuple[UUID, str]]:
    """Return the cases somebody has to do something about."""
    from gongzhi.loops.models import Loop

    order = ["working", "dispatched", "registered"]
    waiting = Loop.objects.filter(state__in=order).values_list("id", "state")
    return sorted(waiting, key=lambda row: order.index(row[1]))[:5]


def step(case_id: UUID, state: str) -> None:
    """Do what comes next and say so."""
    from gongzhi.cases import public as cases
    from gongzhi.cases.facts import Finding
    from gongzhi.kernel.ids import new_id
    from gongzhi.kernel.instants import now
    from gongzhi.organization.public import unit_by_code

    once, at = new_id(), now()

    def classify() -> None:
        cases.classify(case_id=case_id, matter="city.waste.street", by=person("dispatcher"), at=at)

    def dispatch() -> None:
        desk, town = person("dispatcher"), unit_by_code("town")
        assert town
        cases.dispatch(case_id=case_id, event="dispatch", unit_id=town.id, by=desk, at=at, once=once)

    def sign() -> None:
        cases.handle(case_id=case_id, event="sign", by=person("town-handler"), at=at, once=once)

    def answer() -> None:
        by = person("town-handler")
        cases.answer(case_id=case_id, finding=Finding.SOLVED, text=f"已清运 {once}", by=by, at=at, once=once)

    if state == "registered":
        insist(classify)
    event = {"registered": "dispatch", "dispatched": "sign", "working": "answer"}[state]
    insist({"dispatch": dispatch, "sign": sign, "answer": answer}[event])
    print(json.dumps({"case": str(case_id), "event": event, "once": str(once)}), flush=True)  # noqa: T201


def person(login: str):  # type: ignore[no-untyped-def]
    """Return the actor behind a login."""
    from gongzhi.kernel.instants import now
    from gongzhi.organization.public import actor_for
    from gongzhi.people.public import account_by_login

    account = account_by_login(login)
    assert account
    actor = actor_for(account.id, at=now())
    assert actor
    return actor


if __name__ == "__main__":
    main()
