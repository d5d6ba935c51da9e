"""Numbers that lead to a person: resident ids, telephones, bank cards, plates, accounts."""

import re
from collections.abc import Iterator
from datetime import date

from gongzhi.people.screening.findings import Finding, Kind
from gongzhi.people.screening.writing import spoken

Found = Iterator[Finding]

# GB/T 2260: the first two digits of a resident id name a province.
_CODES = (
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
)
_PROVINCES = frozenset(_CODES.split())
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643, ISO 7064 MOD 11-2
_CHECKS = "10X98765432"
_NO_DIGIT = r"(?<![0-9A-Za-z])"
_END = r"(?![0-9A-Za-z])"
_SAID = r"[号码为是:\s()]{0,6}"  # between a word and its number
_ID_WORD = re.compile(r"(?:身份证|证件|居民证|ID card)" + _SAID + r"$", re.IGNORECASE)
_ID_18 = re.compile(_NO_DIGIT + r"\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx]" + _END)
_ID_15 = re.compile(_NO_DIGIT + r"\d{15}" + _END)

# Before these words' numbers stands something else than a person's.
_OTHER = re.compile(
    r"(?:单号|订单|运单|快递|案号|编号|工单|流水|合同|发票|文号|条码|受理|序列号|户号|表号|档案|证书|许可证)号?码?"
    + _SAID
    + r"$"
)
_MOBILE = re.compile(
    r"(?<![0-9A-Za-z.])(?:(?:\+|00)?86[ -]?)?"
    r"(?:1[3-9]\d(?:[ .-]?\d{4}){2}|1[3-9]\d[ .-]?\d{3}[ .-]?\d{5}|1[3-9]\d{2}[ .-]?\d{3}[ .-]?\d{4}"
    r"|1[3-9]\d{3}[ .-]?\d{6}|1[3-9]\d{4}[ .-]?\d{5}|1[3-9]\d[ .-]?\d{3}[ .-]?\d{3}[ .-]?\d{2}"
    r"|1(?:[ .-][3-9])(?:[ .-]\d){9}|1[3-9]\d(?:[ .-]?\d{2}){4})(?![0-9A-Za-z]|\s?(?:元|万|亿|平方|吨))"
)
_UNITS = frozenset("十百千万亿点分")
_AREA = r"(?:10|2[0-57-9]|[3-9]\d{2})"
_LANDLINE = re.compile(
    r"(?<![0-9A-Za-z.-])(?:(?:\+|00)?86[ -]?)?(?:\(0" + _AREA + r"\) ?|0" + _AREA + r"[ -]?)"
    r"[2-8]\d{2,3}[ -]?\d{4}(?:(?:-|转|ext\.?) ?\d{1,5})?(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_LOCAL = re.compile(
    r"(?:电话|座机|宅电|固话|\btel(?:ephone)?\b|\bphone\b)"
    + _SAID
    + r"([2-8]\d{2,3}[ -]?\d{4})(?![0-9A-Za-z-])",
    re.IGNORECASE,
)

_CARD = re.compile(_NO_DIGIT + r"\d(?:[ -]?\d){12,18}" + _END)
_CARD_WORD = re.compile(
    r"(?:卡|银行卡|卡号|储蓄卡|信用卡|账|账号|帐号|账户|\bcard)" + _SAID + r"$", re.IGNORECASE
)
_CARD_START = re.compile(
    r"62|60|9[58]|4|5[1-5]|2[2-7]|35"
)  # who issues cards here; a tracking number rarely does

_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLACES = "A-HJ-NP-Z0-9"
_PLATE_REST = rf"(?:[A-HJK][{_PLACES}]\d{{4}}|\d{{5}}[A-HJK]|[{_PLACES}]{{4}}[{_PLACES}挂学警港澳领])"
_PLATE = re.compile(rf"[{_PROVINCE}使][A-Z][·. -]?({_PLATE_REST})(?![A-Z0-9]|室|号楼|幢|栋)", re.IGNORECASE)
_PLATE_WORD = re.compile(
    rf"(?:车牌|牌照|车号|\bplate)(?:号码|号)?[为是: ]*([A-Z]?[·. -]?{_PLATE_REST})(?![A-Z0-9])", re.IGNORECASE
)

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_ACCOUNT = re.compile(
    r"(?:微信|威信|薇信|\bVX\b|\bWX\b|WeChat(?: ID)?)(?:号码|号|账号|id)?[为是: ]*"
    r"([A-Za-z][A-Za-z0-9_-]{5,}|[1-9]\d{4,})"
    r"|(?:\bQQ|扣扣|企鹅)(?:号码|号|群号|群)?[为是: ]*([1-9]\d{4,})",
    re.IGNORECASE,
)


