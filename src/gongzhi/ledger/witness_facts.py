"""What happens between this node and witnesses: those it asks, and logs of others it watches."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class LogTrusted:
    """This node watches a log and cosigns it under this key, or trusts the key no more."""

    kind: ClassVar[str] = "ledger.log_trusted"
    origin: str
    vkey: str
    trusted: bool


@dataclass(frozen=True)
class ForkSeen:
    """A log this node watches signed two histories: `notes` are both checkpoints, each with its signature."""

    kind: ClassVar[str] = "ledger.fork_seen"
    origin: str
    size: int
    notes: tuple[str, str]


@dataclass(frozen=True)
class WitnessRefused:
    """A witness did not cosign this node's checkpoint of a size. `code` says why it says so."""

    kind: ClassVar[str] = "ledger.witness_refused"
    name: str
    vkey: str
    size: int
    code: str


@dataclass(frozen=True)
class TimesDiffer:
    """Entries say a time that is far from when a witness first saw them: noted late, kept back, or dated falsely.

    `count` of them, the first at position `first`, all below `size`; up to `seconds` apart.
    """

    kind: ClassVar[str] = "ledger.times_differ"
    count: int
    first: int
    size: int
    seconds: int
