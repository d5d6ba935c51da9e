"""An administrator edits the database with every trigger switched off: the verification names what he touched."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from gongzhi.kernel.ids import new_id
from gongzhi.ledger import public as ledger
from gongzhi.ledger.actions import keep_findings
from gongzhi.ledger.models import Broken, Checkpoint, Cosignature, Entry, Fact, LogKey
from gongzhi.ledger.notes import CosignatureSigner, Ed25519Signer, sign_note, signature_line
from gongzhi.ledger.tests.test_actions import AT, note
from gongzhi.ledger.tests.test_sequence import facts
from gongzhi.ledger.verification import Fault
from gongzhi.ledger.witnesses import key_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path) -> None:
    settings.GONGZHI_KEYS = tmp_path / "keys"


@pytest.fixture
def subject() -> UUID:
    """Return whom entry 300 of a log of 600 is about, sequenced in three batches."""
    subject = new_id()
    for count in (299, 300):
        facts(count)
        ledger.sequence() and ledger.sequence()
        if count == 299:
            note(299, subject=subject)
    ledger.sequence()
    return subject


def as_superuser(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(statement, values)
        assert cursor.rowcount > 0, "nothing was damaged: the test proves nothing"
        cursor.execute("set local session_replication_role = origin")


def found() -> list[Fault]:
    return list(ledger.faults())


def place_of(subject: UUID) -> tuple[int, UUID]:
    return Entry.objects.filter(fact__subject=subject).values_list("position", "fact_id").get()


def test_a_sound_log_has_no_fault(subject: UUID) -> None:
    seen: list[tuple[int, int]] = []
    assert list(ledger.faults(progress=lambda done, of: seen.append((done, of)))) == []
    assert seen == [(600, 600)]
    assert list(ledger.faults(ledger.keys_in_force())) == []
    note(1)
    assert found() == [], "what waits is no fault"
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True))[-1] == 600


def test_an_empty_log_is_sound() -> None:
    assert found() == []


def test_an_altered_entry_is_named_with_whom_it_is_about(subject: UUID) -> None:
    position, fact = place_of(subject)
    as_superuser(
        "update gongzhi_fact set entry = convert_to(replace(convert_from(entry, 'UTF8'), '\"number\":299',"
        " '\"number\":298'), 'UTF8') where id = %s",
        fact,
    )
    assert found() == [Fault("entry", position, fact, subject)]


def test_an_entry_with_other_words_in_it_is_no_canonical_one(subject: UUID) -> None:
    position, fact = place_of(subject)
    as_superuser("update gongzhi_fact set entry = entry || convert_to(' ', 'UTF8') where id = %s", fact)
    assert set(found()) == {Fault("bytes", position, fact, subject), Fault("entry", position, fact, subject)}


@pytest.mark.parametrize(
    "column", ["kind = 'cases.filed'", "actor = 'resident'", "at = at + interval '1 day'", "node = 'x'"]
)
def test_a_column_that_says_otherwise_than_the_entry(column: str, subject: UUID) -> None:
    position, fact = place_of(subject)
    as_superuser("update gongzhi_fact set " + column + " where id = %s", fact)  # noqa: S608 - one of the four above
    assert found() == [Fault("columns", position, fact, subject)]


def test_a_fact_put_under_another_matter_is_told_to_both(subject: UUID) -> None:
    position, fact = place_of(subject)
    other = new_id()
    as_superuser("update gongzhi_fact set subject = %s where id = %s", other, fact)
    assert set(found()) == {Fault("columns", position, fact, each) for each in (subject, other)}


@pytest.mark.django_db(transaction=True)
def test_a_deleted_fact_leaves_its_place(subject: UUID) -> None:
    position, fact = place_of(subject)
    as_superuser("delete from gongzhi_opening where fact_id = %s", fact)
    as_superuser("delete from gongzhi_fact where id = %s", fact)
    assert found() == [Fault("fact_missing", position, fact)]


def test_a_deleted_place_leaves_a_gap_and_a_fact_outside(subject: UUID) -> None:
    position, fact = place_of(subject)
    as_superuser("delete from gongzhi_entry where fact_id = %s", fact)
    assert {(each.code, each.position, each.fact) for each in found()} == {
        ("entry_missing", position, None),
        ("unplaced", None, fact),
    }


def test_two_openings_swapped_are_both_named() -> None:
    subjects = [new_id(), new_id()]
    for number, subject in enumerate(subjects):
        note(number, subject=subject)
    ledger.sequence()
    (here, first), (there, second) = map(place_of, subjects)
    aside = UUID(int=1)
    for was, becomes in ((first, aside), (second, first), (aside, second)):
        as_superuser("update gongzhi_opening set fact_id = %s where fact_id = %s", becomes, was)
    assert found() == [
        Fault("opening", place, fact, subject, where="text")
        for place, fact, subject in zip((here, there), (first, second), subjects, strict=True)
    ]


def test_a_reader_moved_past_the_end_is_named() -> None:
    """It would pass over what comes next, and nobody would be told."""
    note(1)
    ledger.sequence()
    ledger.follow("reactions", lambda _facts: None)
    ledger.look_over(by="system", at=AT)
    assert found() == []
    as_superuser("update gongzhi_cursor set position = position + 1000 where reader = 'reactions'")
    assert found() == [Fault("cursor", position=1001, where="reactions")]


def test_swapped_entries_are_both_named(subject: UUID) -> None:
    position, fact = place_of(subject)
    other = Entry.objects.get(position=7).fact_id
    for here, there in ((7, new_id()), (position, other), (7, fact)):
        as_superuser("update gongzhi_entry set fact_id = %s where position = %s", there, here)
    assert {(each.code, each.position, each.fact) for each in found()} == {
        ("entry", 7, fact),
        ("entry", position, other),
    }


def test_a_changed_text_is_not_the_one_committed_to(subject: UUID) -> None:
    position, fact = place_of(subject)
    as_superuser("update gongzhi_opening set text = '楼道灯很亮' where fact_id = %s", fact)
    assert found() == [Fault("opening", position, fact, subject, where="text")]
    as_superuser("delete from gongzhi_opening where fact_id = %s", fact)
    assert found() == [], "an erased text is no fault"


@pytest.mark.parametrize("place", [0, 200])
def test_a_changed_tile_is_told_from_a_changed_entry(place: int, subject: UUID) -> None:
    as_superuser(
        "update gongzhi_tile set data = set_byte(data, %s, get_byte(data, %s) # 1) where (level, number) = (0, 1)",
        place * 32,
        place * 32,
    )
    assert {(each.code, each.position) for each in found()} == {("tile", 256), ("tile", 256 + place)}


def test_changed_edges_and_missing_tiles_are_found(subject: UUID) -> None:
    as_superuser(
        "update gongzhi_edge set hashes = set_byte(hashes, 3, get_byte(hashes, 3) # 1) where level = 1"
    )
    assert [each.where for each in found()] == ["tile 0/0, or tile 1/0 over it"]
    as_superuser("delete from gongzhi_tile where (level, number) = (0, 1)")
    assert "tile 0/1 is missing" in [each.where for each in found()]
    as_superuser("delete from gongzhi_edge where level = 0")
    assert "edge 0" in [each.where for each in found()]


def test_a_changed_checkpoint_is_found(subject: UUID) -> None:
    size = Checkpoint.objects.order_by("size")[0].size
    as_superuser("update gongzhi_checkpoint set root = sha256(root) where size = %s", size)
    assert [(each.code, each.position) for each in found()] == [("checkpoint", size)]
    as_superuser(
        "update gongzhi_checkpoint set note = replace(note, %s, '1') where size = %s", str(size), size
    )
    assert next((each.code, each.position) for each in found()) == ("signature", size)


def test_a_tree_built_anew_over_an_altered_entry_leads_to_another_root(subject: UUID) -> None:
    """Entry, tile and all above it are made to fit each other: then no root fits any more that was signed."""
    position, fact = place_of(subject)
    rewrite(fact)
    (only,) = (each for each in found() if each.code == "tree")
    assert only.position is not None
    assert only.position <= position
    assert any(each.code in {"signature", "checkpoint"} for each in found())


def test_with_a_key_of_their_own_in_the_table_the_published_key_still_tells(subject: UUID) -> None:
    published = ledger.keys_in_force()
    _position, fact = place_of(subject)
    rewrite(fact)
    forger = Ed25519Signer.generate(ledger.origin())
    LogKey.objects.create(vkey=forger.verifier.vkey(), since_at=AT)
    for row in Checkpoint.objects.all():
        body = checkpoint_body(row.size, bytes(row.root))
        as_superuser(
            "update gongzhi_checkpoint set note = %s where size = %s", sign_note(body, [forger]), row.size
        )
    assert [each.code for each in found()] == ["set_back"], "who holds the table can put a key there"
    ledger.forget_last_signed()
    assert found() == [], "and with the folder of keys, all fits"
    assert {each.code for each in ledger.faults(published)} == {"signature"}


def checkpoint_body(size: int, root: bytes) -> str:
    from gongzhi.ledger.checkpoints import Checkpoint as Stated

    return Stated(ledger.origin(), size, root).body()


def rewrite(fact: UUID) -> None:
    """Alter an entry and make tiles, edges and roots anew, as somebody with time and a superuser's right would."""
    from gongzhi.ledger.tiles import grow
    from gongzhi.ledger.tree import leaf_hash, root_of

    row = Fact.objects.get(id=fact)
    changed = bytes(row.entry).replace(b'"number":299', b'"number":298')
    assert changed != bytes(row.entry)
    as_superuser("update gongzhi_fact set entry = %s where id = %s", changed, fact)
    rows = Entry.objects.order_by("position").values_list("fact__entry", flat=True)
    leaves = [leaf_hash(bytes(entry)) for entry in rows]
    grown = grow(0, {}, leaves)
    for level, number, data in grown.full:
        as_superuser(
            "update gongzhi_tile set data = %s where (level, number) = (%s, %s)", data, level, number
        )
    for level, hashes in grown.edges.items():
        as_superuser("update gongzhi_edge set hashes = %s where level = %s", hashes, level)
    for each in Checkpoint.objects.all():
        as_superuser(
            "update gongzhi_checkpoint set root = %s where size = %s", root_of(leaves[: each.size]), each.size
        )


