"""The door of the ledger."""

from gongzhi.ledger.actions.follow import follow
from gongzhi.ledger.actions.record import record, record_many
from gongzhi.ledger.actions.sequence import sequence
from gongzhi.ledger.checkpoints import CheckpointError
from gongzhi.ledger.log_files import log_files
from gongzhi.ledger.notes import Ed25519Signer, NoteError
from gongzhi.ledger.queries import (
    all_entries,
    entries_after,
    facts_about,
    sealed,
    size,
    story_of,
    subjects_of,
    waiting,
)
from gongzhi.ledger.rules import read_entry
from gongzhi.ledger.tiles import TileError

__all__ = [
    "CheckpointError",
    "Ed25519Signer",
    "NoteError",
    "TileError",
    "all_entries",
    "entries_after",
    "facts_about",
    "follow",
    "log_files",
    "read_entry",
    "record",
    "record_many",
    "sealed",
    "sequence",
    "size",
    "story_of",
    "subjects_of",
    "waiting",
]
