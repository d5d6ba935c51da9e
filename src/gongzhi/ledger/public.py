"""The door of the ledger."""

from gongzhi.ledger.actions.cosign import cosign
from gongzhi.ledger.actions.erase_openings import erase_openings
from gongzhi.ledger.actions.follow import follow
from gongzhi.ledger.actions.keep_findings import keep_findings, look_over
from gongzhi.ledger.actions.keep_growing import keep_growing
from gongzhi.ledger.actions.record import record, record_many
from gongzhi.ledger.actions.sequence import sequence
from gongzhi.ledger.actions.take_up_keys import OVERLAP, rotate_key
from gongzhi.ledger.actions.watch_log import trust_log
from gongzhi.ledger.by_kind import facts_of_kinds, moments_of_kind
from gongzhi.ledger.checkpoints import CheckpointError
from gongzhi.ledger.collecting import Collector, trouble_key
from gongzhi.ledger.kept_words import KeptWords, words_faults
from gongzhi.ledger.last_signed import forget_last_signed
from gongzhi.ledger.log_files import log_files
from gongzhi.ledger.log_keys import SigningError, origin
from gongzhi.ledger.notes import Ed25519Signer, NoteError
from gongzhi.ledger.own_policy import has_witnesses, own_policy, policy_text
from gongzhi.ledger.policy import Policy, PolicyError
from gongzhi.ledger.proof_file import MEDIA_TYPE as PROOF_TYPE
from gongzhi.ledger.proof_file import file_name as proof_name
from gongzhi.ledger.proof_file import fingerprint
from gongzhi.ledger.proving import Shown, key_digits, policy_digits, prove
from gongzhi.ledger.queries import (
    all_entries,
    behind,
    broken,
    broken_places,
    ensure_checkpointed,
    entries_after,
    evidence_is_late,
    facts_about,
    is_placed,
    keys_in_force,
    sealed,
    size,
    story_of,
    subjects_of,
    unreadable,
    unsigned_since,
    waiting,
)
from gongzhi.ledger.rules import read_entry
from gongzhi.ledger.standalone import checker
from gongzhi.ledger.static_verifier import page as checking_page
from gongzhi.ledger.static_verifier import policy as checking_policy
from gongzhi.ledger.stored_tree import (
    Signed,
    bundle_bytes,
    checkpoint_of,
    last_checkpoint,
    last_cosigned,
    prove_inclusion,
    read_tree,
    tile_bytes,
    tree_size,
)
from gongzhi.ledger.tiles import MAX_ENTRY, TileError, read_path
from gongzhi.ledger.verification import Fault, faults
from gongzhi.ledger.versions import version_of
from gongzhi.ledger.witness_keys import lay_cosigner_aside, own_cosigner
from gongzhi.ledger.witnesses import (
    QuorumView,
    WitnessView,
    quorum_view,
    shown_checkpoint,
    times_that_differ,
    uncosigned_since,
    watched_logs,
)
from gongzhi.ledger.witnessing import MAX_REQUEST

__all__ = [
    "MAX_ENTRY",
    "MAX_REQUEST",
    "OVERLAP",
    "PROOF_TYPE",
    "CheckpointError",
    "Collector",
    "Ed25519Signer",
    "Fault",
    "KeptWords",
    "NoteError",
    "Policy",
    "PolicyError",
    "QuorumView",
    "Shown",
    "Signed",
    "SigningError",
    "TileError",
    "WitnessView",
    "all_entries",
    "behind",
    "broken",
    "broken_places",
    "bundle_bytes",
    "checker",
    "checking_page",
    "checking_policy",
    "checkpoint_of",
    "cosign",
    "ensure_checkpointed",
    "entries_after",
    "erase_openings",
    "evidence_is_late",
    "facts_about",
    "facts_of_kinds",
    "faults",
    "fingerprint",
    "follow",
    "forget_last_signed",
    "has_witnesses",
    "is_placed",
    "keep_findings",
    "keep_growing",
    "key_digits",
    "keys_in_force",
    "last_checkpoint",
    "last_cosigned",
    "lay_cosigner_aside",
    "log_files",
    "look_over",
    "moments_of_kind",
    "origin",
    "own_cosigner",
    "own_policy",
    "policy_digits",
    "policy_text",
    "proof_name",
    "prove",
    "prove_inclusion",
    "quorum_view",
    "read_entry",
    "read_path",
    "read_tree",
    "record",
    "record_many",
    "rotate_key",
    "sealed",
    "sequence",
    "shown_checkpoint",
    "size",
    "story_of",
    "subjects_of",
    "tile_bytes",
    "times_that_differ",
    "tree_size",
    "trouble_key",
    "trust_log",
    "uncosigned_since",
    "unreadable",
    "unsigned_since",
    "version_of",
    "waiting",
    "watched_logs",
    "words_faults",
]
