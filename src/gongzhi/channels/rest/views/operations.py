"""How an operation is entered in the interface: its scope at the door, and its headers where it writes."""

from collections.abc import Callable
from typing import Annotated, Any

from ninja import Header, Router
from pydantic import Field

from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.rest.views.guard import Key

Operation = Callable[..., Any]

IdempotencyKey = Annotated[
    str,
    Field(pattern=r"^[\x21-\x7E]{1,200}$"),
    Header(
        alias="Idempotency-Key",
        description="Your own name for this request, a UUID for example: sent again with it, nothing happens twice.",
    ),
]
# Absent and empty are answered by a status of their own, 428, so the schema does not ask for it.
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The ETag of what you have read. Required; without it 428."),
]


def reads(
    router: Router, path: str, scope: Scope, response: Any, name: str
) -> Callable[[Operation], Operation]:
    """Enter an operation that reads; `name` is its id in the schema."""
    return router.get(
        path,
        auth=Key(scope),
        response={200: response},
        operation_id=name,
        openapi_extra={"x-scope": scope.value},
    )


def writes(
    router: Router, path: str, scope: Scope, response: Any, name: str, *, status: int = 200
) -> Callable[[Operation], Operation]:
    """Enter an operation that changes something."""
    return router.post(
        path,
        auth=Key(scope),
        response={status: response},
        operation_id=name,
        openapi_extra={"x-scope": scope.value, "x-writes": True},
    )
