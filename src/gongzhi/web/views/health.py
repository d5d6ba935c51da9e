"""Two questions a supervisor asks: does the process live, and can it serve."""

import logging

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from gongzhi.kernel.instants import now
from gongzhi.ledger import public as ledger

# The sequencer places 500 facts in a few hundredths of a second; so many waiting means that it stands still.
MOST_WAITING = 5_000

_log = logging.getLogger("gongzhi.ledger")


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that the process lives: 200, without asking the database."""
    return JsonResponse({"alive": True})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer whether this process can serve: 200, or 503 with what is missing.

    Checked are the database, that all migrations of this version are applied, and that facts do not
    wait for their place in the order (the worker places them). Told as well is how long the oldest fact has stood
    unsigned, in seconds: beyond the limit no personal data are given out, but reports are taken in all the same.
    """
    at = now()
    try:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        waiting = ledger.waiting() if not missing else 0
        since = ledger.unsigned_since() if not missing else None
        late = ledger.evidence_is_late(at) if not missing else False
    except DatabaseError:
        return JsonResponse({"ready": False, "database": False}, status=503)
    ready = not missing and waiting < MOST_WAITING
    if late:
        _log.warning("evidence is late")
    answer = {
        "ready": ready,
        "database": True,
        "migrations_missing": missing,
        "facts_waiting": waiting,
        "evidence_age": max(0, round((at - since).total_seconds())) if since else 0,
        "evidence_late": late,
    }
    return JsonResponse(answer, status=200 if ready else 503)
