"""The page for whoever writes a program: what the schema says, to be read."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongzhi.channels.rest.page_words import GROUPS, OPERATIONS
from gongzhi.channels.rest.problems import STATUS
from gongzhi.kernel.refusals import Refusal
from gongzhi.ui.words import refusal_sentence

# Details of sentences that name a number or a scope: on this page any one stands for all.
_DETAILS: dict[str, str | int] = {"seconds": 30, "scope": "cases.read", "limit": 20_000, "length": 20_001}


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show operations with their scopes, parameters and fields, and the codes of what can go wrong."""
    from gongzhi.channels.rest.openapi import schema

    whole = schema()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in whole["paths"].items():
        for method, operation in operations.items():
            told = _operation(whole, path, method, operation)
            groups.setdefault((operation.get("tags") or ["other"])[0], []).append(told)
    context = {
        "groups": [{"title": GROUPS.get(name, name), "operations": found} for name, found in groups.items()],
        "problems": [
            {"code": code, "status": status, "words": refusal_sentence(Refusal(code, _DETAILS))}
            for code, status in sorted(STATUS.items(), key=lambda pair: (pair[1], pair[0]))
        ],
    }
    return render(request, "rest/docs.html", context)


def _operation(whole: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    ((scopes,),) = (each.values() for each in operation["security"])
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    answer: dict[str, Any] = next(
        (each for status, each in sorted(operation["responses"].items()) if status.startswith("2")), {}
    )
    told = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "words": OPERATIONS.get(operation["operationId"], operation.get("description", "")),
        "scope": scopes[0],
        "parameters": [
            {"name": each["name"], "where": each["in"], "required": each["required"]}
            for each in operation["parameters"]
        ],
        "body": _fields(whole, body),
        "answer": _fields(whole, told),
        "statuses": sorted(operation["responses"]),
    }


def _fields(whole: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the fields of a form, those of a page of a list being those of its items."""
    found = _resolved(whole, schema)
    properties = found.get("properties", {})
    if set(properties) == {"items", "next"}:
        return _fields(whole, properties["items"]["items"])
    required = found.get("required", [])
    return [{"name": name, "required": name in required} for name in properties]


def _resolved(whole: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").removeprefix("#/components/schemas/")
    found: dict[str, Any] = whole["components"]["schemas"][name] if name else schema
    return found
