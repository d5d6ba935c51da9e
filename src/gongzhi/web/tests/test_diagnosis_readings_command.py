"""`gongzhi diagnosis evaluate` of readings and an endpoint, and the fixed questions, as they are typed."""

import json
from pathlib import Path

import pytest

from gongzhi.diagnosis.endpoint.simulator import Behaviour
from gongzhi.diagnosis.tests.test_endpoint import running
from gongzhi.web.command import main


def test_personal_data_are_judged(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diagnosis", "evaluate", "--personal-data", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["texts"] >= 300
    assert found["kinds"]["MOBILE"]["recall"] >= 0.99


def test_an_endpoint_is_judged_on_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "messages.csv"
    file.write_text("text,label\n路灯不亮,路灯\n小区停水,停水\n", encoding="utf-8")
    with running(Behaviour.GOOD) as simulator:
        arguments = ["--endpoint", simulator.url, "--data", str(file), "--json"]
        assert main(["diagnosis", "evaluate", *arguments]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["n"], found["accuracy"]) == (2, 1.0)


def test_where_nobody_answers_there_are_no_figures(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "messages.csv"
    file.write_text("text,label\n路灯不亮,路灯\n小区停水,停水\n", encoding="utf-8")
    with running(Behaviour.GOOD) as simulator:
        dead = simulator.url
    assert main(["diagnosis", "evaluate", "--endpoint", dead, "--data", str(file), "--json"]) == 1
    said = capsys.readouterr()
    assert "macro_f1" not in said.out
    assert "2 条消息" in said.err


def test_fixed_questions_are_asked(capsys: pytest.CaptureFixture[str]) -> None:
    with running(Behaviour.GOOD) as simulator:
        assert main(["diagnosis", "questions", "--endpoint", simulator.url, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["n"] == len(found["outcomes"])


@pytest.mark.parametrize(
    "arguments",
    [
        ["evaluate", "--endpoint", "http://models.example/v1", "--data", "x.csv"],
        ["evaluate", "--endpoint", "https://models.example/v1"],
        ["questions", "--endpoint", "ftp://models.example"],
        ["simulate-endpoint", "--behaviour", "unheard-of"],
    ],
)
def test_what_is_wrong_is_said_in_words(arguments: list[str]) -> None:
    assert main(["diagnosis", *arguments]) == 1
