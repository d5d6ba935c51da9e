"""Where somebody lives, in an address: what comes after the building.

In an address every room is somebody's, whatever stands before it; `rooms` finds them in running text.
"""

import re
from collections.abc import Iterator

from gongzhi.people.screening.findings import Finding, Kind
from gongzhi.people.screening.writing import plain

_TO = r"[\s,.、·/-]{0,3}"
_CHINESE = r"[〇零○一二三四五六七八九十]"
_STAIR = rf"(?:[0-9]{{1,3}}|[A-Za-z]|{_CHINESE}{{1,3}}|[甲乙丙丁东西南北])(?:单元|门洞|门(?!口)|梯)"
_FLOOR = rf"(?:[0-9]{{1,2}}|{_CHINESE}{{1,3}})[层楼]"
_CALLED = (  # a number that says itself that it is a room
    rf"(?:[A-Za-z]?[0-9]{{1,5}}[A-Za-z]?|{_CHINESE}{{1,5}})(?:号?室|号?房(?!屋)|号?户)|[东西南北中左右]{{1,2}}[户室]"
)
_BARE = r"[A-Za-z]?[0-9]{1,5}[A-Za-z]?号?(?![0-9A-Za-z米路楼院号单幢栋座层组#])"
_ROOM = rf"(?:{_CALLED}|{_BARE})"
# A staircase or floor alone is where something is broken; before a room it leads to somebody's door.
_INSIDE = rf"(?:{_STAIR}{_TO})?(?:{_FLOOR}{_TO})?{_ROOM}"
_RULES = (
    re.compile(
        rf"(?<=[0-9A-Za-z一二三四五六七八九十百甲乙丙丁])(?:号楼|号院|幢|栋|座|楼|#|号){_TO}(?P<room>{_INSIDE})"
    ),
    re.compile(rf"(?P<room>{_STAIR}{_TO}(?:{_FLOOR}{_TO})?{_ROOM})"),
    re.compile(r"(?<![0-9-])[0-9]{1,3}(?P<room>-(?:[0-9]{1,2}-)?[0-9]{2,5}(?:号?室|号|户|房)?)(?![0-9-])"),
    re.compile(rf"(?P<room>{_CALLED})"),
    re.compile(r"(?P<room>\b(?:flat|room|apartment|apt)\b\.?\s*[0-9A-Za-z]{1,5}\b)", re.IGNORECASE),
)


def rooms_in_address(address: str) -> Iterator[Finding]:
    """Find what of an address leads from the building to a room: staircase, floor and number."""
    text = plain(address)
    for rule in _RULES:
        for match in rule.finditer(text):
            yield Finding(match.start("room"), match.end("room"), Kind.ROOM)
