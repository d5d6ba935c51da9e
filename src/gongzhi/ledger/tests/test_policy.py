"""Whose word makes a checkpoint good: read from a file, counted by key."""

from base64 import b64encode
from contextlib import suppress
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.ledger.notes import (
    Algorithm,
    CosignatureSigner,
    Ed25519Signer,
    NoteError,
    Verified,
    Verifier,
    open_note,
    sign_note,
)
from gongzhi.ledger.policy import Group, Lack, Policy, PolicyError, Witness, read_policy

LOG = Ed25519Signer("log.example/evidence", b"\x01" * 32)
NAMES = ("county", "city", "audit", "archive", "peer")
SIGNERS = {
    name: CosignatureSigner(Ed25519Signer(f"{name}.example/w", bytes([number]) * 32), 1_800_000_000)
    for number, name in enumerate(NAMES, start=2)
}
BODY = "log.example/evidence\n7\n" + b64encode(bytes(32)).decode() + "\n"
WITNESSES = "".join(f"witness {name} {signer.verifier.vkey()}\n" for name, signer in SIGNERS.items())
TEXT = f"""# who must have seen what we say

log {LOG.verifier.vkey()} https://log.example/evidence/
{WITNESSES}
  group\tup any county city
group side 2 audit archive peer
group q all up side
quorum q
"""


def signed(*names: str) -> list[Verified]:
    return [Verified(SIGNERS[name].verifier, SIGNERS[name].sign(BODY)) for name in names]


def lacks(*names: str) -> list[str]:
    return [str(lack) for lack in read_policy(TEXT).check(signed(*names)).lacks]


def test_a_policy_is_read() -> None:
    policy = read_policy(TEXT)
    assert [log.url for log in policy.logs] == ["https://log.example/evidence/"]
    assert list(policy.witnesses) == list(NAMES)
    assert policy.groups["side"] == Group("side", 2, ("audit", "archive", "peer"))
    assert policy.quorum == "q"
    assert set(policy.verifiers) == {LOG.verifier, *(signer.verifier for signer in SIGNERS.values())}
    assert read_policy(TEXT.encode()) == policy


def test_an_address_stands_behind_the_key_of_a_witness() -> None:
    line = f"witness peer {SIGNERS['peer'].verifier.vkey()} https://peer.example/witness/\n"
    assert read_policy(line + "quorum peer\n").witnesses["peer"].url == "https://peer.example/witness/"


@pytest.mark.parametrize("up", [1, 2])
@pytest.mark.parametrize("side", [2, 3])
def test_enough_of_each_group_is_enough(up: int, side: int) -> None:
    for names in combinations(("county", "city"), up):
        for others in combinations(("audit", "archive", "peer"), side):
            assert lacks(*names, *others) == []


def test_what_is_lacking_is_named() -> None:
    assert lacks("county", "audit") == [
        "q needs 2, has 1, missing: side",
        "side needs 2, has 1, missing: archive peer",
    ]
    assert lacks() == [
        "q needs 2, has 0, missing: up side",
        "up needs 1, has 0, missing: county city",
        "side needs 2, has 0, missing: audit archive peer",
    ]
    one = read_policy(WITNESSES + "quorum city\n")
    assert one.check(signed("county")).lacks == (Lack("city", 1, 0, ("city",)),)


def test_a_note_satisfies_the_policy_or_is_told_why_not() -> None:
    policy = read_policy(TEXT)
    enough = [SIGNERS[name] for name in ("city", "audit", "peer")]
    opened = policy.open(sign_note(BODY, [LOG, *enough]))
    assert policy.check(opened.verified).met
    with pytest.raises(PolicyError) as caught:
        policy.open(sign_note(BODY, [LOG, *enough[:2]]))
    assert caught.value.code == "quorum"
    assert "side needs 2, has 1" in str(caught.value)
    with pytest.raises(PolicyError, match="no_log_signature"):
        policy.open(sign_note(BODY, enough))
    other = BODY.replace("log.example", "other.example")
    with pytest.raises(PolicyError, match="no_log_signature"):
        policy.open(sign_note(other, [LOG, *enough]))
    with pytest.raises(NoteError, match="bad_signature"):
        policy.open(sign_note(BODY, [LOG, *enough]).replace("\n7\n", "\n8\n"))


