"""Makes the generated part of `data/personal_texts.csv`: the same texts from the same seed. Every datum is made up.

`python -m gongzhi.diagnosis.tests.make_personal_texts` prints the lines; the written part of the file is kept by hand.
"""

import csv
import random
import sys
from collections.abc import Callable

from gongzhi.people.screening.numbers import _CHECKS, _WEIGHTS, is_luhn

SEED, COUNT = 20261128, 420
_FAMILY = [
    *"王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕",
    "欧阳",
    "佘",
    "晏",
    "仇",
    "敖",
    "诸葛",
]
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉建国志文海红梅春雪晨宇轩浩然子涵欣怡佳琪美玲"
_ROADS = [
    "文三",
    "建设",
    "和平",
    "解放",
    "长江",
    "人民",
    "朝阳",
    "新华",
    "中山",
    "滨河",
    "学苑",
    "凤凰",
    "青年",
    "石桥",
]
_ESTATES = ["阳光", "翠苑", "锦绣", "金桂", "丽都", "书香", "碧水", "东湖", "景和", "兴业"]
_VILLAGES = ["大王", "石塘", "李家", "上坪", "东岭", "柳树", "青山", "下湾"]
_ZERO = "\u200b\u200c\u2060\ufeff\u00ad"
_NUMERALS = "零一二三四五六七八九"
_SPOKEN = "〇幺两三四五六拐八九"
_CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨"
_ARABIC = "٠١٢٣٤٥٦٧٨٩"

R = random.Random(SEED)


def mobile() -> str:
    return "1" + R.choice("3456789") + "".join(R.choice("0123456789") for _ in range(9))


def landline() -> str:
    return R.choice(["0571", "010", "021", "0791", "0358", "0755"]) + R.choice("2345678") + digits(7)


def digits(count: int) -> str:
    return "".join(R.choice("0123456789") for _ in range(count))


def resident_id() -> str:
    born = f"{R.randint(1935, 2018)}{R.randint(1, 12):02d}{R.randint(1, 28):02d}"
    head = R.choice(["330106", "110105", "430102", "510107", "622301", "150204"]) + born + digits(3)
    return head + _CHECKS[sum(int(a) * b for a, b in zip(head, _WEIGHTS, strict=True)) % 11]


def card() -> str:
    head = R.choice(["622202", "621700", "622848", "621799", "436742", "955880", "601382"])
    length = 16 if head[0] in "46" and head[:2] != "62" else 19
    body = head + digits(length - len(head) - 1)
    return next(body + last for last in "0123456789" if is_luhn(body + last))


def plate() -> str:
    head = R.choice("京津沪浙苏皖粤湘川鲁豫赣") + R.choice("ABCDEFGH")
    if R.random() < 0.3:
        return head + R.choice("DF") + digits(5)
    return head + "".join(R.choice("ABCDEFGHJKLMNPQRSTUVWXYZ" if n == 1 else "0123456789") for n in range(5))


def name() -> str:
    return R.choice(_FAMILY) + "".join(R.sample(_GIVEN, R.choice((1, 2, 2, 2))))


def passport() -> str:
    return R.choice(["E", "G", "EA", "EJ"]) + digits(8)


def email() -> str:
    return (
        R.choice(["li.wei", "zhang_q", "wang2020", "chen-hua", "xu88"])
        + "@"
        + R.choice(["example.cn", "mail.example.com"])
    )


def address() -> str:
    number = str(R.randint(1, 320))
    return R.choice(
        [
            f"{R.choice(_ROADS)}路{number}号",
            f"{R.choice(_ROADS)}街{number}号",
            f"{R.choice(_ROADS)}东路{number}弄{R.randint(1, 40)}号",
            f"{R.choice(_ESTATES)}小区{R.randint(1, 40)}幢{R.randint(1, 5)}单元{R.randint(1, 30)}0{R.randint(1, 4)}室",
            f"{R.choice(_ESTATES)}花园{R.randint(1, 30)}号楼{R.randint(101, 2804)}",
            f"{R.choice(_VILLAGES)}村{R.randint(1, 12)}组{R.randint(1, 90)}号",
            f"{R.choice(_VILLAGES)}村{number}号",
        ]
    )


