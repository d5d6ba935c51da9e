"""Check a proof file of the evidence log, offline: ``python verify.py FILE``.

One file that stands alone: Python 3.11 and the package `cryptography`, nothing of the software whose log it checks, no
network, no database. It reads the bytes as they are, writes none anew, names the first thing that is wrong, and says in
plain words what is proven and what is not. Exit code: 0 all fits together, 1 something is wrong, 2 nothing was checked.
Without ``--key`` anybody's file fits together: a file that brings its own key proves nothing about whose log it is.
A second signature in SM2 is checked where the package `tongsuopy` is installed; otherwise it is said that it was not.
"""

import argparse
import hashlib
import hmac
import json
import os
import re
import sys
import time
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

FORMAT = "gongzhi-proof/1"
MAX_FILE, MAX_FACTS, MAX_ENTRY, MAX_NOTE, MAX_LINES = 16_000_000, 5_000, 65_535, 100_000, 64
MAX_INTEGER = 2**53 - 1
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z")
OPENED, USED, ROTATED = "loops.opened", "people.data_used", "ledger.key_rotated"
STATED = "people.uses_stated"
TOLERANCE = 300  # seconds by which clocks may differ
ED25519, COSIGNATURE, SM2, SM2_POINT = b"\x01", b"\x04", b"\xffsm2-sm3", 65
TOP = {
    "format",
    "about",
    "number",
    "made_at",
    "origin",
    "keys",
    "policy",
    "checkpoint",
    "rotations",
    "facts",
    "waiting",
}
ENTRY = {"v", "id", "node", "kind", "subject", "actor", "at", "data", "blind"}


class Wrong(Exception):
    """The first thing that is wrong: its code, and at which fact of the file (counted from 1)."""

    def __init__(self, code: str, at: int | None = None) -> None:
        super().__init__(code)
        self.code, self.at = code, at


@dataclass(frozen=True)
class Key:
    """A public key with the name it signs under."""

    name: str
    identity: bytes
    algorithm: bytes
    public: bytes
    text: str


@dataclass
class Policy:
    """Whom the checker trusts: logs, witnesses by their key, groups of names, and the name that must be reached."""

    logs: list[Key] = field(default_factory=list)
    witnesses: dict[str, Key] = field(default_factory=dict)
    groups: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    quorum: str = ""

    def reached(self, name: str, seen: set[bytes]) -> bool:
        """Whether the witness or group `name` has signed, when the keys `seen` have."""
        if name in self.witnesses:
            return self.witnesses[name].public in seen
        least, members = self.groups[name]
        return sum(self.reached(each, seen) for each in members) >= least

    def since(self, times: dict[bytes, int]) -> int | None:
        """Return the time by which the quorum had signed; None where no witness is asked for."""
        if self.quorum == "none":
            return None
        for at in sorted(set(times.values())):
            if self.reached(self.quorum, {key for key, when in times.items() if when <= at}):
                return at
        raise Wrong("policy.quorum")


@dataclass(frozen=True)
class Head:
    """A checkpoint that was verified: by which log keys, and since when its witnesses have seen it."""

    size: int
    root: bytes
    signed_by: frozenset[str]
    witnessed_at: int | None


@dataclass(frozen=True)
class Fact:
    """A fact of the file. `index` and `head` are None while it waits for its place in the log."""

    entry: dict[str, Any]
    opened: dict[str, str]
    closed: tuple[str, ...]
    index: int | None = None
    head: Head | None = None


@dataclass
class Report:
    """Everything that was found, in the order of the log. `second`: whether the signatures in SM2 were checked as well;
    None where there are none."""

    number: str
    origin: str
    keys: list[str]
    matched: bool
    witnesses: str  # the fingerprint of the policy in the file; empty where the reader brought their own
    head: Head
    facts: list[Fact]
    waiting: list[Fact]
    second: bool | None = None


def read_json(text: str, code: str) -> Any:
    """Read JSON in which every value has one meaning: no key twice, no floats, no number beyond 2**53 - 1."""

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in found}) != len(found):
            raise Wrong(f"{code}.twice")
        return dict(found)

    def refuse(_text: str) -> NoReturn:
        raise Wrong(f"{code}.number")

    def unknown(_text: str) -> NoReturn:
        raise ValueError

    def integer(digits: str) -> int:
        return int(digits) if len(digits) <= 17 and abs(int(digits)) <= MAX_INTEGER else refuse(digits)

    try:
        value = json.loads(
            text, object_pairs_hook=pairs, parse_float=refuse, parse_constant=unknown, parse_int=integer
        )
        json.dumps(value, ensure_ascii=False).encode()  # half a letter, written as an escape, has no bytes
    except (ValueError, RecursionError):
        raise Wrong(f"{code}.json") from None
    return value


def is_canonical(value: Any, text: str) -> bool:
    """Whether `text` is the one way to write `value`: sorted keys, no blanks, no needless escapes."""

    def ordered(each: Any) -> Any:
        if isinstance(each, dict):
            return {key: ordered(each[key]) for key in sorted(each, key=lambda key: key.encode("utf-16-be"))}
        return [ordered(one) for one in each] if isinstance(each, list) else each

    return json.dumps(ordered(value), ensure_ascii=False, separators=(",", ":")) == text


