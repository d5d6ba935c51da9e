"""Telephone numbers as people type them."""

import pytest
from django.core.exceptions import ValidationError

from gongzhi.ui.phones import plain_phone


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("", ""),
        (" 138 0000 0000 ", "13800000000"),
        ("１３８００００００００", "13800000000"),
        ("0571-88001234", "057188001234"),
        ("(0571) 8800–1234", "057188001234"),
        ("+86 13800000000", "+8613800000000"),
        ("12345", "12345"),
    ],
)
def test_numbers_of_all_kinds_pass(typed: str, plain: str) -> None:
    assert plain_phone(typed) == plain


@pytest.mark.parametrize("typed", ["99", "1380000000a", "手机", "1" * 21, "٣٤٥٦٧٨", "++8613800000000"])
def test_what_is_none_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        plain_phone(typed)
