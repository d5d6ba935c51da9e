"""Retention: dated periods from one source, of which the law's own cannot be set lower."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from gongzhi.people.public import personal_fields
from gongzhi.people.retention import RetentionError, own_list, periods_on, read_periods, shipped_periods

DAY = date(2026, 11, 28)


@pytest.fixture
def own(tmp_path: Path, settings: Any) -> Path:
    """The place of an installation's own list."""
    settings.GONGZHI_KEYS = tmp_path / "keys"
    return own_list()


def test_the_shipped_periods_hold_where_nobody_says_otherwise(own: Path) -> None:
    assert not own.exists()
    periods = periods_on(DAY)
    assert periods == shipped_periods()
    assert periods.years == {"contact": 1, "words": 3, "decisions": 10, "uses": 3}
    assert periods.backup_days == 90


def test_a_jurisdiction_sets_its_own_from_a_day_on(own: Path) -> None:
    own.write_text("versions: [{valid_from: 2026-12-01, contact: 2}, {valid_from: 2026-01-01, words: 5}]")
    before, after = periods_on(date(2026, 11, 30)), periods_on(date(2026, 12, 1))
    assert (before.years["contact"], before.years["words"], before.years["decisions"]) == (1, 5, 10)
    assert (after.years["contact"], after.years["words"]) == (2, 5)
    own.write_text("versions: [{valid_from: 2026-01-01, words: 7}]")
    assert periods_on(date(2026, 12, 1)).years["words"] == 7, "a changed list is read anew"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("versions: [{valid_from: 2026-01-01, uses: 2}]", "the law asks for at least 3 years"),
        ("versions: [{valid_from: 2026-01-01, contact: 0}]", "whole number"),
        ("versions: [{valid_from: 2026-01-01, contact: yes}]", "whole number"),
        ("versions: [{valid_from: 2026-01-01, contact: 200}]", "too long"),
        ("versions: [{valid_from: 2026-01-01, telephone: 1}]", "nothing of that name"),
        ("versions: [{contact: 1}]", "valid_from"),
        ("versions: [{valid_from: 2026-01-01}, {valid_from: 2026-01-01}]", "same day"),
        ("contact: 1", "versions"),
        ("versions: [3]", "versions"),
        ("{", "no YAML"),
    ],
)
def test_a_wrong_list_is_refused_and_says_why(own: Path, text: str, says: str) -> None:
    with pytest.raises(RetentionError, match=says):
        read_periods(text)
    own.write_text(text)
    with pytest.raises(RetentionError, match=says):
        periods_on(DAY)


def test_the_instant_a_matter_must_have_ended_before() -> None:
    periods = shipped_periods()
    at = datetime(2026, 11, 28, 10, tzinfo=UTC)
    assert periods.ended_before("words", at) == at.replace(year=2023)
    leap = datetime(2028, 2, 29, 10, tzinfo=UTC)
    assert periods.ended_before("contact", leap) == datetime(2027, 2, 28, 10, tzinfo=UTC)


def test_what_a_page_says_is_what_holds(own: Path) -> None:
    own.write_text("versions: [{valid_from: 2026-12-01, contact: 2}]")
    phone = personal_fields()["contact.phone"]
    assert phone.in_words(english=True, on=DAY)["retention"] == "1 year after the case ends"
    assert phone.in_words(english=False, on=DAY)["retention"] == "案件办结后 1 年"
    assert phone.in_words(english=True, on=date(2026, 12, 1))["retention"] == "2 years after the case ends"
    own.write_text("versions: [{valid_from: 2026-12-01, contact: 0}]")
    assert phone.in_words(english=True, on=DAY)["retention"] == "1 year after the case ends", (
        "people go on filing"
    )
    for each in personal_fields().values():
        for english in (True, False):
            assert "{" not in "".join(each.in_words(english=english, on=DAY).values())
