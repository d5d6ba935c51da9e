"""The columns of a file of sensors (docs/how-to/connect-sensors.md shows them)."""

from collections.abc import Callable

from gongzhi.kernel.refusals import Refusal
from gongzhi.organization.public import Column, Format, degrees, shaped, text_cell, yes
from gongzhi.patrol.readings import IN_ROW_LIMIT, SENSOR_CODE, SILENT_LIMIT, read_value

NAME_LENGTH = 120


def _decimal(cell: str) -> int | Refusal:
    value = read_value(cell)
    return Refusal("organization.not_a_number") if value is None else value


def _whole(limit: int) -> Callable[[str], int | Refusal]:
    def read(cell: str) -> int | Refusal:
        fits = cell.isascii() and cell.isdigit() and len(cell) < 7 and 1 <= int(cell) <= limit
        return int(cell) if fits else Refusal("patrol.sensor_count", {"limit": limit})

    return read


_code = shaped(SENSOR_CODE.fullmatch)
SENSORS = Format(
    "sensors",
    (
        Column("code", _code),
        Column("kind", text_cell(32)),
        Column("site", _code),
        Column("name", text_cell(NAME_LENGTH)),
        Column("unit", text_cell(32)),
        Column("longitude", degrees(180), required=False),
        Column("latitude", degrees(90), required=False),
        Column("grid", text_cell(20), required=False),
        Column("matter", text_cell(32), required=False, empty=""),
        Column("raise_at", _decimal, required=False),
        Column("clear_at", _decimal, required=False),
        Column("in_row", _whole(IN_ROW_LIMIT), required=False),
        Column("silent_after", _whole(SILENT_LIMIT), required=False),
        Column("in_use", yes, required=False, empty=True),
    ),
)
