"""Hold the words that stand in tables against what facts committed to: pages show tables, the log has commitments.

Who keeps words of people in a table of its own says which fact committed to them; what differs is a fault.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gongzhi.kernel.canonical import decode
from gongzhi.kernel.commitments import commit
from gongzhi.ledger.models import Fact
from gongzhi.ledger.verification import Fault

NOTHING = frozenset({""})


@dataclass(frozen=True)
class KeptWords:
    """KeptWords of a table, by the field of the fact that committed to them.

    `kind` is that of the fact; where a matter has several of them, `named` is a field and the value it has in the one
    that is meant. `nothing` are the texts that stand where nothing was said, or where it was erased.
    """

    subject: UUID
    kind: str
    said: Mapping[str, str]
    named: tuple[str, str] | None = None
    nothing: frozenset[str] = NOTHING


@dataclass(frozen=True)
class _Committed:
    fact: UUID
    data: dict[str, Any]
    salts: dict[str, bytes]


def words_faults(words: Collection[KeptWords]) -> Iterator[Fault]:
    """Yield ``words`` for each text of a table that is not the one committed to.

    An erasure takes text and opening together. So nothing in both places is no fault; a text that stands while its
    opening is gone cannot be held against anything any more, and is one.
    """
    facts = _facts(words)
    for each in words:
        meant = [fact for fact in facts.get((each.subject, each.kind), []) if _is_meant(fact, each)]
        if not meant:
            yield Fault("words", subject=each.subject, where=f"{each.kind} is not on record")
        for fact in meant:
            for field, text in each.said.items():
                if not _kept(fact, field, text, each.nothing):
                    yield Fault("words", fact=fact.fact, subject=each.subject, where=field)


def _facts(words: Collection[KeptWords]) -> dict[tuple[UUID | None, str], list[_Committed]]:
    found: dict[tuple[UUID | None, str], list[_Committed]] = {}
    rows = Fact.objects.filter(
        subject__in={each.subject for each in words}, kind__in={each.kind for each in words}
    )
    for row in rows.order_by("id").prefetch_related("openings"):
        try:
            data = dict(decode(bytes(row.entry))["data"])
        except (ValueError, KeyError, TypeError):
            data = {}  # the verification of the log names it; no word can be held against it
        salts = {opening.field: bytes(opening.salt) for opening in row.openings.all()}
        found.setdefault((row.subject, row.kind), []).append(_Committed(row.id, data, salts))
    return found


def _is_meant(fact: _Committed, words: KeptWords) -> bool:
    return words.named is None or fact.data.get(words.named[0]) == words.named[1]


def _kept(fact: _Committed, field: str, text: str, nothing: frozenset[str]) -> bool:
    held, salt = fact.data.get(field), fact.salts.get(field)
    if not isinstance(held, dict) or salt is None:  # nothing was said, or it was erased
        return text in nothing
    return held.get("commitment") == commit(text, salt)
