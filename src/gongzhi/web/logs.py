"""Structured logs: one JSON object a line, without personal data."""

import json
import logging
import re
from typing import Any

from gongzhi.kernel.instants import now, to_text

# Numbers and codes in an address open a resident's case (kernel.ids.CODE_ALPHABET, 8 or more of them).
_CODE = re.compile(r"(?<=/)(?=[^/]*\d|[A-Z-]+(?:/|$))[0-9A-Z-]{8,}(?=/|$)")
# A signed token of a link that was sent to somebody.
_TOKEN = re.compile(r"^(/notices/stop/)[^/]+")
_KEPT = (
    *("event", "method", "path", "status", "milliseconds", "task", "count", "error", "process"),
    *("witness", "size", "code", "loop", "fact", "kind"),
)


def mask(path: str) -> str:
    """Return `path` without its query and with codes and tokens replaced: ``/follow/…/``."""
    return _CODE.sub("…", _TOKEN.sub(r"\1…", path.partition("?")[0]))


class JsonLines(logging.Formatter):
    """Write a record as one line of JSON.

    Of the record's extras only those listed here are written, and of an exception its type and the
    places in our code: its message may quote what a resident typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": to_text(now()),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        line.update({name: getattr(record, name) for name in _KEPT if hasattr(record, name)})
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _places(record)
        return json.dumps(line, ensure_ascii=False)


def _places(record: logging.LogRecord) -> list[str]:
    assert record.exc_info
    places, trace = [], record.exc_info[2]
    while trace:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/src/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-12:]


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "gongzhi.web.logs.JsonLines"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {
        "gongzhi": {"handlers": ["lines"], "level": "INFO", "propagate": False},
        "django": {"handlers": ["lines"], "level": "WARNING", "propagate": False},
        # Django's own lines of requests quote addresses with their queries; gongzhi.requests replaces them.
        "django.request": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "django.security": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
