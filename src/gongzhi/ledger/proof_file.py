"""The proof file that people take home: records, the words behind them, and their way into the log. Pure.

What is in it and what it proves: docs/explanation/proofs.md. Who checks it shares no code with this module.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gongzhi.kernel.instants import to_text

FORMAT = "gongzhi-proof/1"
MEDIA_TYPE = "application/vnd.gongzhi.proof+json"

# What a person reads who opens the file with an editor.
ABOUT = {
    "zh": (
        "这是存证证明。请用存证核对网页（断网也能用）或 verify.py 打开。"
        "它证明：facts 里的每条记录都原样写在存证日志里，次序如编号所示，不晚于见证方签名的时间；"
        "openings 里的文字就是当时写下的文字。"
        "它不证明：没有遗漏，写下的话属实，最近一次见证之后的事，以及密钥确实是本县的（请与纸质回执或公告核对）。"
        "waiting 里的记录还在等待，尚未证明。里面有您自己写的话，请像保管回执一样保管。"
    ),
    "en": (
        "This is a proof from the evidence log. Open it with the check page (works without a network) or verify.py. "
        "Proven: each record under facts stood in the log exactly so, in the order of the numbers, not later than the "
        "witnesses signed; the words under openings are those that were written. "
        "Not proven: that nothing was left out, that what was written is true, anything after the newest signature, "
        "and that the key is really the county's (compare it with your paper or the public notice). "
        "What stands under waiting is not proven yet. The file holds your own words: keep it as you keep the receipt."
    ),
}


@dataclass(frozen=True)
class ProofFact:
    """A fact as a reader may see it: its bytes, the openings that are theirs, its tlog-proof or None while it waits."""

    entry: bytes
    openings: Mapping[str, tuple[bytes, str]] = field(default_factory=dict)
    proof: str | None = None


def compose(
    facts: Sequence[ProofFact],
    *,
    number: str,
    origin: str,
    keys: Sequence[str],
    policy: str,
    checkpoint: str,
    at: datetime,
    rotations: Sequence[ProofFact] = (),
) -> bytes:
    """Return the file: JSON that people can read, its order of names fixed, one record under the other."""
    changed = [{**_opened(fact), "proof": fact.proof} for fact in rotations]
    shown = [{**_opened(fact), "proof": fact.proof} for fact in facts if fact.proof is not None]
    waiting = [_opened(fact) for fact in facts if fact.proof is None]
    value = {
        "format": FORMAT,
        "about": ABOUT,
        "number": number,
        "made_at": to_text(at),
        "origin": origin,
        "keys": list(keys),
        "policy": policy,
        "checkpoint": checkpoint,
        "rotations": changed,
        "facts": shown,
        "waiting": waiting,
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def fingerprint(text: str) -> str:
    """Return the 30 digits by which people compare a key (as its vkey) or a policy: six groups of five."""
    digest = hashlib.sha256(b"gongzhi-fingerprint/1\n" + text.encode()).digest()
    return " ".join(f"{int.from_bytes(digest[at : at + 5], 'big') % 100_000:05}" for at in range(0, 30, 5))


def file_name(number: str) -> str:
    """Return how the file is called; letters of a number that no file may have become hyphens."""
    return f"诉求-{''.join(each if each.isalnum() else '-' for each in number)}.proof.json"


def _opened(fact: ProofFact) -> dict[str, object]:
    openings = {name: [salt.hex(), text] for name, (salt, text) in fact.openings.items()}
    return {"entry": fact.entry.decode(), "openings": openings}
