"""Names after the words that announce one, and family names with a title.

An office (主任, 王主任) is no personal data here: who holds it acts in it, and it is often what the text is about.
"""

import re
from collections.abc import Iterator

from gongzhi.people.screening.findings import Finding, Kind
from gongzhi.people.screening.surnames import (
    AFTER,
    DOUBLE,
    GOES_ON,
    NEVER,
    NO_NAME_ENDS,
    PLACE_ENDS,
    RARE,
    SURE,
    SURNAMES,
    WORDS,
)

Found = Iterator[Finding]

_HAN = "\u4e00-\u9fff"
_SURNAME = f"(?:{'|'.join(DOUBLE)}|[{''.join(sorted(SURNAMES))}])"
_CANDIDATE = re.compile(rf"({_SURNAME})([{_HAN}]{{1,2}})")
_AFTER_LABEL = re.compile(rf"({_SURNAME}|[{''.join(sorted(RARE))}])([{_HAN}]{{1,2}})")

# A name follows these, with or without a sign between.
_LABEL = re.compile(
    r"(?:姓名|名字|联系人|户主|举报人|投诉人|来电人|反映人|报修人|申请人|当事人|诉求人|报案人|委托人|房主|收件人|收货人|被投诉人|负责人|经手人|经办人|签名|签字人"
    r"|报告人|求助人|咨询人|留言人|反馈人|负责人员|死者|伤者|病人|产权人|承租人|出租人|法人|法定代表人|监护人|学生姓名|署名|落款"
    r"|收款人|付款人|持卡人|开户名|户名|账户名)"
    r"(?:的?(?:姓名|名字))?[是为叫:\s(]{0,4}"
    r"|(?:(?:工头|老板|孩子|儿子|女儿|丈夫|妻子|邻居|老人|母亲|父亲|司机|老师|医生|对方|那人|小孩)(?:名字)?叫|我叫|名叫|叫做|他叫|她叫|本名|本人叫|本人姓名)[做:\s]{0,2}"
)
# After these a name follows now and then, and more often another word: only sure ones are taken.
_ROLE = re.compile(
    r"(?:我是|我名|本人|孩子|小孩|舅舅|姑姑|伯父|伯母|婶婶|嫂子|亲戚|朋友|工友|工头|包工头|组长|队长|志愿者|护士|业主|租客|租户|房东|住户|居民|村民|邻居|隔壁|楼上|楼下|对门|对面|老人|父亲|母亲|丈夫|妻子|儿子|女儿|同事|车主|患者)"
    r"[是为叫:\s(,]{0,2}"
)
_NEXT_DOOR = ("隔壁", "楼上", "楼下", "对门", "对面")
_NICKNAME = re.compile(
    rf"(?:邻居|隔壁|楼上|楼下|对门|对面|房东|租客)(?:的)?([老小阿][{''.join(sorted(SURE))}])(?![{_HAN}]?[区村镇路街])"
)
_TITLE = "|".join(
    (
        *(
            "先生",
            "女士",
            "小姐",
            "太太",
            "师傅",
            "大爷",
            "大妈",
            "大伯",
            "大娘",
            "大婶",
            "大叔",
            "大姐",
            "大哥",
        ),
        *("大嫂", "嫂子", "婶子", "伯伯", "教授", "护士", "保洁"),
        *("阿姨", "阿婆", "阿公", "叔叔", "奶奶", "爷爷", "老师", "医生", "同学", "同志", "老板娘", "老板"),
    )
)
_TITLED = re.compile(rf"({_SURNAME})([{_HAN}]{{0,2}}?)(?:{_TITLE})")
_OFFICE = "主任|书记|经理|局长|所长|队长|科长|处长|镇长|乡长|村长|主席|校长|院长|警官|律师|法官"
_OFFICIAL = re.compile(rf"(?<![{_HAN}])({_SURNAME})([{_HAN}]{{1,2}})(?:{_OFFICE})")
_NUMBER_NEXT = re.compile(
    rf"(?:(?<![{_HAN}])|(?<=联系)|(?<=[找问叫给是主人居]))({_SURNAME})([{_HAN}]{{1,2}})[,:\s(]{{0,3}}(?:(?:电话|手机|联系方式)(?:号码|号)?[是为:\s]{{0,3}})?(?=1[3-9]\d)"
)
# 找王建国, 我是三楼的李桂芳: a whole name of a common family, and nothing after it.
_WHOLE = re.compile(
    rf"(?:[找问]|我是[^,.;:!?\n]{{1,8}}?的)([{''.join(sorted(SURE))}])([{_HAN}]{{2}})(?![{_HAN}])"
)
# A name before what is written after one on a form: its sex, its papers.
_FORM_NEXT = re.compile(
    rf"(?:(?<![{_HAN}])|(?<=[找问叫给是人和])|(?<=本人))({_SURNAME})([{_HAN}]{{1,2}})"
    r"[,:、 (]{0,2}(?=[男女](?:[,、 )]|$)|身份证|护照|电话[是:号]|手机[是:号])"
)
# 老王, 小李 as somebody is called, and 王姐, 张叔: where neither side can belong to another word.
_CALLED = re.compile(
    rf"(?:(?<![{_HAN}])|(?<=[找问叫给和跟是]))(?:[老小阿]([{''.join(sorted(SURE))}])|([{''.join(sorted(SURE))}])(?:姐|哥|叔|婶|伯|嫂|姨|总))"
    rf"(?=[家说讲在他她的,.。!? ]|不|也|就|电话|微信|手机|$)"
)
_NO_CALL = frozenset(
    ("小康", "小金", "小龙", "小雷", "小石", "老江", "小江", "老陈", "小孔", "小管", "老汤", "小余")
)
_ENGLISH = re.compile(
    r"(?:\b[Mm]y name(?: is|'s)|\b[Nn]ame(?: is)?:|\b[Cc]ontact(?: person)?:|\b[Cc]ontact person"
    r"|\bMrs?\.?|\bMs\.?|\bMiss|\bDr\.?|\b[Rr]eported by|\b[Ss]igned,?|\b[Tt]enant|\b[Nn]eighbour|\b[Rr]egards,)\s{1,3}"
    r"([A-Z][a-z]+(?:[ -][A-Z][a-z]+){0,2}|[A-Z]{2,}(?: [A-Z]{2,}){1,2})"
)
_ENGLISH_SAYS = re.compile(
    r"\b(?:I am|I'm|[Tt]his is)\s{1,3}([A-Z][a-z]+ [A-Z][a-z]+)"
    r"(?=[,.;]| (?:from|speaking|and|at|of flat|of room|living)\b)"
)
# A title is no family name's where the character before belongs to it: 班主任老师, 保安师傅, 向女士
_PREPOSITIONS = frozenset("向于从应连")
_NO_GIVEN = frozenset("课及其和与科班了")  # before a title: 代课老师, 及其医生
_NOT_ITS_OWN = _PREPOSITIONS | {"楼"}
_BEFORE_TITLE = {
    "司": "公",
    "方": "工甲乙资卖对双地警院校店厂",
    "任": "主责担历",
    "安": "保公治",
    "水": "修送",
    "时": "小当",
    "单": "简买",
    "车": "修开停公",
    "包": "面打",
    "金": "现资",
}


