"""Every way we know to tamper with a proof file, and what is wrong then: one table for all checkers."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from gongzhi.ledger.notes import Algorithm, CosignatureSigner, Ed25519Signer, Verifier, sign_note
from gongzhi.ledger.tests.proofs import (
    AUDIT,
    LOG,
    LOG_OF_ALL,
    NOW,
    ORIGIN,
    OTHER,
    POLICY,
    STORY,
    SUBJECT,
    UP,
    Log,
    good_file,
    rotated_file,
)


@dataclass(frozen=True)
class Tampered:
    """A file in which something is wrong, the code of the first thing that is, and at which record."""

    name: str
    content: bytes
    code: str
    at: int | None = None
    given: str = ""  # the key the reader brought


def changed(change: Callable[[dict[str, Any]], object], content: bytes | None = None) -> bytes:
    """Return the good file with one thing changed in what it says."""
    value = json.loads(content or good_file())
    change(value)
    return json.dumps(value, ensure_ascii=False).encode()


def in_fact(at: int, name: str, old: str, new: str) -> bytes:
    """Return the good file with words replaced in one text of one record."""

    def change(value: dict[str, Any]) -> None:
        text = value["facts"][at][name]
        assert old in text, (old, text)
        value["facts"][at][name] = text.replace(old, new, 1)

    return changed(change)


def all_notes(note: str, **more: Any) -> bytes:
    """Return the good file with another note under every record."""
    return good_file(note=note, **more)


def tampered() -> Iterator[Tampered]:
    """Yield every file that must be refused."""
    yield from _files()
    yield from _records()
    yield from _places()
    yield from _signatures()
    yield from _policies()


def _files() -> Iterator[Tampered]:
    good = good_file()
    yield Tampered("empty", b"", "file.json")
    yield Tampered("cut off", good[: len(good) // 2], "file.json")
    yield Tampered("not UTF-8", good.replace(b"gongzhi-proof", b"gongzhi\xff-proof"), "file.json")
    yield Tampered("another format", good.replace(b"gongzhi-proof/1", b"gongzhi-proof/2"), "file.format")
    yield Tampered("a list", b"[]", "file.format")
    yield Tampered("a name twice", good.replace(b'"number"', b'"number": "1", "number"', 1), "file.twice")
    yield Tampered("a deep name twice", good.replace(b'"proof"', b'"proof": "x", "proof"', 1), "file.twice")
    yield Tampered("a float", good.replace(b'"number"', b'"x": 1.0, "number"', 1), "file.number")
    yield Tampered(
        "a huge number", good.replace(b'"number"', b'"x": 9007199254740992, "number"', 1), "file.number"
    )
    yield Tampered(
        "a monstrous number",
        good.replace(b'"number"', b'"x": ' + b"9" * 5000 + b', "number"', 1),
        "file.number",
    )
    yield Tampered("an exponent", good.replace(b'"number"', b'"x": 1e400, "number"', 1), "file.number")
    yield Tampered("not a number", good.replace(b'"number"', b'"x": NaN, "number"', 1), "file.json")
    yield Tampered("half a letter", good.replace(b'"number"', b'"x": "\\ud800", "number"', 1), "file.json")
    yield Tampered("something more", good.replace(b'"number"', b'"x": 1, "number"', 1), "file.form")
    yield Tampered("facts are no list", changed(lambda v: v.update(facts={})), "file.form")
    yield Tampered("a record lacks its proof", changed(lambda v: v["facts"][1].pop("proof")), "file.form", 2)
    yield Tampered("too many records", changed(lambda v: v.update(facts=[1] * 5001)), "file.form")
    yield Tampered("nothing proven yet", changed(lambda v: v.update(facts=[])), "nothing")


def _records() -> Iterator[Tampered]:
    yield Tampered("a byte of a record", in_fact(1, "entry", '"WEB"', '"WEC"'), "proof.root", 2)
    yield Tampered("the time of a record", in_fact(1, "entry", "08:00:00", "07:00:00"), "proof.root", 2)
    for when in ("2026-02-30T08", "2026-11-20T24", "2026-13-01T08", "1969-12-31T23"):
        dated = in_fact(1, "entry", '"at":"2026-11-20T08', f'"at":"{when}')
        yield Tampered(f"a record of {when}", dated, "entry.form", 2)
    yield Tampered("a blank in a record", in_fact(1, "entry", '"v":1', '"v": 1'), "entry.form", 2)
    yield Tampered(
        "another order of names", in_fact(1, "entry", '{"actor"', '{"zactor":1,"actor"'), "entry.form", 2
    )
    yield Tampered("a needless escape", in_fact(1, "entry", '"WEB"', '"W\\u0045B"'), "entry.form", 2)
    yield Tampered("a name twice in a record", in_fact(1, "entry", '"v":1', '"v":1,"v":1'), "entry.twice", 2)
    yield Tampered("a float in a record", in_fact(1, "entry", '"v":1', '"v":1.0'), "entry.number", 2)
    yield Tampered(
        "a huge number in a record",
        in_fact(1, "entry", "9007199254740991", "9007199254740992"),
        "entry.number",
        2,
    )
    yield Tampered("a version that is true", in_fact(1, "entry", '"v":1', '"v":true'), "entry.form", 2)
    several = in_fact(1, "entry", f'"{SUBJECT}"', f'["{SUBJECT}"]')
    yield Tampered("a list of subjects", several, "entry.form", 2)
    yield Tampered("a broken record", in_fact(1, "entry", "}", ""), "entry.json", 2)
    yield Tampered(
        "a record that is none", changed(lambda v: v["facts"][1].update(entry="{}")), "entry.form", 2
    )
    yield from _openings()


def _openings() -> Iterator[Tampered]:
    long = '"' + "x" * 65_535 + '"'
    yield Tampered("a record too long", changed(lambda v: v["facts"][1].update(entry=long)), "entry.form", 2)

    def opening(change: Callable[[dict[str, Any]], object]) -> bytes:
        return changed(lambda value: change(value["facts"][1]["openings"]))

    salt, text = json.loads(good_file())["facts"][1]["openings"]["text"]
    yield Tampered("other words", opening(lambda o: o.update(text=[salt, text + "。"])), "opening.wrong", 2)
    yield Tampered("another salt", opening(lambda o: o.update(text=["0" * 64, text])), "opening.wrong", 2)
    yield Tampered(
        "words of another field", opening(lambda o: o.update(contact=o.pop("text"))), "opening.wrong", 2
    )
    yield Tampered(
        "words for nothing", opening(lambda o: o.update(channel=[salt, "WEB"])), "opening.unknown", 2
    )
    yield Tampered(
        "a name every object has", opening(lambda o: o.update(constructor=[salt, "x"])), "opening.unknown", 2
    )
    yield Tampered("a short salt", opening(lambda o: o.update(text=[salt[:-2], text])), "opening.form", 2)
    yield Tampered(
        "a salt in capitals", opening(lambda o: o.update(text=[salt[:-1] + "G", text])), "opening.form", 2
    )
    yield Tampered("words that are a number", opening(lambda o: o.update(text=[salt, 1])), "opening.form", 2)

    def waiting(value: dict[str, Any]) -> None:
        value["waiting"][0]["openings"]["text"][1] += "!"

    yield Tampered("other words in what waits", changed(waiting), "opening.wrong")
    yield Tampered(
        "another number on top", changed(lambda v: v.update(number="202611-0000013")), "fact.number", 1
    )
    other = good_file(story=[*STORY[:2], STORY[1] + 1], waiting=0)
    yield Tampered("a record of another matter", other, "fact.other", 3)
    waits = good_file(story=[*STORY[:2], STORY[1] + 1])
    yield Tampered("a record of another matter that waits", waits, "fact.other")
    yield Tampered("a record twice", changed(lambda v: v["facts"].append(v["facts"][1])), "fact.twice", 4)


def _places() -> Iterator[Tampered]:
    log = LOG_OF_ALL
    first, second = STORY[:2]

    def swap(value: dict[str, Any]) -> None:
        a, b = value["facts"][0], value["facts"][1]
        a["proof"], b["proof"] = b["proof"], a["proof"]

    yield Tampered("proofs swapped", changed(swap), "proof.root", 1)
    yield Tampered(
        "another index", in_fact(0, "proof", f"index {first}\n", f"index {second}\n"), "proof.root", 1
    )
    yield Tampered(
        "an index beyond", in_fact(0, "proof", f"index {first}\n", "index 301\n"), "proof.index", 1
    )
    yield Tampered(
        "an index far beyond",
        in_fact(0, "proof", f"index {first}\n", "index 9007199254740993\n"),
        "proof.form",
        1,
    )
    yield Tampered(
        "a negative index", in_fact(0, "proof", f"index {first}\n", f"index -{first}\n"), "proof.form", 1
    )
    yield Tampered(
        "a leading zero", in_fact(0, "proof", f"index {first}\n", f"index 0{first}\n"), "proof.form", 1
    )
    yield Tampered("no header", in_fact(0, "proof", "c2sp.org/tlog-proof@v1\n", ""), "proof.form", 1)
    lines = log.proof(first, log.note()).split("\n")
    yield Tampered("a hash dropped", in_fact(0, "proof", lines[3] + "\n", ""), "proof.length", 1)
    yield Tampered(
        "a hash doubled", in_fact(0, "proof", lines[3] + "\n", f"{lines[3]}\n" * 2), "proof.length", 1
    )
    yield Tampered(
        "hashes swapped",
        in_fact(0, "proof", "\n".join(lines[2:4]), "\n".join(lines[3:1:-1])),
        "proof.root",
        1,
    )
    yield Tampered("a hash flipped", in_fact(0, "proof", lines[2], "A" * 42 + "E="), "proof.root", 1)
    yield Tampered(
        "a hash with loose bits", in_fact(0, "proof", lines[2], lines[2][:-2] + "/="), "proof.form", 1
    )
    yield Tampered("a short hash", in_fact(0, "proof", lines[2], "AAAA"), "proof.form", 1)
    many = in_fact(0, "proof", lines[2], "\n".join([lines[2]] * 60))
    yield Tampered("sixty hashes", many, "proof.form", 1)


def _signatures() -> Iterator[Tampered]:
    log, note = LOG_OF_ALL, LOG_OF_ALL.note()
    root = note.split("\n")[2]
    yield Tampered("the size edited", in_fact(0, "proof", "\n301\n", "\n302\n"), "note.signature", 1)
    yield Tampered("a huge size", in_fact(0, "proof", "\n301\n", "\n9007199254740992\n"), "note.form", 1)
    yield Tampered("a size with a zero", in_fact(0, "proof", "\n301\n", "\n0301\n"), "note.form", 1)
    yield Tampered(
        "the root edited", in_fact(0, "proof", f"{root}\n\n", f"{'A' * 43}=\n\n"), "note.signature", 1
    )
    yield Tampered(
        "another origin", in_fact(0, "proof", f"\n{ORIGIN}\n", "\nother.example/log\n"), "note.origin", 1
    )
    yield Tampered("a line without a key", in_fact(0, "proof", "— ", "- "), "note.form", 1)
    yield Tampered("a tab", in_fact(0, "proof", f"\n{ORIGIN}\n", f"\n{ORIGIN}\t\n"), "note.form", 1)
    yield Tampered("no last newline", changed(lambda v: v.update(checkpoint=note[:-1])), "note.form")
    yield Tampered(
        "no signatures", changed(lambda v: v.update(checkpoint=note.split("\n\n")[0] + "\n\n")), "note.form"
    )
    wrong_key = all_notes(log.note(signer=OTHER))
    yield Tampered("signed by another key", wrong_key, "note.unsigned", 1)
    forged = sign_note("other\n", [LOG]).split("\n\n")[1]
    yield Tampered(
        "a signature of another text",
        all_notes(f"{log.note().split(chr(10) * 2)[0]}\n\n{forged}"),
        "note.signature",
        1,
    )
    yield Tampered(
        "an older checkpoint on top", changed(lambda v: v.update(checkpoint=log.note(300))), "note.older"
    )
    yield Tampered(
        "another checkpoint on top",
        changed(lambda v: v.update(checkpoint=log.note(signer=OTHER))),
        "note.unsigned",
    )
    fork = Log([*log.entries[:-1], log.entries[0]])
    yield Tampered(
        "two checkpoints of one size",
        changed(lambda v: v["facts"][2].update(proof=fork.proof(STORY[2], fork.note()))),
        "note.fork",
        3,
    )
    yield from _keys(log)


def _keys(log: Log) -> Iterator[Tampered]:
    yield Tampered("a key that is malformed", changed(lambda v: v.update(keys=["x+1+2"])), "key.form")
    yield Tampered(
        "a key with another id", changed(lambda v: v.update(keys=[_other_id(LOG.verifier)])), "key.form"
    )
    both = (LOG.verifier.vkey(), LOG.verifier.vkey())
    yield Tampered("the key twice", good_file(keys=both), "policy.key_twice")
    yield Tampered("another key than on paper", good_file(), "key.other", given=OTHER.verifier.vkey())
    replaced = good_file(note=log.note(signer=OTHER), keys=(OTHER.verifier.vkey(),))
    yield Tampered("log and key replaced", replaced, "key.other", given=LOG.verifier.vkey())
    added = good_file(note=log.note(signer=OTHER), keys=(OTHER.verifier.vkey(), LOG.verifier.vkey()))
    yield Tampered("a second key added", added, "note.unsigned", 1, given=LOG.verifier.vkey())
    alone = rotated_file(beside=False)
    yield Tampered("a new key the old one knows not of", alone, "note.unsigned", 2, given=LOG.verifier.vkey())
    other = changed(lambda v: v["rotations"].extend(v["facts"][:1]), rotated_file())
    yield Tampered("a change of keys that is none", other, "file.form")


def _policies() -> Iterator[Tampered]:
    log = LOG_OF_ALL
    yield Tampered("one witness of two", all_notes(log.note(witnesses=(UP,))), "policy.quorum", 1)
    yield Tampered("one witness twice", all_notes(log.note(witnesses=(UP, UP))), "policy.quorum", 1)
    again = CosignatureSigner(Ed25519Signer("audit.example/w", UP.key.seed))
    yield Tampered(
        "one key under a known name", all_notes(log.note(witnesses=(UP, again))), "policy.quorum", 1
    )
    twice = POLICY.replace(AUDIT.verifier.vkey(), again.verifier.vkey())
    yield Tampered("one key as two witnesses", good_file(policy=twice), "policy.key_twice")
    own = CosignatureSigner(Ed25519Signer("audit.example/w", LOG.seed))
    selfmade = POLICY.replace(AUDIT.verifier.vkey(), own.verifier.vkey())
    yield Tampered("the log as its own witness", good_file(policy=selfmade), "policy.key_twice")
    future = all_notes(log.note(when=NOW + 3600))
    yield Tampered("a witness in the future", future, "witness.future", 1)
    stolen = log.note(290).split("\n\n")[1].split("\n", 1)[1]
    borrowed = log.note(witnesses=()) + stolen
    yield Tampered("signatures of another checkpoint", all_notes(borrowed), "witness.signature", 1)
    cut = "\n".join(log.note().split("\n")[:-2]) + "\n"
    yield Tampered("a witness cut off", all_notes(cut), "policy.quorum", 1)
    for name, text in (
        ("no quorum", "".join(POLICY.splitlines(keepends=True)[:-1])),
        ("two quorums", POLICY + "quorum none\n"),
        ("an unknown witness", POLICY.replace("city audit next", "city audit nobody")),
        ("more than all", POLICY.replace("all-of-them 2", "all-of-them 4")),
        ("none at all", POLICY.replace("all-of-them 2", "all-of-them 0")),
        ("a member twice", POLICY.replace("city audit next", "city city next")),
        ("an unknown word", POLICY + "trust me\n"),
        ("a key of a log as a witness", POLICY.replace(UP.verifier.vkey(), LOG.verifier.vkey())),
        ("a control character", POLICY + "# \x07\n"),
    ):
        yield Tampered(f"policy: {name}", good_file(policy=text), "policy.form")


def _other_id(verifier: Verifier) -> str:
    assert verifier.algorithm is Algorithm.ED25519
    name, _, key = verifier.vkey().split("+", 2)
    return f"{name}+00000000+{key}"
