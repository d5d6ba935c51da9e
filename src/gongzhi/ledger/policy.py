"""Whose word makes a checkpoint good: logs, witnesses, and how many of which (C2SP tlog-policy).

Keys are counted, never names: an Ed25519 cosignature does not cover the name of who cosigned, so one key could
speak under two. Names of witnesses and groups mean nothing outside their file.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from gongzhi.ledger.notes import Algorithm, NoteError, Opened, Verified, Verifier, open_note, parse_vkey

MAX_POLICY = 256 * 1024
NONE = "none"


class PolicyError(ValueError):
    """A policy that cannot be read, or a note that does not satisfy one.

    `code` says what is wrong first; `line` is where in the file, `lacks` which groups lack what.
    """

    def __init__(self, code: str, *, line: int = 0, lacks: "tuple[Lack, ...]" = ()) -> None:
        where = f" (line {line})" if line else ""
        super().__init__(code + where + "".join(f"; {lack}" for lack in lacks))
        self.code, self.line, self.lacks = code, line, lacks


@dataclass(frozen=True)
class Log:
    """A log whose checkpoints are accepted. The name of its key is the origin."""

    verifier: Verifier
    url: str = ""


@dataclass(frozen=True)
class Witness:
    """One who cosigns. `url` is where its protocol is spoken, when somebody here has to ask it."""

    name: str
    verifier: Verifier
    url: str = ""


@dataclass(frozen=True)
class Group:
    """Members of whom `need` must have cosigned; a member is a witness or another group."""

    name: str
    need: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Lack:
    """A group, or a single witness, that is not satisfied: how many it needs and has, and who is missing."""

    name: str
    need: int
    have: int
    missing: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name} needs {self.need}, has {self.have}, missing: {' '.join(self.missing)}"


@dataclass(frozen=True)
class Standing:
    """How far a checkpoint satisfies a policy."""

    log: Verifier | None
    cosigned: Mapping[str, Verified]
    lacks: tuple[Lack, ...]

    @property
    def met(self) -> bool:
        """Whether the quorum is there (the log's own signature is another matter)."""
        return not self.lacks


@dataclass(frozen=True)
class Policy:
    """A policy as it was read."""

    logs: tuple[Log, ...] = ()
    witnesses: Mapping[str, Witness] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NONE

    @property
    def verifiers(self) -> tuple[Verifier, ...]:
        """Every key the policy names."""
        return (
            *(log.verifier for log in self.logs),
            *(witness.verifier for witness in self.witnesses.values()),
        )

    def check(self, signatures: Iterable[Verified]) -> Standing:
        """Return how far verified signatures satisfy the policy.

        The log may be any of those listed; a witness counts when its key is among those that cosigned.
        """
        signatures = tuple(signatures)
        signed = [each.verifier for each in signatures]
        log = next((log.verifier for log in self.logs if log.verifier in signed), None)
        by_key = {
            each.verifier.public: each
            for each in reversed(signatures)
            if each.verifier.algorithm is Algorithm.COSIGNATURE
        }
        cosigned = {
            name: by_key[witness.verifier.public]
            for name, witness in self.witnesses.items()
            if witness.verifier.public in by_key
        }
        keys = {name: witness.verifier.public for name, witness in self.witnesses.items()}
        lacks = tuple(_lacks(self, self.quorum, {keys[name] for name in cosigned}))
        return Standing(log, cosigned, lacks)

    def reached_by(self, names: Collection[str]) -> bool:
        """Whether the quorum is there when the witnesses of these names have cosigned."""
        keys = {self.witnesses[name].verifier.public for name in names}
        return not any(_lacks(self, self.quorum, keys))

    def open(self, note: str | bytes) -> Opened:
        """Open a note by the keys of the policy; raises NoteError, or PolicyError when it does not satisfy it."""
        opened = open_note(note, self.verifiers)
        standing = self.check(opened.verified)
        origin = opened.body.split("\n", 1)[0]
        signed = {each.verifier for each in opened.verified}
        if self.logs and not any(log.verifier in signed and log.verifier.name == origin for log in self.logs):
            raise PolicyError("no_log_signature")
        if not standing.met:
            raise PolicyError("quorum", lacks=standing.lacks)
        return opened


def read_policy(text: str | bytes) -> Policy:
    """Read a policy file; raises PolicyError with the line that is wrong."""
    raw = text.encode(errors="surrogateescape") if isinstance(text, str) else text
    if len(raw) > MAX_POLICY:
        raise PolicyError("policy_too_long")
    reader = _Reader()
    for number, line in enumerate(raw.split(b"\n"), start=1):
        try:
            reader.take(line)
        except (PolicyError, NoteError) as error:
            raise PolicyError(error.code, line=number) from error
    return reader.policy()


class _Reader:
    def __init__(self) -> None:
        self.logs: list[Log] = []
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, Group] = {}
        self.members: set[str] = set()
        self.quorum: str | None = None

    def policy(self) -> Policy:
        if self.quorum is None:
            raise PolicyError("no_quorum_line")
        return Policy(tuple(self.logs), dict(self.witnesses), dict(self.groups), self.quorum)

    def take(self, raw: bytes) -> None:
        if any((octet < 0x20 and octet != 0x09) or octet == 0x7F for octet in raw):
            raise PolicyError("control_character")
        # Octets beyond ASCII are opaque; this keeps each of them as it is, in whatever text it stands.
        items = re.split("[ \t]+", raw.decode(errors="surrogateescape").strip(" \t"))
        if items == [""] or items[0].startswith("#"):
            return
        take = {"log": self._log, "witness": self._witness, "group": self._group, "quorum": self._quorum}
        if items[0] not in take:
            raise PolicyError("keyword")
        take[items[0]](items[1:])

    def _log(self, items: list[str]) -> None:
        if len(items) not in (1, 2):
            raise PolicyError("log_form")
        log = Log(parse_vkey(items[0]), *items[1:])
        self._ensure_new_key(log.verifier)
        self.logs.append(log)

    def _witness(self, items: list[str]) -> None:
        if len(items) not in (2, 3):
            raise PolicyError("witness_form")
        witness = Witness(self._new_name(items[0]), parse_vkey(items[1]), *items[2:])
        if witness.verifier.algorithm is not Algorithm.COSIGNATURE:
            raise PolicyError("witness_key_kind")
        self._ensure_new_key(witness.verifier)
        self.witnesses[witness.name] = witness

    def _group(self, items: list[str]) -> None:
        if len(items) < 3:
            raise PolicyError("group_form")
        name, kind, *members = items
        self._new_name(name)
        for member in members:
            if member not in self.witnesses and member not in self.groups:
                raise PolicyError("unknown_name")
            if member in self.members:
                raise PolicyError("member_twice")
            self.members.add(member)
        if kind in ("any", "all"):
            need = 1 if kind == "any" else len(members)
        elif re.fullmatch("[1-9][0-9]{0,4}", kind) and int(kind) <= len(members):
            need = int(kind)
        else:
            raise PolicyError("threshold")
        self.groups[name] = Group(name, need, tuple(members))

    def _quorum(self, items: list[str]) -> None:
        if len(items) != 1:
            raise PolicyError("quorum_form")
        if self.quorum is not None:
            raise PolicyError("quorum_twice")
        if items[0] != NONE and items[0] not in self.witnesses and items[0] not in self.groups:
            raise PolicyError("unknown_name")
        self.quorum = items[0]

    def _new_name(self, name: str) -> str:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise PolicyError("name_taken")
        return name

    def _ensure_new_key(self, verifier: Verifier) -> None:
        """Refuse one key twice, under whatever name: not as two witnesses, nor as a log that watches itself."""
        logs = [log.verifier for log in self.logs]
        others = [*logs, *(witness.verifier for witness in self.witnesses.values())]
        if any(other.public == verifier.public for other in others):
            raise PolicyError("same_key_twice")


def _lacks(policy: Policy, name: str, keys: set[bytes]) -> Iterator[Lack]:
    """Yield what is lacking for a name to be satisfied: first itself, then what is lacking in its members."""
    if name == NONE:
        return
    if name in policy.witnesses:
        if policy.witnesses[name].verifier.public not in keys:
            yield Lack(name, 1, 0, (name,))
        return
    group = policy.groups[name]
    below = {member: list(_lacks(policy, member, keys)) for member in group.members}
    # A policy made in code may name one key twice; it still counts once.
    satisfied = {
        policy.witnesses[member].verifier.public if member in policy.witnesses else member
        for member, lacking in below.items()
        if not lacking
    }
    if len(satisfied) >= group.need:
        return
    missing = tuple(member for member in group.members if below[member])
    yield Lack(name, group.need, len(satisfied), missing)
    for member in missing:
        if member in policy.groups:
            yield from below[member]
