"""The stand-alone checker: accepts what is well, refuses every file of the table, and says what it found."""

import json
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gongzhi.ledger.notes import signature_line
from gongzhi.ledger.proof_file import fingerprint
from gongzhi.ledger.standalone import verify
from gongzhi.ledger.tests import proofs, tampering
from gongzhi.ledger.tests.mutations import mutations

PROGRAM = Path(verify.__file__)
TABLE = list(tampering.tampered())


def check(content: bytes, *given: str, policy: str = "", now: int = proofs.NOW) -> verify.Report:
    return verify.Check(list(given), verify.read_policy(policy) if policy else None, now).run(content)


def test_what_is_well_is_accepted() -> None:
    report = check(proofs.good_file())
    assert [fact.index for fact in report.facts] == proofs.STORY[:3]
    assert len(report.waiting) == 1
    assert report.facts[1].opened == {"text": proofs.WORDS}
    assert report.facts[1].closed == ("contact",)
    assert report.head.witnessed_at == proofs.WITNESSED
    assert not report.matched


@pytest.mark.parametrize("given", [proofs.LOG.verifier.vkey(), fingerprint(proofs.LOG.verifier.vkey())])
def test_the_key_on_paper_is_found_in_the_file(given: str) -> None:
    assert check(proofs.good_file(), given).matched
    assert check(proofs.good_file(), given.replace(" ", "")).matched


def test_the_table_tells_its_files_apart() -> None:
    assert len({each.name for each in TABLE}) == len(TABLE)
    assert {each.code for each in TABLE} >= set(verify.WRONG) - {"file.size", "age.stale"}


@pytest.mark.parametrize("each", TABLE, ids=lambda each: each.name)
def test_whatever_was_tampered_with_is_named(each: tampering.Tampered) -> None:
    with pytest.raises(verify.Wrong) as found:
        check(each.content, *filter(None, [each.given]))
    assert (found.value.code, found.value.at) == (each.code, each.at)


def test_every_flipped_byte_of_a_record_and_of_its_proof_is_seen() -> None:
    value = json.loads(proofs.good_file(waiting=2))
    accepted = []
    for name in ("entry", "proof"):
        text = value["facts"][1][name]
        for at in range(0, len(text), 3):
            other = "a" if text[at] != "a" else "b"
            value["facts"][1][name] = text[:at] + other + text[at + 1 :]
            try:
                check(json.dumps(value).encode())
            except verify.Wrong:
                continue
            accepted.append((name, at))
        value["facts"][1][name] = text
    # A line of a key nobody asks for may be altered: it proves nothing before or after.
    assert not accepted


def test_a_policy_of_ones_own_counts_instead_of_the_files() -> None:
    nobody = proofs.good_file(note=proofs.LOG_OF_ALL.note(witnesses=()), policy="quorum none\n")
    assert check(nobody).head.witnessed_at is None
    with pytest.raises(verify.Wrong, match=r"policy\.quorum"):
        check(nobody, policy=proofs.POLICY)
    with pytest.raises(verify.Wrong, match=r"note\.unsigned"):
        check(proofs.good_file(), policy=f"log {proofs.OTHER.verifier.vkey()}\n{proofs.POLICY}")
    assert check(proofs.good_file(), policy=f"log {proofs.LOG.verifier.vkey()}\n{proofs.POLICY}").matched


def test_the_time_is_that_of_the_last_witness_the_quorum_needs() -> None:
    log = proofs.LOG_OF_ALL
    early, late = log.note(witnesses=(proofs.UP,)), proofs.WITNESSED + 600
    body = early.split("\n\n")[0] + "\n"
    lines = "".join(signature_line(body, each.at(late)) for each in (proofs.AUDIT, proofs.SIDE))
    assert check(proofs.good_file(note=early + lines)).head.witnessed_at == late


def test_signatures_of_unknown_keys_are_passed_over() -> None:
    note = proofs.LOG_OF_ALL.note()
    more = note + "— stranger.example/w AAAAAAAA\n"
    assert len(check(proofs.good_file(note=more)).facts) == 3


