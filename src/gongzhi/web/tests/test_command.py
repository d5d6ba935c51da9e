"""The command line as people meet it."""

from pathlib import Path

import pytest

from gongzhi.web.command import main, parser
from gongzhi.web.launch.words import language

CASE = Path(__file__).parents[2] / "loops" / "definitions" / "case.yaml"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "zh-hans"),
        ({"LANG": "C.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "GONGZHI_LANG": "zh"}, "zh-hans"),
    ],
)
def test_the_terminal_is_spoken_to_in_its_language(
    environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GONGZHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language() == expected


@pytest.mark.parametrize(
    ("spoken", "sentences"),
    [
        ("zh", ["用法：", "启动数据库、网页服务和后台进程", "显示本帮助"]),
        ("en", ["usage:", "start the database, the web server and the worker", "show this help"]),
    ],
)
def test_help_speaks_both_languages(
    spoken: str, sentences: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGZHI_LANG", spoken)
    text = parser().format_help()
    for sentence in sentences:
        assert sentence in text


@pytest.mark.parametrize("words", [[], ["fly"], ["db"], ["restore"]])
def test_wrong_usage_is_said(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        main(words)
    assert refusal.value.code == 2
    assert "gongzhi" in capsys.readouterr().err


def test_a_sound_definition_passes_and_a_damaged_one_does_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGZHI_LANG", "en")
    damaged = tmp_path / "damaged.yaml"
    damaged.write_text(CASE.read_text(encoding="utf-8").replace("closed", "clozed", 1), encoding="utf-8")

    assert main(["loops", "check", str(CASE)]) == 0
    assert main(["loops", "check", str(CASE), str(damaged)]) == 1

    out = capsys.readouterr().out
    assert f"✓ {CASE} is sound" in out
    assert f"✗ {damaged} is not sound" in out


def test_a_definition_that_cannot_be_read_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGZHI_LANG", "en")
    binary = tmp_path / "picture.yaml"
    binary.write_bytes(b"\xff\xd8\xff")
    assert main(["loops", "check", str(tmp_path / "missing.yaml")]) == 1
    assert main(["loops", "check", str(binary)]) == 1
    said = capsys.readouterr().err
    assert "No such file" in said
    assert "not UTF-8" in said
