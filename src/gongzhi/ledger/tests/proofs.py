"""A small log in memory and its proof file."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid5

from gongzhi.kernel.commitments import Private
from gongzhi.ledger.checkpoints import Checkpoint
from gongzhi.ledger.notes import (
    CosignatureSigner,
    Ed25519Signer,
    add_signature,
    sign_note,
    signature_line,
)
from gongzhi.ledger.proof_file import ProofFact, compose
from gongzhi.ledger.rules import entry_bytes, seal
from gongzhi.ledger.tlog_proof import TlogProof, write
from gongzhi.ledger.tree import inclusion_proof, leaf_hash, root_of

ORIGIN = "county.example/evidence"
AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
WITNESSED = int(datetime(2026, 11, 20, 8, 2, tzinfo=UTC).timestamp())
NOW = int(datetime(2026, 11, 20, 9, 0, tzinfo=UTC).timestamp())
SUBJECT = UUID("019a0000-0000-7000-8000-000000000001")
LOG, OTHER = Ed25519Signer(ORIGIN, b"1" * 32), Ed25519Signer(ORIGIN, b"2" * 32)
UP, AUDIT, SIDE = (
    CosignatureSigner(Ed25519Signer(f"{name}.example/w", seed * 32))
    for name, seed in (("city", b"3"), ("audit", b"4"), ("next", b"5"))
)
WITNESSES = {"city": UP, "audit": AUDIT, "next": SIDE}
POLICY = (
    "".join(f"witness {name} {key.verifier.vkey()}\n" for name, key in WITNESSES.items())
    + "group all-of-them 2 city audit next\nquorum all-of-them\n"
)
WORDS = "西街口的垃圾桶满了三天没人收。\n“晚上有老鼠”，<b>孩子</b> 𠮷 \u2028 \\ /"


@dataclass(frozen=True)
class Opened:
    kind: ClassVar[str] = "loops.opened"
    number: str
    state: str = "registered"


@dataclass(frozen=True)
class Filed:
    kind: ClassVar[str] = "cases.filed"
    text: Private
    contact: Private
    channel: str = "WEB"
    times: int = 2**53 - 1
    nested: tuple[dict[str, Any], ...] = ({"b": [1, True, None], "a": "\t"},)


@dataclass(frozen=True)
class Moved:
    kind: ClassVar[str] = "loops.moved"
    event: str
    text: Private | None = None


@dataclass(frozen=True)
class Used:
    kind: ClassVar[str] = "people.data_used"
    seq: int
    sealed_until: datetime | None = None


@dataclass(frozen=True)
class Stated:
    kind: ClassVar[str] = "people.uses_stated"
    month: str
    lines: int


@dataclass(frozen=True)
class Rotated:
    kind: ClassVar[str] = "ledger.key_rotated"
    old: str
    new: str


@dataclass
class Log:
    """Entries with their openings, and the signed head over all of them."""

    entries: list[bytes] = field(default_factory=list)
    openings: list[dict[str, tuple[bytes, str]]] = field(default_factory=list)

    def add(self, fact: Any, *, subject: UUID = SUBJECT, at: datetime = AT) -> int:
        data, openings = seal(fact)
        number = len(self.entries)
        self.entries.append(
            entry_bytes(
                fact_id=uuid5(SUBJECT, str(number)),
                node="local",
                kind=fact.kind,
                subject=subject,
                actor="resident",
                at=at,
                data=data,
                blind=number.to_bytes(16, "big"),
            )
        )
        self.openings.append(openings)
        return number

    @property
    def leaves(self) -> list[bytes]:
        return [leaf_hash(entry) for entry in self.entries]

    def note(
        self,
        size: int | None = None,
        *,
        signer: Any = LOG,
        beside: tuple[Any, ...] = (),
        witnesses: tuple[Any, ...] = (UP, AUDIT),
        when: int = WITNESSED,
        origin: str = ORIGIN,
    ) -> str:
        size = len(self.entries) if size is None else size
        body = Checkpoint(origin, size, root_of(self.leaves[:size])).body()
        note = sign_note(body, [signer, *beside])
        for witness in witnesses:
            note = add_signature(note, signature_line(body, witness.at(when)))
        return note

    def proof(self, index: int, note: str, size: int | None = None) -> str:
        leaves = self.leaves[:size]
        hashes = inclusion_proof(
            index, len(leaves), lambda level, at: root_of(leaves[at << level : at + 1 << level])
        )
        return write(TlogProof(index, tuple(hashes), note))


def small_log() -> tuple[Log, list[int]]:
    """Return a log of 301 entries, and which of them are the story of one case."""
    log, story = Log(), []
    for number in range(300):
        if number == 17:
            story.append(log.add(Opened("202611-0000012")))
            story.append(log.add(Filed(Private(WORDS), Private("13800000001"))))
        elif number in (60, 299 - 1):
            story.append(log.add(Moved(f"step {number}", Private(f"第 {number} 步"))))
        else:
            log.add(Moved("other"), subject=UUID(int=number))
    return log, story


LOG_OF_ALL, STORY = small_log()


def good_file(
    *,
    log: Log = LOG_OF_ALL,
    story: list[int] = STORY,
    waiting: int = 1,
    note: str | None = None,
    policy: str = POLICY,
    keys: tuple[str, ...] = (LOG.verifier.vkey(),),
) -> bytes:
    """Return a proof file in which all is well: some records proven, the last ones waiting."""
    note = log.note() if note is None else note
    facts = []
    for place, index in enumerate(story):
        openings = {name: each for name, each in log.openings[index].items() if name != "contact"}
        proof = log.proof(index, note) if place < len(story) - waiting else None
        facts.append(ProofFact(log.entries[index], openings, proof))
    return compose(
        facts, number="202611-0000012", origin=ORIGIN, keys=keys, policy=policy, checkpoint=note, at=AT
    )


def rotated_file(*, beside: bool = True) -> bytes:
    """Return the file of a case that goes on after the log's key was changed: the old key signed the change, or not."""
    log, old, new = Log(), LOG.verifier.vkey(), OTHER.verifier.vkey()
    log.add(Opened("202611-0000012"))
    before = log.note()
    log.add(Rotated(old, new))
    both = log.note(signer=OTHER, beside=(LOG,) if beside else ())
    log.add(Moved("x", Private("之后")))
    after = log.note(signer=OTHER)
    notes = {0: (before, 1), 1: (both, 2), 2: (after, 3)}
    proven = {
        at: ProofFact(log.entries[at], log.openings[at], log.proof(at, *note)) for at, note in notes.items()
    }
    return compose(
        [proven[0], proven[2]],
        number="202611-0000012",
        origin=ORIGIN,
        keys=(old, new),
        policy=POLICY,
        checkpoint=after,
        at=AT,
        rotations=[proven[1]],
    )


def file_of_uses(*numbers: int, whole: bool = True, stated: int | None = None) -> bytes:
    """Return a file that tells of uses with these numbers, and of a sealed one that is counted elsewhere.

    `whole`: with the beginning of the story; `stated`: with a statement that there were so many.
    """
    log = Log()
    story = [log.add(Opened("202611-0000012"))] if whole else []
    story += [log.add(Used(number)) for number in numbers]
    story += [] if stated is None else [log.add(Stated("2026-10", stated))]
    return good_file(log=log, story=[*story, log.add(Used(7, AT))], waiting=0)
