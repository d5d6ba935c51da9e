"""What a log line holds, and what it never holds."""

import json
import logging
import sys

import pytest
from django.http import HttpRequest

from gongzhi.kernel.ids import new_code
from gongzhi.web.logs import JsonLines, mask
from gongzhi.web.views.errors import server_error


@pytest.mark.parametrize(
    ("path", "masked"),
    [
        ("/report/?phone=13800138000", "/report/"),
        ("/follow/20261122-000123/ABCDEFGHJK/", "/follow/…/…/"),
        ("/follow/23456789AB", "/follow/…"),
        ("/work/01936fd0-0000-7000-8000-000000000001/", "/work/01936fd0-0000-7000-8000-000000000001/"),
        ("/notices/stop/eyJhIjoxfQ:1tX:abc-DEF_1/", "/notices/stop/…/"),
        ("/readyz", "/readyz"),
        ("/static/ui/components.css", "/static/ui/components.css"),
    ],
)
def test_addresses_lose_queries_numbers_and_codes(path: str, masked: str) -> None:
    assert mask(path) == masked


def test_no_code_ever_survives() -> None:
    for _time in range(500):
        assert mask(f"/follow/{new_code()}/") == "/follow/…/"


def test_a_line_names_the_error_and_its_place_but_not_its_words() -> None:
    try:
        raise ValueError("王秀英 13800138000")
    except ValueError:
        record = logging.getLogger("gongzhi").makeRecord(
            "gongzhi",
            logging.ERROR,
            __file__,
            1,
            "tick failed",
            (),
            sys.exc_info(),
            extra={"task": "a", "phone": "1"},
        )
    text = JsonLines().format(record)
    line = json.loads(text)
    assert (line["error"], line["event"], line["task"]) == ("ValueError", "tick failed", "a")
    assert "test_logs.py" in line["where"][-1]
    assert "13800138000" not in text
    assert "phone" not in line


def test_a_page_that_fails_leaves_a_line_with_the_place(caplog: pytest.LogCaptureFixture) -> None:
    requests = logging.getLogger("gongzhi.requests")
    requests.addHandler(caplog.handler)
    try:
        raise ValueError("王秀英 13800138000")
    except ValueError:
        answer = server_error(HttpRequest())
    finally:
        requests.removeHandler(caplog.handler)
    assert answer.status_code == 500
    line = json.loads(JsonLines().format(caplog.records[-1]))
    assert (line["event"], line["error"]) == ("a page failed", "ValueError")
    assert line["where"][0].startswith("gongzhi/web/tests/test_logs.py:")
    assert "王秀英" not in json.dumps(line, ensure_ascii=False)