def test_any_of_several_logs_may_have_signed() -> None:
    other = Ed25519Signer("other.example/evidence", b"\x0b" * 32)
    policy = read_policy(f"log {LOG.verifier.vkey()}\nlog {other.verifier.vkey()}\nquorum none\n")
    body = BODY.replace("log.example", "other.example")
    assert policy.open(sign_note(body, [LOG, other]))
    with pytest.raises(PolicyError, match="no_log_signature"):
        policy.open(sign_note(body, [LOG]))


def test_one_key_under_two_names_counts_once() -> None:
    """The cosigner's name is not signed: who renames the line has another name, and the same key."""
    key = SIGNERS["audit"].verifier.public
    alias = CosignatureSigner(Ed25519Signer("independent.example/w", b"\x04" * 32), 1_800_000_000)
    assert alias.verifier.public == key
    assert alias.verifier.key_id != SIGNERS["audit"].verifier.key_id
    line = f"witness alias {alias.verifier.vkey()}\n"
    with pytest.raises(PolicyError, match=r"same_key_twice \(line 6\)"):
        read_policy(WITNESSES + line + "quorum none\n")

    # A note with both lines, opened by somebody who takes both for different witnesses, and a policy made in code.
    both = open_note(sign_note(BODY, [SIGNERS["audit"], alias]), [SIGNERS["audit"].verifier, alias.verifier])
    assert len(both.verified) == 2
    assert [lack.have for lack in read_policy(TEXT).check([*signed("city"), *both.verified]).lacks] == [1, 1]
    two = {name: Witness(name, each.verifier) for name, each in (("a", SIGNERS["audit"]), ("b", alias))}
    forged = Policy((), two, {"q": Group("q", 2, ("a", "b"))}, "q")
    assert forged.check(both.verified).lacks == (Lack("q", 2, 1, ()),)


def test_a_log_is_no_witness_of_itself() -> None:
    own = Verifier.of("watch.example/w", Algorithm.COSIGNATURE, LOG.verifier.public)
    with pytest.raises(PolicyError, match="same_key_twice"):
        read_policy(f"log {LOG.verifier.vkey()}\nwitness own {own.vkey()}\nquorum own\n")
    with pytest.raises(PolicyError, match="witness_key_kind"):
        read_policy(f"witness own {LOG.verifier.vkey()}\nquorum own\n")
    # Its signature as a log counts for no witness either.
    assert read_policy(TEXT).check([Verified(LOG.verifier, LOG.sign(BODY))]).cosigned == {}


KEY = SIGNERS["county"].verifier.vkey()


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "no_quorum_line", 0),
        (WITNESSES, "no_quorum_line", 0),
        ("quorum none\nquorum none\n", "quorum_twice", 2),
        ("quorum a b\n", "quorum_form", 1),
        ("quorum county\n" + WITNESSES, "unknown_name", 1),
        ("Quorum none\n", "keyword", 1),
        ("quorum\u00a0none\n", "keyword", 1),
        ("quorum none\r\n", "control_character", 1),
        ("quorum none\n\x7f", "control_character", 2),
        ("log\n", "log_form", 1),
        (f"log {LOG.verifier.vkey()} url more\n", "log_form", 1),
        (f"log {LOG.verifier.vkey()}\nlog {LOG.verifier.vkey()}\n", "same_key_twice", 2),
        (f"witness county {KEY[:-4]}\n", "vkey", 1),
        (f"witness county {KEY.replace('county', 'kounty')}\n", "key_id", 1),
        (f"witness {KEY}\n", "witness_form", 1),
        (f"witness none {KEY}\n", "name_taken", 1),
        (WITNESSES + f"witness county {KEY}\n", "name_taken", 6),
        (WITNESSES + "group county any city\n", "name_taken", 6),
        (WITNESSES + "group up any\n", "group_form", 6),
        (WITNESSES + "group up any none\n", "unknown_name", 6),
        (WITNESSES + "group up any up\n", "unknown_name", 6),
        (WITNESSES + "group up any later\ngroup later any city\n", "unknown_name", 6),
        (WITNESSES + "group up 0 city\n", "threshold", 6),
        (WITNESSES + "group up 2 city\n", "threshold", 6),
        (WITNESSES + "group up 01 city\n", "threshold", 6),
        (WITNESSES + "group up １ city\n", "threshold", 6),
        (WITNESSES + "group up all city city\n", "member_twice", 6),
        (WITNESSES + "group up any city\ngroup side any city\n", "member_twice", 7),
        ("#" * 300_000, "policy_too_long", 0),
    ],
)
def test_a_wrong_policy_is_refused_with_its_line(text: str, code: str, line: int) -> None:
    with pytest.raises(PolicyError) as caught:
        read_policy(text)
    assert (caught.value.code, caught.value.line) == (code, line)


