"""`gongzhi diagnosis train` and `evaluate`: files in, one file and one JSON object out, without a database."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from gongzhi.diagnosis.classifier.rows import FileUnreadableError, table_of
from gongzhi.diagnosis.tests.small_messages import small_messages
from gongzhi.web.command import main
from gongzhi.web.launch.problems import Problem

KEYS = {"macro_f1", "accuracy", "ece", "coverage_at_97", "precision_there", "n"}


def rows_as_csv(head: Sequence[str] = ("留言编号", "留言主题", "留言详情", "一级标签", "二级标签")) -> bytes:
    """Return the small messages as an office would save them."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(head)
    for number, row in enumerate(small_messages()):
        writer.writerow([number, row.title, row.text, *row.path])
    return file.getvalue().encode("utf-8-sig")


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGZHI_LANG", "en")


def test_a_machine_where_nothing_was_started_trains_and_judges(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_bytes(rows_as_csv())
    environment = {"PATH": os.environ["PATH"], "GONGZHI_HOME": str(tmp_path / "none"), "GONGZHI_LANG": "en"}

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-X", "importtime", "-m", "gongzhi.web.command", "diagnosis", *words]
        return subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
        )

    trained = run("train", "train.csv", "--out", "m")
    assert trained.returncode == 0, trained.stderr
    assert "a candidate" in trained.stdout
    judged = run("evaluate", "--model", "m", "--data", "train.csv", "--json")
    found = json.loads(judged.stdout)
    assert found.keys() >= KEYS
    assert found["n"] == 132
    assert found["macro_f1"] > 0.9
    # Neither tables nor the libraries of training are loaded, and no bar is drawn where nobody looks.
    for absent in ("django.db.models", "sklearn", "pandas", "█"):
        assert absent not in judged.stderr
    assert not (tmp_path / "none").exists()


@pytest.mark.usefixtures("english")
def test_the_way_of_training_is_judged_by_folds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "train.csv").write_bytes(rows_as_csv())
    assert (
        main(["diagnosis", "evaluate", "--folds", "2", "--data", str(tmp_path / "train.csv"), "--json"]) == 0
    )
    assert json.loads(capsys.readouterr().out).keys() >= KEYS | {
        "per_fold",
        "per_class",
        "per_group",
        "intervals",
    }


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"\xff\xfe\x00\x81\x20" * 40, "neither UTF-8 nor GB18030"),
        ("编号,姓名\n1,甲\n".encode(), "has no column of texts; it has: 编号, 姓名"),
        ("留言详情\n路灯坏了\n".encode(), "has no column of labels"),
        ("留言详情,一级标签\n,\n,道路\n".encode(), "has both a text and a label"),
        ("留言详情,一级标签\n路灯坏了,道路\n".encode(), "fewer than two labels"),
    ],
    ids=["absent", "empty", "blank", "noise", "no texts", "no labels", "no rows", "too few"],
)
def test_a_file_that_cannot_be_used_is_said_in_words(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    file = tmp_path / "f.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Problem, match=words):
        main_raising(["diagnosis", "train", str(file), "--out", str(tmp_path / "m")])
    assert not (tmp_path / "m").exists()


def main_raising(words: list[str]) -> int:
    """Run a command so that its problem can be looked at."""
    from gongzhi.web.command import parser

    chosen = parser().parse_args(words)
    return int(chosen.run(chosen))


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("content", [b"", b"\x80\x04N.", b"PK\x03\x04", rows_as_csv()])
def test_a_foreign_model_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "d.csv").write_bytes(rows_as_csv())
    (tmp_path / "m").write_bytes(content)
    with pytest.raises(Problem, match="is no usable model"):
        main_raising(
            ["diagnosis", "evaluate", "--model", str(tmp_path / "m"), "--data", str(tmp_path / "d.csv")]
        )


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    "words",
    [
        ["train", "--out", "m"],
        ["train", "f.csv", "--from-cases", "--out", "m"],
        ["train", "f.csv", "--out", "no/such/folder/m"],
        ["evaluate", "--data", "f.csv"],
        ["evaluate", "--data", "f.csv", "--model", "m", "--folds", "3"],
        ["evaluate", "--data", "f.csv", "--model", "m", "--against", "baseline"],
    ],
)
def test_what_does_not_go_together_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Problem):
        main_raising(["diagnosis", *words])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(
    ("head", "path"),
    [
        ("留言主题,留言详情,一级标签,二级标签", ("道路", "路灯")),
        ("title,detail,level1,level2", ("道路", "路灯")),
        ("Title,Text,Label,other", ("道路",)),
    ],
)
def test_columns_are_known_in_both_languages(encoding: str, head: str, path: tuple[str, ...]) -> None:
    table = table_of(f"{head}\n灯,路灯坏了,道路,路灯\n".encode(encoding))
    assert [(row.title, row.text, row.path) for row in table.rows] == [("灯", "路灯坏了", path)]


def test_a_path_may_stand_in_one_cell_and_channels_become_groups() -> None:
    table = table_of("text,label,channel\n路灯坏了,道路/路灯,web\n".encode())
    assert table.rows[0].path == ("道路", "路灯")
    assert table.rows[0].groups == {"channel": "web"}


def test_rows_that_cannot_be_used_are_counted_and_keep_their_numbers() -> None:
    table = table_of('text,label\n好,甲\n\n坏,乙,丙\n,甲\n中,\n"两\n行",乙\n'.encode())
    assert table.numbers == (1, 6)
    assert table.left_out == {"blank": 1, "wrong_number_of_cells": 1, "no_text": 1, "no_label": 1}


def test_a_file_without_labels_can_be_read_as_such() -> None:
    table = table_of("text\n路灯坏了\n".encode())
    assert not table.labelled
    assert table.rows[0].path == ()
    with pytest.raises(FileUnreadableError):
        table_of(b"text,label\n" + b"\x81" * 3)
