"""The schema of the interface, made from its code, with what the code says beside it: scopes, headers, problems."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec

from gongzhi.channels.rest.api import api
from gongzhi.channels.rest.problems import TYPE
from gongzhi.channels.rest.shapes import Problem

DESCRIPTION = (
    "Cases, the loops they ride on, the organization and the notices of a unit. Each operation needs a scope of the "
    "key. Lists go on by a cursor; changes need If-Match and Idempotency-Key; errors are problem+json."
)
_ALWAYS = (400, 401, 403, 406, 422, 429, 500, 503)
_WRITES = (404, 409, 412, 413, 415, 428)
_PROBLEMS = {
    400: "Unreadable",
    401: "NoKey",
    403: "KeyDoesNotOpenThis",
    404: "NoSuchThing",
    405: "UnknownMethod",
    406: "OnlyJson",
    409: "NotNow",
    412: "ChangedMeanwhile",
    413: "TooLarge",
    415: "NotJson",
    422: "NotValid",
    428: "NoIfMatch",
    429: "TooOften",
    500: "Failed",
    503: "DatabaseAway",
}


@cache
def schema() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document."""
    found: dict[str, Any] = msgspec.json.decode(
        msgspec.json.encode(dict(api.get_openapi_schema(path_prefix="api/v1/")))
    )
    found["info"] |= {
        "description": DESCRIPTION,
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    }
    found["servers"] = [{"url": "/"}]
    found["components"]["schemas"]["Problem"] = _problem_schema(found["components"]["schemas"])
    found["components"]["responses"] = {name: _problem(status) for status, name in _PROBLEMS.items()}
    for path, operations in found["paths"].items():
        for operation in operations.values():
            _complete(path, operation)
    return found


@cache
def document() -> bytes:
    """Return the same as bytes."""
    return msgspec.json.format(msgspec.json.encode(schema()), indent=1)


def _complete(path: str, operation: dict[str, Any]) -> None:
    scope, writes = operation.pop("x-scope"), operation.pop("x-writes", False)
    operation["security"] = [{"Key": [scope]}]
    for parameter in operation["parameters"]:
        _without_null(parameter)
        if parameter["name"] == "If-Match":
            # Without it the answer is 428, not 422: the code asks for it itself.
            parameter |= {
                "required": True,
                "schema": {"type": "string", "pattern": r'^"[\x21\x23-\x7E]{1,80}"$'},
            }
    statuses: Iterable[int] = {*_ALWAYS, *(_WRITES if writes else ()), *((404,) if "{" in path else ())}
    for status in sorted(statuses):
        reference = {"$ref": f"#/components/responses/{_PROBLEMS[status]}"}
        operation["responses"].setdefault(str(status), reference)
    one = operation["operationId"].startswith("read") or operation["operationId"] == "listActs"
    if one:
        told = operation["responses"]["200"]
        told["headers"] = {"ETag": {"required": True, "schema": {"type": "string"}}}
        operation["responses"]["304"] = {"description": "It is what you have already."}
        operation["parameters"].append(
            {
                "in": "header",
                "name": "If-None-Match",
                "required": False,
                "schema": {"type": "string"},
                "description": "An ETag you have. Where it is still the same, the answer is 304.",
            }
        )


def _without_null(parameter: dict[str, Any]) -> None:
    """A parameter that is not sent is left out; there is no way to send null in an address."""
    kinds = parameter["schema"].pop("anyOf", ())
    for kind in kinds:
        if kind != {"type": "null"}:
            parameter["schema"] |= kind


def _problem(status: int) -> dict[str, Any]:
    told: dict[str, Any] = {
        "description": _PROBLEMS[status],
        "content": {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == 429:
        told["headers"] = {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}}}
    if status == 401:
        told["headers"] = {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}}
    return told


def _problem_schema(schemas: dict[str, Any]) -> dict[str, Any]:
    found = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas |= found.pop("$defs", {})
    return found