def test_a_new_key_is_trusted_when_the_old_one_signed_the_change() -> None:
    old, new = (fingerprint(each.verifier.vkey()) for each in (proofs.LOG, proofs.OTHER))
    report = check(proofs.rotated_file(), old)
    assert report.matched
    assert [fingerprint(key) for key in report.keys] == [old, new]
    assert len(check(proofs.rotated_file()).facts) == 2


@pytest.mark.parametrize(
    ("numbers", "amiss"),
    [((1, 2, 3), []), ((1, 3), [2]), ((2,), [1]), ((1, 2, 2), [2]), ((0, 1), [0])],
    ids=str,
)
def test_a_gap_in_the_numbers_of_uses_is_named(numbers: tuple[int, ...], amiss: list[int]) -> None:
    report = check(proofs.file_of_uses(*numbers))
    assert verify.numbering(report.facts) == (len(numbers), amiss)
    assert verify.numbering(check(proofs.file_of_uses(*numbers, whole=False)).facts) == (0, [])


@pytest.mark.parametrize(("stated", "amiss"), [(2, []), (4, [3, 4])], ids=str)
def test_the_last_uses_cannot_be_cut_off_after_they_were_stated(stated: int, amiss: list[int]) -> None:
    assert verify.numbering(check(proofs.file_of_uses(1, 2, stated=stated)).facts) == (2, amiss)
    assert verify.numbering(check(proofs.file_of_uses(1, 2, stated=stated, whole=False)).facts) == (0, [])
    assert verify.numbering(check(proofs.file_of_uses(stated=stated)).facts)[1] == [*range(1, stated + 1)]


def test_what_waits_fills_no_gap(tmp_path: Path) -> None:
    """A number that only an unproven record tells of is not said to be proven."""
    path, log = tmp_path / "a.proof.json", proofs.Log()
    story = [log.add(proofs.Opened("202611-0000012"))]
    story += [log.add(proofs.Used(number)) for number in (1, 2)]
    path.write_bytes(proofs.good_file(log=log, story=story))
    assert "1 uses of your data are numbered without a gap" in run(path, "--lang", "en").stdout


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(-20, "more than 5 minutes later"), (2, ""), (20, "more than 5 minutes after witnesses had seen them")],
)
def test_a_time_that_no_witness_can_confirm_is_named(tmp_path: Path, minutes: int, words: str) -> None:
    path, log = tmp_path / "a.proof.json", proofs.Log()
    dated = datetime.fromtimestamp(proofs.WITNESSED, UTC) + timedelta(minutes=minutes)
    story = [log.add(proofs.Opened("202611-0000012"), at=dated)]
    path.write_bytes(proofs.good_file(log=log, story=story, waiting=0))
    said = run(path, "--lang", "en").stdout
    assert words in said
    assert ("more than 5 minutes" in said) is bool(words)


def test_whatever_comes_is_refused_in_words_or_accepted() -> None:
    """Two thousand files changed at random: none of them makes the program stumble."""
    codes = set()
    for content in mutations(2000):
        try:
            check(content)
        except verify.Wrong as wrong:
            codes.add(wrong.code)
    assert len(codes) > 15
    assert codes <= {*verify.WRONG, "nothing"}


def test_a_file_too_large_is_not_read_on(tmp_path: Path) -> None:
    with pytest.raises(verify.Wrong, match=r"file\.size"):
        check(b" " * (verify.MAX_FILE + 1))


