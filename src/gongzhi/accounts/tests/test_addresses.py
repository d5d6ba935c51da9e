"""Tries are counted by the line somebody comes from, whatever address of it they take."""

from typing import Any

import pytest
from django.test import RequestFactory

from gongzhi.accounts.public import address_of


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:1:2:3", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
    ],
)
def test_one_line_is_one(settings: Any, one: str, other: str, same: bool) -> None:
    made = RequestFactory()
    assert (
        address_of(made.get("/", REMOTE_ADDR=one)) == address_of(made.get("/", REMOTE_ADDR=other))
    ) is same
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    first, second = (
        address_of(made.get("/", headers={"x-forwarded-for": f"1.2.3.4, {each}"})) for each in (one, other)
    )
    assert (first == second) is same
