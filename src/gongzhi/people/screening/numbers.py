"""Numbers that lead to a person: resident ids, passports, telephones, bank cards, plates, accounts.

Each is looked for in three readings of a text: as it stands, with numerals as they are read aloud, and with letters
that look like digits. A reading counts only where it changes something and nothing says that it is a quantity.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date

from gongzhi.people.screening.findings import Finding, Kind
from gongzhi.people.screening.writing import mistaken, spoken

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
# What may part the digits of one number: blanks, and signs that end no sentence and join no two numbers.
_GAP = r"(?: ?[-.·_/*~+,、()\[\]] ?| {1,3}|--|\.\.)?"
_ID_WORD = re.compile(r"(?:身份证|证件|居民证|ID card|ID number)" + _SAID + r"$", re.IGNORECASE)
_ID_18 = re.compile(_NO_DIGIT + rf"\d(?:{_GAP}\d){{16}}{_GAP}[\dXx]" + _END)
_ID_15 = re.compile(_NO_DIGIT + r"\d{15}" + _END)
_PASSPORT = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|\bpassport)(?:的|号码|号|no\.?|number|is|[为是:\s(#]){0,8}"
    r"(?P<number>[A-Z]{1,2}[ -]?\d{7,9}|\d{8}(?!\d))(?![0-9A-Za-z])"
    r"|" + _NO_DIGIT + r"(?P<before>[EGDSPHMKT][A-Z]?[ -]?\d{7,8})(?=(?:的|这本|号)?(?:护照|通行证))",
    re.IGNORECASE,
)

# Before these words' numbers stands something else than a person's.
_OTHER = re.compile(
    r"(?:单号|订单|运单|快递|案号|编号|工单|流水|合同|发票|文号|条码|条形码|受理|序列号|户号|表号|档案|证书|许可证"
    r"|型号|批号|货号|商品|房产证|信用代码|执照|回执|单据|凭证|机身|设备|业务|order|invoice|serial|ref(?:erence)?)"
    r"(?:号|码|no\.?|number|[为是:#\s()]){0,6}$",
    re.IGNORECASE,
)
_MOBILE = re.compile(
    rf"(?<![0-9A-Za-z.])(?:\(?(?:\+|00)?86\)?[ -]?)?(?P<number>1(?:{_GAP}\d){{10}})"
    r"(?![0-9A-Za-z]|\s?(?:元|万|亿|平方|吨|块))"
)
# How a number of eleven digits is cut into groups; one digit each is another way.
_GROUPS = frozenset(
    (
        *(
            (11,),
            (3, 4, 4),
            (3, 8),
            (7, 4),
            (4, 3, 4),
            (4, 7),
            (5, 6),
            (6, 5),
            (3, 3, 5),
            (3, 5, 3),
            (5, 3, 3),
        ),
        *((3, 3, 3, 2), (3, 2, 2, 2, 2), (3, 4, 2, 2), (3, 2, 2, 4), (4, 4, 3), (3, 2, 3, 3), (1,) * 11),
    )
)
_UNITS = frozenset("十百千万亿点分")
_AREA = r"(?:10|2[0-57-9]|[3-9]\d{2})"
_IN = r"(?: ?[-.·_] ?| {1,2})?"
_LANDLINE = re.compile(
    rf"(?<![0-9A-Za-z.-])(?:\(?(?:\+|00)?86\)?[ -]?)?(?:\(0{_AREA}\){_IN}|0{_AREA}{_IN})"
    rf"[2-8]\d{{2,3}}{_IN}\d{{4}}(?:(?:-|转|ext\.?) ?\d{{1,5}})?(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_LOCAL = re.compile(
    r"(?:电话|座机|宅电|固话|\btel(?:ephone)?\b|\bphone\b)"
    + _SAID
    + r"([2-8]\d{2,3}[ -]?\d{4})(?![0-9A-Za-z-])",
    re.IGNORECASE,
)

_CARD = re.compile(_NO_DIGIT + rf"\d(?:{_GAP}\d){{12,18}}" + _END)
_CARD_WORD = re.compile(
    r"(?:卡|银行卡|卡号|储蓄卡|信用卡|账|账号|帐号|账户|开户行|(?:农行|工行|建行|中行|信用社|银行|邮储)的?"
    r"|\bcard(?: number| no\.?)?|\baccount)[尾号码为是:\s()]{0,6}$",
    re.IGNORECASE,
)
# Who issues cards here, and how long they are; a tracking number or a day with a count rarely is both.
_CARD_FORM = re.compile(
    r"62\d{14,17}|9558\d{12,15}|601[0-9]\d{12}|60\d{17}|4\d{15}|5[1-5]\d{14}|35(?:2[89]|[3-8]\d)\d{12}"
)

_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLACES = "A-HJ-NP-Z0-9"
_PLATE_REST = rf"(?:[A-HJK][{_PLACES}]\d{{4}}|\d{{5}}[A-HJK]|[{_PLACES}]{{4}}[{_PLACES}挂学警港澳领])"
_PLATE = re.compile(
    rf"(?<![最高全更创])[{_PROVINCE}使][ .·-]?[A-Z][·. -]{{0,2}}({_PLATE_REST})(?![A-Z0-9]|室|号楼|幢|栋)",
    re.IGNORECASE,
)
_PLATE_APART = re.compile(
    rf"[{_PROVINCE}使](?P<gap>[ .·*_-])[A-Z](?:(?P=gap)([A-HJ-NP-Z0-9])){{5,6}}(?![A-Z0-9])", re.IGNORECASE
)
_PLATE_WORD = re.compile(
    rf"(?:车牌|牌照|车号|\bplate)(?:号码|号| number)?[为是: ]{{0,6}}([A-Z]?[·. -]?{_PLATE_REST})(?![A-Z0-9])",
    re.IGNORECASE,
)

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}(?:@| ?\(at\) ?| ?\[at\] ?| @ | ?＠ ?)"
    r"[A-Za-z0-9-]{1,63}(?:(?:\.| ?\(dot\) ?| ?\[dot\] ?)[A-Za-z0-9-]{1,63}){1,8}",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"(?:微信|威信|薇信|\bVX\b|\bWX\b|WeChat(?: ID)?)(?:号码|号|账号|id)?[为是: ]{0,6}"
    r"([A-Za-z][A-Za-z0-9_-]{5,}|[1-9]\d{4,})"
    r"|(?:\bQQ|扣扣|企鹅)(?:号码|号|群号|群)?[为是: ]{0,6}([1-9]\d{4,})",
    re.IGNORECASE,
)


def _after(word: re.Pattern[str], text: str, start: int) -> bool:
    """Tell whether a word stands right before a place of the text."""
    return word.search(text, max(start - 20, 0), start) is not None


def numbers(text: str) -> Found:
    """Yield what the rules find in the text as it stands, and what they find only where it is read otherwise."""
    for rule in _RULES:
        yield from rule(text)
    aloud = spoken(text)
    for reading in dict.fromkeys((aloud, mistaken(aloud))):
        if reading == text:
            continue
        for found in (each for rule in _RULES for each in rule(reading)):
            as_it_stands = text[found.start : found.end] == reading[found.start : found.end]
            if not as_it_stands and _is_said(text, found, reading == aloud):
                yield found


def _is_said(text: str, found: Finding, aloud: bool) -> bool:
    """Tell whether it is a number still, and no quantity in numerals or a word of letters."""
    around = text[max(found.start - 1, 0) : found.start] + text[found.end : found.end + 1]
    stood = text[found.start : found.end]
    return not _UNITS.intersection(around) and (aloud or sum(map(str.isdigit, stood)) >= 5)


def _digits(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", text)


def ids(text: str) -> Found:
    """Find resident ids: eighteen places with their check digit, fifteen of the old ones after their word.

    Where the word stands before it, a mistyped check digit does not save a number.
    """
    for match in _ID_18.finditer(text):
        digits = _digits(match[0]).upper()
        if is_resident_id(digits) or (_is_born(digits[6:14]) and _after(_ID_WORD, text, match.start())):
            yield Finding(match.start(), match.end(), Kind.ID_NUMBER)
    for match in _ID_15.finditer(text):
        digits = match[0]
        known = digits[:2] in _PROVINCES and _is_born(f"19{digits[6:12]}")
        if known and _after(_ID_WORD, text, match.start()):
            yield Finding(match.start(), match.end(), Kind.ID_NUMBER)


def passports(text: str) -> Found:
    """Find passports and permits to pass beside their word."""
    for match in _PASSPORT.finditer(text):
        group = "number" if match["number"] else "before"
        yield Finding(match.start(group), match.end(group), Kind.PASSPORT)


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
        groups = tuple(map(len, re.findall(r"\d+", match["number"])))
        if groups not in _GROUPS or not "3" <= _digits(match["number"])[1] <= "9":
            continue
        if groups == (4, 4, 3) and match["number"].startswith("19"):
            continue  # two years and something
        if not (groups == (11,) and _after(_OTHER, text, match.start())):
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
        digits = _digits(match[0])
        before = match.start()
        if not is_luhn(digits) or (len(set(digits)) == 1):
            continue
        likely = _CARD_FORM.fullmatch(digits) and not _after(_OTHER, text, before)
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
    for pattern, group in ((_PLATE, 0), (_PLATE_WORD, 1), (_PLATE_APART, 0)):
        for match in pattern.finditer(text):
            if sum(char.isdigit() for char in match[group]) >= 3:
                yield Finding(match.start(group), match.end(group), Kind.PLATE)


def accounts(text: str) -> Found:
    """Find e-mail addresses, and accounts of messengers after their names."""
    for match in _EMAIL.finditer(text):
        yield Finding(match.start(), match.end(), Kind.EMAIL)
    for match in _ACCOUNT.finditer(text):
        group = 1 if match[1] else 2
        yield Finding(match.start(group), match.end(group), Kind.ACCOUNT)


_RULES: tuple[Callable[[str], Found], ...] = (ids, passports, cards, mobiles, landlines, plates)
