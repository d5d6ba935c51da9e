"""The clock erases one after the other: what fails stops nothing else, and nothing is left behind for good."""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.small_county import County

from gongzhi.loops import public as loops
from gongzhi.people.public import erased_of
from gongzhi.web.erasures import ERASERS, erase_due
from gongzhi.web.logs import JsonLines
from gongzhi.web.tests.test_erasure import at, ended_case

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_that_fails_stops_no_other_and_comes_again_in_a_month(
    county: County, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first = ended_case(county, ended=at(10), name="甲某")
    other = ended_case(county, ended=at(11), name="乙某")
    erase, late = ERASERS["case", "contact"], at(10_000)

    def breaks(loop_id: UUID, why: str, when: datetime) -> object:
        if loop_id == first:
            raise ValueError("甲某 13911112222")
        return erase(loop_id, why, when)

    caplog.set_level("ERROR", "gongzhi.loops.actions.sweep")
    monkeypatch.setattr(logging.getLogger("gongzhi"), "propagate", True)
    with monkeypatch.context() as broken:
        broken.setattr("gongzhi.web.erasures.ERASERS", {**ERASERS, ("case", "contact"): breaks})
        erase_due(at=late, limit=1)
        erase_due(at=late, limit=1)
    assert erased_of(first) == {}
    assert erased_of(other).keys() == {"contact"}
    (line,) = {JsonLines().format(each).partition(",")[2] for each in caplog.records}
    assert str(first) in line
    assert "ValueError" in line
    assert "甲某" not in line
    assert erase_due(at=late + timedelta(days=29)) == 0
    assert erase_due(at=late + timedelta(days=31)) == 1
    assert erased_of(first).keys() == {"contact"}


def test_one_kind_that_fails_stops_no_other(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = ended_case(county, ended=at(10), name="甲某")
    sweep = loops.sweep

    def breaks(**asked: Any) -> int:
        if asked["name"] == "erase/case/contact":
            raise OSError
        return sweep(**asked)

    monkeypatch.setattr(loops, "sweep", breaks)
    with pytest.raises(OSError, match=r"^$"):
        erase_due(at=at(30_000))
    assert "words" in erased_of(case_id)


def test_an_end_written_down_late_is_found_within_a_month(county: County) -> None:
    late = at(10_000)
    ended_case(county, ended=at(40), name="乙某")
    assert erase_due(at=late) == 1
    behind = [ended_case(county, ended=at(10 + hours), name="甲某") for hours in (0, 1, 2)]
    assert erase_due(at=late + timedelta(days=1)) == 0, "the mark has left it behind"
    again = late + timedelta(days=31)
    assert [erase_due(at=again, limit=2) for _turn in range(3)] == [2, 1, 0], "a few at a time"
    assert all(erased_of(case_id).keys() == {"contact"} for case_id in behind)
    behind.append(ended_case(county, ended=at(9), name="丙某"))
    assert erase_due(at=again + timedelta(days=29)) == 0, "the pass is over, the next one begins in a month"
    assert erase_due(at=again + timedelta(days=31)) == 1
