"""A new message finds its topic: with a million stored of which a hundred thousand lie in the window, and with few.

The way is the product's own: the case is read, its signature made, candidates found by the index, compared, the gate
asked, the row written. Messages are made of words written for this; most places are named by few messages, as in life.
"""

import random
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from bench.installation import Installation
from bench.results import Result
from gongzhi.kernel.ids import new_id

if TYPE_CHECKING:
    from gongzhi.diagnosis.similarity.signature import Signature

LARGE, SMALL = (1_000_000, 100_000), (10_000, 1_000)  # stored, and of those in the window
SIGNED = 4000  # messages whose signatures are made; the others repeat them under other keys
PLACED = 120
AT_MOST, MOST_TIMES = 50.0, 8.0  # milliseconds; and how often the time of few
_STEMS = "柳桃松青梅云江山河石金玉东西南北新旧大小高明清白红竹杨李溪泉岭湖塘桥星月阳光福安康宁华龙凤"
_ENDINGS = ("小区", "花园", "路", "小学", "村", "广场", "公园", "大厦")
_ISSUES = (
    "夜里施工太吵，半夜还在打桩，老人孩子睡不着",
    "路灯坏了很久，晚上一片漆黑，走路看不见",
    "下水道堵了，污水流到街面，臭得开不了窗",
    "门口垃圾没人收，堆了一个星期，苍蝇很多",
    "车位只卖不租，业主只能把车停到路边",
    "油烟直排到楼上，每天晚上呛得咳嗽",
    "电梯坏了半个月没有修，老人下不了楼",
    "自来水有铁锈味，烧开了还有沉淀",
    "路面大坑，摩托车摔了几个人，没人补",
    "公交车等了四十分钟不来，上班迟到",
    "房子漏水，墙面发霉，开发商不管",
    "狗没有人牵，追着孩子跑，很吓人",
)
_TAILS = ("请来管一管。", "反映过几次没有回音。", "希望尽快解决。", "不知道归哪个部门管。", "已经三个月了。")


def measure(installation: Installation) -> Iterator[Result]:
    """Place messages beside few and beside very many."""
    few, _ = _placed(installation, *SMALL)
    taken, plan = _placed(installation, *LARGE)
    size = LARGE[0]
    yield Result(
        "placing.message", "ms", statistics.median(taken), n=len(taken), at_size=size, target=AT_MOST
    )
    slowest = statistics.quantiles(taken, n=20)[-1]
    yield Result("placing.message.p95", "ms", slowest, n=len(taken), at_size=size, target=2 * AT_MOST)
    yield Result(
        "placing.growth",
        "ms",
        statistics.median(taken),
        floor_name=f"with {SMALL[0]:,}",
        floor_value=statistics.median(few),
        n=len(taken),
        at_size=size,
        target=MOST_TIMES,
    )
    yield Result("placing.scans", "plans", float("Seq Scan" in plan or "placed_by_key" not in plan), target=0)