def unbase64(text: str, code: str) -> bytes:
    """Return the bytes of `text`, which has one spelling only."""
    try:
        value = b64decode(text.encode("ascii"), validate=True)
    except (ValueError, UnicodeEncodeError):
        raise Wrong(code) from None
    if b64encode(value).decode() != text:
        raise Wrong(code)
    return value


def natural(text: str, code: str) -> int:
    """Read a number as logs write it: digits without leading zeros, at most 2**53 - 1."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,15}", text) or int(text) > MAX_INTEGER:
        raise Wrong(code)
    return int(text)


def is_number(value: Any) -> bool:
    """Whether a value is a number; what is true is none, though Python counts with it."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_name(name: str) -> bool:
    """Whether a key can be called so."""
    return bool(name) and not re.search(r"[\s+\x00-\x1f\x7f]", name)


def read_key(text: Any, code: str) -> Key:
    """Read a verifier key: name, id and key, joined by plus signs."""
    parts = text.split("+", 2) if isinstance(text, str) and len(text) <= 10_000 else []
    if len(parts) != 3 or not is_name(parts[0]) or not re.fullmatch("[0-9a-f]{8}", parts[1]):
        raise Wrong(code)
    raw = unbase64(parts[2], code)
    algorithm, public, identity = raw[:1], raw[1:], bytes.fromhex(parts[1])
    known = algorithm in (ED25519, COSIGNATURE)
    right = hashlib.sha256(parts[0].encode() + b"\n" + raw).digest()[:4]
    if not public or (known and (len(public) != 32 or identity != right)):
        raise Wrong(code)
    return Key(parts[0], identity, algorithm, public, text)


def fingerprint(text: str) -> str:
    """Return the 30 digits by which people compare a key or a policy, in six groups of five."""
    digest = hashlib.sha256(b"gongzhi-fingerprint/1\n" + text.encode()).digest()
    return " ".join(f"{int.from_bytes(digest[at : at + 5], 'big') % 100_000:05}" for at in range(0, 30, 5))


def read_policy(text: str) -> Policy:
    """Read a policy (C2SP tlog-policy). A key counts once, whatever names it goes by."""
    policy, code = Policy(), "policy.form"
    lines = [line.strip(" \t") for line in text.split("\n")]
    said = [re.split("[ \t]+", line) for line in lines if line and not line.startswith("#")]
    if len(text) > MAX_NOTE or len(said) > 256 or re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text):
        raise Wrong(code)
    used: set[str] = set()
    for words in said:
        if policy.quorum and words[0] == "quorum":
            raise Wrong(code)
        if words[0] == "log" and len(words) in (2, 3):
            policy.logs.append(read_key(words[1], code))
        elif words[0] == "witness" and len(words) in (3, 4):
            _name_witness(policy, words[1], read_key(words[2], code))
        elif words[0] == "group" and len(words) >= 4:
            _name_group(policy, words[1], words[2], words[3:], used)
        elif (
            words[0] == "quorum"
            and len(words) == 2
            and words[1] in {"none", *policy.witnesses, *policy.groups}
        ):
            policy.quorum = words[1]
        else:
            raise Wrong(code)
    if not policy.quorum:
        raise Wrong(code)
    ensure_distinct([*policy.logs, *policy.witnesses.values()])
    return policy


def _name_witness(policy: Policy, name: str, key: Key) -> None:
    if name in {"none", *policy.witnesses, *policy.groups} or key.algorithm != COSIGNATURE:
        raise Wrong("policy.form")
    policy.witnesses[name] = key


def _name_group(policy: Policy, name: str, least: str, members: list[str], used: set[str]) -> None:
    known = {*policy.witnesses, *policy.groups}
    again = len(set(members)) != len(members) or used & set(members)
    if name in {"none", *known} or again or not set(members) <= known:
        raise Wrong("policy.form")
    used.update(members)
    number = {"all": len(members), "any": 1}.get(least) or natural(least, "policy.form")
    if not 1 <= number <= len(members):
        raise Wrong("policy.form")
    policy.groups[name] = (number, members)


def ensure_distinct(keys: list[Key]) -> None:
    """Refuse a key that stands there twice: one signer must not count as two."""
    if len({key.public for key in keys}) != len(keys):
        raise Wrong("policy.key_twice")


def open_note(note: Any, origin: str, logs: list[Key], policy: Policy, now: int) -> Head:
    """Verify a checkpoint: signed by a log key we know, its witnesses enough, none of them from the future."""
    if not isinstance(note, str) or not 0 < len(note) <= MAX_NOTE or re.search(r"[\x00-\x09\x0b-\x1f]", note):
        raise Wrong("note.form")
    at = note.rfind("\n\n")
    body, lines = note[: at + 1], note[at + 2 :].split("\n")
    if at < 1 or lines.pop() != "" or not 1 <= len(lines) <= MAX_LINES:
        raise Wrong("note.form")
    said = body[:-1].split("\n")
    if len(said) < 3 or not all(said):
        raise Wrong("note.form")
    size, root = natural(said[1], "note.form"), unbase64(said[2], "note.form")
    if len(root) != 32:
        raise Wrong("note.form")
    if said[0] != origin:
        raise Wrong("note.origin")
    signed_by: set[str] = set()
    times: dict[bytes, int] = {}
    known = {(key.name, key.identity): key for key in (*logs, *policy.witnesses.values())}
    for line in lines:
        found = re.fullmatch(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)", line)
        raw = unbase64(found[2], "note.form") if found else b""
        if not found or len(raw) < 5:
            raise Wrong("note.form")
        key = known.get((found[1], raw[:4]))
        if key is None or key.algorithm not in (ED25519, COSIGNATURE):
            continue
        when = check_signature(key, body, raw[4:])
        if key.algorithm == ED25519:
            signed_by.add(key.text)
        else:
            times[key.public] = min(when, times.get(key.public, when))
    if not signed_by:
        raise Wrong("note.unsigned")
    if times and max(times.values()) > now + TOLERANCE:
        raise Wrong("witness.future")
    return Head(size, root, frozenset(signed_by), policy.since(times))


