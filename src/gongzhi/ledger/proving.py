"""Proofs of facts, out of the tables: the file a person takes home."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from gongzhi.ledger.facts import KeyRotated, Sealed
from gongzhi.ledger.log_keys import origin
from gongzhi.ledger.models import Checkpoint, Cosignature, Entry, LogKey
from gongzhi.ledger.note_keys import Algorithm
from gongzhi.ledger.notes import NoteError, open_note, parse_vkey, split_note
from gongzhi.ledger.own_policy import own_policy, policy_text
from gongzhi.ledger.policy import NONE, Policy
from gongzhi.ledger.proof_file import ProofFact, compose, fingerprint
from gongzhi.ledger.queries import keys_in_force, sealed
from gongzhi.ledger.reading import read_whole
from gongzhi.ledger.stored_tree import read_tree
from gongzhi.ledger.tlog_proof import TlogProof, write
from gongzhi.ledger.tree import inclusion_proof
from gongzhi.ledger.witnesses import first_cosigned, last_cosigned_sizes, within_reach

# Beyond so many checkpoints without enough witnesses one does not look on: the newest will do.
_LOOKED_AT = 50
_ADDRESS = re.compile(r"^([ \t]*(?:log|witness[ \t]+\S+)[ \t]+\S+)[ \t]+\S+[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Shown:
    """A fact somebody may read, and of which of its fields the words as well."""

    fact: UUID
    fields: Collection[str] = ()


def key_digits() -> str:
    """Return the digits by which people know the key that leads the log; empty before the first checkpoint."""
    leading = (vkey for vkey in keys_in_force() if parse_vkey(vkey).algorithm is Algorithm.ED25519)
    return next((fingerprint(vkey) for vkey in leading), "")


def policy_digits() -> str:
    """Return the digits by which people compare the list of witnesses a proof names with the one made public."""
    return fingerprint(_policy_text())


def prove(shown: Sequence[Shown], *, number: str, at: datetime) -> bytes:
    """Return the proof file of facts, in the order given; what no witnessed checkpoint covers is listed as waiting.

    Each is proven as of the first checkpoint that enough witnesses have seen, since that says the most about when.
    Raises UnreadableFact where the bytes of one are damaged: its file would be refused by whoever checks it.
    """
    kept = sealed([each.fact for each in shown])
    for fact_id, each in kept.items():
        read_whole(fact_id, each.entry)
    places = _places(kept)
    seen = _Seen(own_policy())
    rotations = _rotations(since=min(places.values(), default=0)) if places else []
    heads = {place: head for place in places.values() if (head := seen.first_over(place))}
    changes = {place: head for _, place in rotations if (head := seen.first_over(place, any_size=True))}
    proofs = _proofs({*heads.items(), *changes.items()})

    def proven(fact: UUID, fields: Collection[str]) -> ProofFact:
        place = places.get(fact, -1)
        openings = {name: each for name, each in kept[fact].openings.items() if name in fields}
        head = heads.get(place)
        return ProofFact(kept[fact].entry, openings, proofs[place, head] if head else None)

    changed = [
        ProofFact(fact.entry, {}, proofs[place, changes[place]])
        for fact, place in rotations
        if place in changes
    ]
    newest = seen.newest
    return compose(
        [proven(each.fact, each.fields) for each in shown],
        number=number,
        origin=origin(),
        keys=_keys([*heads.values(), *changes.values(), *([newest] if newest else [])]),
        policy=_policy_text(),
        checkpoint=newest.text if newest else "",
        at=at,
        rotations=changed,
    )


@dataclass(frozen=True)
class _Head:
    """A checkpoint with the lines that are shown of it."""

    size: int
    text: str


@dataclass
class _Seen:
    """Which checkpoints the policy is satisfied with. Where it asks for no witness, the newest one serves for all."""

    policy: Policy | None
    _found: list[tuple[int, _Head]] = field(default_factory=list)
    _newest: list[_Head | None] = field(default_factory=list)
    _judged: dict[int, _Head | None] = field(default_factory=dict)

    @property
    def newest(self) -> _Head | None:
        """The newest checkpoint with a quorum, with every line it has."""
        if not self._newest:
            rows = _checkpoints().order_by("-size")
            if self.policy is not None and self._asks:
                sizes = last_cosigned_sizes(up_to=within_reach(self.policy), limit=_LOOKED_AT)
                rows = rows.filter(size__in=sizes)
            self._newest.append(
                next((_Head(row.size, _text(row)) for row in rows[:_LOOKED_AT] if self._enough(row)), None)
            )
        return self._newest[0]

    def first_over(self, place: int, *, any_size: bool = False) -> _Head | None:
        """Return the first checkpoint with a quorum that covers a place in the log, or None.

        `any_size`: the first one also where no witness is asked for.
        """
        for begin, head in () if any_size else self._found:
            if begin <= place < head.size:
                return head
        rows = _checkpoints().filter(size__gt=place).order_by("size")[:_LOOKED_AT]
        if self._asks:
            sizes = first_cosigned(over=place, limit=_LOOKED_AT)
            rows = _checkpoints().filter(size__in=sizes).order_by("size")
        first = next(filter(None, map(self._enough, rows if self._asks or any_size else ())), None)
        covering = first or self.newest
        if covering is None or covering.size <= place:
            return None
        if not any_size:
            self._found.append((place, covering))
        return covering

    @property
    def _asks(self) -> bool:
        return self.policy is not None and self.policy.quorum != NONE

    def _enough(self, row: Checkpoint) -> _Head | None:
        """Return a checkpoint with the earliest lines that satisfy the policy, or None. Each is judged once."""
        if row.size not in self._judged:
            self._judged[row.size] = self._judge(row)
        return self._judged[row.size]

    def _judge(self, row: Checkpoint) -> _Head | None:
        if not row.note.startswith(f"{origin()}\n"):
            return None
        if not self._asks:
            return _Head(row.size, row.note)
        assert self.policy is not None
        known = [witness.verifier for witness in self.policy.witnesses.values()]
        try:
            signed = sorted(open_note(_text(row), known).verified, key=lambda each: each.seconds or 0)
        except NoteError:
            return None
        for count in range(1, len(signed) + 1):
            if self.policy.check(signed[:count]).met:
                return _Head(row.size, row.note + "".join(each.line for each in signed[:count]))
        return None


def _checkpoints() -> QuerySet[Checkpoint]:
    lines = Prefetch("cosignatures", Cosignature.objects.order_by("at", "id"))
    return Checkpoint.objects.prefetch_related(lines)


def _text(row: Checkpoint) -> str:
    return row.note + "".join(f"{each.line.rstrip()}\n" for each in row.cosignatures.all())


def _policy_text() -> str:
    """Return the policy without the addresses of those it names: they prove nothing, and may be nobody's business."""
    text = policy_text().encode(errors="surrogateescape").decode(errors="replace")
    return _ADDRESS.sub(r"\1", text) or f"quorum {NONE}\n"


