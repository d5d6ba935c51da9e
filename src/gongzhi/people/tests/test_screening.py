"""What is personal data in a text, and what only looks like it."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.people.screening import Finding, Kind, masked, shipped
from gongzhi.people.screening.findings import MARKERS, merged
from gongzhi.people.screening.numbers import is_luhn, is_resident_id

_ID = "33010619900101123X"  # made for this test: the day, and a check digit that fits
_CARD = "6222021234567890128"

FOUND = [
    # resident ids
    (f"我的身份证号是{_ID}。", [(_ID, Kind.ID_NUMBER)]),
    ("11010519491231002x 请查", [("11010519491231002x", Kind.ID_NUMBER)]),
    ("330106 19900101 123X", [("330106 19900101 123X", Kind.ID_NUMBER)]),
    ("３３０１０６１９９００１０１１２３Ｘ", [("３３０１０６１９９００１０１１２３Ｘ", Kind.ID_NUMBER)]),
    ("身份证330106199001011234", [("330106199001011234", Kind.ID_NUMBER)]),  # mistyped, but said to be one
    ("老身份证号：110105491231002", [("110105491231002", Kind.ID_NUMBER)]),
    # mobile numbers
    ("打我手机13800138000", [("13800138000", Kind.MOBILE)]),
    ("138 0013 8000或139-1234-5678", [("138 0013 8000", Kind.MOBILE), ("139-1234-5678", Kind.MOBILE)]),
    ("+86 13800138000", [("+86 13800138000", Kind.MOBILE)]),
    ("１３８００１３８０００", [("１３８００１３８０００", Kind.MOBILE)]),
    ("1 3 8 0 0 1 3 8 0 0 0", [("1 3 8 0 0 1 3 8 0 0 0", Kind.MOBILE)]),
    ("一三八零零一三八零零零", [("一三八零零一三八零零零", Kind.MOBILE)]),
    ("幺三八 〇〇幺三 八〇〇〇", [("幺三八 〇〇幺三 八〇〇〇", Kind.MOBILE)]),
    # landlines
    ("座机0571-88881234", [("0571-88881234", Kind.LANDLINE)]),
    ("（0571）88881234", [("（0571）88881234", Kind.LANDLINE)]),
    ("010 62345678转802", [("010 62345678转802", Kind.LANDLINE)]),
    ("家里电话：88881234", [("88881234", Kind.LANDLINE)]),
    # plates
    ("浙A12345堵了门", [("浙A12345", Kind.PLATE)]),
    ("沪AD12345", [("沪AD12345", Kind.PLATE)]),  # new energy
    ("粤B12345D", [("粤B12345D", Kind.PLATE)]),
    ("京A·F1234", [("京A·F1234", Kind.PLATE)]),
    ("苏e·1234学", [("苏e·1234学", Kind.PLATE)]),
    ("车牌号：A12345", [("A12345", Kind.PLATE)]),
    # bank cards
    (f"转到{_CARD}", [(_CARD, Kind.BANK_CARD)]),
    ("6222 0212 3456 7890 128", [("6222 0212 3456 7890 128", Kind.BANK_CARD)]),
    ("账号：4222222222222", [("4222222222222", Kind.BANK_CARD)]),
    # accounts
    ("写信到 li.wei@example.cn", [("li.wei@example.cn", Kind.EMAIL)]),
    ("加微信abc_12345", [("abc_12345", Kind.ACCOUNT)]),
    ("WeChat ID: liwei2020", [("liwei2020", Kind.ACCOUNT)]),
    ("QQ：12345678", [("12345678", Kind.ACCOUNT)]),
    # names after what announces one
    ("姓名：陈小明，女", [("陈小明", Kind.NAME)]),
    ("我叫张三，住翠苑", [("张三", Kind.NAME)]),
    ("我叫张三丰，住翠苑", [("张三丰", Kind.NAME)]),
    ("户主李家明的车", [("李家明", Kind.NAME)]),
    ("联系人 欧阳娜娜", [("欧阳娜娜", Kind.NAME)]),
    ("举报人王强要求保密", [("王强", Kind.NAME)]),
    ("经手人陈国栋签的字", [("陈国栋", Kind.NAME)]),
    ("投诉人：张伟 反映", [("张伟", Kind.NAME)]),
    ("邻居李建国天天放音响", [("李建国", Kind.NAME)]),
    ("邻居李建国劝我撤的", [("李建国", Kind.NAME)]),
    ("业主王和平，我是李建国，", [("王和平", Kind.NAME), ("李建国", Kind.NAME)]),
    ("联系王小明13800138000", [("王小明", Kind.NAME), ("13800138000", Kind.MOBILE)]),
    ("My name is Li Wei.", [("Li Wei", Kind.NAME)]),
    ("ask Mr. Smith", [("Smith", Kind.NAME)]),
    # names before a title
    ("张建国先生在家", [("张建国", Kind.NAME)]),
    ("李女士和王师傅", [("李", Kind.NAME), ("王", Kind.NAME)]),
    ("向侯女士说明", [("侯", Kind.NAME)]),
    ("我是一楼余师傅的女儿", [("余", Kind.NAME)]),
    ("隔壁老王家漏水", [("老王", Kind.NAME)]),
    ("，赵建国主任不理", [("赵建国", Kind.NAME)]),
    # where the writer lives
    ("我住3幢302室", [("3幢302室", Kind.ROOM)]),
    ("我家在阳光小区3幢2单元302室，漏水", [("3幢2单元302室", Kind.ROOM)]),
    ("家住翠苑3-2-302", [("3-2-302", Kind.ROOM)]),
]

NOTHING = [
    "案号（2026）浙0106民初12345号",
    "办件编号 261128-000123，订单号6222021234567890128",
    "快递单号SF1380013800012，运单 9876543210987",
    "金额15000000000元，欠款13800元，13,800元",
    "2026-11-28 10:30:00，20261128-0001，2026年11月28日",
    "拨打12345、110、96345、400-800-8888都没人管",
    "水表户号0571888812",
    "330106199001011236",  # the check digit does not fit, and nobody says that it is one
    "110105491231002",  # fifteen figures alone
    "4222222222222",  # a check digit alone
    "第5幢302室在装修，3幢2单元一楼的垃圾没人管",  # the place of the case
    "高新B10001室，豫ABC，川A12区，京A级",
    "一三五七楼的灯都不亮，一共十三万八千",
    "王主任和赵局长不作为，请派出所所长来",
    "楼上张灯结彩，隔壁沈记卤味，楼下石板路，居民周边的水管",
    "业主方不管，业主们，租客马上搬，住户何时能用水",
    "邻居常年占道，楼上高空抛物，楼下周边都是水，隔壁施工",
    "我是安徽人，我是高中生，我是于今年搬来的，我是王家村的",
    "向女士道歉，班主任老师，保安师傅，水车的师傅，一位先生",
    "联系人：无，姓名不详，当事人王某某，收件人地址",
    "老板不退钱，物业经理，房东先生",
    "name: see above; contact person unknown",
    "qq群里都在说，微信上说了",
    "",
]

_detector = shipped()


@pytest.mark.parametrize(("text", "found"), FOUND)
def test_personal_data_are_found(text: str, found: list[tuple[str, Kind]]) -> None:
    assert [(text[each.start : each.end], each.kind) for each in _detector.find(text)] == found


@pytest.mark.parametrize("text", NOTHING)
def test_what_looks_like_it_stays(text: str) -> None:
    assert masked(text, _detector).text == text
    assert not _detector.find(text)


def test_check_digits() -> None:
    assert is_resident_id(_ID)
    assert not is_resident_id(_ID[:-1] + "0")
    assert not is_resident_id("33010619900231123X")  # no such day
    assert is_luhn("4222222222222")
    assert not is_luhn("4222222222223")


def test_a_marker_says_what_stood_there() -> None:
    found = masked("我叫张三，13800138000", _detector)
    assert found.text == "我叫〔姓名〕，〔手机号〕"
    assert found.kinds == (Kind.MOBILE, Kind.NAME)
    assert masked("13800138000", _detector, marker=lambda kind: f"<{kind.value}>").text == "<MOBILE>"
    assert set(MARKERS) == set(Kind)


class _Says:
    """A detector that says what it is told."""

    def __init__(self, *findings: Finding) -> None:
        self._findings = findings

    def find(self, text: str) -> tuple[Finding, ...]:
        return self._findings


def test_findings_of_another_detector_may_overlap_and_reach_out() -> None:
    findings = (
        Finding(2, 5, Kind.NAME),
        Finding(0, 3, Kind.MOBILE),
        Finding(7, 99, Kind.PLATE),
        Finding(6, 6, Kind.NAME),
    )
    found = masked("abcdefgh", _Says(*findings))
    assert found.text == "〔手机号〕fg〔车牌〕"
    assert [(each.start, each.end) for each in found.findings] == [(0, 5), (7, 8)]


_PIECES = st.sampled_from(
    [
        *(text for text, _found in FOUND),
        *NOTHING,
        *(
            "，",
            " ",
            "-",
            "1",
            "38",
            "0571",
            "转",
            "微信",
            "身份证",
            "卡号：",
            "我叫",
            "户主",
            "先生",
            "老师",
            "我住",
            "3幢",
        ),
        *MARKERS.values(),
        *"王李张欧阳某的住在〔〕()＋+86８八零AD·.@xX\n",
    ]
)
_TEXTS = st.lists(_PIECES | st.text(max_size=3), max_size=12).map("".join)


@given(_TEXTS)
def test_masking_changes_nothing_outside_the_findings(text: str) -> None:
    found = masked(text, _detector)
    rebuilt, last = "", 0
    for each in found.findings:
        assert last <= each.start < each.end <= len(text)  # in order, none over another
        rebuilt += text[last : each.start] + MARKERS[each.kind]
        last = each.end
    assert found.text == rebuilt + text[last:]


@given(_TEXTS)
def test_masking_again_finds_nothing_more(text: str) -> None:
    once = masked(text, _detector)
    again = masked(once.text, _detector)
    assert again.text == once.text
    assert not again.findings


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9), st.sampled_from(list(Kind))), max_size=8))
def test_merged_findings_cover_the_same_places(spans: list[tuple[int, int, Kind]]) -> None:
    findings = [Finding(start, start + length, kind) for start, length, kind in spans]
    together = list(merged(findings))
    assert {at for each in findings for at in range(each.start, each.end)} == {
        at for each in together for at in range(each.start, each.end)
    }
    assert all(one.end <= other.start for one, other in itertools.pairwise(together))
