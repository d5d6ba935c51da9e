"""Random appends, batches, crashes and restarts: whatever happens, each checkpoint continues all earlier ones."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from traceback import extract_tb
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from gongzhi.kernel.commitments import Private
from gongzhi.ledger import public as ledger
from gongzhi.ledger.models import Checkpoint, Entry, Fact, Head
from gongzhi.ledger.tests.test_actions import AT, Noted
from gongzhi.ledger.tests.test_sequence import everything_holds
from gongzhi.ledger.tree import (
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
)

done: Counter[str] = Counter()


class PowerCut(Exception):
    """The process is gone."""


@contextmanager
def cut_after(statements: int) -> Iterator[None]:
    """Let the process die when it sends one more statement to the database."""
    left = [statements]

    def wrapper(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if "SAVEPOINT" in sql:  # what is lost with the connection is here lost with the savepoint
            return execute(sql, *rest)
        if not left[0]:
            raise PowerCut
        left[0] -= 1
        return execute(sql, *rest)

    with connection.execute_wrapper(wrapper):
        yield


class Growing(RuleBasedStateMachine):
    """One log, and all that can happen to it."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block._from_testcase = True  # type: ignore[attr-defined] # actions open durable transactions inside
        self.block.__enter__()
        ledger.forget_last_signed()
        self.recorded: list[UUID] = []
        self.roots: dict[int, bytes] = {}

    def teardown(self) -> None:
        while ledger.sequence():
            pass
        everything_holds()
        assert ledger.size() == ledger.tree_size() == Fact.objects.count()
        assert set(self.recorded) <= set(Entry.objects.values_list("fact", flat=True))
        assert list(ledger.faults()) == []
        done["at the end more than a tile"] += ledger.size() > 256
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize(count=st.sampled_from([0, 1, 250, 255, 256]))
    def begin(self, count: int) -> None:
        if count:
            self.append(count, False)
            ledger.sequence()

    @rule(count=st.sampled_from([1, 1, 2, 5, 30, 100]), lost=st.booleans())
    def append(self, count: int, lost: bool) -> None:
        """Record some facts; the change they tell of may be rolled back, and they with it."""
        block = transaction.atomic()
        with block:
            facts = [(Noted(number, Private("楼道灯不亮")), None) for number in range(count)]
            ids = ledger.record_many(facts, by="system", at=AT)
            transaction.set_rollback(lost)
        if not lost:
            self.recorded += ids
        done["rolled back" if lost else "recorded"] += 1

    @rule(limit=st.sampled_from([1, 7, 100, 500]), patient=st.sampled_from([False, False, True]))
    def batch(self, limit: int, patient: bool) -> None:
        ledger.sequence(limit=limit, pause=timedelta(hours=1) if patient else timedelta())
        done["batches"] += 1

    @rule(limit=st.sampled_from([1, 100, 500]), statements=st.integers(1, 14))
    def crash(self, limit: int, statements: int) -> None:
        """Cut the sequencer off at any statement: nothing of its batch may be there, unless it was all of it."""
        before = self.state()
        with cut_after(statements):
            try:
                ledger.sequence(limit=limit)
            except PowerCut as cut:
                done["crashes"] += 1
                if any(frame.name == "remember_last_signed" for frame in extract_tb(cut.__traceback__)):
                    return
            else:
                return
        assert self.state() == before

    @rule()
    def rotate(self) -> None:
        ledger.rotate_key(by="system", at=AT)

    def state(self) -> tuple[Any, ...]:
        heads = list(Head.objects.values_list("size", "tree_size"))
        return (
            heads,
            ledger.waiting(),
            Entry.objects.count(),
            list(Checkpoint.objects.values_list("size", "note")),
        )

    @invariant()
    def each_checkpoint_continues_all_earlier_ones(self) -> None:
        last = ledger.last_checkpoint()
        if last is None or last.size in self.roots:
            return
        for size, root in self.roots.items():
            proof = consistency_proof(size, last.size, ledger.read_tree(last.size))
            check_consistency(size, last.size, root, last.root, proof)
        for index in {0, last.size // 3, last.size - 1}:
            entry = bytes(Entry.objects.get(position=index).fact.entry)
            proof = inclusion_proof(index, last.size, ledger.read_tree(last.size, index))
            check_inclusion(index, last.size, leaf_hash(entry), proof, last.root)
        self.roots[last.size] = last.root
        done["checkpoints"] += 1


@pytest.mark.django_db
def test_every_checkpoint_continues_every_earlier_one(settings: Any, tmp_path: Path) -> None:
    settings.GONGZHI_KEYS = tmp_path / "keys"
    run_state_machine_as_test(Growing, settings=_SETTINGS)
    assert done["crashes"] > 0, done
    assert done["rolled back"] > 0, done
    assert done["checkpoints"] > 5, done
    assert done["at the end more than a tile"] > 0, done


_SETTINGS = settings(
    max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
