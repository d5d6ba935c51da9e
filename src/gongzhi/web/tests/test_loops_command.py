"""`gongzhi loops`: what an installation can change about its loops from the command line."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils import translation

import gongzhi.loops
from gongzhi.loops.models import CalendarFile, LoopDefinition, TimeProfile
from gongzhi.loops.queries import forget, profile_of
from gongzhi.web.command import main
from gongzhi.web.commands import loops
from gongzhi.web.defaults import install_defaults

HERE = Path(gongzhi.loops.__file__).parent
CASE = HERE / "definitions" / "case.yaml"
PROFILE = HERE / "profiles" / "default.yaml"
COUNTY = "999901000000"
NOTICE = """year,status,source,date,working,name
2028,official,关于2028年部分节假日安排的通知,2028-01-03,no,元旦
2028,official,关于2028年部分节假日安排的通知,2028-01-08,yes,元旦
"""


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(loops, "inside_django", nullcontext)
    monkeypatch.setenv("GONGZHI_LANG", "en")
    with translation.override("en"):
        yield


@pytest.fixture
def shipped(db: None) -> Iterator[None]:
    """Start with the rules every installation has."""
    install_defaults(at=datetime(2026, 1, 1, tzinfo=UTC))
    yield
    forget()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file"


def test_check_says_which_check_failed_where_in_the_language_of_the_terminal(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = CASE.read_text(encoding="utf-8")
    file.write_text(text.replace("go: calling", "go: closed"), encoding="utf-8")

    assert main(["loops", "check", str(file)]) == 1
    assert 'check 6 (assessed before closed): silence in "answered" may not lead to "closed"' in (
        capsys.readouterr().out
    )
    monkeypatch.setenv("GONGZHI_LANG", "zh")
    assert main(["loops", "check", str(file)]) == 1
    out = capsys.readouterr().out
    assert "第 6 项检查（先评价后办结）" in out
    assert "位置：states.answered.on_due.go" in out


@pytest.mark.usefixtures("shipped")
def test_a_definition_is_published_as_a_new_version(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = LoopDefinition.objects.get(name="case")
    text = before.text.replace("version: 5", "version: 6", 1)
    file.write_text(text, encoding="utf-8")

    assert main(["loops", "publish", str(file)]) == 0
    assert "version 6" in capsys.readouterr().out
    assert list(LoopDefinition.objects.filter(name="case").values_list("version", flat=True)) == [5, 6]

    file.write_text(text.replace("human_channel: true", "human_channel: false"), encoding="utf-8")
    assert main(["loops", "publish", str(file)]) == 1
    said = capsys.readouterr()
    assert "check 9 (human channel)" in said.out
    assert "Nothing was changed." in said.err
    assert LoopDefinition.objects.filter(name="case").count() == 2


@pytest.mark.usefixtures("shipped")
def test_a_county_sets_its_own_limits(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = PROFILE.read_text(encoding="utf-8").replace("general: 5WD", "general: 3WD")
    file.write_text(text, encoding="utf-8")

    assert main(["loops", "profile", str(file), "--division", COUNTY, "--from", "2027-01-01"]) == 0
    assert f"{COUNTY} for what is filed from 2027-01-01 on" in capsys.readouterr().out
    file.write_text(text.replace("general: 3WD", "general: 4WD"), encoding="utf-8")
    assert main(["loops", "profile", str(file), "--division", COUNTY, "--from", "2027-06-01"]) == 0
    forget()
    limits = [
        str(profile_of(division, on).limits["general"])
        for division, on in (
            ("999901100200", date(2027, 1, 1)),
            ("999901100200", date(2027, 6, 1)),
            ("999901100200", date(2026, 12, 31)),
            ("999902000000", date(2027, 1, 1)),
        )
    ]
    assert limits == ["3WD", "4WD", "5WD", "5WD"]


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(
    ("change", "options", "said"),
    [
        (("general: 5WD", "general: soon"), [], "limits.general: soon is no duration"),
        (("", ""), ["--division", "12"], "12 is not the code of a division"),
        (("zone: Asia/Shanghai", "zone: Asia/Nowhere"), [], "no usable time profile"),
    ],
)
def test_a_profile_that_cannot_hold_is_refused(
    file: Path,
    change: tuple[str, str],
    options: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = TimeProfile.objects.count()
    file.write_text(PROFILE.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    assert main(["loops", "profile", str(file), *options]) == 1
    output = capsys.readouterr()
    assert said in output.out + output.err
    assert TimeProfile.objects.count() == before


@pytest.mark.usefixtures("shipped")
def test_a_notice_is_loaded_once(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(NOTICE, encoding="utf-8")
    before = CalendarFile.objects.count()
    assert main(["loops", "calendar", str(file)]) == 0
    assert "Loaded" in capsys.readouterr().out
    assert main(["loops", "calendar", str(file)]) == 0
    assert "loaded before" in capsys.readouterr().out
    assert CalendarFile.objects.count() == before + 1

    file.write_text(NOTICE.replace("official", "maybe", 1), encoding="utf-8")
    assert main(["loops", "calendar", str(file)]) == 1
    assert "maybe is no status" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("check", "publish", "profile", "calendar"):
        assert main(["loops", command, str(file)]) == 1
        assert "No such file" in capsys.readouterr().err


def test_staffing_counts_hours_before_a_definition_is_adopted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["loops", "staffing", str(CASE), "--per", "2000"]) == 0
    said = capsys.readouterr().out
    assert "case, version 5: 2,000 matters a month" in said
    lead = next(line for line in said.splitlines() if line.strip().startswith("lead"))
    assert float(lead.split()[-2].replace(",", "")) > 1000
    assert "resident  the person concerned" in said
    assert "not counted" in said
    assert "source: default of this project" in said
    assert "day and night" in said


def test_staffing_takes_other_assumptions_and_says_where_they_come_from(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def hours() -> float:
        lines = capsys.readouterr().out.splitlines()
        line = next(line for line in lines if line.strip().startswith("verifier"))
        return float(line.split()[-2].replace(",", ""))

    assert main(["loops", "staffing", str(CASE)]) == 0
    before = hours()
    file.write_text("source: counted in spring\nminutes: {assess: 120}\n", encoding="utf-8")
    assert main(["loops", "staffing", str(CASE), "--assumptions", str(file)]) == 0
    assert hours() == pytest.approx(2 * before, rel=0.01)
    monkeypatch.setenv("GONGZHI_LANG", "zh")
    with translation.override("zh-hans"):
        assert main(["loops", "staffing", str(CASE), "--assumptions", str(file)]) == 0
    said = capsys.readouterr().out
    assert "假设如下（来源：counted in spring）" in said
    assert "上级裁定单位" in said


def test_staffing_refuses_what_is_not_sound(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = CASE.read_text(encoding="utf-8")
    file.write_text(text.replace("go: calling", "go: closed"), encoding="utf-8")
    assert main(["loops", "staffing", str(file)]) == 1
    assert "check 6 (assessed before closed)" in capsys.readouterr().out
    file.write_text("source: ours\nclasses: {consult: 10%}\n", encoding="utf-8")
    assert main(["loops", "staffing", str(CASE), "--assumptions", str(file)]) == 1
    said = capsys.readouterr()
    assert "classes: these shares add up to 80. Make it 100." in said.out
    assert "nothing can be counted" in said.err
    file.write_text("source: ours\nsteps: {working: {fly: 100%}}\n", encoding="utf-8")
    assert main(["loops", "staffing", str(CASE), "--assumptions", str(file)]) == 1
    assert "steps.working.fly" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["loops", "staffing", str(CASE), "--per", "0"])