def _places(kept: Mapping[UUID, Sealed]) -> dict[UUID, int]:
    return dict(Entry.objects.filter(fact_id__in=list(kept)).values_list("fact_id", "position"))


def _rotations(*, since: int) -> list[tuple[Sealed, int]]:
    """Return the changes of keys from a place in the log on: with them a key on paper leads to today's."""
    rows = Entry.objects.filter(fact__kind=KeyRotated.kind, position__gte=since).order_by("position")
    places = dict(rows.values_list("fact_id", "position"))
    kept = sealed(places)
    return [(kept[fact], place) for fact, place in places.items()]


def _proofs(wanted: Iterable[tuple[int, _Head]]) -> dict[tuple[int, _Head], str]:
    """Return the proof of each place under a checkpoint; the tiles of a checkpoint are read at once."""
    by_head: dict[_Head, list[int]] = {}
    for place, head in wanted:
        by_head.setdefault(head, []).append(place)
    found = {}
    for head, places in by_head.items():
        read = read_tree(head.size, *places)
        for place in places:
            hashes = tuple(inclusion_proof(place, head.size, read))
            found[place, head] = write(TlogProof(place, hashes, head.text))
    return found


def _keys(heads: Iterable[_Head]) -> list[str]:
    """Return the keys that signed some checkpoints, the oldest first."""
    signed = {(name, identity) for head in set(heads) for name, identity, _ in split_note(head.text)[1]}
    known = [
        parse_vkey(vkey) for vkey in LogKey.objects.order_by("since_at", "id").values_list("vkey", flat=True)
    ]
    return [each.vkey() for each in known if (each.name, each.key_id) in signed]