def message(chance: random.Random) -> str:
    """Return a message: a place, of which most are named seldom, an issue, and something said beside it."""
    index = int(chance.paretovariate(0.9)) % 20_000
    stem = _STEMS[index % len(_STEMS)] + _STEMS[index // len(_STEMS) % len(_STEMS)]
    place = f"{stem}{_STEMS[index // 1600 % len(_STEMS)] if index >= 1600 else ''}{_ENDINGS[index % len(_ENDINGS)]}"
    issue = chance.choice(_ISSUES)
    said = "".join(
        chr(0x4E00 + chance.randrange(2500)) for _ in range(12)
    )  # what nobody else says in these words
    begun, ended = chance.choice(_TAILS), chance.choice(_TAILS)
    return f"{place}{issue.split('，')[0]}。{place}{issue}，{said[:6]}，{begun}{said[6:]}。{ended}"


def _placed(installation: Installation, stored: int, live: int) -> tuple[list[float], str]:
    from gongzhi.algorithms.facts import Tier
    from gongzhi.algorithms.tests.in_force import put_in_force
    from gongzhi.insight.topic_facts import CLUSTER, CLUSTER_PURPOSE
    from gongzhi.insight.topics.candidates import _counted
    from gongzhi.kernel.instants import now

    installation.prepare()
    installation.spoil()
    at, chance = now(), random.Random(7)  # noqa: S311 - made-up messages
    put_in_force(CLUSTER, Tier.SEARCH, at=at, purposes=(CLUSTER_PURPOSE,), level=1, limit_ms=60_000)
    _fill(installation, stored, live, at, chance)
    _counted.cache_clear()
    texts = [message(chance) for _ in range(PLACED)]
    plan = _plan(texts[0])
    return [_place(text, at) for text in texts][PLACED // 6 :], plan


def _place(text: str, at: datetime) -> float:
    """File a case, and return how long it took to place it: what the worker does when it meets the fact."""
    from django.db import transaction
    from tests.small_county import TOWN

    from gongzhi.cases.facts import Channel
    from gongzhi.cases.public import Person, Place, file_case
    from gongzhi.insight.public import place_message
    from gongzhi.people.facts import RESIDENT, SYSTEM

    filed = file_case(
        text=text,
        place=Place(division=TOWN),
        channel=Channel.PORTAL,
        person=Person(),
        by=RESIDENT,
        at=at,
        once=uuid4(),
    )
    began = time.perf_counter()
    with transaction.atomic(durable=True):
        place_message(case_id=filed.loop_id, by=SYSTEM, at=at)
    return (time.perf_counter() - began) * 1000


def _plan(text: str) -> str:
    """Return how the database finds candidates."""
    from django.db import connection

    from gongzhi.insight.topics import candidates as place

    keys = place.signature_of(place.words_of(text, ""), place.counted_now()).keys
    values: dict[str, Any] = {"keys": list(keys), "self": new_id(), "of_key": 300, "most": 200}
    with connection.cursor() as cursor:
        cursor.execute(f"explain {place._CANDIDATES}", values)
        return "\n".join(row[0] for row in cursor.fetchall())


def _fill(installation: Installation, stored: int, live: int, at: datetime, chance: random.Random) -> None:
    """Store signatures: those of the window with keys and features, the older ones as the daily job leaves them."""
    import numpy as np
    from tests.small_county import TOWN

    from gongzhi.diagnosis.similarity.signature import count, nothing_counted, packed
    from gongzhi.insight.topics.candidates import signature_of, words_of

    signed: list[Signature] = []
    counted = nothing_counted()
    for _turn in range(2):  # once to count, once with what was counted
        chance_of_texts = random.Random(11)  # noqa: S311
        signed = [
            signature_of(words_of(message(chance_of_texts), ""), counted) for _ in range(min(SIGNED, live))
        ]
        counted = count(signed, [each.keys for each in signed])
    kept = [packed(each) for each in signed]
    since = at - timedelta(days=90)
    with installation.administrator() as connection, connection.cursor() as cursor:
        cursor.execute(
            "insert into gongzhi_featurecounts (made_at, messages, counts, names) values (%s, %s, %s, %s)",
            [
                at,
                counted.messages,
                counted.held.tobytes(),
                np.array(sorted(counted.names), np.int64).tobytes(),
            ],
        )
        topics = [new_id() for _ in range(max(1, live // 50))]
        with cursor.copy(
            "copy gongzhi_topic (id, kind, division, matter, name, size, first_at, last_at) from stdin"
        ) as copy:
            for each in topics:
                copy.write_row((each, "ONE_PLACE", TOWN, "", "", 5, since, at))
        columns = "case_id, at, division, grid, keys, features, live, topic_id"
        with cursor.copy(f"copy gongzhi_placedmessage ({columns}) from stdin") as copy:
            for row in range(live):
                copy.write_row(
                    _row(row, signed[row % len(signed)], kept[row % len(signed)], topics, at, TOWN)
                )
        cursor.execute(
            "insert into gongzhi_placedmessage (case_id, at, division, grid, keys, features, live) select"
            " gen_random_uuid(), %s::timestamptz - n * interval '1 minute', %s, '', '{}', '', false"
            " from generate_series(1, %s) n",
            [since, TOWN, stored - live],
        )
    installation.vacuum()


def _row(
    row: int, signature: "Signature", data: bytes, topics: Sequence[UUID], at: datetime, division: str
) -> tuple[object, ...]:
    """Return one row. Each time the signatures come round, all but a quarter of the keys are other ones."""
    turn = row // SIGNED
    keys = [
        key if (n % 4 == 0 or turn == 0) else (key + 7919 * turn) & ((1 << 48) - 1)
        for n, key in enumerate(signature.keys)
    ]
    topic = topics[row % len(topics)] if row % 3 else None
    filed = at - timedelta(seconds=row * 77 % (89 * 86_400))
    return (new_id(), filed, division, "", keys, data, True, topic)
