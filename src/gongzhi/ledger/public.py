"""The door of the ledger."""

from gongzhi.ledger.actions.follow import follow
from gongzhi.ledger.actions.record import record, record_many
from gongzhi.ledger.actions.sequence import sequence
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

__all__ = [
    "all_entries",
    "entries_after",
    "facts_about",
    "follow",
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