def run(path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the one file as anybody would: away from the installation, nothing of it on the way."""
    return subprocess.run(
        [sys.executable, "-I", PROGRAM.name, path, *more],
        cwd=PROGRAM.parent,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_runs_by_itself_and_says_what_is_proven_and_what_not(tmp_path: Path) -> None:
    program = tmp_path / "verify.py"
    program.write_bytes(PROGRAM.read_bytes())
    assert "gongzhi." not in program.read_text().split('"""', 2)[2].replace("gongzhi-", "")
    path = tmp_path / "a.proof.json"
    path.write_bytes(proofs.good_file())
    key = proofs.LOG.verifier.vkey()
    said = subprocess.run(
        [sys.executable, "-I", program, path, "--lang", "zh"], capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr
    for words in (
        "对得上",
        "还要核对密钥",
        "西街口的垃圾桶",
        "没有证明",
        "有没有遗漏",
        fingerprint(key),
        "等下一个存证点",
    ):
        assert words in said.stdout
    said = run(path, "--lang", "en", "--key", fingerprint(key))
    assert said.returncode == 0
    assert "What is not proven" in said.stdout
    assert "The log's key is the one you gave" in said.stdout


def test_it_speaks_as_the_checking_page_does(tmp_path: Path) -> None:
    path = tmp_path / "a.proof.json"
    path.write_bytes(proofs.file_of_uses(1, 2))
    said = run(path, "--lang", "zh").stdout
    assert "使用您的信息 · 使用记录第 2 条" in said
    assert "people.data_used" not in said
    path.write_bytes(proofs.good_file())
    said = run(path, "--lang", "zh").stdout
    assert "（有 1 处文字不公开）" in said
    assert not re.search(r"\d{4}-\d\d-\d\dT|\.\d{6}", said)
    assert verify.readable(proofs.WITNESSED) in said


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("Asia/Shanghai", "2026-11-28 18:52:08 UTC+08:00"), ("UTC", "2026-11-28 10:52:08 UTC+00:00")],
)
def test_an_instant_is_told_as_the_clock_on_the_wall_tells_it(
    monkeypatch: pytest.MonkeyPatch, zone: str, shown: str
) -> None:
    before = time.tzname
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert verify.readable(1795863128.25) == shown
        assert verify.readable(253402300799).startswith("9999-12-31")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert time.tzname == before


@pytest.mark.parametrize("hours", ["nan", "inf", "-1"])
def test_an_age_every_file_would_pass_is_refused(tmp_path: Path, hours: str) -> None:
    path = tmp_path / "a.proof.json"
    path.write_bytes(proofs.good_file())
    said = run(path, f"--max-age={hours}")
    assert (said.returncode, said.stdout) == (2, "")


@pytest.mark.parametrize(
    ("content", "more", "code", "words"),
    [
        (tampering.in_fact(1, "entry", '"WEB"', '"WEC"'), [], 1, "第 2 条：这条记录与日志对不上"),
        (proofs.good_file(), ["--max-age", "1"], 1, "太久"),
        (proofs.good_file(waiting=4), [], 2, "等下一个存证点"),
        (b"{", [], 1, "读不出来"),
    ],
    ids=["altered", "old", "waiting", "broken"],
)
def test_exit_codes(tmp_path: Path, content: bytes, more: list[str], code: int, words: str) -> None:
    path = tmp_path / "a.proof.json"
    path.write_bytes(content)
    said = run(path, "--lang", "zh", *more)
    assert said.returncode == code, said.stdout + said.stderr
    assert words in said.stdout


def test_a_number_that_no_record_names_is_not_said_to_be_proven(tmp_path: Path) -> None:
    path = tmp_path / "a.proof.json"
    for whole in (True, False):
        path.write_bytes(proofs.file_of_uses(1, 2, whole=whole))
        said = run(path, "--lang", "zh").stdout
        assert ("文件开头的编号" in said) is not whole
        assert ("编号 202611-0000012" in said) is whole


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    said = run(tmp_path / "nothing", "--lang", "en")
    assert said.returncode == 2
    assert f"Not checked: {tmp_path / 'nothing'} cannot be opened." in said.stdout


def test_a_proof_costs_little_beyond_record_and_words() -> None:
    content = proofs.good_file(waiting=0)
    value = json.loads(content)
    alone = sum(len(each["entry"].encode()) + len(json.dumps(each["openings"])) for each in value["facts"])
    assert (len(content) - alone) / len(value["facts"]) < 2048
    assert max(len(each["proof"]) for each in value["facts"]) < 2048
