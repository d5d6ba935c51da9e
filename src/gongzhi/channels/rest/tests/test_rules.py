"""Tags, cursors and what is accepted; and that no command loads what the interface is built with."""

import subprocess
import sys
from datetime import UTC, datetime
from uuid import UUID

import pytest

from gongzhi.channels.rest.cursors import cursor_of, place_at
from gongzhi.channels.rest.openapi import schema
from gongzhi.channels.rest.page_words import GROUPS, OPERATIONS
from gongzhi.channels.rest.tags import ensure_named, ensure_unchanged, matches, state_of, tag
from gongzhi.channels.rest.views.guard import _accepts_json
from gongzhi.kernel.refusals import Refused

STATE = state_of("a", 1)


def test_a_cursor_leads_back_to_its_row() -> None:
    row = datetime(2026, 3, 2, 9, 0, 0, 123456, UTC), UUID(int=7)
    assert place_at(cursor_of(*row)) == row


@pytest.mark.parametrize("header", [tag(STATE, b"x"), f'"{STATE}"', f'"other", "{STATE}.1"'])
def test_a_change_names_the_state_that_was_read(header: str) -> None:
    ensure_named(header)
    ensure_unchanged(header, STATE)


@pytest.mark.parametrize("header", ["*", f'W/"{STATE}.1"', '"other"', '""', STATE[:-1]])
def test_anything_else_is_stale(header: str) -> None:
    with pytest.raises(Refused) as refused:
        ensure_unchanged(header, STATE)
    assert refused.value.refusal.code == "channels.tag_stale"


@pytest.mark.parametrize("header", [None, "", "  "])
def test_a_missing_tag_is_said(header: str | None) -> None:
    with pytest.raises(Refused) as refused:
        ensure_named(header)
    assert refused.value.refusal.code == "channels.tag_missing"


def test_a_tag_differs_by_state_and_by_bytes() -> None:
    assert len({tag(STATE, b"x"), tag(STATE, b"y"), tag(state_of("a", 2), b"x")}) == 3
    assert matches(f'"no", W/{tag(STATE, b"x")}', tag(STATE, b"x"))
    assert matches("*", tag(STATE, b"x"))
    assert not matches("", tag(STATE, b"x"))


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("", True),
        ("*/*", True),
        ("text/html, application/json;q=0.5", True),
        ("application/*", True),
        ("text/html", False),
        ("application/json;q=0", False),
        ("application/json; q=0.000", False),
        ("application/xml;q=0.9, text/plain", False),
    ],
)
def test_json_is_what_is_offered(header: str, accepted: bool) -> None:
    assert _accepts_json(header) is accepted


def test_the_addresses_load_without_what_the_interface_is_built_with() -> None:
    program = (
        "import django, sys; from importlib import import_module; django.setup();"
        "import_module('gongzhi.web.urls'); sys.exit(bool({'ninja', 'pydantic'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_each_operation_has_words_of_its_own_on_the_page() -> None:
    told = {each["operationId"] for path in schema()["paths"].values() for each in path.values()}
    tags = {each["tags"][0] for path in schema()["paths"].values() for each in path.values()}

    assert told == set(OPERATIONS)
    assert tags == set(GROUPS)
