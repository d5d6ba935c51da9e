"""An uploaded file, CSV or XLSX, as rows of one form: within limits, and told apart by content of the cells alone."""

import csv
import io

from gongzhi.channels.bulk.facts import MOST_BYTES, MOST_ROWS
from gongzhi.channels.upper.sheets_in import BadFile, rows_of
from gongzhi.kernel.refusals import Refusal, Refused


def normal_rows(name: str, data: bytes) -> tuple[list[str], int, bytes]:
    """Return the headings, the number of rows, and the rows as CSV in UTF-8.

    Raises Refused ``bulk.file_unreadable``, ``bulk.file_too_long``.
    """
    if len(data) > MOST_BYTES:
        raise Refused(Refusal("bulk.file_too_long", {"limit": MOST_ROWS}))
    try:
        rows = list(rows_of(name, data))
    except BadFile:
        raise Refused(Refusal("bulk.file_unreadable")) from None
    if len(rows) > MOST_ROWS:
        raise Refused(Refusal("bulk.file_too_long", {"limit": MOST_ROWS}))
    if not rows:
        raise Refused(Refusal("bulk.file_unreadable"))
    heading = list(dict.fromkeys(key for _line, cells in rows for key in cells))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, heading)
    writer.writeheader()
    # A line stands for a row: a report of bad rows then names the row people count in their spreadsheet.
    writer.writerows({key: " ".join(cell.split()) for key, cell in cells.items()} for _line, cells in rows)
    return heading, len(rows), out.getvalue().encode()
