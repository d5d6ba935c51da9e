"""`gongzhi patrol`: sensors go in from a file, a key is made, and what stands wrong is seen."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from tests.small_county import County

from gongzhi.kernel.instants import now
from gongzhi.patrol.models import Sensor
from gongzhi.patrol.tests.sensing import COLUMNS, row
from gongzhi.web.command import main
from gongzhi.web.commands import patrol


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work on the tests' database, in English."""
    monkeypatch.setattr(patrol, "inside_django", nullcontext)
    monkeypatch.setenv("GONGZHI_LANG", "en")
    with translation.override("en"):
        yield


def write(file: Path, *rows: str) -> str:
    file.write_text("\n".join([COLUMNS, *rows]), encoding="utf-8")
    return str(file)


def test_a_file_goes_in_and_each_bad_row_is_told(county: County, tmp_path: Path, capsys) -> None:
    file = write(tmp_path / "sensors.csv", row("a"), row("b", unit="nobody"), row("c", in_row="many"))
    assert main(["patrol", "sensors", file]) == 1
    said = capsys.readouterr().out
    assert "sensors: 1 added, 0 changed, 0 unchanged, 2 rejected" in said
    assert "✗ 3 unit: " in said
    assert "✗ 4 in_row: " in said
    assert main(["patrol", "sensors", write(tmp_path / "good.csv", row("a"))]) == 0
    assert "0 added, 0 changed, 1 unchanged, 0 rejected" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_is_a_problem_in_words(county: County, tmp_path: Path, capsys) -> None:
    assert main(["patrol", "sensors", str(tmp_path / "missing.csv")]) == 1
    assert "cannot be read" in capsys.readouterr().err
    (tmp_path / "wrong.csv").write_text("code,colour\n")
    assert main(["patrol", "sensors", str(tmp_path / "wrong.csv")]) == 1
    assert "colour is unknown" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["patrol", "sensors"])


def test_the_key_the_command_shows_opens_the_door_until_it_is_revoked(
    county: County, tmp_path: Path, capsys
) -> None:
    main(["patrol", "sensors", write(tmp_path / "sensors.csv", row("a"))])
    assert main(["patrol", "key", "pumps", "--unit", "water"]) == 0
    key = capsys.readouterr().out.splitlines()[-1]

    def send(value: int) -> int:
        body = {"readings": [{"sensor": "a", "at": now().isoformat(), "value": value}]}
        headers = {"Authorization": f"Bearer {key}"}
        return (
            Client(headers={"Accept-Language": "en"})
            .post("/patrol/readings", body, content_type="application/json", headers=headers)
            .status_code
        )

    assert send(3) == 200
    assert main(["patrol", "key"]) == 0
    listed = capsys.readouterr().out
    assert "pumps  water  made " in listed
    assert key not in listed
    assert main(["patrol", "key", "pumps", "--revoke"]) == 0
    assert send(4) == 401
    main(["patrol", "key"])
    assert "revoked" in capsys.readouterr().out
    for words in (["pumps"], ["pumps", "--unit", "water", "--revoke"]):
        assert main(["patrol", "key", *words]) == 1
        assert "either made for a unit or revoked" in capsys.readouterr().err
    assert main(["patrol", "key", "pumps", "--unit", "water"]) == 1
    assert "Choose another name" in capsys.readouterr().err


def test_the_status_shows_what_needs_a_look(county: County, tmp_path: Path, capsys) -> None:
    main(["patrol", "sensors", write(tmp_path / "sensors.csv", row("a"), row("b"))])
    assert main(["patrol", "sensors", "--status"]) == 0
    assert "2 sensors in use, 0 silent, 0 beyond their limit" in capsys.readouterr().out
    Sensor.objects.filter(code="b").update(registered_at=now() - timedelta(hours=3))
    assert main(["patrol", "sensors", "--status"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("  ! b  underpass  Depth of standing water  –  –  water  silent")
    assert lines[-1] == "2 sensors in use, 1 silent, 0 beyond their limit"
