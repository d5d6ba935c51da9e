"""`gongzhi catalogue`: files of service items are checked and published from the command line."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.utils import translation

from gongzhi.catalogue.public import newest_version, shipped_items
from gongzhi.catalogue.tests.items import ITEM, changed, line_of
from gongzhi.web.command import main
from gongzhi.web.commands import catalogue
from gongzhi.web.launch.problems import Problem

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(catalogue, "inside_django", nullcontext)
    monkeypatch.setenv("GONGZHI_LANG", "en")
    with translation.override("en"):
        yield


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "item.yaml"
    path.write_text(ITEM, encoding="utf-8")
    return path


def test_check_says_every_fault_with_its_line_and_publishes_nothing(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["catalogue", "check", str(file), *map(str, shipped_items())]) == 0
    assert "is sound" in capsys.readouterr().out
    text = changed("promised: 20WD", "promised: 99WD")
    file.write_text(text, encoding="utf-8")
    assert main(["catalogue", "check", str(file)]) == 1
    line = line_of("promised: 99WD", text)
    told = f"Line {line}: the promise is longer than the legal limit of 45 working days."
    assert told in capsys.readouterr().out
    assert newest_version("well-permit") == 0


def test_publish_puts_a_version_on_record(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "publish", str(file)]) == 0
    assert "Version 1 is published" in capsys.readouterr().out
    assert newest_version("well-permit") == 1


def test_a_refusal_says_why_and_changes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["catalogue", "publish", str(file)])
    file.write_text(changed("promised: 20WD", "promised: 19WD"), encoding="utf-8")
    assert main(["catalogue", "publish", str(file)]) == 1
    told = capsys.readouterr()
    assert "is published already and cannot be changed" in told.out + told.err
    file.write_text(changed("fee: 1200", "fee: lots"), encoding="utf-8")
    assert main(["catalogue", "publish", str(file)]) == 1
    told = capsys.readouterr()
    assert "nothing was published" in told.out + told.err


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(Problem):
        catalogue._read(tmp_path / "not there")
    (tmp_path / "latin").write_bytes(b"name: caf\xe9")
    with pytest.raises(Problem):
        catalogue._read(tmp_path / "latin")
