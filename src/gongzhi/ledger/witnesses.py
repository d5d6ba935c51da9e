"""Reads about witnesses: those that cosign this node's log, and the logs this node watches."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.models import Checkpoint, Cosignature, Fact, WitnessedLog
from gongzhi.ledger.notes import NoteError, Verified, open_note, parse_vkey
from gongzhi.ledger.policy import Lack, Policy, Witness
from gongzhi.ledger.rules import read_entry
from gongzhi.ledger.witness_facts import TimesDiffer, WitnessRefused
from gongzhi.ledger.witnessing import Watched, origin_hash

# How many cosigned checkpoints are looked through for one that satisfies the policy.
LOOKED_AT = 50


def subject_of(name: bytes) -> UUID:
    """Return the id under which facts about another log (its origin), or a witness (its key), are found again."""
    return UUID(bytes=sha256(b"gongzhi witness\n" + name).digest()[:16], version=5)


def key_text(public: bytes) -> str:
    """Return a witness's key as it stands in the table: the key alone, since names can be changed."""
    return b64encode(public).decode()


def watched_logs() -> list[Watched]:
    """Return the logs this node watches, in the order of their names; those it trusts no key of are left out."""
    rows = WitnessedLog.objects.exclude(vkeys="").order_by("origin")
    return [_watched(row) for row in rows]


def watched_log(origin: str) -> Watched | None:
    """Return what this node cosigned last of a log, or None when it does not watch it."""
    row = WitnessedLog.objects.filter(origin=origin).exclude(vkeys="").first()
    return _watched(row) if row else None


def shown_checkpoint(name: str) -> str | None:
    """Return the last cosigned checkpoint of the log whose origin has this hash, or None."""
    notes = {origin_hash(row.origin): row.note for row in WitnessedLog.objects.exclude(note="")}
    return notes.get(name)


def _watched(row: WitnessedLog) -> Watched:
    verifiers = tuple(parse_vkey(vkey) for vkey in row.vkeys.split())
    return Watched(row.origin, verifiers, row.size, bytes(row.root), row.note)


def cosigned_up_to(key: str | None = None) -> int | None:
    """Return the largest size a witness has cosigned, by its key or any of them; None for nothing yet."""
    rows = Cosignature.objects.filter(key=key) if key else Cosignature.objects.all()
    return rows.order_by("-checkpoint_id").values_list("checkpoint_id", flat=True).first()


def last_refusal(public: bytes) -> Recorded | None:
    """Return the last fact about a witness that did not cosign, or None."""
    rows = Fact.objects.filter(subject=subject_of(public), kind=WitnessRefused.kind).order_by("-id")
    entry = rows.values_list("entry", flat=True).first()
    return read_entry(bytes(entry)) if entry else None


def uncosigned_since() -> datetime | None:
    """Return when the oldest checkpoint was signed that no witness has seen, nor a later one; None for none."""
    rows = Checkpoint.objects.filter(size__gt=cosigned_up_to() or 0).order_by("size")
    return rows.values_list("at", flat=True).first()


def times_that_differ(*, limit: int = 20) -> list[Recorded]:
    """Return the last facts that say that entries and witnesses differ about the time, the newest first."""
    rows = Fact.objects.filter(kind=TimesDiffer.kind).order_by("-at", "-id")[:limit]
    return [read_entry(bytes(row.entry)) for row in rows]


@dataclass(frozen=True)
class WitnessView:
    """A witness of this node's log: what it cosigned last and when, and why it does not go on.

    `refused` is its own word, on record since `refused_at`; it is empty once it cosigns again.
    """

    name: str
    vkey: str
    url: str
    size: int | None = None
    at: datetime | None = None
    refused: str = ""
    refused_at: datetime | None = None


