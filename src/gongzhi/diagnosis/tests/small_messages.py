"""A few dozen messages of our own for the tests, made from parts, each with its label: nobody ever sent them."""

from gongzhi.diagnosis.facts import Labelled

_PLACES = (
    "东门外",
    "河边",
    "菜场旁",
    "三号楼",
    "村口",
    "小学对面",
    "桥头",
    "老街",
    "广场",
    "near the gate",
    "by the river",
)
_MATTERS: dict[tuple[str, str], tuple[str, ...]] = {
    ("道路", "路灯"): ("路灯不亮，晚上走路看不见", "路灯坏了一个月没人修", "the street lamp is dark again"),
    ("道路", "坑洼"): (
        "路面有个大坑，骑车摔倒了",
        "路面坑坑洼洼，雨天积水",
        "a deep hole in the road surface",
    ),
    ("环境", "垃圾"): ("垃圾堆着没人收，很臭", "垃圾桶满了好几天", "rubbish has not been collected"),
    ("环境", "噪音"): (
        "半夜施工噪音太大，睡不着",
        "喇叭噪音从早响到晚",
        "noise from the building site at night",
    ),
}


def small_messages() -> list[Labelled]:
    """Return 132 messages with two levels of labels, always the same."""
    found = []
    for number, place in enumerate(_PLACES):
        for path, wordings in _MATTERS.items():
            for wording in wordings:
                title = wording[:6] if number % 3 else ""
                groups = {"channel": "web" if number % 2 else "phone"}
                found.append(Labelled(title, f"{place}{wording}，请派人看看。", path, groups))
    return found