def check_signature(key: Key, body: str, signature: bytes) -> int:
    """Verify a line of a note; return the time a witness states, 0 for a log."""
    message, when = body.encode(), 0
    if key.algorithm == COSIGNATURE:
        when, signature = int.from_bytes(signature[:8], "big"), signature[8:]
        message = f"cosignature/v1\ntime {when}\n".encode() + message
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise Wrong("note.signature" if key.algorithm == ED25519 else "witness.signature") from None
    return when


def check_second(notes: list[str], keys: list[Key]) -> bool | None:
    """Check the lines in SM2 under some notes by the keys of the file, where this computer can; None without any."""
    known = {
        (key.name, key.identity): key.public[len(SM2) - 1 :]
        for key in keys
        if (key.algorithm + key.public).startswith(SM2) and len(key.public) == len(SM2) - 1 + SM2_POINT
    }
    found: bool | None = None
    for note in notes:
        body, _parted, lines = note.rpartition("\n\n")
        for name, text in re.findall(r"^— ([^\s+]+) ([A-Za-z0-9+/=]+)$", lines, re.MULTILINE):
            raw = unbase64(text, "note.form")
            if (name, raw[:4]) in known:
                try:
                    _check_sm2(known[name, raw[:4]], f"{body}\n".encode(), raw[4:])
                except ImportError:
                    return False
                found = True
    return found


def _check_sm2(point: bytes, message: bytes, signature: bytes) -> None:
    """Verify SM2 with SM3 under the usual id 1234567812345678; raises ImportError without the package for it."""
    curves = import_module("tongsuopy.crypto.asymciphers.ec")
    invalid = import_module("tongsuopy.crypto.exceptions").InvalidSignature
    scheme = curves.ECDSA(import_module("tongsuopy.crypto.hashes").SM3())
    try:
        numbers = decode_dss_signature(signature)  # one spelling: the package takes anything else for a fault
        if min(numbers) < 1 or encode_dss_signature(*numbers) != signature:
            raise ValueError
        key = curves.EllipticCurvePublicKey.from_encoded_point(curves.SM2(), point)
        key.verify(signature, message, scheme)
    except (invalid, ValueError):
        raise Wrong("note.signature") from None