def test_a_forged_cosignature_is_found(subject: UUID) -> None:
    row = Checkpoint.objects.order_by("-size")[0]
    body = checkpoint_body(row.size, bytes(row.root))
    witness = CosignatureSigner(Ed25519Signer.generate("witness.example")).at(1_800_000_000)
    key = key_text(witness.verifier.public)
    line = signature_line(body, witness)
    good = Cosignature.objects.create(checkpoint=row, name="county", key=key, line=line, at=AT)
    assert found() == []
    other = signature_line(checkpoint_body(row.size, bytes(32)), witness)
    as_superuser("update gongzhi_cosignature set line = %s where id = %s", other, good.id)
    assert [(each.code, each.position) for each in found()] == [("cosignature", row.size)]


def test_a_log_cut_short_behind_its_checkpoint_is_found(subject: UUID) -> None:
    as_superuser("delete from gongzhi_entry where position >= 590")
    as_superuser("update gongzhi_head set size = 590, tree_size = 590")
    codes = {each.code for each in found()}
    assert codes, "the edges are wider than the count says"


def test_a_history_signed_anew_over_an_altered_entry_is_not_the_one_signed_before(
    subject: UUID, settings: Any
) -> None:
    """All hashes thrown away, the sequencer makes new ones and signs them: tables and signatures fit together."""
    _position, fact = place_of(subject)
    for statement in (
        "delete from gongzhi_checkpoint",
        "delete from gongzhi_tile",
        "delete from gongzhi_edge",
    ):
        as_superuser(statement)
    as_superuser("update gongzhi_head set tree_size = 0")
    before = bytes(Fact.objects.get(id=fact).entry)
    after = before.replace(b'"number":299', b'"number":298')
    as_superuser("update gongzhi_fact set entry = %s where id = %s", after, fact)
    while ledger.sequence():
        pass
    assert [(each.code, each.position) for each in found()] == [("set_back", 600)]
    ledger.look_over(by="system", at=AT)
    assert Broken.objects.get().code == "set_back"
    facts(5)
    ledger.sequence()
    assert [each.code for each in found()] == ["set_back"], "what came later does not hide it"
    ledger.forget_last_signed()
    assert found() == []


