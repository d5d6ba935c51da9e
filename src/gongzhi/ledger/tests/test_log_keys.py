"""Keys of the log: made at first use, put in each other's place on record, or kept by a device."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models.functions import Now

from gongzhi.ledger import log_keys, sm2
from gongzhi.ledger import public as ledger
from gongzhi.ledger.models import Checkpoint, LogKey
from gongzhi.ledger.notes import Algorithm, Ed25519Signer, open_note, parse_vkey
from gongzhi.ledger.tests.test_actions import note
from gongzhi.ledger.tests.test_sequence import DEVICE, everything_holds

AT = datetime(2026, 11, 28, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keys(settings: Any, tmp_path: Path) -> Path:
    settings.GONGZHI_KEYS = tmp_path / "keys"
    return tmp_path / "keys"


def sign() -> str:
    """Let the log grow by what waits; return the note."""
    note(1)
    while ledger.sequence():
        pass
    return Checkpoint.objects.order_by("-size")[0].note


def signed_by(text: str) -> list[str]:
    known = [parse_vkey(vkey) for vkey in LogKey.objects.values_list("vkey", flat=True)]
    return [each.verifier.vkey() for each in open_note(text, known).verified]


def rotations() -> list[dict]:
    return [dict(fact.data) for fact in ledger.all_entries() if fact.kind == "ledger.key_rotated"]


def test_the_key_is_made_at_first_use_for_its_owner_only(keys: Path) -> None:
    text = sign()
    file = keys / "evidence.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    signer = Ed25519Signer.from_skey(file.read_text())
    assert signer.name == ledger.origin() == "local.gongzhi.invalid/evidence"
    assert signed_by(text) == ledger.keys_in_force() == [signer.verifier.vkey()]
    assert signed_by(sign()) == [signer.verifier.vkey()]
    assert rotations() == []


def test_a_new_key_signs_beside_the_old_one_for_a_while(keys: Path) -> None:
    old = signed_by(sign())
    new = ledger.rotate_key(overlap=timedelta(days=14), by="system", at=AT)
    assert set(signed_by(sign())) == {*old, new}
    assert ledger.keys_in_force() == [new, *old]
    (said,) = rotations()
    assert (said["old"], said["new"]) == (old[0], new)
    assert Ed25519Signer.from_skey((keys / "evidence.key").read_text()).verifier.vkey() == new
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in keys.iterdir())
    LogKey.objects.filter(vkey=old[0]).update(until_at=Now())  # the fortnight is over
    assert signed_by(sign()) == [new]
    everything_holds()


def test_without_an_overlap_the_old_key_signs_no_more() -> None:
    sign()
    new = ledger.rotate_key(overlap=timedelta(), by="system", at=AT)
    assert signed_by(sign()) == [new] == ledger.keys_in_force()
    again = ledger.rotate_key(overlap=timedelta(), by="system", at=AT)
    assert signed_by(sign()) == [again]
    assert len(rotations()) == 2


def test_killed_before_the_row_the_new_key_is_taken_up_all_the_same() -> None:
    old = signed_by(sign())
    signer = log_keys.keep_next()
    assert signed_by(sign()) == old, "a key that only waits signs nothing"
    log_keys.lead_with(signer)
    assert set(signed_by(sign())) == {*old, signer.verifier.vkey()}
    assert [each["new"] for each in rotations()] == [signer.verifier.vkey()]


def test_a_lost_key_is_replaced_on_record(keys: Path) -> None:
    old = signed_by(sign())
    (keys / "evidence.key").unlink()
    (new,) = signed_by(sign())
    assert [new] == ledger.keys_in_force() != old
    (said,) = rotations()
    assert (said["old"], said["new"], said["until_at"]) == (*old, new, None)
    everything_holds()


def test_a_key_that_was_put_away_does_not_come_back(keys: Path, caplog: pytest.LogCaptureFixture) -> None:
    sign()
    kept = (keys / "evidence.key").read_text()
    ledger.rotate_key(overlap=timedelta(), by="system", at=AT)
    for file in keys.iterdir():
        file.unlink()
    (keys / "evidence.key").write_text(kept)
    before = Checkpoint.objects.count()
    sign()
    assert Checkpoint.objects.count() == before
    assert "no checkpoint was signed" in caplog.text
    new = ledger.rotate_key(by="system", at=AT)
    assert signed_by(sign()) == [new]
    everything_holds()


def test_another_name_is_another_log_with_a_key_of_its_own(settings: Any) -> None:
    sign()
    settings.GONGZHI_ORIGIN = "county.example/evidence"
    text = sign()
    assert text.startswith("county.example/evidence\n")
    assert [parse_vkey(vkey).name for vkey in signed_by(text)] == ["county.example/evidence"]
    assert len(rotations()) == 1


def test_a_device_signs_and_takes_the_place_of_the_file(settings: Any) -> None:
    settings.GONGZHI_ORIGIN = DEVICE.name
    old = signed_by(sign())
    settings.GONGZHI_SIGNER = "gongzhi.ledger.tests.test_sequence:device"
    assert set(signed_by(sign())) == {*old, DEVICE.verifier.vkey()}
    (said,) = rotations()
    assert (said["old"], said["new"]) == (*old, DEVICE.verifier.vkey())
    with pytest.raises(ledger.SigningError, match="device"):
        ledger.rotate_key(by="system", at=AT)


def test_a_malformed_key_is_named_and_nothing_is_signed(keys: Path, caplog: pytest.LogCaptureFixture) -> None:
    keys.mkdir()
    (keys / "evidence.key").write_text("PRIVATE+KEY+nonsense\n")
    note(1)
    assert ledger.sequence() == 1
    assert not Checkpoint.objects.exists()
    assert "no checkpoint was signed" in caplog.text
    assert "nonsense" not in str([record.__dict__ for record in caplog.records])


def test_a_second_line_in_sm2_where_it_is_wanted(settings: Any, keys: Path) -> None:
    settings.GONGZHI_SM2 = True
    note(1)
    ledger.sequence()
    if not sm2.installed():
        assert not Checkpoint.objects.exists()
        with pytest.raises(ledger.SigningError, match=r"gongzhi\[sm\]"):
            log_keys.leading_signers()
        return
    text = Checkpoint.objects.get().note
    kinds = {parse_vkey(vkey).algorithm for vkey in signed_by(text)}
    assert kinds == {Algorithm.ED25519, Algorithm.SM2}
    assert stat.S_IMODE((keys / "evidence-sm2.key").stat().st_mode) == 0o600
    new = ledger.rotate_key(overlap=timedelta(), by="system", at=AT)
    assert len(signed_by(sign())) == 2
    assert new in ledger.keys_in_force()
