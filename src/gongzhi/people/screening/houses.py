"""Addresses with a house number: a road, lane, village or estate, and the number after it.

Where a case is stays in a text that the offices read; these are hidden where it leaves the installation.
"""

import re
from collections.abc import Iterator

from gongzhi.people.screening.findings import Finding, Kind

_HAN = "\u4e00-\u9fff"
_CHINESE = "〇零○一二三四五六七八九十百"
_NUMBER = rf"(?:[甲乙丙丁]?[0-9]{{1,5}}(?:[-][0-9]{{1,4}})?[A-Za-z]?|[{_CHINESE}]{{1,5}}|[甲乙丙丁])"
_TO = r"[ ,、]{0,2}"
_ROOM = (
    rf"(?:{_TO}(?:[0-9]{{1,3}}|[A-Za-z]|[{_CHINESE}甲乙丙丁东西]{{1,3}})(?:号楼|幢|栋|座|单元|门洞|层|楼|#)){{0,4}}"
    rf"(?:{_TO}(?:[A-Za-z]?[0-9]{{2,5}}(?:号?室|号?房|号|户)?(?![0-9元米个人年月日路])|[{_CHINESE}]{{1,5}}(?:室|号房)))?"
)
# What a place with house numbers is called. 道 and 里 stand in many other words.
_PLACE = (
    r"(?:大道|大街|新街|老街|街道|胡同|小区|社区|新村|花园|家园|花苑|公寓|大厦|广场|山庄|名邸|华府|新城|佳苑|小镇"
    r"|(?<![公铁马线电上走道网一思套出末])路|(?<!一)街|(?<![知通车管渠报频轨人味街])道|[巷弄村屯寨庄坊府苑庭邸坞湾]"
    r"|(?<![这那哪家公楼屋心市城夜小区])里|(?<![进出市全县入])城|(?<![公校])园|(?<=村)[0-9一二三四五六七八九十]{1,2}组)"
)
_HOUSE = re.compile(
    rf"{_PLACE}[ ,:]?(?:{_NUMBER}弄[ ,]?)?{_NUMBER}"
    rf"(?:(?:号楼|号院|幢|栋|座|#)|号(?!线|口|门(?![口前])|出|车|机|码|文|召|令|外|晚|早|上午|下午|中午|开会|之前|以后|起|前|后|井|桩|坑|楼梯))"
    rf"{_ROOM}"
)
_BACK = re.compile(rf"[{_HAN}0-9]{{1,24}}$")
# After the last of these an address begins.
_STOPS = re.compile(
    r"[在到是去从往离把被给向的了址为找问由叫于住经沿进对就这那我你他她它们过距请让]"
    r"|位于|家住|来自|有人|附近|投诉|反映|举报|报修|咨询|关于|目前|现有|隔壁|地点|地址|户籍|老家|单位|公司|收到|你好|您好|麻烦|领导|以及|另外|还有|同时"
)
_ROAD = r"(?:[A-Z][A-Za-z']+ ){1,4}(?:Road|Street|Avenue|Lane|Alley|Rd|St|Ave|Village)\b\.?"
_ENGLISH = re.compile(
    rf"(?:\b(?:No\.? ?)?[0-9]{{1,5}}[A-Za-z]?,? {_ROAD}|\b{_ROAD},? No\.? ?[0-9]{{1,5}}\b)"
    r"(?:,? (?:flat|room|apt\.?|apartment|unit) ?[0-9A-Za-z]{1,5}\b)?"
)


def houses(text: str) -> Iterator[Finding]:
    """Find addresses that lead to a house."""
    for match in _HOUSE.finditer(text):
        start = _begins(text, match.start())
        if start is not None:
            yield Finding(start, match.end(), Kind.ADDRESS)
    for match in _ENGLISH.finditer(text):
        yield Finding(match.start(), match.end(), Kind.ADDRESS)


def _begins(text: str, place: int) -> int | None:
    """Return where the name of a place begins of which the last part stands here; None where it has no name."""
    before = _BACK.search(text, max(place - 24, 0), place)
    if before is None:
        return None
    start = before.start()
    for stop in _STOPS.finditer(text, start, place):
        start = stop.end()
    return start if start < place else None
