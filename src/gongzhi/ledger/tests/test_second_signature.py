"""The second line under a checkpoint, in SM2: checked where the package for it is, and said where it is not."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from gongzhi.ledger import sm2
from gongzhi.ledger.note_keys import Sm2Signer
from gongzhi.ledger.standalone import verify
from gongzhi.ledger.tests import proofs

pytestmark = pytest.mark.skipif(not sm2.installed(), reason="needs the package for SM2 (make sm)")

KEY = proofs.LOG.verifier.vkey()


def second_file(*, spoilt: bool = False) -> bytes:
    """Return a file whose checkpoint both keys have signed; `spoilt`: the second line is of another text."""
    signer = Sm2Signer.generate(proofs.ORIGIN)
    note = proofs.LOG_OF_ALL.note(beside=(signer,))
    if spoilt:
        other = proofs.LOG_OF_ALL.note(300, beside=(signer,))
        line = {
            text: next(each for each in text.splitlines() if _is_of(each, signer)) for text in (note, other)
        }
        note = note.replace(line[note], line[other])
    return proofs.good_file(note=note, keys=(KEY, signer.verifier.vkey()))


def _is_of(line: str, signer: Sm2Signer) -> bool:
    found = line.split(" ")
    return found[0] == "—" and verify.b64decode(found[-1])[:4] == signer.verifier.key_id


def told(path: Path, *, given: str = "") -> tuple[int, str]:
    parser = verify.argparse.ArgumentParser()
    verify.add_arguments(parser)
    arguments = parser.parse_args([str(path), "--lang", "en", *(["--key", given] if given else [])])
    return verify.run(arguments, now=proofs.NOW)


@pytest.mark.parametrize("given", ["", KEY], ids=["no key given", "the first key given"])
def test_it_is_checked_where_the_package_is(tmp_path: Path, given: str) -> None:
    path = tmp_path / "a.proof.json"
    path.write_bytes(second_file())
    code, said = told(path, given=given)
    assert code == 0
    assert "(SM2) is right too" in said
    path.write_bytes(second_file(spoilt=True))
    code, said = told(path, given=given)
    assert code == 1
    assert "[note.signature]" in said


def test_it_is_said_where_it_was_not_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.proof.json"
    path.write_bytes(second_file(spoilt=True))
    for name in [*filter(lambda name: name.startswith("tongsuopy"), sys.modules), "tongsuopy"]:
        monkeypatch.setitem(sys.modules, name, None)
    code, said = told(path)
    assert code == 0
    assert "(SM2): not checked here" in said
    assert "right too" not in said


def test_nothing_is_said_of_it_where_there_is_none() -> None:
    report = verify.Check([], None, proofs.NOW).run(proofs.good_file())
    assert report.second is None
    value: dict[str, Any] = json.loads(second_file())
    value["keys"] = [KEY]  # a line of a key nobody names is passed over, as C2SP has it
    assert verify.Check([], None, proofs.NOW).run(json.dumps(value).encode()).second is None
