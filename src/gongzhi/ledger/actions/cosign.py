"""Cosign a checkpoint of a log this node watches."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongzhi.ledger.actions.record import record
from gongzhi.ledger.models import Fact, WitnessedLog
from gongzhi.ledger.notes import CosignatureSigner
from gongzhi.ledger.rules import read_entry
from gongzhi.ledger.witness_facts import ForkSeen
from gongzhi.ledger.witnesses import subject_of, watched_log
from gongzhi.ledger.witnessing import FORK, Answer, Watched, fork_in, witness

# Both notes stand in one entry, which a bundle must be able to hold; a log's own lines are far shorter.
MAX_NOTE = 24_000


def cosign(*, body: bytes, cosigner: CosignatureSigner, by: str, at: datetime) -> Answer:
    """Answer a request for a cosignature (C2SP tlog-witness); what was cosigned is kept before this returns.

    That is no fact: two nodes that cosign each other would otherwise never come to rest. A fork is one, once for
    each size: the two signed notes prove to anybody that the log has two histories.
    """
    table = _Table(at)
    found = witness(body, table, cosigner.at(int(at.timestamp())))
    if found.code == FORK:
        _keep_fork(body, by=by, at=at)
    return found


@dataclass(frozen=True)
class _Table:
    at: datetime

    def find(self, origin: str) -> Watched | None:
        return watched_log(origin)

    def swap(self, before: Watched, after: Watched) -> bool:
        """Keep what was cosigned by one UPDATE: of two that read the same, one changes a row and one does not."""
        with transaction.atomic(durable=True):
            kept = WitnessedLog.objects.filter(origin=before.origin, size=before.size, root=before.root)
            changed = kept.update(size=after.size, root=after.root, note=after.note, at=self.at)
        return changed == 1


def _keep_fork(body: bytes, *, by: str, at: datetime) -> None:
    with transaction.atomic(durable=True):
        fork = fork_in(body, _Table(at))
        if fork is None or any(len(note.encode()) > MAX_NOTE for note in fork.notes):
            return
        subject = subject_of(fork.origin.encode())
        # The row of the log is held, so that of two such requests one sees what the other recorded.
        WitnessedLog.objects.select_for_update().get(origin=fork.origin)
        known = Fact.objects.filter(subject=subject, kind=ForkSeen.kind).values_list("entry", flat=True)
        if fork.size not in {read_entry(bytes(entry)).data["size"] for entry in known}:
            record(ForkSeen(fork.origin, fork.size, fork.notes), subject=subject, by=by, at=at)