# How somebody writes a number so that no machine reads it, or just so.
_WRITTEN: list[Callable[[str], str]] = [
    lambda n: n,
    lambda n: n,
    lambda n: "".join(chr(ord(c) + 0xFEE0) for c in n),
    lambda n: "".join(_NUMERALS[int(c)] if c.isdigit() else c for c in n),
    lambda n: "".join(_SPOKEN[int(c)] if c.isdigit() else c for c in n),
    lambda n: R.choice(_ZERO).join(n),
    lambda n: " ".join(n),
    lambda n: n.replace("0", "O"),
    lambda n: n.replace("1", "l").replace("0", "o") if sum(c not in "10" for c in n) > 6 else n,
    lambda n: "".join(_CIRCLED[int(c)] if c.isdigit() else c for c in n),
    lambda n: "".join(_ARABIC[int(c)] if c.isdigit() else c for c in n),
    lambda n: "".join(_NUMERALS[int(c)] if c.isdigit() and R.random() < 0.3 else c for c in n),
    lambda n: "".join(c + ("\u0336" if c.isdigit() else "") for c in n),
]
_GAPS = [" ", "-", ".", "·", "—", "  ", "_", " - ", "~"]


def grouped(number: str, sizes: tuple[int, ...]) -> str:
    gap, pieces, at = R.choice(_GAPS), [], 0
    for size in sizes:
        pieces.append(number[at : at + size])
        at += size
    return gap.join([*pieces, number[at:]] if number[at:] else pieces)


def written(number: str, *ways: tuple[int, ...]) -> str:
    if ways and R.random() < 0.4:
        number = grouped(number, R.choice(ways))
        return (
            number
            if R.random() < 0.6
            else "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in number)
        )
    return R.choice(_WRITTEN)(number)


_BEFORE = [
    "你好，",
    "我要反映，",
    "麻烦处理一下：",
    "昨天晚上十点多，",
    "投诉！",
    "这已经是第3次了，",
    "",
    "",
    "您好 ",
    "2026年11月28日，",
]
_AFTER = ["，请尽快回复。", "，谢谢！", "。", "\n", "，拜托了", "，一直没人管。", "，已经反映2次。", ""]


def one() -> str:
    kind = R.choice(
        [
            "MOBILE",
            "MOBILE",
            "ID_NUMBER",
            "BANK_CARD",
            "LANDLINE",
            "PLATE",
            "EMAIL",
            "PASSPORT",
            "NAME",
            "NAME",
            "ADDRESS",
            "NONE",
            "NONE",
            "TWO",
        ]
    )
    return R.choice(_BEFORE) + _said(kind) + R.choice(_AFTER)


def _said(kind: str) -> str:
    if kind == "TWO":
        return _said("NAME") + "，" + _said(R.choice(["MOBILE", "ID_NUMBER", "PLATE", "ADDRESS"]))
    if kind == "NONE":
        return R.choice(_NOTHING)()
    value, frames = _MADE[kind]
    return R.choice(frames).replace("#", f"⟦{kind}:{value()}⟧")


