"""Made-up content for the style guide: no real place or person. Each sentence stands in Chinese and in English."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.forms import BaseForm

from gongzhi.kernel.refusals import Refusal
from gongzhi.ui.facts import Remaining

Say = Callable[[str, str], str]

# A Monday afternoon, always the same one: pictures of the guide can be compared.
NOW = datetime(2026, 11, 23, 7, 40, tzinfo=UTC)


def frame(say: Say, page: str) -> dict[str, Any]:
    """Return nav, me and the human channel."""
    pages = [
        ("inbox", say("待办", "Inbox"), 12),
        ("dispatch", say("派单台", "Dispatch desk"), 4),
        ("list", say("工单", "Cases"), None),
        ("board", say("看板", "Board"), None),
    ]
    return {
        "nav": [
            {"label": label, "url": f"/ui/guide/{name}", "active": name == page, "count": count}
            for name, label, count in pages
        ],
        "me": {
            "name": say("林晓云", "Lin Xiaoyun"),
            "post": say("青石镇 · 城管办经办", "Qingshi · urban management"),
        },
        "human_channel": {
            "phone": "12345",
            "hours": say("每天 24 小时", "day and night"),
            "counter": say(
                "青石镇便民服务中心 1 号窗口，青石路 18 号",
                "Counter 1, Qingshi service centre, 18 Qingshi Road",
            ),
        },
    }


def clocks() -> dict[str, Any]:
    """Return one clock of each kind."""
    return {
        "clocks": [
            Remaining(3, "WD", total=5),
            Remaining(2, "wh", amber=True, total=4),
            Remaining(0, "WD", amber=True, total=5),
            Remaining(2, "WD", overdue=True, total=5),
            Remaining(8, "WD", provisional=True, total=15),
            Remaining(3, "WD", paused=True, total=5),
        ],
        "office": Remaining(3, "WD", total=5),
        "office_late": Remaining(2, "WD", overdue=True, total=5),
    }


def _row(
    number: str, title: str, place: str, owe: str, left: Remaining | None, **more: Any
) -> dict[str, Any]:
    return {
        "url": "/ui/guide/sheet",
        "number": number,
        "title": title,
        "place": place,
        "owe": owe,
        "remaining": left,
        **more,
    }


def _today(say: Say, answer: str, sign: str) -> dict[str, Any]:
    return {
        "label": say("今天", "Today"),
        "rows": [
            _row(
                "G261116-0042",
                say(
                    "小区南门人行道地砖塌陷，老人晚上走路容易绊倒",
                    "Pavement at the south gate has sunk; old people trip at night",
                ),
                say(
                    "青石镇南湖社区第三网格湖畔花园南门",
                    "South gate, Lakeside Garden, grid 3, Nanhu, Qingshi",
                ),
                answer,
                Remaining(1, "WD", overdue=True),
                unread=True,
            ),
            _row(
                "G261120-0107",
                say("三单元电梯困人，已救出，反复发生", "Lift in entrance 3 got stuck again"),
                say("青石镇桥东社区", "Qiaodong, Qingshi"),
                say("首次联系", "first contact"),
                Remaining(2, "wh", amber=True),
                unread=True,
                current=True,
            ),
            _row(
                "G261123-0003",
                say("路灯不亮", "Street lamp is dark"),
                say("北街", "North Street"),
                sign,
                Remaining(3, "wh"),
            ),
        ],
    }


def inbox(say: Say) -> list[dict[str, Any]]:
    """Return an inbox in groups: long place names and titles on purpose."""
    answer, sign = say("答复居民", "answer the resident"), say("签收", "sign")
    return [
        _today(say, answer, sign),
        {
            "label": say("本周", "This week"),
            "rows": [
                _row(
                    "G261119-0088",
                    say("咨询：高龄津贴怎么申请", "How to apply for the old-age allowance"),
                    say("没有地点", "no place"),
                    answer,
                    Remaining(2, "WD"),
                ),
                _row(
                    "G261118-0051",
                    say(
                        "烧烤店油烟直排，晚上开不了窗",
                        "Smoke of a barbecue goes straight out; windows stay shut",
                    ),
                    say("河湾镇河湾社区第一网格滨河路", "Riverside Road, grid 1, Hewan"),
                    answer,
                    Remaining(4, "WD", provisional=True),
                ),
            ],
        },
        {
            "label": say("等别人", "Waiting for others"),
            "rows": [
                _row(
                    "G261117-0029",
                    say("楼道堆放纸箱和电动车", "Boxes and e-bikes in the stairway"),
                    say("青石镇南湖社区", "Nanhu, Qingshi"),
                    say("等居民补充", "the resident's answer"),
                    Remaining(3, "WD", paused=True),
                ),
                _row(
                    "G261112-0011",
                    say("占道经营", "Stalls on the pavement"),
                    say("东街", "East Street"),
                    "",
                    None,
                    status={"label": say("等回访", "callback"), "meaning": "person"},
                ),
            ],
        },
    ]


def many(say: Say, n: int) -> list[dict[str, Any]]:
    """Return n rows for the long list."""
    base = [row for group in inbox(say) for row in group["rows"]]
    return [
        {**base[i % len(base)], "number": f"G2611{i % 28 + 1:02}-{i:04}", "current": False} for i in range(n)
    ]


def sheet(say: Say) -> dict[str, Any]:
    """Return a case: facts, story newest on top, what comes next."""
    unit = say("青石镇城管办", "Qingshi urban management")
    return {
        "number": "G261120-0107",
        "title": say("三单元电梯困人，反复发生", "Lift in entrance 3 gets stuck again and again"),
        "message": say(
            "我们楼三单元的电梯这个月已经困人三次。今天早上七点多又停在四楼和五楼之间，困了一位老人二十多分钟。"
            "物业每次来拍两下就走。希望尽快检修，并告诉大家什么时候修好。",
            "The lift of entrance 3 has got stuck three times this month. This morning it stopped between the fourth "
            "and fifth floor with an old man inside for over twenty minutes. Please have it repaired and tell us when.",
        ),
        "next_text": say(
            "青石镇城管办须在今天联系您。", "Qingshi urban management owes you a first call today."
        ),
        "next_left": Remaining(2, "wh", amber=True, total=8),
        "waited": 3,
        "waited_share": 40,
        "office": Remaining(3, "WD", total=5),
        "facts": _sheet_facts(say, unit),
        "entries": _sheet_entries(say, unit),
    }


def _sheet_facts(say: Say, unit: str) -> list[dict[str, Any]]:
    return [
        {
            "label": say("地点", "Place"),
            "value": say("桥东社区第二网格，安居里 6 栋三单元", "Block 6, Anjuli, grid 2, Qiaodong"),
        },
        {
            "label": say("事项", "Matter"),
            "value": say("房屋 › 电梯 › 故障困人", "Housing › lifts › stuck"),
            "url": "#",
        },
        {"label": say("主办", "Lead"), "value": unit, "url": "#"},
        {
            "label": say("权责", "Power"),
            "value": say("《特种设备安全法》第五条", "Special Equipment Safety Law, art. 5"),
        },
        {"label": say("渠道", "Came by"), "value": say("电话", "phone")},
    ]


def _sheet_entries(say: Say, unit: str) -> list[dict[str, Any]]:
    return [
        {
            "at": NOW - timedelta(minutes=20),
            "who": unit,
            "text": say("记了一条内部备注", "Wrote a note"),
            "body": say("维保单位下午到场。", "Service firm comes this afternoon."),
            "internal": True,
        },
        {
            "at": NOW - timedelta(hours=5),
            "who": unit,
            "text": say("签收，开始办理", "Signed and started"),
        },
        {
            "at": NOW - timedelta(days=1, hours=3),
            "who": say("派单台", "Dispatch desk"),
            "text": say("派给青石镇城管办", "Sent to Qingshi urban management"),
        },
        {
            "at": NOW - timedelta(days=3, hours=2),
            "who": say("居民", "Resident"),
            "text": say("来电反映", "Reported it by phone"),
        },
    ]


def actions(say: Say, form: BaseForm) -> list[dict[str, Any]]:
    """Return actions of each kind: with a form, at once, grey with its reason."""
    return [
        {
            "key": "answer",
            "label": say("答复居民", "Answer the resident"),
            "url": "#",
            "form": form,
            "primary": True,
        },
        {
            "key": "contact",
            "label": say("记录已联系", "Record the first contact"),
            "url": "#",
            "method": "post",
        },
        {"key": "ask", "label": say("请居民补充", "Ask the resident"), "url": "#"},
        {
            "key": "return",
            "label": say("退回派单台", "Return to dispatcher"),
            "url": "#",
            "refusal": Refusal("ui.guide_example", {"days": 1}),
        },
    ]


def dispatch(say: Say) -> dict[str, Any]:
    """Return the dispatch desk: who waits, and a proposal for one."""
    return {
        "queue": [{**row, "current": i == 1} for i, row in enumerate(many(say, 7))],
        "proposal": {
            "unit": say("青石镇城管办", "Qingshi urban management"),
            "why": say("事项“电梯故障”× 桥东社区 × 权责清单", "Matter “lift” × Qiaodong × duty table"),
            "cite": say("依据：《特种设备安全法》第五条", "Power: Special Equipment Safety Law, art. 5"),
        },
        **{key: value for key, value in sheet(say).items() if key in ("title", "message", "number", "facts")},
    }


def board(say: Say) -> dict[str, Any]:
    """Return counts, small multiples and the table beside the map."""
    towns = [
        say("青石镇", "Qingshi"),
        say("河湾镇", "Hewan"),
        say("云岭乡", "Yunling"),
        say("白杨镇", "Baiyang"),
    ]
    figures = [(412, 18, 3), (287, 9, 0), (96, 2, 0), (203, 31, 12)]
    week = say("{n}周", "wk {n}")
    return {
        "tiles": [
            {"label": say("办理中", "open"), "value": 998, "url": "#"},
            {"label": say("今天到期", "due today"), "value": 60, "url": "#", "meaning": "amber"},
            {"label": say("超期", "overdue"), "value": 15, "url": "#", "meaning": "overdue"},
            {"label": say("等人决定", "need a person"), "value": 7, "url": "#", "meaning": "person"},
        ],
        "series": [
            {
                "label": town,
                "url": "#",
                "total": total,
                "points": [
                    {
                        "label": week.format(n=36 + i),
                        "value": (total * (7 + (i * (k + 3)) % 5)) // 110,
                        "meaning": "accent",
                    }
                    for i in range(12)
                ],
            }
            for k, (town, (total, _due, _late)) in enumerate(zip(towns, figures, strict=True))
        ],
        "columns": [
            {"label": say("乡镇", "Town")},
            {"label": say("办理中", "Open"), "num": True},
            {"label": say("今天到期", "Due today"), "num": True},
            {"label": say("超期", "Overdue"), "num": True},
        ],
        "rows": [
            [{"text": town, "url": "#"}, *({"text": n, "url": "#", "num": True} for n in numbers)]
            for town, numbers in zip(towns, figures, strict=True)
        ],
    }


def grids(say: Say) -> dict[str, Any]:
    """Return 8 × 6 made-up grids as GeoJSON."""
    side, west, south = 0.004, 110.0, 30.0

    def square(i: int, j: int) -> list[list[float]]:
        corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1), (i, j)]
        return [[west + side * (x + 0.18 * (y % 2)), south + side * (y + 0.12 * (x % 2))] for x, y in corners]

    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Polygon", "coordinates": [square(i, j)]},
                "properties": {
                    "name": say(f"第{i * 6 + j + 1}网格", f"Grid {i * 6 + j + 1}"),
                    "value": (i * 7 + j * 5) % 23,
                    "level": (i * 7 + j * 5) % 5,
                },
            }
            for i in range(8)
            for j in range(6)
        ],
    }
