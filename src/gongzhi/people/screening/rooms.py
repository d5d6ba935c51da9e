"""Where somebody lives, down to the room.

An address in a text is mostly where the case is, and stays; a room is hidden only after words that say who lives there.
"""

import re
from collections.abc import Iterator

from gongzhi.people.screening.findings import Finding, Kind

_HOME = re.compile(
    r"(?:我们?家?住|我们?家|本人住|家住|现住|住址|家庭住址|我的?地址|住户地址)[在于是为:\s]{0,3}"
)
_ROOM = re.compile(
    r"(?:[0-9A-Za-z]{1,4}|[一二三四五六七八九十]{1,3})(?:号楼|幢|栋|座|#)[ ,-]?"
    r"(?:(?:[0-9]{1,2}|[甲乙丙丁一二三四五六七八九])(?:单元|门|梯)[ ,-]?)?[0-9]{2,5}(?:室|号|户|房)?"
    r"|(?:[0-9]{1,2}|[一二三四五六七八九])单元[ ,-]?[0-9]{2,5}(?:室|号|户|房)?"
    r"|[0-9]{1,3}-(?:[0-9]{1,2}-)?[0-9]{2,5}(?:室|号|户|房)?(?![0-9-])"
    r"|[0-9]{3,5}(?:室|房)"
)
_ON = re.compile(r"[^。;!?\n〔〕]{0,30}")


def rooms(text: str) -> Iterator[Finding]:
    """Find the numbers of building and room where the writer says to live."""
    for match in _HOME.finditer(text):
        on = _ON.match(text, match.end())
        end = on.end() if on else match.end()
        # The window may cut a number: what begins in it is read to its end.
        room = _ROOM.search(text, match.end(), min(end + 16, len(text)))
        if room and room.start() <= end:
            yield Finding(room.start(), room.end(), Kind.ROOM)