_MADE: dict[str, tuple[Callable[[], str], list[str]]] = {
    "MOBILE": (
        lambda: written(mobile(), (3, 4, 4), (3, 4, 4), (3, 3, 5), (4, 3, 4), (3, 8)),
        ["我的手机#", "联系电话：#", "打#找我", "电话 #", "请回电#", "手机号是#", "有事打#（白天）"],
    ),
    "ID_NUMBER": (
        lambda: written(resident_id(), (6, 8, 4), (6, 4, 4, 4), (3, 3, 4, 4, 4)),
        ["身份证#", "我的身份证号是#", "证件号码：#", "低保户，#，一直没批", "身份证号码（#）"],
    ),
    "BANK_CARD": (
        lambda: written(card(), (4, 4, 4, 4, 3), (4, 4, 4, 4), (6, 6, 7)),
        ["补贴打到#", "我的银行卡#", "卡号#没到账", "退款请退到农行#", "工资卡：#"],
    ),
    "LANDLINE": (
        lambda: R.choice(
            [
                lambda n: f"{n[:-8]}-{n[-8:]}",
                lambda n: f"({n[:-8]}){n[-8:]}",
                lambda n: f"{n[:-8]} {n[-8:-4]} {n[-4:]}",
                lambda n: n,
                lambda n: f"（{n[:-8]}）{n[-8:]}",
                lambda n: "".join(_NUMERALS[int(c)] for c in n),
            ]
        )(_eight(landline())),
        ["座机#", "家里电话是#", "打#没人接", "请拨#"],
    ),
    "PLATE": (
        lambda: R.choice(
            [
                lambda p: p,
                lambda p: f"{p[:2]}·{p[2:]}",
                lambda p: f"{p[:2]} {p[2:]}",
                str.lower,
                lambda p: " ".join(p),
            ]
        )(plate()),
        ["#一直停在消防通道", "车牌#的货车半夜鸣笛", "白色轿车，#，堵门", "投诉#乱停"],
    ),
    "EMAIL": (
        lambda: R.choice([lambda e: e, lambda e: e.replace("@", "＠"), str.upper])(email()),
        ["发到#", "邮箱：#", "请回信 #"],
    ),
    "PASSPORT": (passport, ["护照号#", "我的护照是#", "护照：#，办居留"]),
    "NAME": (
        name,
        [
            "我叫#，住在本社区",
            "联系人：#",
            "我是#",
            "姓名 #",
            "户主#不在家",
            "投诉人#反映",
            "#先生，请转告",
            "本人#，男",
            "申请人是#",
            "工头叫#，不给钱",
        ],
    ),
    "ADDRESS": (address, ["我住在#", "地址：#", "#漏水", "家住#，楼道没灯", "位于#的餐馆油烟大", "在#门口"]),
}


def _eight(number: str) -> str:
    """Return a landline with the eight digits after its code."""
    code = next(c for c in ("0571", "010", "021", "0791", "0358", "0755") if number.startswith(c))
    return code + number[len(code) : len(code) + 8]


_NOTHING: list[Callable[[], str]] = [
    lambda: f"订单号{R.choice('123456789')}{digits(15)}至今没发货",
    lambda: f"快递单号SF{digits(13)}丢件",
    lambda: f"案号（2026）浙0106民初{digits(5)}号",
    lambda: f"欠工资{R.randint(1000, 99999)}元，共{R.randint(3, 40)}人",
    lambda: f"12345打了{R.randint(2, 9)}遍，110也打过，96{digits(3)}占线",
    lambda: f"客服400-{digits(3)}-{digits(4)}打不通",
    lambda: (
        f"2026-{R.randint(1, 12):02d}-{R.randint(1, 28):02d} {R.randint(0, 23):02d}:{R.randint(0, 59):02d}:00 停水"
    ),
    lambda: f"水表户号{digits(10)}，上月读数{digits(4)}",
    lambda: f"工单编号2611{digits(8)}没有结果",
    lambda: f"合同编号HT-2026{digits(4)}，面积{R.randint(60, 140)}.{digits(2)}平方米",
    lambda: f"发票号码{digits(8)}，金额{R.randint(100, 9999)}.{digits(2)}",
    lambda: f"{R.randint(1, 40)}路公交车等了{R.randint(20, 60)}分钟",
    lambda: f"地铁{R.randint(1, 19)}号线{R.choice('ABCD')}口没有电梯",
    lambda: (
        f"{R.choice('一二三四五六七')}年级{R.randint(1, 9)}班，一共{R.choice(['四十三', '五十一', '三十八'])}个学生"
    ),
    lambda: f"统一社会信用代码9133{digits(12)}XX",
    lambda: (
        f"面积{R.randint(1000, 9000)}亩，每亩{R.randint(500, 2000)}元，补偿{R.randint(1, 9)}{digits(7)}元"
    ),
    lambda: f"王主任说{R.choice(['周一', '周三', '下周'])}答复，李局长也知道",
    lambda: f"设备序列号{digits(15)}保修",
    lambda: f"基站编号4{digits(15)}辐射大吗",
    lambda: f"型号G{digits(8)}的燃气表不走",
]


def rows() -> list[str]:
    """Return the generated texts, each once."""
    R.seed(SEED)
    found: dict[str, None] = {}
    while len(found) < COUNT:
        found[one()] = None
    return list(found)


if __name__ == "__main__":
    writer = csv.writer(sys.stdout, lineterminator="\n")
    for text in rows():
        writer.writerow(["seed", text])
