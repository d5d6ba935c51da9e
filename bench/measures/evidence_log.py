"""What sequencing into the tree and proving from PostgreSQL cost, and how that grows with the log."""

import random
import statistics
import time
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db import connection

from bench.installation import Installation
from bench.measures.filing import _action as file_one
from bench.results import Result
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import prove_inclusion, sequence, size, tree_size, waiting
from gongzhi.ledger.stored_tree import way_of
from gongzhi.ledger.tiles import WIDTH, width_of

SIZES = (10_000, 100_000, 1_000_000)
BATCH = 500
BATCHES = 16
FILINGS = 40
ENTRY_BYTES = 400
PROOFS = 300
SEQUENCE_TARGET = 1 / 0.35  # at least 0.35 times as fast as the bare insert
PROOF_TARGET = 2.0
_TILE = "select data from gongzhi_tile where level = %(level)s and number = %(number)s"
_EDGE = "select hashes from gongzhi_edge where level = %(level)s"
_TABLES = "gongzhi_tile", "gongzhi_edge", "gongzhi_checkpoint", "gongzhi_entry"


def measure(installation: Installation) -> Iterator[Result]:
    """Sequence against bare inserts by turns, then let the log grow and prove entries drawn by lot."""
    installation.prepare()
    installation.stop_serving()
    installation.spoil()
    file_one()  # the first one reads calendar, profile and grids
    while sequence():
        pass
    arrives = _filing()
    sequenced, bare = _sequencing(installation)
    facts = BATCH * BATCHES
    yield Result(
        "evidence_log.sequence",
        "us/fact",
        sequenced / facts * 1e6,
        floor_name="the same facts and places, bare",
        floor_value=bare / facts * 1e6,
        n=facts,
        target=SEQUENCE_TARGET,
    )
    yield Result(
        "evidence_log.rate",
        "us/fact",
        sequenced / facts * 1e6,
        floor_name="facts as filing makes them",
        floor_value=arrives * 1e6,
        n=facts,
        target=1.0,
    )
    for at in SIZES:
        yield from _grown(installation, at)


def _filing() -> float:
    """File as fast as one process can, without HTTP; return the seconds for each fact that comes of it."""
    before, began = waiting(), time.perf_counter()
    for _ in range(FILINGS):
        file_one()
    seconds = time.perf_counter() - began
    arrived = waiting() - before
    while sequence():
        pass
    return seconds / arrived


def _sequencing(installation: Installation) -> tuple[float, float]:
    """Sequence batches, and insert as many facts with their places bare, by turns; return the seconds of both."""
    _load(installation, BATCH * BATCHES, pending=True)
    sequenced = bare = 0.0
    with installation.administrator() as administrator:
        administrator.execute("create table bare_fact (like gongzhi_fact including all)")
        administrator.execute("create table bare_entry (like gongzhi_entry including all)")
        for number in range(BATCHES):
            rows, positions = _rows(BATCH), list(range(number * BATCH, (number + 1) * BATCH))
            ids = [row[0] for row in rows]
            began = time.perf_counter()
            with administrator.transaction():
                administrator.execute(_BARE_FACTS, [ids, [row[1] for row in rows]], prepare=True)
                administrator.execute(_BARE_ENTRIES, [positions, ids], prepare=True)
            bare += time.perf_counter() - began
            began = time.perf_counter()
            assert sequence(limit=BATCH) == BATCH
            sequenced += time.perf_counter() - began
    return sequenced, bare


_BARE_FACTS = """
    insert into bare_fact (id, node, kind, subject, actor, at, entry)
    select id, 'bench', 'cases.noted', id, 'system', now(), entry
    from unnest(%s::uuid[], %s::bytea[]) as new (id, entry)
"""
_BARE_ENTRIES = """
    insert into bare_entry (position, fact_id) select * from unnest(%s::bigint[], %s::uuid[])
"""


def _rows(count: int) -> list[tuple[UUID, bytes]]:
    return [(new_id(), random.randbytes(ENTRY_BYTES)) for _ in range(count)]  # noqa: S311 - entries to measure with


def _load(installation: Installation, count: int, *, pending: bool) -> None:
    """Bring facts in by COPY: into the queue, or placed already, as an upgrade finds them."""
    position = size()
    rows = _rows(count)
    with installation.administrator() as administrator, administrator.transaction():
        with administrator.cursor().copy(
            "copy gongzhi_fact (id, node, kind, subject, actor, at, entry) from stdin"
        ) as copy:
            for fact_id, entry in rows:
                copy.write_row((fact_id, "bench", "cases.noted", fact_id, "system", "2026-11-28", entry))
        columns = "gongzhi_pendingfact (fact_id)" if pending else "gongzhi_entry (fact_id, position)"
        with administrator.cursor().copy(f"copy {columns} from stdin") as copy:
            for at, (fact_id, _) in enumerate(rows, position):
                copy.write_row((fact_id,) if pending else (fact_id, at))
        if not pending:
            administrator.execute("update gongzhi_head set size = size + %s", [count])


def _grown(installation: Installation, at: int) -> Iterator[Result]:
    caught_up = 0.0
    began_at = tree_size()
    while (missing := at - size()) > 0:
        _load(installation, min(missing, 50_000), pending=False)
        began = time.perf_counter()
        while sequence():
            pass
        caught_up += time.perf_counter() - began
    installation.vacuum()
    yield Result(
        "evidence_log.catch_up", "entries/s", (at - began_at) / caught_up, n=at - began_at, at_size=at
    )
    chosen = random.sample(range(at), PROOFS)
    floor, proofs = _proving(chosen, at)
    yield Result(
        "evidence_log.prove",
        "us/proof",
        statistics.median(proofs) * 1e6,
        floor_name="its tile rows by key",
        floor_value=statistics.median(floor) * 1e6,
        n=PROOFS,
        at_size=at,
        target=PROOF_TARGET,
    )
    yield Result("evidence_log.storage", "bytes/entry", _stored() / at, n=1, at_size=at)


def _proving(chosen: Sequence[int], at: int) -> tuple[list[float], list[float]]:
    """Read every row a proof needs by its key, edges included, and make the proof, by turns."""
    floor, proofs = [], []
    for index in chosen:
        rows = {*way_of(at, index), *way_of(at, at - 1)}
        looks = [_TILE if width_of(*row, at) == WIDTH else _EDGE for row in rows]
        began = time.perf_counter()
        with connection.cursor() as cursor:
            for look, (level, number) in zip(looks, rows, strict=True):
                cursor.execute(look, {"level": level, "number": number})
                assert cursor.fetchone()
        floor.append(time.perf_counter() - began)
        began = time.perf_counter()
        prove_inclusion(index, at)
        proofs.append(time.perf_counter() - began)
    return floor, proofs


def _stored() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select sum(pg_total_relation_size(name::regclass)) from unnest(%s::text[]) as name",
            [list(_TABLES)],
        )
        return int(cursor.fetchone()[0])
