"""How records are written: JSON and XML as GeoReport v2 has them. Pure; no XML is read here.

A record is a mapping whose order is kept. In XML a list becomes an element with one child for each item, named by
`CHILDREN`; an empty value an empty element, which JSON has as null.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

JSON, XML = "json", "xml"
TYPES = {JSON: "application/json; charset=utf-8", XML: "text/xml; charset=utf-8"}
PROLOG = '<?xml version="1.0" encoding="utf-8"?>\n'
CHILDREN = {
    "attributes": "attribute",
    "endpoints": "endpoint",
    "errors": "error",
    "formats": "format",
    "notes": "note",
    "photos": "photo",
    "service_request_updates": "request_update",
    "service_requests": "request",
    "services": "service",
    "values": "value",
}
# What XML 1.0 has no place for, written or escaped, and halves of pairs, which UTF-8 has none for.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
_MARK = re.compile('[&<>"\r]')

Record = Mapping[str, Any]


def written(kind: str, root: str, content: Record | Sequence[Record]) -> bytes:
    """Return records, or one, in a format; `root` is what XML calls all of it."""
    if kind == JSON:
        return msgspec.json.encode(_plain(content))
    pieces = [PROLOG]
    _element(pieces, root, content)
    return "".join(pieces).encode()


def _element(pieces: list[str], name: str, value: Any) -> None:
    if value is None or value == "" or value == [] or value == ():
        pieces.append(f"<{name}/>")
        return
    pieces.append(f"<{name}>")
    if isinstance(value, Mapping):
        for key, each in value.items():
            _element(pieces, key, each)
    elif isinstance(value, list | tuple):
        for each in value:
            _element(pieces, CHILDREN[name], each)
    elif isinstance(value, bool):
        pieces.append("true" if value else "false")
    else:
        pieces.append(_escaped(str(value)))
    pieces.append(f"</{name}>")


def _escaped(text: str) -> str:
    return _MARK.sub(lambda found: _MARKS[found[0]], _NO_XML.sub("\ufffd", text))


def _plain(value: Any) -> Any:
    """Return the value with what UTF-8 cannot write replaced; all else as it is."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