@pytest.mark.parametrize("kept", [0, 299])
def test_a_tree_set_back_behind_its_checkpoint_is_found(kept: int, subject: UUID) -> None:
    """Whoever sets the tree back would have entries altered beyond it that nothing is compared with."""
    as_superuser("update gongzhi_head set tree_size = %s", kept)
    assert "head" in {fault.code for fault in found()}


def test_what_was_found_is_kept_and_mended_again(subject: UUID) -> None:
    _position, fact = place_of(subject)
    before = bytes(Fact.objects.get(id=fact).entry)
    as_superuser("update gongzhi_fact set entry = entry || convert_to(' ', 'UTF8') where id = %s", fact)
    assert not ledger.broken(subject)
    assert ledger.keep_findings(found=found(), by="system", at=AT) == 2
    assert ledger.keep_findings(found=found(), by="system", at=AT) == 0, "told once"
    assert ledger.broken(subject)
    assert not ledger.broken(new_id())
    assert ledger.broken_places() == 2
    as_superuser("update gongzhi_fact set entry = %s where id = %s", before, fact)
    ledger.sequence()
    ledger.keep_findings(found=found(), by="system", at=AT)
    assert not ledger.broken(subject)
    assert Broken.objects.filter(mended_at=AT).count() == 2
    told = [dict(each.data) for each in _of_kind("ledger.found_broken")]
    assert told == [{"places": 2, "mended": 0}, {"places": 0, "mended": 2}]


def test_the_worker_finds_it_in_turn_without_being_asked(
    subject: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep_findings, "STEP", 256)
    position, fact = place_of(subject)
    assert [ledger.look_over(by="system", at=AT) for _ in range(4)] == [256, 256, 88, 256]
    assert not Broken.objects.exists()
    as_superuser(
        "update gongzhi_fact set entry = convert_to(replace(convert_from(entry, 'UTF8'), '\"number\":299',"
        " '\"number\":298'), 'UTF8') where id = %s",
        fact,
    )
    ledger.look_over(by="system", at=AT)
    assert ledger.broken(subject)
    assert [(row.code, row.position, row.fact) for row in Broken.objects.all()] == [("entry", position, fact)]
    for _ in range(3):
        ledger.look_over(by="system", at=AT)
    assert Broken.objects.filter(mended_at=None).count() == 1, "found once, and a look mends nothing"


def test_an_empty_log_is_looked_over_at_once() -> None:
    assert ledger.look_over(by="system", at=AT) == 0


def _of_kind(kind: str) -> list[Any]:
    from gongzhi.ledger.rules import read_entry

    rows = Fact.objects.filter(kind=kind).order_by("id").values_list("entry", flat=True)
    return [read_entry(bytes(entry)) for entry in rows]
