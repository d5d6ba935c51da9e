"""A platform above over files: what it drops is taken once, what we say leaves as files."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from gongzhi.channels.upper.facts import Event, Message, Move, Order, OrderState, Page
from gongzhi.channels.upper.folders import MOST_BYTES, Folder
from gongzhi.channels.upper.rules.mapping import Meaning
from gongzhi.channels.upper.sheets_in import BadFile, rows_of

KNOWN: Mapping[str, tuple[str, ...]] = {
    "number": ("工单编号", "工单号"),
    "given_at": ("派单时间", "下派时间"),
    "due_at": ("办理时限", "截止时间"),
    "category": ("分类编码", "事项编码"),
    "unit": ("承办单位编码",),
    "deadline_class": ("时限类别",),
    "status": ("工单状态",),
    "name": ("反映人",),
    "phone": ("联系电话",),
    "address": ("地址", "事发地址"),
    "longitude": ("经度",),
    "latitude": ("纬度",),
    "text": ("诉求内容", "内容"),
    "confidential": ("是否保密",),
    "photos": ("附件",),
    "seq": ("序号",),
    "move": ("动作",),
    "at": ("时间",),
    "words": ("说明", "意见"),
    "solved": ("是否解决",),
    "satisfied": ("满意度",),
}
_MOVES = {
    "办结": Move.CLOSED,
    "收回": Move.RECALLED,
    "重办": Move.REOPENED,
    "回访": Move.JUDGED,
    "时限": Move.DEADLINE,
    "同意延期": Move.EXTENDED,
    "不同意延期": Move.NOT_EXTENDED,
    "同意退单": Move.TAKEN_BACK,
    "不同意退单": Move.NOT_TAKEN_BACK,
    "备注": Move.REMARK,
}
_YES, _NO = frozenset({"1", "true", "yes", "是", "已解决"}), frozenset({"0", "false", "no", "否", "未解决"})
_TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y%m%d%H%M%S")
_TABLES = (".csv", ".xlsx")
MOST_SEQ = 1_000_000  # as on the wire

Cells = Mapping[str, str]


class FilePlatform:
    """Takes ``orders*``, ``events*`` and ``open-YYYY-MM-DD*`` out of ``in``; writes one file a message into ``out``."""

    def __init__(self, meaning: Meaning, folder: Folder, zone: ZoneInfo) -> None:
        self._meaning, self._folder, self._zone = meaning, folder, zone
        self._broken: list[tuple[int, str]] = []
        self._now = ""

    def pull(self, cursor: str) -> Page:
        """Read the next file, orders before events; what cannot be read of it goes into a report beside it."""
        self._broken, self._now = [], ""
        waiting = self._dropped("orders") + self._dropped("events")
        if not waiting:
            return Page(cursor=cursor)
        name = self._now = waiting[0]
        makes: Callable[[Cells], Order | Event] = (
            self._order if name.lower().startswith("orders") else self._event
        )
        found = list(self._made(name, makes))
        return Page(
            orders=tuple(each for each in found if isinstance(each, Order)),
            events=tuple(each for each in found if isinstance(each, Event)),
            cursor=name,
            more=len(waiting) > 1,
        )

    def taken(self) -> None:
        """Move the file that was taken in to ``done``, its report beside it."""
        name = self._now
        if not name:
            return
        done = set(self._folder.names("done"))
        to, times = name, 1
        while to in done:
            times += 1
            to = f"{times}-{name}"
        if self._broken:
            self._folder.write("done", f"{to}.report.csv", _csv([("line", "what"), *self._broken]))
        self._folder.move(name, to)
        self._now = ""

    def order(self, number: str) -> Page:
        """Files cannot be asked."""
        return Page()

    def tell(self, message: Message) -> None:
        """Write the message as a file named by its key: written twice, it is the same file."""
        row = {
            "key": str(message.key),
            "number": message.number,
            "kind": message.kind.value,
            "at": message.at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M:%S"),
            "text": message.text,
            "reason": message.reason,
            "code": message.code,
            "solved": "" if message.solved is None else "1" if message.solved else "0",
            "satisfied": message.satisfied,
        }
        self._folder.write(
            "out", f"{message.kind.value.lower()}-{message.key}.csv", _csv([tuple(row), tuple(row.values())])
        )

    def photo(self, name: str) -> bytes | None:
        """Return a picture that was dropped beside the orders."""
        if "/" in name or "\\" in name or name.startswith(".") or name not in self._folder.names("in"):
            return None
        data = self._folder.read("in", name)
        return data if len(data) <= MOST_BYTES else None

    def list_open(self, day: date) -> Iterator[OrderState] | None:
        """Return the list of a day, or None until it is dropped."""
        names = self._dropped(f"open-{day.isoformat()}")
        if not names:
            return None
        self._broken, self._now = [], names[0]
        return iter([each for each in self._made(names[0], self._state) if isinstance(each, OrderState)])

    def _dropped(self, prefix: str) -> list[str]:
        return [
            name
            for name in self._folder.names("in")
            if name.lower().startswith(prefix) and name.lower().endswith(_TABLES)
        ]

    def _made(self, name: str, makes: Callable[[Cells], object]) -> Iterator[object]:
        data = self._folder.read("in", name)
        try:
            if len(data) > MOST_BYTES:
                raise BadFile("upper.too_large")
            for line, row in rows_of(name, data):
                try:
                    yield makes(self._named(row))
                except (ValueError, KeyError) as error:
                    self._broken.append((line, str(error.args[0]) if error.args else "?"))
        except BadFile as error:
            self._broken.append((0, error.code))

    def _named(self, row: Mapping[str, str]) -> dict[str, str]:
        """Return the cells by our names: as the mapping says, else as they are usually called."""
        found = {}
        for name, usual in KNOWN.items():
            heading = next(
                (each for each in (self._meaning.columns.get(name), name, *usual) if each in row), None
            )
            found[name] = row[heading].strip() if heading else ""
        return found

    def _order(self, cells: Cells) -> Order:
        return Order(
            number=_number(cells),
            given_at=self._needed(cells, "given_at"),
            due_at=self._instant(cells["due_at"]),
            longitude=float(cells["longitude"]) if cells["longitude"] else None,
            latitude=float(cells["latitude"]) if cells["latitude"] else None,
            confidential=_flag(cells["confidential"]) or False,
            photos=tuple(
                filter(None, (each.strip() for each in cells["photos"].replace("；", ";").split(";")))
            )[:20],
            **{
                name: cells[name]
                for name in (
                    "text",
                    "category",
                    "unit",
                    "deadline_class",
                    "status",
                    "name",
                    "phone",
                    "address",
                )
            },
        )

    def _event(self, cells: Cells) -> Event:
        move = _MOVES.get(cells["move"]) or Move(cells["move"])
        return Event(
            number=_number(cells),
            seq=_seq(cells),
            move=move,
            at=self._needed(cells, "at"),
            words=cells["words"],
            solved=_flag(cells["solved"]),
            satisfied=cells["satisfied"],
            due_at=self._instant(cells["due_at"]),
            category=cells["category"],
        )

    def _state(self, cells: Cells) -> OrderState:
        return OrderState(_number(cells), cells["status"], self._instant(cells["due_at"]), cells["category"])

    def _needed(self, cells: Cells, name: str) -> datetime:
        found = self._instant(cells[name])
        if found is None:
            raise ValueError(name)
        return found

    def _instant(self, text: str) -> datetime | None:
        if not text:
            return None
        for form in _TIMES:
            try:
                return datetime.strptime(text, form).replace(tzinfo=self._zone)
            except ValueError:
                continue
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else found.replace(tzinfo=self._zone)


def _number(cells: Cells) -> str:
    number = cells["number"]
    if not number or len(number) > 64:
        raise ValueError("number")
    return number


def _seq(cells: Cells) -> int:
    seq = int(cells["seq"])
    if not 1 <= seq <= MOST_SEQ:
        raise ValueError("seq")
    return seq


def _flag(text: str) -> bool | None:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    if text:
        raise ValueError(text[:40])
    return None


def _csv(rows: list[tuple[object, ...]]) -> bytes:
    """Return rows as CSV that a spreadsheet reads as text: nothing in it is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([f"'{cell}" if str(cell)[:1] in ("=", "+", "-", "@", "\t") else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")
