"""Sealing, keys and the vault: what is put in comes out for a fact on record, and for nothing else."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.key_files import keep_once
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import record
from gongzhi.people.facts import IdentityErased, IdentityRevealed
from gongzhi.people.vault.identity import Identity, forget, keep, read
from gongzhi.people.vault.keys import GenerationGone, GenerationMissing, KeyFiles, generation_at, key_store
from gongzhi.people.vault.sealing import CipherKind, SealBroken, new_key, seal, unseal

AT = datetime(2026, 11, 28, 10, tzinfo=UTC)
WHO = Identity(name="王小满", phone="13800000001", address="西街12号", id_number="51090019900101001X")


@given(plain=st.binary(max_size=300), about=st.binary(max_size=20), cipher=st.sampled_from(CipherKind))
def test_what_is_sealed_comes_out_again(plain: bytes, about: bytes, cipher: CipherKind) -> None:
    key = new_key()
    sealed = seal(plain, key, about=about, cipher=cipher)
    assert unseal(sealed, key, about=about) == plain
    assert sealed != seal(plain, key, about=about, cipher=cipher), "equal texts look different"
    assert len(sealed) == len(plain) + 29


@given(
    plain=st.binary(min_size=1, max_size=100),
    cipher=st.sampled_from(CipherKind),
    where=st.integers(min_value=0, max_value=10_000),
    bit=st.integers(min_value=0, max_value=7),
)
def test_a_changed_bit_is_noticed(plain: bytes, cipher: CipherKind, where: int, bit: int) -> None:
    key = new_key()
    sealed = bytearray(seal(plain, key, about=b"here", cipher=cipher))
    sealed[where % len(sealed)] ^= 1 << bit
    with pytest.raises(SealBroken):
        unseal(bytes(sealed), key, about=b"here")


@pytest.mark.parametrize("cipher", CipherKind)
def test_another_key_and_another_place_open_nothing(cipher: CipherKind) -> None:
    key = new_key()
    sealed = seal(b"13800000001", key, about=b"one", cipher=cipher)
    for other_key, about in ((new_key(), b"one"), (key, b"other"), (key, b"")):
        with pytest.raises(SealBroken):
            unseal(sealed, other_key, about=about)
    for cut in range(len(sealed)):
        with pytest.raises(SealBroken):
            unseal(sealed[:cut], key, about=b"one")
    with pytest.raises(ValueError, match="32 bytes"):
        seal(b"", b"short", about=b"one", cipher=cipher)


def test_each_cipher_reads_what_the_other_wrote(tmp_path: Path) -> None:
    one, other = KeyFiles(tmp_path, CipherKind.AES_256_GCM), KeyFiles(tmp_path, CipherKind.SM4_GCM)
    key = new_key()
    for writer, reader in ((one, other), (other, one)):
        wrapped = writer.wrap(key, generation="2026-11", about=b"x")
        assert reader.unwrap(wrapped, generation="2026-11", about=b"x") == key


def test_a_generation_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    store, key = KeyFiles(folder, CipherKind.AES_256_GCM), new_key()
    assert store.generations() == []
    wrapped = store.wrap(key, generation="2026-11", about=b"x")
    (file,) = folder.iterdir()
    assert (file.name, file.stat().st_mode & 0o777, file.stat().st_size) == ("kek-2026-11.key", 0o600, 32)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert key not in file.read_bytes()
    store.wrap(new_key(), generation="2026-10", about=b"x")
    assert store.generations() == ["2026-10", "2026-11"]
    assert store.unwrap(wrapped, generation="2026-11", about=b"x") == key
    with pytest.raises(SealBroken):
        store.unwrap(wrapped, generation="2026-10", about=b"x")


def test_a_destroyed_generation_is_gone_for_good(tmp_path: Path) -> None:
    store = KeyFiles(tmp_path, CipherKind.AES_256_GCM)
    wrapped = store.wrap(new_key(), generation="2026-10", about=b"x")
    with pytest.raises(GenerationMissing) as missing:
        store.unwrap(wrapped, generation="2026-09", about=b"x")
    assert not isinstance(missing.value, GenerationGone)
    for _time in range(2):
        store.destroy("2026-10")
        assert store.generations() == []
        with pytest.raises(GenerationGone):
            store.unwrap(wrapped, generation="2026-10", about=b"x")
        with pytest.raises(GenerationGone):
            store.wrap(new_key(), generation="2026-10", about=b"x")


@pytest.mark.parametrize("name", ["../../etc/passwd", "2026", "", "2026-1x"])
def test_a_name_that_is_none_leads_nowhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(GenerationMissing):
        KeyFiles(tmp_path, CipherKind.AES_256_GCM).unwrap(b"", generation=name, about=b"")


def test_of_many_who_make_a_key_at_once_all_have_the_same(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from gongzhi.kernel.key_files import keep_once; import os;"
        "sys.stdout.write(keep_once(pathlib.Path(sys.argv[1]), lambda: os.urandom(32)).hex())"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "a.key")], stdout=subprocess.PIPE)
        for _each in range(4)
    ]
    assert len({process.communicate()[0] for process in started}) == 1
    found: list[bytes] = []
    barrier = threading.Barrier(8)

    def make() -> None:
        barrier.wait()
        found.append(keep_once(tmp_path / "b.key", new_key))

    threads = [threading.Thread(target=make) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert {file.name for file in tmp_path.iterdir()} == {"a.key", "b.key"}, "no drafts are left"


def test_a_month_is_a_generation_in_utc() -> None:
    assert generation_at(datetime(2026, 11, 30, 23, 59, tzinfo=UTC)) == "2026-11"
    assert generation_at(datetime.fromisoformat("2026-12-01T07:59:00+08:00")) == "2026-11"


def matter_of(contact: UUID) -> UUID:
    """Return what a contact was left for."""
    return UUID(int=contact.int ^ 1)


def kept(who: Identity = WHO, *, at: datetime = AT) -> UUID:
    contact = new_id()
    with transaction.atomic():
        keep(contact, who, subject=matter_of(contact), at=at)
    return contact


def revealed(contact: UUID, *, until: datetime, subject: UUID | None = None) -> UUID:
    with transaction.atomic():
        return record(
            IdentityRevealed(
                contact_id=contact,
                reveal_id=uuid4(),
                unit_id=uuid4(),
                purpose="CALL",
                basis="DUTY",
                until=until,
                second=None,
                reason=Private("约时间"),
            ),
            subject=subject or matter_of(contact),
            by="system",
            at=AT,
        )


def soon() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=5)


@pytest.mark.django_db(transaction=True)
def test_an_identity_is_read_on_the_strength_of_a_fact() -> None:
    contact, other = kept(), kept(Identity(name="李大明"))
    fact = revealed(contact, until=soon())
    assert read(contact, fact=fact) == WHO
    for wrong in (
        (other, fact),
        (contact, uuid4()),
        (contact, revealed(contact, until=AT - timedelta(days=400))),
        (contact, revealed(contact, until=soon(), subject=matter_of(other))),
    ):
        with pytest.raises(Refused) as refused:
            read(wrong[0], fact=wrong[1])
        assert refused.value.refusal.code == "people.vault_closed"
    assert "小满" not in repr(WHO)


@pytest.mark.django_db(transaction=True)
def test_a_fact_of_the_same_transaction_opens_nothing() -> None:
    contact = kept()
    with pytest.raises(Refused), transaction.atomic():
        read(contact, fact=revealed(contact, until=soon()))


@pytest.mark.django_db(transaction=True)
def test_what_is_forgotten_is_gone_with_its_key() -> None:
    contact = kept()
    fact = revealed(contact, until=soon())
    with transaction.atomic():
        erasing, matter = IdentityErased(contact_id=contact, because="ASKED"), matter_of(contact)
        elsewhere = record(erasing, subject=None, by="system", at=AT)
        with pytest.raises(ProgrammingError, match="nothing is forgotten"), transaction.atomic():
            forget(contact, fact=elsewhere)
        erased = record(erasing, subject=matter, by="system", at=AT)
        assert forget(contact, fact=erased)
        assert not forget(contact, fact=erased), "a second time changes nothing"
    assert read(contact, fact=fact) is None
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from vault.identity")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_bytes_put_in_the_place_of_others_are_noticed() -> None:
    one, other = kept(), kept(Identity(name="李大明"))
    with connection.cursor() as cursor:
        cursor.execute(
            "update vault.identity set sealed = theirs.sealed, wrapped = theirs.wrapped"
            " from vault.identity theirs where theirs.contact = %s and identity.contact = %s",
            [other, one],
        )
    with pytest.raises(SealBroken):
        read(one, fact=revealed(one, until=soon()))


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_person_stands_in_the_table_in_clear() -> None:
    kept()
    with connection.cursor() as cursor:
        cursor.execute("select identity::text from vault.identity")
        (row,) = cursor.fetchone() or ("",)
    for text in (WHO.name, WHO.phone, WHO.address, WHO.id_number):
        assert text not in row
        assert text.encode().hex() not in row
    assert generation_at(AT) in key_store().generations()
