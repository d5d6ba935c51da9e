"""Ask which cases are likely the same problem as one: through the gate, and again only after a while.

An action, since each use of the register's entry stands on record; no word of a case does.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from gongzhi.algorithms.facts import Tier
from gongzhi.algorithms.public import entry, invoke
from gongzhi.cases.models import Case
from gongzhi.diagnosis.facts import SIMILAR, SIMILAR_PURPOSE, LikeCase
from gongzhi.diagnosis.public import groups_of
from gongzhi.people.facts import Actor

_MINUTES = 5  # what was found is good for so long, in one process
_REMEMBERED = 500
_kept: dict[tuple[UUID, str, int], "tuple[LikelySame, ...]"] = {}


@dataclass(frozen=True)
class LikelySame:
    """A case that is likely the same problem: how the places lie, as codes, and how many of a hundred such are it."""

    case_id: UUID
    of_hundred: int
    same: tuple[str, ...]
    metres: int | None


def ask_likely(*, case_id: UUID, by: Actor, at: datetime) -> tuple[LikelySame, ...]:
    """Return the cases likely the same as one, the likeliest first; none where the register lets nothing run.

    Nothing is said of who may see them: whoever shows them asks for each.
    """
    key = _key(case_id, at)
    if key is None:
        return ()
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = _asked(case_id, by, at)
        while len(_kept) > _REMEMBERED:  # another thread may forget the same ones
            _kept.pop(next(iter(tuple(_kept)), key), None)
    return found


def likely_known(*, case_id: UUID, at: datetime) -> tuple[LikelySame, ...]:
    """Return what `ask_likely` found a moment ago, without asking: for a page that only reads."""
    key = _key(case_id, at)
    return _kept.get(key, ()) if key else ()


def _key(case_id: UUID, at: datetime) -> tuple[UUID, str, int] | None:
    version = _version()
    return (case_id, version, int(at.timestamp() // (60 * _MINUTES))) if version else None


def _version() -> str:
    """Return which version runs, "" for none: shown, or in shadow to be compared."""
    found = entry(SIMILAR)
    if found is None or found.switched_off or found.suspended:
        return ""
    running = found.running or found.trying
    return f"{running.n} {running.stage}" if running else ""


def _asked(case_id: UUID, by: Actor, at: datetime) -> tuple[LikelySame, ...]:
    case = Case.objects.select_related("loop").filter(loop=case_id, confidential=False).first()
    if case is None or not case.text:
        return ()
    with transaction.atomic(durable=True):
        answer = invoke(
            code=SIMILAR,
            given=LikeCase(case_id, at),
            purpose=SIMILAR_PURPOSE,
            tier=Tier.SEARCH,
            about=case_id,
            kind="case",
            groups=groups_of(case.text, channel=case.channel, division=case.loop.division),
            by=by,
            at=at,
        )
    return _read(answer.result.more) if answer.result else ()


def _read(more: Any) -> tuple[LikelySame, ...]:
    rows = zip(more["cases"], more["of_hundred"], more["same"], more["metres"], strict=True)
    return tuple(LikelySame(UUID(case), sure, tuple(same), metres) for case, sure, same, metres in rows)