@dataclass(frozen=True)
class QuorumView:
    """How the log stands with its witnesses.

    `size` is the newest checkpoint that satisfies the policy, and `at` when the last of them cosigned it; both are
    None while there is none. `lacks` is what the newest cosigned checkpoint lacks.
    """

    witnesses: tuple[WitnessView, ...]
    quorum: str
    size: int | None
    at: datetime | None
    lacks: tuple[Lack, ...] = ()


def quorum_view(policy: Policy) -> QuorumView:
    """Return how the log stands with the witnesses of a policy. Every line is verified anew."""
    views = tuple(_view(witness) for witness in policy.witnesses.values())
    lacks: tuple[Lack, ...] | None = None
    for size, verified in _cosigned(policy):
        standing = policy.check(verified)
        lacks = standing.lacks if lacks is None else lacks
        if standing.met:
            last = max((each.seconds or 0 for each in standing.cosigned.values()), default=0)
            return QuorumView(views, policy.quorum, size, datetime.fromtimestamp(last, UTC), lacks)
    return QuorumView(views, policy.quorum, None, None, policy.check(()).lacks if lacks is None else lacks)


def first_cosigned(*, over: int, limit: int) -> list[int]:
    """Return the sizes beyond `over` that at least one witness has cosigned, the smallest first.

    By the lines and not by the checkpoints: there may be very many that no witness has ever seen.
    """
    sizes = Cosignature.objects.filter(checkpoint_id__gt=over).order_by("checkpoint_id")
    return list(sizes.values_list("checkpoint_id", flat=True).distinct()[:limit])


def last_cosigned_sizes(*, up_to: int | None = None, limit: int) -> list[int]:
    """Return the sizes up to `up_to` that at least one witness has cosigned, the largest first."""
    sizes = Cosignature.objects.order_by("-checkpoint_id")
    sizes = sizes if up_to is None else sizes.filter(checkpoint_id__lte=up_to)
    return list(sizes.values_list("checkpoint_id", flat=True).distinct()[:limit])


def within_reach(policy: Policy) -> int:
    """Return the size beyond which too few witnesses have cosigned anything; 0 where they never were enough.

    Whoever looks for the newest checkpoint with a quorum begins there: one witness that is away for long would else
    hide it behind all those that lack its line.
    """
    last = {}
    for name, witness in policy.witnesses.items():
        if size := cosigned_up_to(key_text(witness.verifier.public)):
            last[name] = size
    for size in sorted(set(last.values()), reverse=True):
        if policy.reached_by({name for name, seen in last.items() if seen >= size}):
            return size
    return 0


def _view(witness: Witness) -> WitnessView:
    row = Cosignature.objects.filter(key=key_text(witness.verifier.public)).order_by("-checkpoint_id").first()
    view = WitnessView(witness.name, witness.verifier.vkey(), witness.url)
    if row:
        view = replace(view, size=row.checkpoint_id, at=row.at)
    last = last_refusal(witness.verifier.public)
    if last and (row is None or last.data["size"] > row.checkpoint_id):
        view = replace(view, refused=last.data["code"], refused_at=last.at)
    return view


def _cosigned(policy: Policy) -> Iterator[tuple[int, list[Verified]]]:
    """Yield the newest cosigned checkpoint, and then those that may have a quorum, each with the lines that verify."""
    # The newest says what is lacking now; a quorum is looked for where there can be one.
    sizes = {*last_cosigned_sizes(limit=1), *last_cosigned_sizes(up_to=within_reach(policy), limit=LOOKED_AT)}
    rows = Checkpoint.objects.filter(size__in=sizes).order_by("-size")
    for row in rows.prefetch_related("cosignatures"):
        lines = [each.line for each in row.cosignatures.all()]
        yield row.size, [found for line in lines for found in _verified(row.note, line, policy)]


def _verified(note: str, line: str, policy: Policy) -> tuple[Verified, ...]:
    try:
        witnesses = [witness.verifier for witness in policy.witnesses.values()]
        return open_note(f"{note}{line}\n", witnesses).verified
    except NoteError:
        return ()
