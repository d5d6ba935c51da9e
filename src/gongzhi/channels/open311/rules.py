"""What is made of parameters: instants, periods, lists, places, answers. Pure: texts in, values or refusals out."""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from urllib.parse import urlsplit

from gongzhi.channels.open311.facts import Answers, Attribute, DataType, Period, Place
from gongzhi.kernel.refusals import Refusal

LONGEST = timedelta(days=90)
ONE_DAY = timedelta(days=1) - timedelta(microseconds=1)
MOST, DEEPEST = 1000, 20_000
DESCRIPTION, ADDRESS, ADDRESS_LINE, MEDIA_URL = 4000, 200, 500, 10
IDEMPOTENCY = 200
DATUMS = ("WGS84", "GCJ-02", "BD-09")
NOWHERE = "#NOTPINPOINTED#"  # what FixMyStreet sends where nobody said where
PHOTO = re.compile(r"(?:media|photo)\d*(?:\[\d{0,4}\])?|file_.*")
_LISTED = re.compile(r"attribute\[([^\[\]]{1,80})\](?:\[(\d{0,4})\])?")
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?\s*(?:Z|z|UTC|GMT|[+-]?\d\d(?::?\d\d)?)?)?"
)
_ZONE_BLANK = re.compile(r"[ ](\d\d(?::?\d\d)?)$")
_ZONE_NAME = re.compile(r"z|UTC|GMT")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LINE = re.compile(r"【([^【】\n]{1,200})】(.*)")
MEDIA_LABEL = "媒体链接"

Fields = Mapping[str, Sequence[str]]


def first(fields: Fields, name: str) -> str:
    """Return the first value of a parameter that says something; an empty one is as good as none."""
    return next((value.strip() for value in fields.get(name, ()) if value.strip()), "")


def every(fields: Fields, name: str) -> list[str]:
    """Return all values of a parameter: sent again and again, as ``name[]`` or as ``name[0]``."""
    found = [value for value in fields.get(name, ()) if value.strip()]
    if any(each.startswith(f"{name}[") for each in fields):
        part = re.compile(rf"{name}\[\d{{0,4}}\]")
        found += [
            value
            for each, values in fields.items()
            if part.fullmatch(each)
            for value in values
            if value.strip()
        ]
    return found


def commas(fields: Fields, name: str) -> tuple[str, ...]:
    """Return the items of a list with commas, or of one that is sent in several parameters, each once."""
    whole = ",".join(every(fields, name))
    return tuple(dict.fromkeys(item.strip() for item in whole.split(",") if item.strip()))


def read_instant(text: str, zone: tzinfo) -> datetime | None:
    """Read a date or an instant, with a zone or in ours, with fractions or without; None where it is neither.

    A plus that came as a blank, since nobody escaped it in an address, is a plus.
    """
    if len(text) > 40 or not _INSTANT.fullmatch(text):
        return None
    try:
        plain = _ZONE_BLANK.sub(r"+\1", text) if len(text) > 16 else text
        found = datetime.fromisoformat(re.sub(r"\s+(?=[Z+-])", "", _ZONE_NAME.sub("Z", plain)))
        found = found if found.tzinfo else found.replace(tzinfo=zone)
        found.astimezone(zone)  # the first and the last day there are have no neighbours
    except (ValueError, OverflowError):
        return None
    return found if 1900 <= found.year < 3000 else None  # so that days can be added and taken away


def period(start: str, end: str, *, at: datetime, zone: tzinfo) -> Period | Refusal:
    """Return the period two parameters name: at most 90 days, and the last 90 where none is named.

    A day as the end is the whole of that day.
    """
    found: list[datetime | None] = []
    for text in (start, end):
        instant = read_instant(text, zone) if text else None
        if text and instant is None:
            return Refusal("open311.date_unreadable")
        found.append(instant)
    begins, ends = found
    if begins is None and ends is None:
        return Period(at - LONGEST, None)
    if begins is None:
        assert ends is not None
        begins = ends - LONGEST
    ends = ends or begins + LONGEST
    if begins > ends:
        return Refusal("open311.period_reversed")
    if ends - begins > LONGEST:
        return Refusal("open311.period_too_long", {"days": LONGEST.days})
    return Period(begins, ends + ONE_DAY if _DAY.fullmatch(end) else ends)


def beyond_refusal(page: int, size: int) -> Refusal | None:
    """A list is not paged through without end: what lies so far down is asked for by a shorter period."""
    return Refusal("open311.too_far_down", {"limit": DEEPEST}) if (page - 1) * size > DEEPEST else None


def whole(text: str, *, default: int, most: int) -> int | None:
    """Read a whole number from 1 on; more than `most` counts as `most`, None is no number."""
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9) or int(text) < 1:
        return None
    return min(int(text), most)


def box(text: str) -> tuple[float, float, float, float] | None:
    """Read west, south, east and north; None is no box."""
    try:
        found = tuple(float(each) for each in text.split(","))
    except ValueError:
        return None
    if len(found) != 4 or not all(map(math.isfinite, found)):
        return None
    west, south, east, north = found
    inside = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    return (west, south, east, north) if inside else None