def names(text: str) -> Found:
    """Find names of people."""
    yield from _announced(text)
    yield from _titled(text)
    for match in _NICKNAME.finditer(text):
        yield Finding(match.start(1), match.end(1), Kind.NAME)
    for match in _NUMBER_NEXT.finditer(text):
        if _may_be(match[1], match[2]) and not NO_NAME_ENDS.intersection(match[2]):
            yield Finding(match.start(), match.end(2), Kind.NAME)
    for match in (*_FORM_NEXT.finditer(text), *_WHOLE.finditer(text)):
        if (
            not _titled_at(text, match.end(1))
            and _may_be(match[1], match[2])
            and not (NO_NAME_ENDS | NEVER).intersection(match[2])
        ):
            yield Finding(match.start(1), match.end(2), Kind.NAME)
    for match in _CALLED.finditer(text):
        if match[0] not in _NO_CALL:
            start = match.start() if match[1] else match.start(2)
            yield Finding(start, match.end(1) if match[1] else match.end(2), Kind.NAME)
    for pattern in (_ENGLISH, _ENGLISH_SAYS):
        for match in pattern.finditer(text):
            yield Finding(match.start(1), match.end(1), Kind.NAME)


def _announced(text: str) -> Found:
    for match in _LABEL.finditer(text):
        if end := _name_ends(text, match.end(), sure=False):
            yield Finding(match.end(), end, Kind.NAME)
    for match in _ROLE.finditer(text):
        if end := _name_ends(text, match.end(), sure=True, place=match[0].startswith(_NEXT_DOOR)):
            yield Finding(match.end(), end, Kind.NAME)


