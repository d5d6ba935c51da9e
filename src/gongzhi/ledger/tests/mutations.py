"""Proof files changed at random, for holding two checkers against each other."""

import json
import random
from collections.abc import Iterator
from typing import Any

from gongzhi.ledger.tests.proofs import good_file, rotated_file

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 300, 2**53 - 1, "", "0", "a", "\u0000", "𠮷", "\n", "\n\n", "—", [], {}),
    *([[]], {"": ""}, {"commitment": "a"}, ["a", "b"], ["0" * 64, "a"], "A" * 43 + "=", "quorum none\n", " "),
)
LETTERS = 'aA0=+/\n\t" {}[]:,\\—é𠮷\u2028.-'


def mutations(count: int, *, seed: int = 5) -> Iterator[bytes]:
    """Yield so many files, each with one or two things changed: a value, a letter, a name, an order."""
    chance = random.Random(seed)
    bases = [json.loads(good_file()), json.loads(good_file(waiting=0)), json.loads(rotated_file())]
    for _ in range(count):
        value = json.loads(json.dumps(chance.choice(bases)))
        for _turn in range(chance.choice((1, 1, 1, 2))):
            _change(value, chance)
        yield json.dumps(value, ensure_ascii=chance.random() < 0.5).encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield (container, key) of everything inside a value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inside in list(pairs):
        yield value, key
        yield from _places(inside)


def _change(value: dict[str, Any], chance: random.Random) -> None:
    holder, key = chance.choice(list(_places(value)))
    old, kind = holder[key], chance.random()
    if isinstance(old, str) and old and kind < 0.6:
        holder[key] = _spoilt(old, chance)
    elif kind < 0.75:
        holder[key] = chance.choice(ODD)
    elif kind < 0.85 and isinstance(holder, dict):
        holder[chance.choice(("x", "__proto__", "constructor", "toString", str(key) + "x"))] = holder.pop(key)
    elif kind < 0.92:
        holder.pop(key)
    else:
        other_holder, other = chance.choice(list(_places(value)))
        holder[key] = json.loads(json.dumps(other_holder[other]))


def _spoilt(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    if chance.random() < 0.3:  # whole lines: signatures, hashes, witnesses
        lines = text.split("\n")
        line = chance.randrange(len(lines))
        lines[line : line + 1] = chance.choice(([], [lines[line]] * 2, [chance.choice(lines)], [""]))
        return "\n".join(lines)
    letter = chance.choice((text[chance.randrange(len(text))], chance.choice(LETTERS), ""))
    return text[:at] + letter + text[at + chance.choice((0, 1)) :]
