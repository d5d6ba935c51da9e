"""From the bytes of a file to rows of text, and back."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongzhi.kernel.refusals import Refusal

ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class Line:
    """One row as it stands in the file: text by column. `geometry` is set for GeoJSON features only."""

    number: int
    cells: Mapping[str, str]
    surplus: bool = False
    geometry: Any = None


def decode(data: bytes) -> str | Refusal:
    """Read UTF-8 (with or without BOM) or GB18030; refuses ``organization.encoding_unknown`` for others.

    UTF-16 is told by its zero bytes. Text in other old encodings may pass as GB18030: its header line
    is then unknown.
    """
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    return Refusal("organization.encoding_unknown")


def read_csv(data: bytes, *, required: Iterable[str], optional: Iterable[str]) -> list[Line] | Refusal:
    """Return the rows of a CSV file with a header line; blank lines are skipped.

    Refuses the whole file: ``organization.encoding_unknown``, ``file_empty``, ``csv_malformed``,
    ``missing_column``, ``unknown_column``, ``repeated_column``.
    """
    text = decode(data)
    if isinstance(text, Refusal):
        return text
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[Line] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        if refusal := _header_refusal(header, required=required, optional=optional):
            return refusal
        start = reader.line_num + 1
        for row in reader:
            if any(cell.strip() for cell in row):
                cells = {name: cell.strip() for name, cell in zip(header, row, strict=False)}
                lines.append(Line(number=start, cells=cells, surplus=len(row) > len(header)))
            start = reader.line_num + 1
    except csv.Error:
        return Refusal("organization.csv_malformed", {"line": reader.line_num})
    return lines


def _header_refusal(
    header: Sequence[str], *, required: Iterable[str], optional: Iterable[str]
) -> Refusal | None:
    if not any(header):
        return Refusal("organization.file_empty")
    required, optional = list(required), list(optional)
    for name in header:
        if name not in required and name not in optional:
            return Refusal("organization.unknown_column", {"column": name[:40]})
        if header.count(name) > 1:
            return Refusal("organization.repeated_column", {"column": name})
    for name in required:
        if name not in header:
            return Refusal("organization.missing_column", {"column": name})
    return None


def read_features(data: bytes, *, required: Iterable[str], optional: Iterable[str]) -> list[Line] | Refusal:
    """Return the features of a GeoJSON FeatureCollection (RFC 7946); numbers count from 1.

    Refuses the whole file: ``organization.encoding_unknown``, ``geojson_malformed``,
    ``unknown_column``. A property that is missing is found with its row.
    """
    text = decode(data)
    if isinstance(text, Refusal):
        return text
    try:
        collection = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return Refusal("organization.geojson_malformed")
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        return Refusal("organization.geojson_malformed")
    known = {*required, *optional}
    lines = []
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            return Refusal("organization.geojson_malformed", {"line": number})
        for name in properties:
            if name not in known:
                return Refusal("organization.unknown_column", {"column": name[:40]})
        cells = {name: _cell(value) for name, value in properties.items()}
        lines.append(Line(number=number, cells=cells, geometry=feature.get("geometry")))
    return lines


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value).strip()


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return CSV in UTF-8 with a BOM, without which office programs take it for something else."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def write_features(columns: Sequence[str], rows: Iterable[tuple[Sequence[str], Any]]) -> bytes:
    """Return a GeoJSON FeatureCollection, one feature a line; empty properties are left out."""
    features = (
        json.dumps(
            {
                "type": "Feature",
                "properties": {name: cell for name, cell in zip(columns, cells, strict=True) if cell},
                "geometry": geometry,
            },
            ensure_ascii=False,
        )
        for cells, geometry in rows
    )
    return ('{"type": "FeatureCollection", "features": [\n' + ",\n".join(features) + "\n]}\n").encode()