def place(fields: Fields) -> Place | Refusal:
    """Return where it is: a point, an address, or what another system calls an address."""
    lon, lat, datum = first(fields, "long"), first(fields, "lat"), first(fields, "datum") or DATUMS[0]
    address_id = first(fields, "address_id")
    address = first(fields, "address_string") or ("" if address_id == NOWHERE else address_id)
    if not (lon or lat or address or address_id):
        return Refusal("open311.place_missing")
    if len(address) > ADDRESS:
        return Refusal("open311.address_too_long", {"limit": ADDRESS})
    if datum not in DATUMS:
        return Refusal("open311.datum_unknown")
    if not (lon or lat):
        return Place(address=one_line(address))
    try:
        longitude, latitude = float(lon), float(lat)
    except ValueError:
        return Refusal("open311.point_unreadable")
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        return Refusal("open311.point_unreadable")
    return Place(longitude, latitude, datum, one_line(address))


def answers(
    fields: Fields, attributes: Iterable[Attribute], zone: tzinfo
) -> tuple[Answers, tuple[Refusal, ...]]:
    """Return what was answered to the questions of a service, and what is missing or wrong about it.

    A list comes as ``attribute[c]=a&attribute[c]=b``, ``attribute[c][]=a`` or ``attribute[c][0]=a``.
    """
    given: dict[str, list[str]] = {}
    for name, values in fields.items():
        if found := _LISTED.fullmatch(name):
            given.setdefault(found[1], []).extend(value.strip() for value in values if value.strip())
    kept, problems = [], []
    for attribute in attributes:
        if not attribute.variable:
            continue
        values = _values(attribute, given.get(attribute.code, ()))
        if not values:
            if attribute.required:
                problems.append(Refusal("open311.attribute_missing", {"code": attribute.code}))
        elif _fits(attribute, values, zone):
            kept.append((attribute, values))
        else:
            problems.append(Refusal("open311.attribute_wrong", {"code": attribute.code}))
    return tuple(kept), tuple(problems)


def _values(attribute: Attribute, given: Iterable[str]) -> tuple[str, ...]:
    """Return the values given, each once; in a list of keys a comma parts two, unless a key has one."""
    keys = {choice.key for choice in attribute.choices}
    parted = attribute.datatype is DataType.SOME_OF
    found = [
        part.strip()
        for value in given
        for part in ((value,) if value in keys or not parted else value.split(","))
    ]
    return tuple(dict.fromkeys(filter(None, found)))


def _fits(attribute: Attribute, values: tuple[str, ...], zone: tzinfo) -> bool:
    keys = {choice.key for choice in attribute.choices}
    if attribute.datatype is DataType.SOME_OF:
        return set(values) <= keys
    if len(values) != 1:
        return False
    match attribute.datatype:
        case DataType.ONE_OF:
            return values[0] in keys
        case DataType.NUMBER:
            return re.fullmatch(r"[+-]?\d{1,15}(?:\.\d{1,10})?", values[0], re.ASCII) is not None
        case DataType.DATETIME:
            return read_instant(values[0], zone) is not None
        case DataType.TEXT:
            return len(values[0]) <= DESCRIPTION
        case _:
            return len(values[0]) <= ADDRESS_LINE


def description_refusal(text: str) -> Refusal | None:
    """A description has at most 4,000 characters."""
    limit, length = DESCRIPTION, len(text)
    return Refusal("open311.description_too_long", {"limit": limit}) if length > limit else None


def media_refusal(urls: Sequence[str]) -> Refusal | None:
    """Addresses of media are kept and never asked for: a few, on the web."""
    fine = len(urls) <= MEDIA_URL and all(len(url) <= ADDRESS_LINE and _is_web(url) for url in urls)
    return None if fine else Refusal("open311.media_url_wrong", {"limit": MEDIA_URL})


def _is_web(url: str) -> bool:
    if not url.isprintable() or any(sign.isspace() for sign in url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def composed(description: str, kept: Answers, media: Sequence[str]) -> str:
    """Return what is filed: the words, then each answer and each address of media on a line with its label."""
    lines = [f"【{attribute.name}】{_said(attribute, values)}" for attribute, values in kept]
    lines += [f"【{MEDIA_LABEL}】{url}" for url in media]
    return "\n".join([*filter(None, [description.strip()]), *lines])


def _said(attribute: Attribute, values: tuple[str, ...]) -> str:
    names = {choice.key: choice.name for choice in attribute.choices}
    return one_line("、".join(names.get(value, value) for value in values))


def one_line(text: str) -> str:
    """Return a text on one line: blanks and ends of lines are one blank."""
    return " ".join(text.split())


def without_media(text: str) -> str:
    """Return a text without the addresses of media in it: nobody has looked at what stands there."""
    return "\n".join(line for line in text.split("\n") if not line.startswith(f"【{MEDIA_LABEL}】"))


def answers_in(text: str, attributes: Sequence[Attribute]) -> list[tuple[Attribute, str]]:
    """Return the answers that stand in a filed text, as far as they are of questions asked today."""
    names = {attribute.name: attribute for attribute in attributes}
    found = (_LINE.fullmatch(line) for line in text.split("\n"))
    return [(names[each[1]], each[2]) for each in found if each and each[1] in names]


def full_name(first_name: str, last_name: str) -> str:
    """Return a name as it is written: a Chinese one begins with the family's."""
    if any("CJK" in unicodedata.name(sign, "") for sign in first_name + last_name):
        return one_line(f"{last_name}{first_name}")
    return one_line(f"{first_name} {last_name}")