def _name_ends(text: str, start: int, *, sure: bool, place: bool = False) -> int | None:
    """Return where the name that begins here ends; None where none does.

    What clearly goes on after a name ends it after two characters, else it is taken to have three: one character
    too many hides less than one too few would show. After a `place` (next door) a shop is as likely as a person.
    """
    found = (_CANDIDATE if sure else _AFTER_LABEL).match(text, start)
    if found is None:
        return None
    family, given = found[1], found[2]
    if not _may_be(family, given) or given == "某某" or _titled_at(text, start + len(family)):
        return None  # a family name with its title is found as such
    alone = _ends_word(text, found.end())
    if len(given) == 2 and (
        given[1] in NEVER or (given[1] in AFTER and not alone) or _titled_at(text, found.end() - 1)
    ):
        given = given[0]
    ends = start + len(family) + len(given)
    goes_on = not _ends_word(text, ends) and text[ends] not in (GOES_ON if sure else AFTER)
    unsure = goes_on and (place or len(given) < 2)
    if sure and (
        (len(family) == 1 and family not in SURE - {"楼"}) or NO_NAME_ENDS.intersection(given) or unsure
    ):
        return None
    return None if given[-1] in PLACE_ENDS and goes_on else ends


def _may_be(family: str, given: str) -> bool:
    return given[0] not in NEVER and family + given[0] not in WORDS


def _ends_word(text: str, at: int) -> bool:
    """Tell whether no further character of a word stands here: a sign, a blank, a figure, or the end."""
    return not "\u4e00" <= text[at : at + 1] <= "\u9fff"


def _titled_at(text: str, start: int) -> bool:
    return text.startswith(tuple(f"{_TITLE}|{_OFFICE}".split("|")), start)


def _titled(text: str) -> Found:
    for match in _TITLED.finditer(text):
        family, given = match[1], match[2]
        before = text[max(match.start() - 1, 0) : match.start()]
        if not given and (family in _PREPOSITIONS or (before and before in _BEFORE_TITLE.get(family, ""))):
            continue
        if given and (not _may_be(family, given) or (NO_NAME_ENDS | NEVER | _NO_GIVEN).intersection(given)):
            continue
        another = family in _NOT_ITS_OWN or (before and before in _BEFORE_TITLE.get(family, ""))
        addressed = bool(given and another and given[0] in SURNAMES)  # 向侯女士说明, 公司陈老板
        yield Finding(match.start() + addressed, match.end(2), Kind.NAME)
    for match in _OFFICIAL.finditer(text):
        if _may_be(match[1], match[2]) and not NO_NAME_ENDS.intersection(match[2]):
            yield Finding(match.start(), match.end(2), Kind.NAME)
