"""An item of a feed: one fact as its node wrote it, with the texts its commitments stand for."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from gongzhi.kernel.commitments import commit
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.facts import Recorded, Sealed
from gongzhi.ledger.public import read_entry

FORMAT = 1
MOST_ITEMS = 200  # in one answer
MOST_BYTES = 8_000_000  # of one answer; a default of this project


@dataclass(frozen=True)
class Item:
    """A fact with its number on the link. `units` are the codes of the units it names by id."""

    seq: int
    sealed: Sealed
    units: Mapping[UUID, str]


@dataclass(frozen=True)
class Feed:
    """An answer: who sends, the number of the last item there is, and the next items in order."""

    node: str
    head: int
    items: tuple[Item, ...]


def write_feed(feed: Feed) -> bytes:
    """Return a feed as JSON."""
    items = [
        {
            "seq": item.seq,
            "entry": item.sealed.entry.decode("utf-8"),
            "texts": {name: [salt.hex(), text] for name, (salt, text) in item.sealed.openings.items()},
            "units": {str(unit_id): code for unit_id, code in item.units.items()},
        }
        for item in feed.items
    ]
    body = {"format": FORMAT, "node": feed.node, "head": feed.head, "items": items}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def read_feed(body: bytes) -> Feed:
    """Read a feed. Raises Refused ``federation.malformed`` for anything else."""
    try:
        data = json.loads(body)
        if data["format"] != FORMAT:
            raise ValueError(data["format"])
        items = tuple(_read_item(each) for each in data["items"])
        return Feed(str(data["node"]), int(data["head"]), items)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(Refusal("federation.malformed")) from error


def _read_item(data: Mapping[str, Any]) -> Item:
    entry = data["entry"].encode("utf-8")
    openings = {name: (bytes.fromhex(salt), str(text)) for name, (salt, text) in data["texts"].items()}
    units = {UUID(unit_id): str(code) for unit_id, code in data["units"].items()}
    return Item(int(data["seq"]), Sealed(read_entry(entry).id, entry, openings), units)


def opened(item: Item, *, node: str) -> Recorded:
    """Return the fact of an item with its texts, when everything about it holds.

    Raises Refused: ``federation.not_canonical`` (bytes that are no entry), ``federation.wrong_node`` (a
    fact of somebody else), ``federation.wrong_text`` (a text that its commitment does not stand for).
    """
    try:
        fact = read_entry(item.sealed.entry)
    except (ValueError, KeyError) as error:
        raise Refused(Refusal("federation.not_canonical")) from error
    if fact.node != node:
        raise Refused(Refusal("federation.wrong_node", {"node": fact.node}))
    for name, (salt, text) in item.sealed.openings.items():
        promised = fact.data.get(name)
        if not isinstance(promised, Mapping) or promised.get("commitment") != commit(text, salt):
            raise Refused(Refusal("federation.wrong_text", {"field": name}))
    return replace(fact, texts={name: text for name, (_salt, text) in item.sealed.openings.items()})


def order_refusal(seq: int, *, received: int) -> Refusal | None:
    """Items come in order and without a gap: ``federation.gap`` otherwise. What came before is no gap."""
    return Refusal("federation.gap", {"expected": received + 1, "got": seq}) if seq > received + 1 else None


def head_refusal(head: int, *, received: int) -> Refusal | None:
    """A node that has sent less than we received has lost or rewritten its history: ``federation.went_back``."""
    return Refusal("federation.went_back", {"head": head, "received": received}) if head < received else None


def units_named(fact: Recorded) -> frozenset[UUID]:
    """Return the ids of units a fact of a loop names: its holders, and a field called `unit_id`."""
    found = {
        part for value in dict(fact.data.get("holders") or {}).values() for part in str(value).split(",")
    }
    found |= {str(value) for key, value in fact.data.items() if key.endswith("unit_id") and value}
    return frozenset(UUID(each) for each in found if each)


def newest(items: Sequence[Item]) -> int:
    """Return the number of the last item, 0 for none."""
    return items[-1].seq if items else 0
