"""What happens in an installation before and after an upgrade, as a process on its database.

`python -m tests.upgrade.life begin` files cases and prints the receipts; `… go_on` reads the receipts,
opens the old cases, moves one, files a new one, and prints how they stand.
"""

import json
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

TEXTS = ("西街口的垃圾桶满了三天没人收。", "东街的路灯不亮。", "石坡村的井盖缺失。", "西街的积水没人抽。")


def begin() -> list[dict[str, str]]:
    """File four cases and leave them closed, at work, waiting for an answer of the resident, and new."""
    from gongzhi.cases.facts import Filer, Finding, Satisfaction
    from gongzhi.cases.public import Person, add, answer, ask, handle, judge, reveal
    from gongzhi.kernel.instants import now
    from gongzhi.people.facts import RESIDENT, RevealWish

    at = now() - timedelta(hours=5)
    handler = _actor("town-handler")
    named = Person(filer=Filer.NAMED, name="王小满", phone="13800000001")
    filed = [_file(text, at=at, person=named) for text in TEXTS]
    closed, working, asked, _new = (each.loop_id for each in filed)
    for case_id in (closed, working, asked):
        _dispatch(case_id, at=at + timedelta(minutes=30))
        handle(case_id=case_id, event="sign", by=handler, at=at + timedelta(hours=1))
    wish = RevealWish("VISIT", "DUTY", 30, "约时间到现场查看")
    reveal(case_id=working, wish=wish, by=handler, at=at + timedelta(hours=1))
    add(case_id=working, text="今天又多了一车。", by=RESIDENT, at=at + timedelta(hours=2))
    ask(case_id=asked, question="是哪一个井盖？", by=handler, at=at + timedelta(hours=2))
    answer(case_id=closed, finding=Finding.SOLVED, text="已清运。", by=handler, at=at + timedelta(hours=2))
    judge(
        case_id=closed,
        solved=True,
        satisfied=Satisfaction.SATISFIED,
        by=RESIDENT,
        at=at + timedelta(hours=3),
        drawn=999,
    )
    return [
        {"number": each.number, "code": str(each.code), "text": text}
        for each, text in zip(filed, TEXTS, strict=True)
    ]


def go_on(receipts: list[dict[str, str]]) -> dict[str, Any]:
    """Let the old cases go on under this version, and one more begin."""
    from gongzhi.cases.facts import Finding, Satisfaction
    from gongzhi.cases.public import answer, case_by_code, case_story, handle, judge, reply
    from gongzhi.kernel.instants import now
    from gongzhi.loops.public import loop_row
    from gongzhi.people.facts import RESIDENT

    cases = [case_by_code(receipt["number"], receipt["code"]) for receipt in receipts]
    assert all(cases), "a receipt of the earlier version opens nothing"
    closed, working, asked, new = (case.loop.id for case in cases if case)
    handler, at = _actor("town-handler"), now()
    reply(case_id=asked, text="供销社门口那个。", by=RESIDENT, at=at)
    answer(case_id=asked, finding=Finding.SOLVED, text="已补上。", by=handler, at=at)
    answer(case_id=working, finding=Finding.SOLVED, text="已修好。", by=handler, at=at)
    satisfied = Satisfaction.SATISFIED
    judge(case_id=working, solved=True, satisfied=satisfied, by=RESIDENT, at=at, drawn=999)
    fresh = _file("升级之后的新事。", at=at)
    for case_id in (new, fresh.loop_id):
        _dispatch(case_id, at=at)
        handle(case_id=case_id, event="sign", by=handler, at=at)
    rows = [loop_row(case_id) for case_id in (closed, working, asked, new, fresh.loop_id)]
    return {
        "texts": [case.text for case in cases if case],
        "states": [row.state for row in rows if row],
        "words": [fact.texts for fact in case_story(working) if fact.kind == "cases.added"],
    }


def _file(text: str, *, at: Any, **more: Any) -> Any:
    from gongzhi.cases.facts import Channel
    from gongzhi.cases.public import Place, file_case
    from gongzhi.people.facts import RESIDENT
    from tests.small_county import COUNTY, IN_WEST

    place = Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1])
    matter = "city.waste.street"
    return file_case(
        text=text, place=place, channel=Channel.PORTAL, matter=matter, by=RESIDENT, at=at, **more
    )


def _dispatch(case_id: Any, *, at: Any) -> None:
    from gongzhi.cases.public import dispatch
    from gongzhi.organization.public import unit_by_code

    town = unit_by_code("town")
    assert town
    dispatch(case_id=case_id, event="dispatch", unit_id=town.id, by=_actor("dispatcher"), at=at)


def _actor(login: str) -> Any:
    from gongzhi.kernel.instants import now
    from gongzhi.organization.public import actor_for
    from gongzhi.people.public import account_by_login

    account = account_by_login(login)
    assert account
    return actor_for(account.id, at=now())


def main() -> None:
    """Run one of the two on the installation's database, as the role that serves."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.web.settings"
    django.setup()
    told: Callable[[], Any] = begin if sys.argv[1] == "begin" else lambda: go_on(json.load(sys.stdin))
    json.dump(told(), sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
