"""`gongzhi organization`: a county goes in, comes out and goes in again."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from gongzhi.organization.models import Unit
from gongzhi.organization.rules.formats import FORMATS
from gongzhi.organization.tests.county import COUNTY, FILES
from gongzhi.web.command import main
from gongzhi.web.commands import organization

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work on the tests' database, in English."""
    monkeypatch.setattr(organization, "inside_django", nullcontext)
    monkeypatch.setenv("GONGZHI_LANG", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for table, data in FILES.items():
        (tmp_path / FORMATS[table].file).write_bytes(data)
    return tmp_path


def test_a_folder_goes_round(folder: Path, tmp_path_factory: pytest.TempPathFactory, capsys) -> None:
    out = tmp_path_factory.mktemp("out")
    assert main(["organization", "import", str(folder)]) == 0
    assert main(["organization", "export", str(out / "county")]) == 0
    assert sorted(file.name for file in (out / "county").iterdir()) == sorted(
        f.file for f in FORMATS.values()
    )
    capsys.readouterr()
    assert main(["organization", "import", str(out / "county")]) == 0
    assert "units: 0 added, 0 changed, 7 unchanged, 0 rejected" in capsys.readouterr().out


def test_one_file_with_a_bad_row(folder: Path, capsys) -> None:
    assert main(["organization", "import", str(folder)]) == 0
    units = folder / "units.csv"
    units.write_bytes(FILES["units"].replace(b"TOWN_GOVERNMENT", b"STRANGE", 1))
    capsys.readouterr()
    assert main(["organization", "import", str(units)]) == 1
    out = capsys.readouterr().out
    assert "units: 0 added, 0 changed, 6 unchanged, 1 rejected" in out
    assert "✗ 6 kind:" in out


def test_what_cannot_be_done_is_said(folder: Path, capsys) -> None:
    (folder / "units.csv").write_bytes(b"\xff\xfe\x81")
    (folder / "notes.txt").write_text("x")
    for path, said in (
        ("", "units.csv: "),
        ("notes.txt", "notes.txt is none of"),
        ("none.csv", "cannot be read"),
    ):
        assert main(["organization", "import", str(folder / path)]) == 1
        assert said in capsys.readouterr().err
    assert main(["organization", "export", str(folder)]) == 1
    assert "0 counties" in capsys.readouterr().err
    assert main(["organization", "export", str(folder / "notes.txt"), "--division", COUNTY]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_trial_says_what_would_change_and_writes_nothing(folder: Path, capsys) -> None:
    assert main(["organization", "import", str(folder), "--try"]) == 0
    assert "units: 7 added" in capsys.readouterr().out
    assert not Unit.objects.exists()
    assert main(["organization", "import", str(folder)]) == 0
    units = folder / "units.csv"
    units.write_bytes(FILES["units"].replace("县政府一楼".encode(), "县政府二楼".encode()))
    capsys.readouterr()
    assert main(["organization", "import", str(units), "--try"]) == 0
    out = capsys.readouterr().out
    assert "~ 339901-CENTRE: counter: 县政府一楼 → 县政府二楼" in out
    assert "This was a trial: nothing is written." in out
    assert Unit.objects.get(code="339901-CENTRE").counter == "县政府一楼"
