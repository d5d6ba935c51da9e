"""The door of the ledger."""

from gongzhi.ledger.actions.follow import follow
from gongzhi.ledger.actions.record import record, record_many
from gongzhi.ledger.actions.sequence import sequence
from gongzhi.ledger.queries import (
    all_entries,
    entries_after,
    facts_about,
    size,
    story_of,
    subjects_of,
    waiting,
)

__all__ = [
    "all_entries",
    "entries_after",
    "facts_about",
    "follow",
    "record",
    "record_many",
    "sequence",
    "size",
    "story_of",
    "subjects_of",
    "waiting",
]
