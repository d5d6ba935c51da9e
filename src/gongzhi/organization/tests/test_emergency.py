"""Whom people call in danger: the shipped list, a county's own over it, and what a wrong list does not break."""

from datetime import date
from pathlib import Path

import pytest

from gongzhi.organization.public import emergency_line, emergency_numbers
from gongzhi.organization.queries.emergency import EmergencyError, read_emergency

DAY, COUNTY = date(2026, 11, 28), "999901000000"
OWN = """versions:
  - valid_from: 2026-12-01
    division: "999901000000"
    numbers:
      - {phone: "112", name: 救援, name_en: rescue, first: true}
"""


@pytest.fixture
def own(settings, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    settings.GONGZHI_KEYS = tmp_path / "keys"
    return tmp_path / "emergency.yaml"


def test_the_shipped_numbers_are_those_of_the_country(own: Path) -> None:
    assert [each.phone for each in emergency_numbers(DAY, COUNTY)] == ["110", "119", "120", "122"]
    assert emergency_line(DAY, "", english=True, first=True) == "110 (police), 119 (fire), 120 (ambulance)"
    assert emergency_line(DAY, "", english=False, first=True) == "110（报警）、119（火警）、120（急救）"


def test_a_county_has_its_own_from_a_day_on_and_in_its_tree(own: Path) -> None:
    own.write_text(OWN, encoding="utf-8")
    assert len(emergency_numbers(DAY, COUNTY)) == 4
    later = date(2026, 12, 1)
    assert [each.phone for each in emergency_numbers(later, "999901001000")] == ["112"]
    assert len(emergency_numbers(later, "888801000000")) == 4


def test_a_wrong_list_hides_no_number(own: Path) -> None:
    for wrong in (b"versions: [{valid_from: 2026-01-01, numbers: []}]", "versions: 报警".encode("gb18030")):
        own.write_bytes(wrong)
        assert len(emergency_numbers(DAY, COUNTY)) == 4
    own.unlink()
    own.mkdir()
    assert len(emergency_numbers(DAY, COUNTY)) == 4


def test_of_a_day_before_every_list_the_first_one_holds(own: Path) -> None:
    assert len(emergency_numbers(date(2024, 5, 1), COUNTY)) == 4


@pytest.mark.parametrize(
    "wrong",
    [
        "[]",
        "versions: 3",
        OWN.replace("2026-12-01", "soon"),
        OWN.replace('"999901000000"', '"9999"'),
        OWN.replace('"112"', "112"),
        OWN.replace("2026-12-01", "2026-13-01"),
        OWN.replace("2026-12-01", "2026-12-01 00:00:00"),
        OWN.replace("true", "perhaps"),
        OWN.replace("true", "false"),
        OWN.replace(", name: 救援", ""),
    ],
)
def test_what_is_wrong_in_a_list_is_said(wrong: str) -> None:
    with pytest.raises(EmergencyError):
        read_emergency(wrong)