def _after(word: re.Pattern[str], text: str, start: int) -> bool:
    """Tell whether a word stands right before a place of the text."""
    return word.search(text, max(start - 20, 0), start) is not None


def ids(text: str) -> Found:
    """Find resident ids: eighteen places with their check digit, fifteen of the old ones after their word.

    Where the word stands before it, a mistyped check digit does not save a number.
    """
    for match in _ID_18.finditer(text):
        digits = re.sub(r"[ -]", "", match[0]).upper()
        if is_resident_id(digits) or (_is_born(digits[6:14]) and _after(_ID_WORD, text, match.start())):
            yield Finding(match.start(), match.end(), Kind.ID_NUMBER)
    for match in _ID_15.finditer(text):
        digits = match[0]
        known = digits[:2] in _PROVINCES and _is_born(f"19{digits[6:12]}")
        if known and _after(_ID_WORD, text, match.start()):
            yield Finding(match.start(), match.end(), Kind.ID_NUMBER)


def is_resident_id(digits: str) -> bool:
    """Tell whether eighteen places are a resident id: province, day of birth and check digit fit."""
    if digits[:2] not in _PROVINCES or not _is_born(digits[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == digits[17]


def _is_born(day: str) -> bool:
    if not "1880" <= day[:4] <= "2100":
        return False
    try:
        date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return False
    return True


def mobiles(text: str) -> Found:
    """Find mobile numbers, in figures or in Chinese numerals, in one piece or in groups."""
    for match in _MOBILE.finditer(text):
        yield Finding(match.start(), match.end(), Kind.MOBILE)
    aloud = spoken(text)
    for match in _MOBILE.finditer(aloud):
        if text[match.start() : match.end()] == match[0]:
            continue  # in figures: found above
        around = text[max(match.start() - 1, 0) : match.start()] + text[match.end() : match.end() + 1]
        if not _UNITS.intersection(around):
            yield Finding(match.start(), match.end(), Kind.MOBILE)


def landlines(text: str) -> Found:
    """Find landlines with their area code, and without it after the word for a telephone."""
    for match in _LANDLINE.finditer(text):
        plain_figures = match[0].isdigit()
        if not (plain_figures and _after(_OTHER, text, match.start())):
            yield Finding(match.start(), match.end(), Kind.LANDLINE)
    for match in _LOCAL.finditer(text):
        yield Finding(match.start(1), match.end(1), Kind.LANDLINE)


def cards(text: str) -> Found:
    """Find bank cards: the check digit of Luhn, and the length and beginning of a card, or its word before it."""
    for match in _CARD.finditer(text):
        digits = re.sub(r"[ -]", "", match[0])
        before = match.start()
        if not is_luhn(digits) or (len(set(digits)) == 1):
            continue
        likely = len(digits) >= 16 and _CARD_START.match(digits) and not _after(_OTHER, text, before)
        if likely or _after(_CARD_WORD, text, before):
            yield Finding(match.start(), match.end(), Kind.BANK_CARD)


def is_luhn(digits: str) -> bool:
    """Tell whether the check digit of a card fits (ISO/IEC 7812-1)."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + index % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def plates(text: str) -> Found:
    """Find plates of vehicles (GA 36), those of new energy with eight places among them."""
    for pattern, group in ((_PLATE, 0), (_PLATE_WORD, 1)):
        for match in pattern.finditer(text):
            if sum(char.isdigit() for char in match[1]) >= 3:
                yield Finding(match.start(group), match.end(group), Kind.PLATE)


def accounts(text: str) -> Found:
    """Find e-mail addresses, and accounts of messengers after their names."""
    for match in _EMAIL.finditer(text):
        yield Finding(match.start(), match.end(), Kind.EMAIL)
    for match in _ACCOUNT.finditer(text):
        group = 1 if match[1] else 2
        yield Finding(match.start(group), match.end(group), Kind.ACCOUNT)
