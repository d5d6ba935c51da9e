"""Two questions a supervisor asks: does the process live, and can it serve."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from gongzhi.ledger import public as ledger

# The sequencer places 500 facts in a few hundredths of a second; so many waiting means that it stands still.
MOST_WAITING = 5_000


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that the process lives: 200, without asking the database."""
    return JsonResponse({"alive": True})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer whether this process can serve: 200, or 503 with what is missing.

    Checked are the database, that all migrations of this version are applied, and that facts do not
    wait for their place in the order (the worker places them).
    """
    try:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        waiting = ledger.waiting() if not missing else 0
    except DatabaseError:
        return JsonResponse({"ready": False, "database": False}, status=503)
    ready = not missing and waiting < MOST_WAITING
    answer = {"ready": ready, "database": True, "migrations_missing": missing, "facts_waiting": waiting}
    return JsonResponse(answer, status=200 if ready else 503)