def test_names_are_octets() -> None:
    """The letter K and the Kelvin sign are two names, and so are bytes that are no text at all."""
    keys = [signer.verifier.vkey().encode() for signer in SIGNERS.values()]
    names = [b"K", "\u212a".encode(), b"\xff\xfe", "县".encode()]
    lines = [b"witness " + name + b" " + key + b"\n" for name, key in zip(names, keys, strict=False)]
    policy = read_policy(b"".join(lines) + b"quorum \xff\xfe")
    assert len(policy.witnesses) == 4
    assert [lack.missing for lack in policy.check(signed("county")).lacks] == [(policy.quorum,)]
    assert policy.check(signed("audit")).met


@given(st.text(), st.binary())
def test_whatever_stands_in_a_policy_is_read_or_refused(text: str, raw: bytes) -> None:
    for content in (text, raw, TEXT + text, WITNESSES.encode() + b"group x " + raw + b"\nquorum x\n"):
        with suppress(PolicyError):
            assert read_policy(content).quorum


@st.composite
def nested(draw: st.DrawFn) -> tuple[str, dict[str, tuple[int, list[str]]], str]:
    """Return a policy over all witnesses, its groups as (need, members), and its quorum."""
    free, groups, text = list(NAMES), {}, WITNESSES
    for number in range(draw(st.integers(1, 4))):
        members = draw(st.lists(st.sampled_from(free), min_size=1, unique=True))
        need = draw(st.integers(1, len(members)))
        groups[f"g{number}"] = need, members
        free = [name for name in free if name not in members] + [f"g{number}"]
        text += f"group g{number} {need} {' '.join(members)}\n"
    quorum = draw(st.sampled_from(sorted(groups)))
    return text + f"quorum {quorum}\n", groups, quorum


@given(nested(), st.sets(st.sampled_from(NAMES)))
def test_groups_in_groups_are_counted_as_one_would_by_hand(
    made: tuple[str, dict[str, tuple[int, list[str]]], str], names: set[str]
) -> None:
    text, groups, quorum = made

    def by_hand(name: str) -> bool:
        if name not in groups:
            return name in names
        need, members = groups[name]
        return sum(map(by_hand, members)) >= need

    standing = read_policy(text).check(signed(*sorted(names)))
    assert standing.met is by_hand(quorum)
    assert {lack.name for lack in standing.lacks} <= {name for name in groups if not by_hand(name)}
    assert all(by_hand(name) is False for lack in standing.lacks for name in lack.missing)


def test_many_witnesses_have_room() -> None:
    signers = [CosignatureSigner.generate(f"w{number}") for number in range(64)]
    lines = [f"witness {each.key.name} {each.verifier.vkey()}" for each in signers]
    lines += [f"group g{number} any w{number}" for number in range(64)]
    lines += ["group all-of-them all " + " ".join(f"g{number}" for number in range(64)), "quorum all-of-them"]
    policy = read_policy("\n".join(lines))
    verified = [Verified(each.verifier, each.at(1).sign(BODY)) for each in signers]
    assert policy.check(verified).met
    assert [lack.have for lack in policy.check(verified[1:]).lacks] == [63, 0]


def test_the_policy_of_the_handbook_is_read() -> None:
    page = Path(__file__).parents[4] / "docs/how-to/have-witnesses.md"
    text = page.read_text(encoding="utf-8").split("```text\n")[1].split("```")[0]
    policy = read_policy(text)
    assert list(policy.witnesses) == ["county", "city", "audit", "archive", "peer"]
    assert all(witness.url.startswith("https://") for witness in policy.witnesses.values())
    assert policy.check(()).lacks[0] == Lack("q", 2, 0, ("up", "side"))