def root_from(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Return the root to which a path of neighbours leads from a leaf (RFC 9162, section 2.1.3.2)."""
    if index >= size:
        raise Wrong("proof.index")
    here, last, found = index, size - 1, leaf
    for neighbour in path:
        if last == 0:
            raise Wrong("proof.length")
        if here % 2 or here == last:
            found = hashlib.sha256(b"\x01" + neighbour + found).digest()
            while here % 2 == 0 and here:
                here, last = here // 2, last // 2
        else:
            found = hashlib.sha256(b"\x01" + found + neighbour).digest()
        here, last = here // 2, last // 2
    if last:
        raise Wrong("proof.length")
    return found


def read_proof(text: Any) -> tuple[int, list[bytes], str]:
    """Read a tlog-proof: index, path, checkpoint. What stands in its line `extra` is signed by nobody."""
    head, parted, note = (
        text.partition("\n\n") if isinstance(text, str) and len(text) <= MAX_NOTE else ("",) * 3
    )
    lines = head.split("\n")
    if not parted or lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise Wrong("proof.form")
    if lines and lines[0].startswith("extra "):
        lines.pop(0)
    if not lines or not lines[0].startswith("index ") or len(lines) > 54:
        raise Wrong("proof.form")
    index = natural(lines.pop(0).removeprefix("index "), "proof.form")
    path = [unbase64(line, "proof.form") for line in lines]
    if any(len(each) != 32 for each in path):
        raise Wrong("proof.form")
    return index, path, note


def read_fact(item: Any, wanted: set[str]) -> Fact:
    """Read an entry by its bytes, and open the commitments the file has openings for."""
    if not isinstance(item, dict) or set(item) != wanted:
        raise Wrong("file.form")
    text, openings = item["entry"], item["openings"]
    if not isinstance(text, str) or not isinstance(openings, dict) or len(text.encode()) > MAX_ENTRY:
        raise Wrong("entry.form")
    entry = read_json(text, "entry")
    if not isinstance(entry, dict) or set(entry) != ENTRY or not is_canonical(entry, text):
        raise Wrong("entry.form")
    if not is_number(entry["v"]) or entry["v"] != 1 or not isinstance(entry["subject"], str | None):
        raise Wrong("entry.form")
    data = entry["data"]
    named = (entry["kind"], entry["id"], entry["at"])
    if (
        not isinstance(data, dict)
        or not all(isinstance(each, str) for each in named)
        or seconds(entry["at"]) < 0
    ):
        raise Wrong("entry.form")
    promised = {
        name: each["commitment"]
        for name, each in data.items()
        if isinstance(each, dict) and set(each) == {"commitment"} and isinstance(each["commitment"], str)
    }
    for name, opening in openings.items():
        if name not in promised:
            raise Wrong("opening.unknown")
        good = (
            isinstance(opening, list) and len(opening) == 2 and all(isinstance(each, str) for each in opening)
        )
        if not good or not re.fullmatch("[0-9a-f]{64}", opening[0]):
            raise Wrong("opening.form")
        made = hmac.new(bytes.fromhex(opening[0]), opening[1].encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(made.encode(), promised[name].encode()):
            raise Wrong("opening.wrong")
    opened = {name: opening[1] for name, opening in openings.items()}
    return Fact(entry, opened, tuple(name for name in promised if name not in openings))


def seconds(text: str) -> float:
    """Return an instant of an entry in seconds after 1970 began, -1 when it is none."""
    if not INSTANT.fullmatch(text):
        return -1
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        return -1


class Check:
    """One file being checked by one reader: the keys and the policy they brought, if any, and their clock."""

    def __init__(self, given: list[str], policy: Policy | None, now: int) -> None:
        self.given, self.policy, self.now = [_plain(each) for each in given], policy, now

    def run(self, raw: bytes) -> Report:
        """Check everything; raises Wrong with the first thing that is wrong."""
        if len(raw) > MAX_FILE:
            raise Wrong("file.size")
        try:
            value = read_json(raw.decode(), "file")
        except UnicodeDecodeError:
            raise Wrong("file.json") from None
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            raise Wrong("file.format")
        lists = [value.get(name) for name in ("keys", "rotations", "facts", "waiting")]
        texts = [value.get(name) for name in ("number", "origin", "policy", "checkpoint")]
        if set(value) != TOP or not all(isinstance(each, str) for each in texts):
            raise Wrong("file.form")
        if (
            not all(isinstance(each, list) and len(each) <= MAX_FACTS for each in lists)
            or len(value["keys"]) > MAX_LINES
        ):
            raise Wrong("file.form")
        logs = [read_key(each, "key.form") for each in value["keys"]]
        policy = read_policy(value["policy"]) if self.policy is None else self.policy
        ensure_distinct([*logs, *policy.witnesses.values()])
        matched = [
            key for key in logs if key.text in self.given or _plain(fingerprint(key.text)) in self.given
        ]
        if self.policy and policy.logs:
            matched = [key for key in policy.logs if not self.given or key in matched]
        if (self.given or matched) and not matched:
            raise Wrong("key.other")
        return self._facts(value, logs, policy, trusted=matched or logs, matched=bool(matched))

    def _facts(
        self, value: dict[str, Any], keys: list[Key], policy: Policy, *, trusted: list[Key], matched: bool
    ) -> Report:
        proven = _Proven(value["origin"], trusted, policy, self.now)
        proven.take_up_keys(value["rotations"], keys)
        facts: list[Any] = []
        places, names = set(), set()
        for at, item in enumerate(value["facts"], 1):
            try:
                fact = proven.fact(item)
                if facts and fact.entry["subject"] != facts[0].entry["subject"]:
                    raise Wrong("fact.other")
                if fact.index in places or fact.entry["id"] in names:
                    raise Wrong("fact.twice")
                said = fact.entry["data"].get("number")
                if fact.entry["kind"] == OPENED and said != value["number"]:
                    raise Wrong("fact.number")
            except Wrong as wrong:
                raise Wrong(wrong.code, at) from None
            places.add(fact.index)
            names.add(fact.entry["id"])
            facts.append(fact)
        waiting = [read_fact(item, {"entry", "openings"}) for item in value["waiting"]]
        if not facts:
            raise Wrong("nothing")
        if any(fact.entry["subject"] != facts[0].entry["subject"] for fact in waiting):
            raise Wrong("fact.other")
        head = proven.head(value["checkpoint"])
        if any(fact.head and fact.head.size > head.size for fact in facts):
            raise Wrong("note.older")
        facts.sort(key=lambda fact: fact.index or 0)
        known = [key.text for key in proven.logs if key.algorithm == ED25519]
        witnesses = "" if self.policy else fingerprint(value["policy"])
        second = check_second(list(proven.heads), keys)
        return Report(value["number"], proven.origin, known, matched, witnesses, head, facts, waiting, second)


@dataclass
class _Proven:
    """The way from a record to a checkpoint, for one file: each checkpoint is verified once."""

    origin: str
    logs: list[Key]
    policy: Policy
    now: int
    heads: dict[str, Head] = field(default_factory=dict)
    roots: dict[int, bytes] = field(default_factory=dict)

    def head(self, note: str) -> Head:
        if note not in self.heads:
            head = open_note(note, self.origin, self.logs, self.policy, self.now)
            if self.roots.setdefault(head.size, head.root) != head.root:
                raise Wrong("note.fork")
            self.heads[note] = head
        return self.heads[note]

    def fact(self, item: Any) -> Fact:
        fact = read_fact(item, {"entry", "openings", "proof"})
        index, path, note = read_proof(item["proof"])
        head = self.head(note)
        leaf = hashlib.sha256(b"\x00" + item["entry"].encode()).digest()
        if root_from(leaf, index, head.size, path) != head.root:
            raise Wrong("proof.root")
        return Fact(fact.entry, fact.opened, fact.closed, index, head)

    def take_up_keys(self, rotations: list[Any], keys: list[Key]) -> None:
        """Trust a new key where a record says so that stands under a key that is trusted already."""
        for item in rotations:
            try:
                entry = self.fact(item).entry
            except Wrong as wrong:
                if wrong.code != "note.unsigned":
                    raise
                continue
            if entry["kind"] != ROTATED:
                raise Wrong("file.form")
            self.logs += [
                key for key in keys if key.text == entry["data"].get("new") and key not in self.logs
            ]


def _plain(key: str) -> str:
    """Return a key or a fingerprint without the blanks people put between groups of digits."""
    return "".join(key.split())


WRONG = {
    "file.size": ("文件太大，不是存证证明。", "The file is too large to be a proof."),
    "file.json": (
        "文件读不出来：可能没有下载完整，或者被改动过。",
        "The file cannot be read: it was not downloaded whole, or something was changed in it.",
    ),
    "file.twice": (
        "文件里有一个名称出现了两次，可以有两种读法，因此不予采信。",
        "A name stands twice in the file, so it could be read in two ways.",
    ),
    "file.number": ("文件里有不允许的数字。", "The file holds a number that is not allowed in it."),
    "file.format": ("这不是存证证明文件。", "This is no proof file."),
    "file.form": ("文件里少了或多了内容。", "Something is missing in the file, or there is too much."),
    "key.form": ("文件所列的密钥有误。", "A key named in the file is malformed."),
    "key.other": (
        "文件里的密钥不是您给出的那一把：请与纸质回执或公告核对。",
        "The file names another key than the one you gave: compare with your paper receipt or the public notice.",
    ),
    "policy.form": ("见证规则读不出来。", "The rule about witnesses cannot be read."),
    "policy.key_twice": (
        "同一把密钥用两个名字出现，不能算作两个签名方。",
        "One key stands there under two names: it must not count as two.",
    ),
    "policy.quorum": ("见证方的签名不够。", "Not enough witnesses have signed."),
    "note.form": ("存证点读不出来。", "A checkpoint cannot be read."),
    "note.origin": ("存证点属于另一个日志。", "A checkpoint belongs to another log."),
    "note.unsigned": (
        "存证点上没有可信密钥的签名。如果公告过更换密钥，请用新公告的数字再核对一次。",
        "A checkpoint is not signed by a trusted key. If a new key was made public, check with its digits.",
    ),
    "note.signature": ("日志在存证点上的签名不对。", "The log's signature under a checkpoint is wrong."),
    "note.older": (
        "所附的最新存证点比证明所用的还早。",
        "The newest checkpoint in the file is older than one that is used in it.",
    ),
    "note.fork": (
        "同样长的日志有两个不同的存证点：日志有两个版本。请保留这份文件，交给监督部门。",
        "Two checkpoints of the same size differ: the log has two versions. Keep this file for a supervising body.",
    ),
    "witness.signature": ("见证方的签名不对。", "The signature of a witness is wrong."),
    "witness.future": (
        "见证时间在将来：请检查本机的时钟。",
        "A witness signed in the future: look at the clock of this computer.",
    ),
    "proof.form": ("存证路径读不出来。", "The path into the log cannot be read."),
    "proof.index": ("编号超出了日志的长度。", "The number is beyond the size of the log."),
    "proof.length": ("存证路径的长度不对。", "The path into the log has the wrong length."),
    "proof.root": (
        "这条记录与日志对不上：内容被改动过，或者证明属于另一条记录。",
        "This record does not lead to the log: it was altered, or the proof belongs to another one.",
    ),
    "entry.form": ("记录的格式有误。", "The record does not have the form of a record."),
    "entry.json": ("记录读不出来。", "The record cannot be read."),
    "entry.twice": (
        "记录里有一个名称出现了两次，可以有两种读法。",
        "A name stands twice in the record, so it could be read in two ways.",
    ),
    "entry.number": ("记录里有不允许的数字。", "The record holds a number that is not allowed in it."),
    "opening.unknown": ("附了记录里没有的文字。", "Words are enclosed that the record knows nothing of."),
    "opening.form": ("所附文字的格式有误。", "The enclosed words do not have the right form."),
    "opening.wrong": (
        "所附文字不是当时写下的文字。",
        "The enclosed words are not those that were written then.",
    ),
    "fact.twice": ("同一条记录出现了两次。", "A record stands there twice."),
    "fact.other": (
        "这条记录说的是另一件事，不该在这份文件里。",
        "This record is of another matter and does not belong into this file.",
    ),
    "fact.number": (
        "文件开头的编号不是记录里的编号。",
        "The number on top of the file is not the one on record.",
    ),
    "age.stale": (
        "最近一次见证已经太久：之后发生的事，这份文件看不到。",
        "The newest signature of witnesses is too old: what came later does not show here.",
    ),
}
# What a record tells, in a word; a kind that is not listed shows its own name.
KINDS = {
    "loops.opened": ("登记", "Registered"),
    "loops.moved": ("办理进展", "Progress"),
    "loops.deadline_met": ("按时办到", "Done in time"),
    "loops.clock_paused": ("计时暂停", "Clock paused"),
    "loops.clock_resumed": ("计时恢复", "Clock resumed"),
    "loops.urged": ("催办", "Urged"),
    "loops.deadlines_recomputed": ("期限重算", "Deadlines computed anew"),
    "cases.filed": ("提交诉求", "Filed"),
    "cases.classified": ("归类", "Classified"),
    "cases.lead_named": ("确定承办单位", "Lead office named"),
    "cases.added": ("补充情况", "Added"),
    "cases.photo_added": ("照片", "Photo"),
    "cases.confidentiality_set": ("保密办理", "Confidential handling"),
    "cases.needs_said": ("沟通需要", "Needs"),
    "cases.judged": ("您的评价", "Your judgement"),
    "cases.answered": ("答复结论", "Finding"),
    "cases.declined": ("不予受理或转办", "Declined"),
    "cases.parked": ("挂账", "Parked"),
    "cases.review_came_round": ("复核到期", "Review came round"),
    "cases.joined": ("并件", "Joined"),
    "cases.said_same": ("同一个问题", "The same problem"),
    "cases.gathered": ("并件", "Gathered"),
    "cases.left": ("单独办理", "Handled by itself"),
    "cases.effect_checked": ("回头看", "Looked at again"),
    "cases.text_screened": ("遮盖个人信息", "Personal data masked"),
    "cases.text_unmasked": ("查看遮盖的文字", "Masked text shown"),
    "cases.photos_opened": ("查看遮盖的照片", "Covered photos shown"),
    "cases.photo_cleared": ("照片取消遮盖", "Photo uncovered"),
    "loops.call_attempted": ("联系情况", "Call attempted"),
    "loops.deadline_fired": ("期限提醒", "Deadline"),
    "people.contact_left": ("留下联系方式", "Contact left"),
    "people.call_relayed": ("电话转接联系", "Call through the exchange"),
    "people.address_used": ("按您选择的方式通知", "Told by the way you chose"),
    "notices.ways_chosen": ("选择通知方式", "Ways of being told chosen"),
    "notices.way_ended": ("停用通知方式", "Way of being told ended"),
    "notices.not_delivered": ("通知未送达", "Notice not delivered"),
    "notices.resolved": ("处理未送达的通知", "Undelivered notice dealt with"),
    "notices.letter": ("信件寄出或退回", "Letter posted or returned"),
    "people.reveal_asked": ("申请查看身份信息", "Identity asked for"),
    "people.reveal_declined": ("未同意查看身份信息", "Identity not opened"),
    "people.reveal_reviewed": ("复核紧急查看", "Look in an emergency reviewed"),
    "people.uses_stated": ("每月声明使用次数", "Monthly statement of uses"),
    "people.reveal_closed": ("身份信息已关闭", "Identity closed"),
    "people.identity_erased": ("删除姓名和联系方式", "Name and contact erased"),
    "people.texts_erased": ("删除文字和照片", "Texts and photos erased"),
    "people.contact_shown": ("查看联系方式", "Contact shown"),
    "people.identity_revealed": ("查看身份信息", "Identity revealed"),
    "people.data_used": ("使用您的信息", "Your data used"),
    "applications.filed": ("提交申请", "Applied"),
    "applications.material_given": ("提交材料", "Material given"),
    "applications.material_judged": ("审核材料", "Material judged"),
    "applications.resident_asked": ("一次性告知", "Asked for what is missing"),
    "applications.decided": ("决定", "Decided"),
    "applications.rated": ("评价", "Rated"),
}
SAID = {
    "wrong": ("✗ 不能采信", "✗ Not proven"),
    "at": ("第 {at} 条：", "Record {at}: "),
    "unread": (
        "✗ 没有核对：“{file}”打不开。\n  → 请看文件名和文件夹对不对，是不是有权读这个文件。",
        "✗ Not checked: {file} cannot be opened.\n  → Look at its name and folder, and whether you may read it.",
    ),
    "policy_text": (
        "✗ 没有核对：--policy 所指的文件不是文本文件。",
        "✗ Not checked: the file named by --policy is not text.",
    ),
    "nothing": (
        "目前还没有一条记录有证明：它们在等下一个存证点，请过几分钟再下载一次。",
        "No record is proven yet: they wait for the next checkpoint. Download the file again in some minutes.",
    ),
    "good": ("✓ 证明成立：编号 {number}，{count} 条记录", "✓ Proven: number {number}, {count} records"),
    "good_if": (
        "✓ 对得上：编号 {number}，{count} 条记录；还要核对密钥（见下）",
        "✓ It fits together: number {number}, {count} records. The key is yet to be compared (see below)",
    ),
    "good_some": ("✓ 证明成立：{count} 条记录", "✓ Proven: {count} records"),
    "good_some_if": (
        "✓ 对得上：{count} 条记录；还要核对密钥（见下）",
        "✓ It fits together: {count} records. The key is yet to be compared (see below)",
    ),
    "line": ("  {index}  {at}  {kind}", "  {index}  {at}  {kind}"),
    "use": ("使用记录第 {seq} 条", "use no. {seq}"),
    "closed": ("      （有 {count} 处文字不公开）", "      (texts not opened: {count})"),
    "proven": ("已经证明：", "What is proven:"),
    "bytes": (
        "  · 这些记录逐字逐句就是“{origin}”的日志里的内容，先后次序就是各条的编号。",
        "  · These records stood in the log of “{origin}” exactly so, in the order of their numbers.",
    ),
    "words": (
        "  · 所附的文字就是当时写下的：改一个字就对不上。",
        "  · The words shown are those that were written: not a letter of them was changed.",
    ),
    "witnessed": (
        "  · 不晚于名单上的见证方签名的时间；最近一次见证：{at}。",
        "  · Not later than the witnesses on the list signed; the newest signature is of {at}.",
    ),
    "matched": ("  · 日志的密钥就是您给出的那一把。", "  · The log's key is the one you gave."),
    "second_good": (
        "  · 存证点上的第二个签名（国密 SM2）也对，依据的是文件所列的密钥。",
        "  · The second signature under the checkpoints (SM2) is right too, by the key the file names.",
    ),
    "second": (
        "  · 存证点上的第二个签名（国密 SM2）：这里没有核对，以上结论只依据第一个签名（Ed25519）。",
        "  · The second signature under the checkpoints (SM2): not checked here. All rests on the first one (Ed25519).",
    ),
    "uses": (
        "  · 使用您信息的 {count} 条记录编号相连，没有缺号。",
        "  · The {count} uses of your data are numbered without a gap.",
    ),
    "gap": (
        "  · 使用您信息的记录缺号或重号：{numbers}。这说明记录有问题，请向监督部门反映。",
        "  · The uses of your data lack these numbers, or have them twice: {numbers}. Tell a supervising body.",
    ),
    "open": ("没有证明：", "What is not proven:"),
    "unwitnessed": (
        "  · 时间：没有见证方签名，先后和时间只是日志自己的说法。",
        "  · When: no witness has signed, so order and time are the log's own word.",
    ),
    "late": (
        "  · 有 {count} 条记录在其所写时间五分钟以后才有见证：更早的时间只是日志自己的说法。",
        "  · The time of {count} records before their witnesses signed, which was more than 5 minutes later.",
    ),
    "early": (
        "  · 有 {count} 条记录所写的时间比见证还晚五分钟以上：那个时间不对。",
        "  · The time of {count} records: more than 5 minutes after witnesses had seen them, so it is wrong.",
    ),
    "left_out": (
        "  · 有没有遗漏：没有写进日志的事，这里看不出来。",
        "  · That nothing was left out: what never came into the log cannot show here.",
    ),
    "true": ("  · 写下的话是否属实。", "  · That what was written is true."),
    "number": (
        "  · 文件开头的编号：登记那条记录不在这份文件里。",
        "  · The number on top: the record that names it is not in this file.",
    ),
    "newer": (
        "  · 文件里最新的存证点之后发生的事。",
        "  · Anything that came after the newest checkpoint in the file.",
    ),
    "key": (
        "  · 密钥是不是真的：请与纸质回执或公告上的数字核对：{key}",
        "  · That the key is really the county's: compare with your paper or the public notice: {key}",
    ),
    "witnesses": (
        "  · 见证方是谁：名单是文件自己列的，请与公布的名单核对：{key}",
        "  · Who the witnesses are: the file names them itself; compare with the list made public: {key}",
    ),
    "waiting": (
        "还有 {count} 条记录在等下一个存证点，尚未证明。",
        "{count} more records wait for the next checkpoint and are not proven.",
    ),
}


def numbering(facts: list[Fact]) -> tuple[int, list[int]]:
    """Return how many uses of a person's data the file tells of, and which of their numbers are missing or doubled.

    The number stands inside the record, and counts the uses of one person from 1 on; sealed ones are counted apart.
    A statement at the end of a month says how many there were by then, so that the last ones cannot be cut off.
    A file that does not tell the story from its beginning, but of a line or two, has no gaps.
    """
    whole = {str(fact.entry["subject"]) for fact in facts if fact.entry["kind"] == OPENED}
    found: dict[str, list[int]] = {}
    stated: dict[str, int] = {}
    for fact in facts:
        entry, subject = fact.entry, str(fact.entry["subject"])
        lines = entry["data"].get("lines")
        if entry["kind"] == STATED and subject in whole and is_number(lines):
            stated[subject] = max(lines, stated.get(subject, 0))
            found.setdefault(subject, [])
        told_openly = entry["kind"] == USED and entry["data"].get("sealed_until") is None
        if told_openly and subject in whole and is_number(entry["data"].get("seq")):
            found.setdefault(subject, []).append(entry["data"]["seq"])
    amiss: set[int] = set()
    for subject, numbers in found.items():
        known, last = set(numbers), max(*numbers, stated.get(subject, 0), 0)
        amiss |= {each for each in known if numbers.count(each) > 1 or each < 1}
        amiss |= set(range(1, min(last, MAX_FACTS) + 1)) - known
    return sum(map(len, found.values())), sorted(amiss)


def told(report: Report, say: Any) -> list[str]:
    """Return what was found, line by line."""
    numbered = any(fact.entry["kind"] == OPENED for fact in report.facts)
    good = ("good" if numbered else "good_some") + ("" if report.matched else "_if")
    lines = [say(good, number=report.number, count=len(report.facts)), ""]
    for fact in report.facts:
        lines.append(
            say("line", index=fact.index, at=readable(seconds(fact.entry["at"])), kind=_kind(fact, say))
        )
        lines += [f"      “{text}”".replace("\n", "\n       ") for text in fact.opened.values() if text]
        if fact.closed:
            lines.append(say("closed", count=len(fact.closed)))
    at = report.head.witnessed_at
    lines += ["", say("proven"), say("bytes", origin=report.origin), say("words")]
    if at is not None:
        lines.append(say("witnessed", at=readable(at)))
    if report.matched:
        lines.append(say("matched"))
    uses, amiss = numbering(report.facts)
    if uses and not amiss:
        lines.append(say("uses", count=uses))
    if report.second:
        lines.append(say("second_good"))
    apart = [_seconds_until_seen(fact) for fact in report.facts]
    late = sum(each > TOLERANCE for each in apart)
    early = sum(each < -TOLERANCE for each in apart)
    lines += ["", say("open")]
    if amiss:
        lines.append(say("gap", numbers=", ".join(map(str, amiss[:20]))))
    if at is None:
        lines.append(say("unwitnessed"))
    elif late:
        lines.append(say("late", count=late))
    if early:
        lines.append(say("early", count=early))
    if not numbered:
        lines.append(say("number"))
    if report.second is False:
        lines.append(say("second"))
    lines += [say("left_out"), say("true"), say("newer")]
    if not report.matched:
        lines += [say("key", key=fingerprint(key)) for key in report.keys]
    if report.witnesses and at is not None:
        lines.append(say("witnesses", key=report.witnesses))
    if report.waiting:
        lines += ["", say("waiting", count=len(report.waiting))]
    return lines


def readable(at: float) -> str:
    """Write an instant as the clock on this computer's wall shows it, with its zone."""
    instant = datetime.fromtimestamp(at, UTC)
    with suppress(OverflowError, OSError, ValueError):  # beyond what the clock of this computer can show
        instant = instant.astimezone()
    text = instant.isoformat(" ", "seconds")
    return f"{text[:19]} UTC{text[19:]}"


def _kind(fact: Fact, say: Any) -> str:
    kind, seq = fact.entry["kind"], fact.entry["data"].get("seq")
    told = say(kind) if kind in KINDS else kind
    numbered = kind == USED and is_number(seq)
    return f"{told} · {say('use', seq=seq)}" if numbered else told


def _seconds_until_seen(fact: Fact) -> float:
    seen = fact.head.witnessed_at if fact.head else None
    return 0 if seen is None else seen - seconds(fact.entry["at"])


def language(chosen: str | None) -> int:
    """Return 0 for Chinese, 1 for English: what was asked for, or what the terminal speaks."""
    names = ("GONGZHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    said = chosen or next((os.environ[name] for name in names if os.environ.get(name)), "")
    return 0 if said.lower().partition(".")[0] in {"", "c", "posix"} or said[:2] == "zh" else 1


def hours(text: str) -> float:
    """Read a number of hours; what is none (nan, inf, less than 0) would let every file pass."""
    value = float(text)
    if not 0 <= value < float("inf"):
        raise ValueError(text)
    return value


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the program takes."""
    parser.add_argument("file", type=Path, help="*.proof.json")
    parser.add_argument("--key", action="append", default=[], help="vkey, or 30 digits / 密钥或其 30 位指纹")
    parser.add_argument(
        "--policy", type=Path, help="tlog-policy; replaces the one in the file / 自带的见证规则"
    )
    parser.add_argument(
        "--max-age", type=hours, metavar="HOURS", help="newest witness at most / 见证不早于几小时"
    )
    parser.add_argument("--lang", choices=["zh", "en"])


def run(arguments: argparse.Namespace, *, now: int) -> tuple[int, str]:
    """Check a file as the arguments ask; return the exit code and what to say."""
    at = language(arguments.lang)

    def say(what: str, **details: Any) -> str:
        return (SAID.get(what) or KINDS[what])[at].format(**details)

    try:
        with arguments.file.open("rb") as file:
            raw = file.read(MAX_FILE + 1)
        policy = read_policy(arguments.policy.read_text(encoding="utf-8")) if arguments.policy else None
        report = Check(arguments.key, policy, now).run(raw)
        if arguments.max_age is not None:
            seen = report.head.witnessed_at
            if seen is None or seen < now - arguments.max_age * 3600:
                raise Wrong("age.stale")
    except OSError as error:
        return 2, say("unread", file=error.filename)
    except UnicodeDecodeError:
        return 2, say("policy_text")
    except Wrong as wrong:
        if wrong.code == "nothing":
            return 2, say("nothing")
        place = say("at", at=wrong.at) if wrong.at else ""
        return 1, f"{say('wrong')}\n  {place}{WRONG[wrong.code][at]} [{wrong.code}]"
    return 0, "\n".join(told(report, say))


def main() -> int:
    """Run by itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser)
    code, text = run(parser.parse_args(), now=int(time.time()))
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(text + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
